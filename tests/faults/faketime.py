"""A server whose wall clock the test sets, by Debian's ``faketime``; its monotonic clocks go on as
they are."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

WINDOW_S = 2.0
"""The hall may still show what was true so long ago (issue: truth within 2 s)."""


def library() -> str | None:
    """Where Debian keeps the library that stands between a program and its clock; None where it is
    not installed."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else None


class WallClock:
    """Set by the test; read by the server at every look through a file, which holds how far it is
    from the real one."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._file = folder / "wall-clock"
        self._told: list[tuple[float, timedelta]] = []
        self.set(at)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "LD_PRELOAD": library() or "", "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
        }  # fmt: skip

    def set(self, at: datetime) -> None:
        away = timedelta(seconds=round((at - datetime.now(UTC)).total_seconds()))
        new = self._file.with_suffix(".new")
        new.write_text(f"{away.total_seconds():+.0f}s\n")
        self._told.append((time.monotonic(), away))
        new.replace(self._file)  # at once or not at all: the server reads it all the time

    def step(self, **by: float) -> None:
        self.set(self.now() + timedelta(**by))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._told[-1][1]

    def lately(self, looked_at: float) -> Iterator[datetime]:
        """What it has shown since the window before ``looked_at``, now first; of each setting within it
        some moments."""
        now, real = time.monotonic(), datetime.now(UTC)
        until, first = now, looked_at - WINDOW_S
        for since, away in reversed(self._told):
            for part in range(11):
                moment = max(since, first)
                ago = now - until + (until - moment) * part / 10
                yield real - timedelta(seconds=ago) + away
            if since < first:
                return
            until = since
