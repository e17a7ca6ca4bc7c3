"""Kills and power cuts under write load: a hall's board writes act after act in a process of its own,
which tells the head of the log after each act it acknowledged. What it told must be in the log that
is found afterwards, and the chain whole.

A kill leaves what the kernel holds. A power cut leaves what had reached the disk: the data lies in a
file system of its own, of whose device a copy is taken in the middle of the writing, so that every
page that was not synced is missing from it. That needs root and a loop device.
"""

import contextlib
import os
import random
import select
import shutil
import signal
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.content.reader import Content
from kiosk.engine.board import Board
from kiosk.store import Head, Store, StoreError
from signage.rules.refusal import Refused
from signage.situation.commands import Change, Raise
from signage.situation.incidents import Actor
from tests.cast import CATALOGUE, HALL, Clock

SEED = 20261129
PATIENCE_S = 60.0
LOAD_S = 0.05
"""The longest that is written before the next blow."""
SIZE_MB = 64
FRESH = 100
"""Blows to one log, then another begins: it would grow for ever."""
Say = Callable[[str], None]


def _write(data: Path, out: int, *, careless: bool) -> None:
    """Until it is killed."""
    documents = {
        "hall": HALL.model_dump(mode="json"), "catalogue": CATALOGUE.model_dump(mode="json"),
    }  # fmt: skip
    store, clock = Store(data), Clock()
    if careless:
        store._db.execute("PRAGMA synchronous=OFF")
    board = Board(store, Content(HALL, CATALOGUE, documents, "0" * 64, ()), clock)
    person = Actor("王", "supervisor")
    while True:
        clock.later(seconds=1)
        # A disk that is too slow refuses, and then nothing is acknowledged.
        with contextlib.suppress(StoreError, Refused):
            made = board.do(Raise("FIRE", ("hall",)), person)
            assert made.incident is not None
            _tell(out, store)
            for command in ("acknowledge", "escalate", "clear"):
                board.do(Change(made.incident.id, command, reason="x"), person)  # type: ignore[arg-type]  # one of Changing
                _tell(out, store)


def _tell(out: int, store: Store) -> None:
    os.write(out, f"{store.printed_head}\n".encode())


class Writer:
    """``careless``: acknowledges before the disk has it, as no hall does."""

    def __init__(self, data: Path, *, careless: bool = False) -> None:
        self._out, within = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._out)
            try:
                _write(data, within, careless=careless)
            finally:
                traceback.print_exc()
                os._exit(1)
        os.close(within)
        self._read = b""
        self.acts = 0

    def acknowledged(self, least: int = 0) -> Head | None:
        """The last it has told; waits until it has told so many since the last question."""
        lines = 0
        while select.select([self._out], [], [], PATIENCE_S if lines < least else 0)[0]:
            piece = os.read(self._out, 65536)
            if not piece and lines < least:
                raise RuntimeError("the writer ended by itself")
            if not piece:
                break
            self._read += piece
            lines = self._read.count(b"\n")
        whole, _, self._read = self._read.rpartition(b"\n")
        self.acts += lines
        told = whole.rpartition(b"\n")[2].decode()
        return Head.read(told) if told else None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def close(self) -> None:
        os.close(self._out)


def _lost(data: Path, told: Head | None) -> str:
    """What is wrong with the log; empty where nothing is."""
    try:
        store = Store(data)
        try:
            store.verify()
            if told is not None:
                store.require(told)
        finally:
            store.close()
    except StoreError as error:
        return str(error)
    return ""


def kills(count: int, say: Say) -> list[str]:
    """``kill -9`` at any moment of the writing; what was lost, round by round."""
    chance, found, acts = random.Random(SEED), [], 0  # noqa: S311  # when; nothing secret
    for first in range(0, count, FRESH):
        with tempfile.TemporaryDirectory(prefix="kiosk-kills-") as made:
            data = Path(made) / "data"
            for number in range(first, min(first + FRESH, count)):
                writer = Writer(data)
                told = writer.acknowledged(1)
                time.sleep(chance.random() * LOAD_S)
                writer.kill()
                told = writer.acknowledged() or told
                writer.close()
                acts += writer.acts
                lost = _lost(data, told)
                found += [f"kill {number}: {lost}"] if lost else []
        say(
            f"kill -9 under load: {min(first + FRESH, count)} of {count}, {acts} acts, {len(found)} lost"
        )
    return found


def can_cut() -> bool:
    return (
        os.geteuid() == 0 and Path("/dev/loop-control").exists() and bool(shutil.which("mkfs.ext4"))
    )


def cuts(count: int, say: Say, *, careless: bool = False) -> list[str]:
    """Images of the disk as a power cut leaves them; what was lost, image by image."""
    chance, found, acts = random.Random(SEED), [], 0  # noqa: S311  # when; nothing secret
    for first in range(0, count, FRESH):
        with tempfile.TemporaryDirectory(prefix="kiosk-cuts-") as made, _disk(Path(made)) as disk:
            writer = Writer(disk / "data", careless=careless)
            try:
                for number in range(first, min(first + FRESH, count)):
                    told = writer.acknowledged(1)
                    time.sleep(chance.random() * LOAD_S)
                    told = _cut(writer, Path(made)) or told
                    lost = _found_after(Path(made), told)
                    found += [f"image {number}: {lost}"] if lost else []
            finally:
                writer.kill()
                writer.close()
                acts += writer.acts
        say(
            f"power cut under load: {min(first + FRESH, count)} of {count}, {acts} acts, {len(found)} lost"
        )
    return found


@contextlib.contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A file system whose device is a file; nothing is written to it but what is synced (its own
    clock waits for minutes)."""
    image, place = folder / "disk", folder / "mounted"
    with image.open("wb") as file:
        file.truncate(SIZE_MB * 1024 * 1024)
    _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image))
    with _mounted(image, place, "loop,commit=300"):
        yield place


@contextlib.contextmanager
def _mounted(image: Path, place: Path, how: str) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    _run("mount", "-o", how, str(image), str(place))
    try:
        yield place
    finally:
        _run("umount", str(place))


def _cut(writer: Writer, folder: Path) -> Head | None:
    """Stop the world for as long as the copy takes; what was acknowledged by then."""
    os.kill(writer.pid, signal.SIGSTOP)
    os.waitpid(writer.pid, os.WUNTRACED)
    told = writer.acknowledged()
    _run("cp", "--sparse=always", str(folder / "disk"), str(folder / "cut"))
    os.kill(writer.pid, signal.SIGCONT)
    return told


def _found_after(folder: Path, told: Head | None) -> str:
    with _mounted(folder / "cut", folder / "after", "loop") as place:
        return _lost(place / "data", told)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
