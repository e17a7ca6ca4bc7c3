"""A generated hall as files, and read back by the product."""

import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


@dataclass(frozen=True)
class Made:
    """A generated hall: what it was made from, and what the product read."""

    size: Size
    building: Building
    stock: Furnished
    content: Content
    oracle: Oracle


def generate(seed: int, directory: Path) -> Size:
    """Write the hall of a seed into a directory that is made if need be. Returns how large it became."""
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
    """Written to a temporary directory and read by the product; raises ContentError where its check finds mistakes."""
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
