"""Storeys and what joins them, as the hall describes them: floors with heights, stairs and lifts by
name.

A drawing calls its storeys by words of its own (``1``, ``2``, ``B1``): storey ``B1`` of the drawing
and of a zone is ``floor/b1`` of the hall, letter for letter, capitals aside. People leave at the
discharge storey; lifts are never for leaving.
"""

import re
from typing import Annotated

from pydantic import Field, StringConstraints

from signage.hall.described import Described
from signage.language.words import Words

StoreyId = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9-]+$", max_length=64)]
FLOOR = "floor/"
_NUMBERED = re.compile(r"(b|-)?([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE)


class Floor(Described):
    """A storey; ``height_m`` above any datum all storeys share, best the discharge storey's own
    floor."""

    id: StoreyId
    name: Words
    height_m: float = Field(ge=-200, le=1000)
    discharge: bool = False
    """True for the one storey people leave the building from."""


class _Between(Described):
    id: StoreyId
    name: Words
    floors: tuple[StoreyId, ...] = Field(min_length=1)
    depends: tuple[StoreyId, ...] = ()


class Stairs(_Between):
    """One staircase, over all storeys it joins; outdoor stairs are stairs."""


class Lift(_Between):
    """Out of order it closes the step-free way; people who leave never take it, in order or not."""


def floor_id(floor: str) -> str:
    """The hall's id of a storey as zones and drawings call it."""
    # Ids have small letters alone: B1 of the drawing is floor/b1.
    return FLOOR + floor.casefold()


def level_of(floor: str) -> float | None:
    """The level a storey's own word says: 2 → 2, -1 and b1 → -1; None where it says none."""
    found = _NUMBERED.fullmatch(floor)
    # B1 and -1 are the same storey, one below the ground.
    return None if found is None else float(found[2]) * (-1 if found[1] else 1)


def storey_order(floor: str) -> tuple[bool, float, str]:
    """Sorts storeys from below upwards: numbered ones first, by their number (2 before 10, b2
    before b1)."""
    level = level_of(floor)
    # What has no number comes last; the name breaks ties, alike in every run.
    return (level is None, level or 0.0, floor)
