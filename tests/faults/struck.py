"""Adopts the draft of a hall by its page, and is killed before the ``at``-th write of it:
``python -m tests.faults.struck DATA CONTENT AT``. Prints how many writes there were, where it lives."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.custody.edits.shelf import Shelf
from kiosk.wiring import build
from tests.kiosk.house import Tablet


def struck(data: Path, content: Path, at: int) -> int:
    house, writes = build(data, content, simulators=True), 0
    draft = Shelf(data, content).draft
    assert draft is not None
    leader = Tablet(house).signed_in("王")
    leader.token()

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(path: Any, *more: Any, **named: Any) -> Any:
            nonlocal writes
            if str(path).startswith(
                (str(content), str(data / "hall.edits"), str(data / "hall.draft"))
            ):
                writes += 1
                if writes == at:
                    os.kill(os.getpid(), signal.SIGKILL)
            return act(path, *more, **named)

        return acted

    os.replace, os.unlink, os.rename = counted(os.replace), counted(os.unlink), counted(os.rename)
    answer = leader.post("/facilities/description/adopt", mark=draft.mark)
    assert answer.status_code == 303, answer.text
    house.close()
    return writes


if __name__ == "__main__":
    print(struck(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
