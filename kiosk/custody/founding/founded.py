"""Description and first person of a new hall, kept whole or not at all.

The description is written beside its place, checked there as ``kiosk check`` does, and takes its
name in one step. The hall is founded by the transaction after that, which names the directory and
the person: cut off before it, the next start asks everything anew, and nothing of what stood there
is lost.
"""

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Final

from kiosk.content.reader import read
from kiosk.custody.founding.answers import Answers
from kiosk.custody.founding.describe import write_description
from kiosk.store import Store

ROLE: Final = "admin"
ASIDE: Final = "{name}-aside-{at:%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True, slots=True)
class First:
    """Who may do everything: name and the hash of a PIN."""

    name: str
    pin: str


def found(
    data: Path, place: Path, answers: Answers, first: First, settled: Collection[str], now: datetime
) -> None:
    """``settled``: logs that a person has given up for this hall.

    Raises :class:`ContentError` with what ``kiosk check`` would say, :class:`StoreError` or OSError;
    then the next start asks anew.
    """
    data.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}.new")
    with suppress(FileNotFoundError):
        rmtree(made)
    try:
        write_description(answers, made)
        read(made)
        _synced(made)
        _named(made, place, now)
    finally:
        rmtree(made, ignore_errors=True)
    store = Store(data)
    try:
        store.hold()
        for log in settled:
            store.note_stranger(log)
        if settled:
            store.settle()
        store.put_founding(first.name, ROLE, first.pin, str(place))
    finally:
        store.close()


def _named(made: Path, place: Path, now: datetime) -> None:
    """What stands there, be it of an attempt that was cut off or of a person, is moved aside."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        place.rename(place.with_name(ASIDE.format(name=place.name, at=now.astimezone(UTC))))
    made.rename(place)
    _sync(place.parent)


def _synced(directory: Path) -> None:
    """The files first, then the folders that name them."""
    inside = sorted(directory.rglob("*"), key=lambda path: path.is_dir())
    for path in (*inside, directory):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
