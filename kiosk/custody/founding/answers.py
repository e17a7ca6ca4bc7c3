"""What people answer when a hall begins, and what is proposed to them by its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Final

from kiosk.content.reader import Content, read, sample
from signage.hall.hours import DAYS, Span, Weekday
from signage.hall.model import Window

WINDOWS_MOST: Final = 60
TERMINALS_MOST: Final = 30
EXITS_MOST: Final = 12
STAIRS_MOST: Final = 12
STOREYS_MOST: Final = 9
SCREENS_MOST: Final = 6
"""Of a kind that stands in no fixed number of places."""
WORKDAYS: Final = DAYS[:5]
USUAL: Final[tuple[Span, ...]] = ((time(9), time(12)), (time(13, 30), time(17)))


@dataclass(frozen=True, slots=True)
class Size:
    """What is proposed; every number can be changed. ``windows``: by what they do, in the order of
    :func:`purposes`."""

    windows: tuple[int, ...]
    terminals: int
    exits: int
    boards: int
    touch: int
    window_screens: bool
    door_screens: bool
    zones: tuple[str, ...]
    """Of the sample hall."""


SIZES: Final[Mapping[str, Size]] = {
    "small": Size(
        (3, 0, 0, 0, 0, 0, 0, 1), 1, 1, 1, 0, False, False, ("zone/service", "zone/self-service")
    ),
    "middle": Size(
        (3, 2, 2, 1, 1, 1, 1, 1), 4, 2, 1, 1, True, True,
        ("zone/lobby", "zone/service", "zone/self-service", "zone/waiting"),
    ),
    "large": Size(
        (12, 8, 6, 5, 4, 2, 2, 1), 15, 4, 2, 2, True, True,
        ("zone/lobby", "zone/service", "zone/self-service", "zone/24h", "zone/waiting"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """``windows``: how many of each purpose, in the order of :func:`purposes`; ``name`` and
    ``address`` in each of ``languages``; ``upstairs``: the first window of each further storey,
    from below upwards; ``stairs``: how many join them."""

    size: str
    languages: tuple[str, ...]
    name: Mapping[str, str]
    address: Mapping[str, str]
    phone: str
    days: tuple[Weekday, ...]
    spans: tuple[Span, ...]
    windows: tuple[int, ...]
    terminals: int
    exits: int
    boards: int
    touch: int
    window_screens: bool
    door_screens: bool
    upstairs: tuple[int, ...] = ()
    stairs: int = 0

    @property
    def storeys(self) -> int:
        return 1 + len(self.upstairs)

    def storey_of(self, window: int) -> int:
        """By the window's number."""
        return 1 + sum(first <= window for first in self.upstairs)


@cache
def shipped() -> Content:
    """The sample hall, of which a new one takes what windows do and what things are called."""
    return read(sample())


@cache
def purposes() -> tuple[Window, ...]:
    """The sample's windows, one of each name with all that those of its name take: what a window can
    be for."""
    found: dict[str, list[Window]] = {}
    for window in shipped().hall.windows:
        found.setdefault(window.name["zh"], []).append(window)
    return tuple(
        alike[0].model_copy(
            update={
                "services": tuple(dict.fromkeys(name for one in alike for name in one.services))
            }
        )
        for alike in found.values()
    )


def terminal_services() -> tuple[str, ...]:
    """What a terminal of the sample does."""
    return next(one.services for one in shipped().hall.machines if one.what == "terminal")


LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "both": ("zh", "en"),
    "zh": ("zh",),
}
"""Of what the sample, and so a hall that begins from it, has words in."""
