"""The helper process of a hall whose clock a test moves: ``python -m … CLOCK DATA SCHEME
SOCKET``."""

import sys
from datetime import datetime
from pathlib import Path

from kiosk import clerk

if __name__ == "__main__":
    told = Path(sys.argv.pop(1))
    clerk.utc_now = lambda: datetime.fromisoformat(told.read_text())
    clerk.main()
