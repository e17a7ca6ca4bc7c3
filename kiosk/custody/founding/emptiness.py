"""Whether nothing has lived in a data directory, so that a hall may begin there."""

import os
from pathlib import Path
from typing import Final

from kiosk.content.hall_files import HALL_FILES
from kiosk.store import FILE, Store, StoreError
from kiosk.store.beside.apart import read_content
from kiosk.store.identity import lived_in

CONTENT: Final = "content"
"""Where the description lies in the data directory, where no other place was asked for."""


def describes_nothing(directory: Path) -> bool:
    """No file of a description is there, not even a broken one."""
    return not any((directory / name).exists() for name in HALL_FILES)


def anything_in(data: Path) -> bool:
    """Whether anything here says that a hall has been, or was about to be, served. Raises OSError."""
    return lived_in(data) or (data / FILE).is_file()


def nothing_in(data: Path) -> bool:
    """No event, no content and no directory of one: people and tokens may have been added.

    A log that is gone or cannot be read is not nothing: it is told as ever
    (:mod:`kiosk.custody.ground`).
    """
    try:
        if not anything_in(data):
            return read_content(data) is None
        store = Store(data, reading=True)
    except (OSError, StoreError):
        return False
    try:
        kept = [store.fact(name) for name in ("content", "content_directory")]
        return not store.head and kept == [None, None] and not store.strangers()
    finally:
        store.close()


def place_for(data: Path, asked: Path | None) -> Path:
    """Where the description of a new hall goes: where it was asked for, if the server may write
    there."""
    if asked is not None and os.access(asked.parent, os.W_OK) and os.access(asked, os.W_OK):
        return asked.resolve()
    return (data / CONTENT).resolve()
