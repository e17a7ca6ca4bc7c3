"""A generated hall as files, and read back by the product."""

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import hypothesis.strategies as st

from kiosk.content.reader import Content, read
from tests.halls.building import Building, building
from tests.halls.describing import documents
from tests.halls.drawing import drawing
from tests.halls.furnishing import Furnished, furnished
from tests.halls.oracle import Oracle
from tests.halls.size import DAYS, Size, drawn
from tests.halls.toml import text

CONTENT = Path(__file__).resolve().parents[2] / "content"
KEPT = 32
"""Halls one worker keeps in memory."""
SHARED = "KIOSK_TEST_HALLS"
"""The directory of this run where its workers leave each other what they read
(tests/conftest.py)."""


T = TypeVar("T")


@dataclass(frozen=True)
class Made:
    """A generated hall: what it was made from, and what the product read."""

    size: Size
    building: Building
    stock: Furnished
    content: Content
    oracle: Oracle


def generate(seed: int, directory: Path) -> Size:
    """Write the hall of a seed into a directory that is made if need be. Returns how large it
    became."""
    size = drawn(seed)
    write(size, directory)
    return size


def write(size: Size, directory: Path) -> tuple[Building, Furnished]:
    built = building(size)
    stock = furnished(size, built)
    directory.mkdir(parents=True, exist_ok=True)
    described = documents(size, built, stock)
    for name, document in described.items():
        (directory / name).write_text(text(document), "utf-8")
    (directory / "plan.svg").write_text(drawing(size, built, stock), "utf-8")
    (directory / "catalogue").mkdir(exist_ok=True)
    for path in sorted((CONTENT / "catalogue").glob("*.toml")):
        shutil.copy(path, directory / "catalogue" / path.name)
    return built, stock


@lru_cache(KEPT)
def made(size: Size) -> Made:
    """Read by the product, once a run; raises ContentError where its check finds mistakes."""
    return _once_a_run(repr(size), lambda: _read_back(size))


@cache
def sample() -> Content:
    """The shipped sample hall, read once a run."""
    return _once_a_run("sample", lambda: read(CONTENT))


def _once_a_run(name: str, make: Callable[[], T]) -> T:
    shared = os.environ.get(SHARED)
    if shared is None:
        return make()
    kept = Path(shared) / sha256(name.encode()).hexdigest()
    try:
        found: T = pickle.loads(kept.read_bytes())  # noqa: S301  # another worker of this run wrote it
    except FileNotFoundError:
        found = make()
        _leave(found, kept)
    return found


def _leave(hall: object, kept: Path) -> None:
    """Whole or not at all: two workers may read the same hall at once, and a third look
    meanwhile."""
    begun = kept.with_suffix(f".{os.getpid()}")
    begun.write_bytes(pickle.dumps(hall))
    begun.replace(kept)


def _read_back(size: Size) -> Made:
    directory = Path(tempfile.mkdtemp(prefix="kiosk-hall-"))
    try:
        built, stock = write(size, directory)
        return Made(size, built, stock, read(directory), Oracle(built, stock.screens))
    finally:
        shutil.rmtree(directory)


def halls() -> st.SearchStrategy[Size]:
    """Sizes of halls; small ones first when a counterexample is made smaller."""
    free = st.builds(
        Size, seed=st.integers(0, 2**16), storeys=st.integers(1, 4), windows=st.integers(1, 80),
        terminals=st.integers(0, 40), exits=st.integers(1, 8), screens=st.integers(1, 60), lamps=st.integers(0, 40),
        night_zones=st.integers(0, 3), ways=st.sampled_from(["ground", "every", "upper"]),
        hours=st.sampled_from(DAYS), online=st.booleans(), long_names=st.booleans(), extras=st.booleans(),
    )  # fmt: skip
    return st.one_of(free, st.integers(0, 2**16).map(drawn))
