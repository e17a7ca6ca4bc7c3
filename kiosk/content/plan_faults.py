"""What ``kiosk check`` says of a drawing that somebody is still at, beside the hall that is served."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.hall_files import PLAN_FILE
from signage.evacuation.hall_checks import hall_advice, hall_mistakes
from signage.evacuation.hall_checks import named as named_plan
from signage.evacuation.plan_advice import plan_advice
from signage.evacuation.plan_checks import plan_mistakes
from signage.floorplan.drawing import Planned
from signage.hall.model import Hall
from signage.language.mistake import Mistake
from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class PlanFault:
    """``at``: the id in the file of the shape it is told of, None where it is of none."""

    at: str | None
    level: Literal["mistake", "advice"]
    text: Words


def plan_faults(data: bytes, hall: Hall) -> tuple[PlanFault, ...]:
    """Mistakes first. Never raises: what is no drawing is one mistake."""
    read = read_plan(data, PLAN_FILE)
    return (
        *_told(read, _mistakes(read, hall), "mistake"),
        *_told(read, _advice(read, hall), "advice"),
    )


def _mistakes(read: Planned, hall: Hall) -> list[Mistake]:
    # Of a drawing of which nothing could be read its own mistakes say enough, as plan_files has it.
    if not read.plan.nodes and read.mistakes:
        return list(read.mistakes)
    drawn = named_plan(read.plan, hall)
    return [*read.mistakes, *plan_mistakes(drawn), *hall_mistakes(drawn, hall)]


def _advice(read: Planned, hall: Hall) -> list[Mistake]:
    if not read.plan.nodes:
        return []
    drawn = named_plan(read.plan, hall)
    return [*plan_advice(drawn), *hall_advice(drawn, hall)]


def _told(
    read: Planned, found: list[Mistake], level: Literal["mistake", "advice"]
) -> Iterator[PlanFault]:
    for one in dict.fromkeys(found):
        element = one.at or one.key
        at = element if element in read.drawn else None
        name = read.called.get(element, element)
        yield PlanFault(at, level, Message("check.at", place=name, told=one.words))
