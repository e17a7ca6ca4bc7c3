"""The shipped catalogue over the small hall: every kind, its steps and its gates."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from signage.catalogue.kinds import Catalogue, Kind
from signage.situation.incidents import Incident
from tests.cast import NOON, TARGETS, Day

FOLDER = Path(__file__).parents[2] / "content" / "catalogue"


@cache
def shipped() -> Catalogue:
    kinds = [
        kind
        for path in sorted(FOLDER.glob("*.toml"))
        for kind in tomllib.loads(path.read_text("utf-8"))["kind"]
    ]
    return Catalogue.model_validate({"kinds": kinds})


RAISABLE = [kind for kind in shipped().kinds if kind.raisable]


def day(now: datetime = NOON) -> Day:
    return Day(now, shipped())


def target_of(kind: Kind) -> str:
    """A target the kind applies to; one that has windows behind it where there is a choice."""
    fitting = [target for target in TARGETS if target.partition("/")[0] in kind.targets]
    return kind.target if kind.target in TARGETS else fitting[0]


def only(hall_day: Day) -> Incident:
    (incident,) = hall_day.situation.incidents.values()
    return incident
