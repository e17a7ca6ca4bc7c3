"""The log as somebody finds it who opens the file anew: not from memory, not from a file without a name."""

import sqlite3
from pathlib import Path

from kiosk.store.faults import StoreError, faults
from kiosk.store.schema import FILE


def read_back(directory: Path, tip: tuple[int, str], *, whole: bool) -> None:
    """Find the event of this number and hash there, with ``whole`` look at every page.

    Raises :class:`StoreError` where the file is damaged or ends earlier.
    """
    path = directory / FILE
    with faults(directory):
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = database.execute("SELECT hash FROM events WHERE seq=?", (tip[0],)).fetchone()
            if tip[0] and (found is None or found[0] != tip[1]):
                raise StoreError(f"{path} does not hold event {tip[0]}.", kind="corrupt")
            if whole and (said := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise StoreError(f"{path} is damaged: {said}", kind="corrupt")
        finally:
            database.close()
