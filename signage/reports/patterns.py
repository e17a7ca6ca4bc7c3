"""When things happen in a hall and how fast it answers: by hour and weekday, over twelve months, the
distribution of response times, screens by how late they show.

Quantiles are nearest ranks (Hyndman and Fan 1996, type 1): each is a time that was really measured.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from signage.hall.model import Hall
from signage.language.durations import passed
from signage.language.words import FIRST_LANGUAGE, say
from signage.situation.incidents import Incident

BOUNDS_S: Final = (10, 30, 60, 120, 300, 900)
"""Upper ends of the classes of response times in seconds; what took longer is one class more."""
MONTHS: Final = 12
MEDIAN, TAIL = 0.5, 0.9

Shown = tuple[str, str, str, datetime]
"""Incident, stage, screen, and when it was seen there for the first time (``painted``), or when it
was ``committed``; as the store keeps it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """``counts`` of the classes of :data:`BOUNDS_S`; ``median_s`` and ``tail_s``, which nine of ten
    kept to, in seconds."""

    counts: tuple[int, ...]
    median_s: float
    tail_s: float
    longest_s: float


@dataclass(frozen=True, slots=True)
class Late:
    """How long after it was committed a screen showed a notice, in seconds."""

    screen: str
    name: str
    spread: Spread


Week = tuple[tuple[int, ...], ...]
"""Seven days from Monday on, each of 24 hours: how many began in it."""


def week(hall: Hall, incidents: Iterable[Incident]) -> Week:
    """By the hall's own clock."""
    counts = [[0] * 24 for _ in range(7)]
    for incident in incidents:
        at = hall.local(incident.raised_at)
        counts[at.weekday()][at.hour] += 1
    return tuple(map(tuple, counts))


def responses(incidents: Iterable[Incident]) -> Spread | None:
    """From its beginning until somebody took it on; None where nobody took any."""
    began = ((i.activated_at or i.raised_at, i.acknowledged_at) for i in incidents)
    return spread([passed(a, b).total_seconds() for a, b in began if b is not None])


def spread(seconds: Iterable[float]) -> Spread | None:
    found = sorted(seconds)
    if not found:
        return None
    counts = [0] * (len(BOUNDS_S) + 1)
    for each in found:
        counts[sum(each > bound for bound in BOUNDS_S)] += 1
    return Spread(tuple(counts), ranked(found, MEDIAN), ranked(found, TAIL), found[-1])


def ranked(ordered: Sequence[float], share: float) -> float:
    """The least of them that so large a share does not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def month_of(hall: Hall, at: datetime) -> str:
    """Like 2026-11, by the hall's own clock."""
    return f"{hall.local(at):%Y-%m}"


def months(hall: Hall, last: datetime, count: int = MONTHS) -> tuple[str, ...]:
    """So many up to the one that has ``last`` within, in their order."""
    local = hall.local(last)
    number = local.year * 12 + local.month - 1
    found = range(number - count + 1, number + 1)
    return tuple(f"{each // 12}-{each % 12 + 1:02}" for each in found)


def late_screens(
    hall: Hall, shown: Iterable[Shown], lang: str = FIRST_LANGUAGE
) -> tuple[Late, ...]:
    """The slowest first, by what nine of ten notices kept to; a screen that is no longer described
    is called by its id."""
    committed: dict[str, datetime] = {}
    painted: list[tuple[str, str, datetime]] = []
    for incident, stage, screen, at in shown:
        if stage == "committed":
            committed[incident] = at
        elif stage == "painted":
            painted.append((incident, screen, at))
    after: defaultdict[str, list[float]] = defaultdict(list)
    for incident, screen, at in painted:
        if incident in committed:
            after[screen].append(passed(committed[incident], at).total_seconds())
    rows = [_late(hall, screen, found, lang) for screen, found in after.items()]
    return tuple(sorted(rows, key=lambda row: (-row.spread.tail_s, row.screen)))


def _late(hall: Hall, screen: str, seconds: Sequence[float], lang: str) -> Late:
    known, found = hall.screen.get(screen), spread(seconds)
    assert found is not None
    return Late(screen, say(known.name, lang) if known else screen, found)
