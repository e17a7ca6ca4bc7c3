"""What befalls the store of a running hall, from outside its process: real disks, real locks, real files."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kiosk.store import FILE
from tests.faults.house import PATIENCE_S, House

PAGE = 4096
FILES = ("", "-wal", "-shm")


def run(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own that is soon full; a test without the right to mount one is skipped."""
    with tempfile.TemporaryDirectory(prefix="kiosk-disk-") as place:
        if not run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "kiosk-test", place):
            pytest.skip("no right to mount a small disk")
        try:
            yield Path(place)
        finally:
            run("umount", "-l", place)


@contextmanager
def full(house: House) -> Iterator[None]:
    """Only where the hall lives on a small disk of its own."""
    ballast = house.data.parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, PAGE, 64):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    yield
    ballast.unlink()


@contextmanager
def locked(house: House) -> Iterator[None]:
    other = sqlite3.connect(house.data / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def read_only(house: House) -> Iterator[None]:
    """As after an error of the disk: what is open can be read and not written."""
    files = [str(house.data / f"{FILE}{suffix}") for suffix in FILES[:2]]
    if not run("chattr", "+i", *files):
        run("chattr", "-i", *files)
        pytest.skip("no right, or no file system, to make a file immutable")
    try:
        yield
    finally:
        run("chattr", "-i", *files)


@contextmanager
def deleted(house: House) -> Iterator[None]:
    for suffix in FILES:
        (house.data / f"{FILE}{suffix}").unlink(missing_ok=True)
    yield


@contextmanager
def corrupt(house: House) -> Iterator[None]:
    """Rubbish over everything but the first page, in the file and in the log beside it; nothing mends it."""
    for suffix, first in (("", PAGE), ("-wal", 32)):
        path = house.data / f"{FILE}{suffix}"
        with path.open("r+b") as file:
            file.seek(first)
            file.write(os.urandom(max(0, path.stat().st_size - first)))
    yield


Fault = Callable[[House], AbstractContextManager[None]]
FAULTS: Mapping[str, Fault] = {
    "full": full, "locked": locked, "readonly": read_only, "deleted": deleted, "corrupt": corrupt,
}  # fmt: skip


@contextmanager
def living(fault: str) -> Iterator[House]:
    """A demo hall whose store the fault can befall, outside of which nothing is touched."""
    with small_disk(12) if fault == "full" else tempfile.TemporaryDirectory(prefix="kiosk-") as place:
        (Path(place) / "tmp").mkdir()
        with House.demo(environment=os.environ | {"TMPDIR": f"{place}/tmp"}) as house:
            yield house


def until(holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < patience_s, "it never came so far"
        time.sleep(0.02)
    return time.monotonic() - began


def fact(house: House, name: str) -> bool:
    return bool(house.ask("/readyz")[1]["facts"][name])
