"""How large a generated hall is: every number small in a small hall, so that a counterexample
shrinks to one."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Ways = Literal["ground", "every", "upper"]
"""Where the exits are: on the ground, on every storey, or only on upper ones (outdoor stairs)."""
DAYS = ("lunch", "through", "three", "saturday", "never-closed")
"""Opening hours a hall may keep."""


@dataclass(frozen=True, slots=True)
class Size:
    """What is to be generated. The same size and seed give the same files, byte for byte."""

    seed: int = 0
    storeys: int = 1
    windows: int = 1
    terminals: int = 0
    exits: int = 1
    screens: int = 1
    lamps: int = 0
    night_zones: int = 0
    ways: Ways = "ground"
    hours: str = "lunch"
    online: bool = True
    long_names: bool = False
    simulated: bool = False
    """For a demonstration: all lamps simulated, values marked as examples."""
    extras: bool = True
    """Schemes, drills, deadlines, occupancy, own systems, places, tips: what a hall may do
    without."""
    own_systems: bool = False
    """No system has the id that the catalogue's usual targets have."""
    chinese_only: bool = False


def chance_of(seed: int, part: int = 0) -> Random:
    """The chance of one part of a hall: parts are drawn apart, so that one more screen moves no
    wall."""
    return Random(seed * 101 + part)  # noqa: S311  # which hall; nothing secret


def drawn(seed: int) -> Size:
    """A size drawn from a seed: half the halls are small, some are extreme in one number."""
    chance = chance_of(seed)
    big = chance.random()

    def upto(low: int, high: int) -> int:
        return chance.randint(low, max(low, round(low + (high - low) * big)))

    storeys = chance.choice((1, 1, 2, 2, 3, 4))
    return Size(
        seed, storeys,
        windows=chance.choice((1, upto(1, 40), upto(1, 80), chance.randint(30, 80))),
        terminals=chance.choice((0, upto(0, 15), upto(0, 40))),
        exits=chance.choice((1, 2, upto(1, 8), upto(2, 8))),
        screens=chance.choice((1, upto(1, 26), upto(1, 60), upto(5, 60))),
        lamps=chance.choice((0, upto(0, 20), upto(0, 40))),
        night_zones=chance.choice((0, 0, 1, 2, 3)),
        ways=chance.choice(("ground", "ground", "every", "every", "upper")),  # type: ignore[arg-type]  # Ways
        hours=chance.choice(DAYS),
        online=chance.random() < 0.75,
        long_names=chance.random() < 0.25,
        extras=chance.random() < 0.8,
    )  # fmt: skip
