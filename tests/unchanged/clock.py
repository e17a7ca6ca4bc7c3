"""A wall clock that stands still until it is set, for a process that knows nothing of it.

2026-11-29 · Not libfaketime, which the fault tests use: under it a clock that stands breaks every
``sleep`` (EINVAL), one that goes puts other seconds into every recording, and reading its file at
each look costs ten times the hall's own work (measured: 5.9 s of processor a situation, 0.25 so).
"""

import os
import struct
import subprocess
from datetime import datetime
from pathlib import Path

SOURCE = Path(__file__).with_name("still.c")


class StillClock:
    def __init__(self, folder: Path, at: datetime) -> None:
        """Compiles the library into the folder, with the C compiler that is there as ``cc``."""
        self._library, self._file = folder / "still.so", folder / "still-clock"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O2", "-o", self._library, SOURCE, "-ldl"], check=True
        )
        self.set(at)

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "STILL_CLOCK": str(self._file)}

    def set(self, at: datetime) -> None:
        """Eight bytes at once: whoever reads meanwhile sees the old time or the new one."""
        with open(os.open(self._file, os.O_RDWR | os.O_CREAT), "r+b", buffering=0) as file:
            file.write(struct.pack("=q", round(at.timestamp() * 1_000_000)))
