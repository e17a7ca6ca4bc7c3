"""Stairs, lifts and ramps as drawn, and the storeys they join: what carries people from one floor
to another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from signage.floorplan.geometry import Point
from signage.floorplan.graph import ABOVE, BELOW
from signage.hall.storeys import level_of
from signage.language.words import Words

ShaftKind = Literal["stairs", "lift", "ramp"]
SHAFTS: tuple[str, ...] = get_args(ShaftKind)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a shaft is entered on one floor: the node its route ends at."""

    floor: str
    node: str
    at: Point


@dataclass(frozen=True, slots=True)
class Shaft:
    """One staircase, lift or ramp over all floors it reaches, from below upwards; ``id`` is the
    hall's resource.

    ``depends`` is all it needs to work, from the hall's description: a lift its power.
    """

    id: str
    kind: ShaftKind
    landings: tuple[Landing, ...]
    name: Words = field(default_factory=dict)
    depends: tuple[str, ...] = ()
    element: str = ""


@dataclass(frozen=True, slots=True)
class Storey:
    """A floor of the plan as the hall describes it."""

    floor: str
    height_m: float
    discharge: bool = False
    name: Words = field(default_factory=dict)


def heights(floors: Sequence[str], described: Sequence[Storey]) -> Mapping[str, float]:
    """How high each floor lies. A floor nobody described lies where its number says, in storeys;
    else beside the first.

    Content from before storeys had heights is still led by them: 2 above 1 is a better guess than
    none.
    """
    known = {storey.floor: storey.height_m for storey in described}
    return {
        # Never mixed: a number of storeys beside heights in metres would put 3 below 4.5.
        floor: known.get(floor, 0.0 if described else level_of(floor) or 0.0)
        for floor in floors
    }


def due(start: float, end: float, level: float) -> int:
    """What a step between two heights costs besides its metres, where people leave from ``level``.

    Climbing up to the discharge storey is the normal way; above it, and from it or higher down
    below it, is not.
    """
    if end > start:
        return ABOVE if end > level else 0
    return BELOW if end < start and end < level else 0


def discharge(
    floors: Sequence[str], described: Sequence[Storey], with_exits: Collection[str]
) -> str | None:
    """The storey people leave from: as described; else 1 where it has an exit, else the first that
    has one."""
    told = next(
        (storey.floor for storey in described if storey.discharge and storey.floor in floors), None
    )
    entered = [floor for floor in floors if floor in with_exits]
    return told or next((floor for floor in entered if floor == "1"), next(iter(entered), None))
