"""A hall of its own process whose store a fault can befall, outside of which nothing is touched."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.broken_stores import run
from tests.faults.house import PATIENCE_S, House


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own that is soon full; a test without the right to mount one is skipped."""
    with tempfile.TemporaryDirectory(prefix="kiosk-disk-") as place:
        if not run(
            "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "kiosk-test", place
        ):
            pytest.skip("no right to mount a small disk")
        try:
            yield Path(place)
        finally:
            run("umount", "-l", place)


@contextmanager
def living(fault: str) -> Iterator[House]:
    """A demo hall for a fault of :data:`tests.broken_stores.OUTSIDE`."""
    with (
        small_disk(12) if fault == "full" else tempfile.TemporaryDirectory(prefix="kiosk-") as place
    ):
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
