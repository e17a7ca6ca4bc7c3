"""When a row of a register falls due by its own dates: plan reviews, inspections, answers,
measures, stock-taking."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from signage.hall.upkeep import Upkeep
from signage.language.words import Message, Words, noted
from signage.situation.registers import REGISTERS

REVIEW_WARN, ANSWER_WARN, STOP_WARN = 30, 3, 3

Fields = Mapping[str, str]


class Owed(NamedTuple):
    """``warn``: days before ``day`` from which it is spoken of, as ``soon``; afterwards as
    ``late``."""

    day: date
    warn: int
    name: Words | str
    late: Words
    soon: Words


Rule = Callable[[Fields, Upkeep], Owed | None]


def _plan(fields: Fields, upkeep: Upkeep) -> Owed | None:
    if fields["state"] != "issued":
        return None
    last = fields.get("reviewed", fields["effective"])
    day = date.fromisoformat(last) + timedelta(days=upkeep.plan_days)
    name = noted(fields["title"], fields["version"])
    return Owed(
        day,
        REVIEW_WARN,
        name,
        Message("due-in-registers.plan-late"),
        Message("due-in-registers.plan-soon"),
    )


def _inspection(fields: Fields, upkeep: Upkeep) -> Owed:
    every = int(fields["every"])
    day = date.fromisoformat(fields["last"]) + timedelta(days=every)
    return Owed(
        day,
        # A tenth of its own interval: a week's check is not spoken of a month before.
        every // 10,
        fields["item"],
        Message("due-in-registers.inspection-late"),
        Message("due-in-registers.inspection-soon"),
    )


def _stock(fields: Fields, upkeep: Upkeep) -> Owed | None:
    if "checked" not in fields:
        return None
    day = date.fromisoformat(fields["checked"]) + timedelta(days=upkeep.stock_days)
    return Owed(
        day,
        0,
        fields["name"],
        Message("due-in-registers.stock-late"),
        Message("due-in-registers.stock-soon"),
    )


def _stop(fields: Fields, upkeep: Upkeep) -> Owed | None:
    """Announced beforehand and raised when it begins, by a person (plan lines 37, 61)."""
    if fields["state"] == "done":
        return None
    name = f"{fields['from']} {fields['what']}"
    return Owed(
        date.fromisoformat(fields["day"]),
        STOP_WARN,
        name,
        Message("due-in-registers.stop-late"),
        Message("due-in-registers.stop-soon"),
    )


def _unfinished(register: str) -> Rule:
    title = REGISTERS[register].title

    def owed(fields: Fields, upkeep: Upkeep) -> Owed | None:
        if fields["state"] == "done" or "due" not in fields:
            return None
        what, due = fields["what"], fields["due"]
        late = Message("due-in-registers.row-late", title=title, name=what, day=due)
        soon = Message("due-in-registers.row-soon", title=title, name=what, day=due)
        return Owed(date.fromisoformat(due), ANSWER_WARN, what, late, soon)

    return owed


OWED: Mapping[str, Rule] = {
    "plans": _plan,
    "inspections": _inspection,
    "materials": _stock,
    "stops": _stop,
    "feedback": _unfinished("feedback"),
    "measures": _unfinished("measures"),
}
"""By register; one that is not listed has rules of its own in :mod:`due_in_hall`, or nothing that
falls due."""
