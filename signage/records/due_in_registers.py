"""When a row of a register falls due by its own dates: plan reviews, inspections, answers, measures, stock-taking."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from signage.hall.upkeep import Upkeep
from signage.situation.registers import REGISTERS

REVIEW_WARN, ANSWER_WARN, STOP_WARN = 30, 3, 3

Fields = Mapping[str, str]


class Owed(NamedTuple):
    """``warn``: days before ``day`` from which it is spoken of. ``late`` and ``soon`` stand before the day."""

    day: date
    warn: int
    name: str
    late: str
    soon: str
    english: str


Rule = Callable[[Fields, Upkeep], Owed | None]


def _plan(fields: Fields, upkeep: Upkeep) -> Owed | None:
    if fields["state"] != "issued":
        return None
    last = fields.get("reviewed", fields["effective"])
    day = date.fromisoformat(last) + timedelta(days=upkeep.plan_days)
    name = f"{fields['title']}（{fields['version']}）"
    return Owed(day, REVIEW_WARN, name, "预案逾期未复审，应于", "预案应复审", "Plan due for review")


def _inspection(fields: Fields, upkeep: Upkeep) -> Owed:
    every = int(fields["every"])
    day = date.fromisoformat(fields["last"]) + timedelta(days=every)
    return Owed(day, every // 10, fields["item"], "检查逾期，应于", "应检查", "Inspection due")


def _stock(fields: Fields, upkeep: Upkeep) -> Owed | None:
    if "checked" not in fields:
        return None
    day = date.fromisoformat(fields["checked"]) + timedelta(days=upkeep.stock_days)
    return Owed(day, 0, fields["name"], "清点逾期，应于", "应清点", "Stock-taking due")


def _stop(fields: Fields, upkeep: Upkeep) -> Owed | None:
    """Announced beforehand and raised when it begins, by a person (plan lines 37, 61)."""
    if fields["state"] == "done":
        return None
    name = f"{fields['from']} {fields['what']}"
    return Owed(
        date.fromisoformat(fields["day"]), STOP_WARN, name, "请登记完成，应于", "请公告并届时发布", "Planned stop"
    )


def _unfinished(register: str) -> Rule:
    title = REGISTERS[register].title

    def owed(fields: Fields, upkeep: Upkeep) -> Owed | None:
        if fields["state"] == "done" or "due" not in fields:
            return None
        name = f"{title['zh']}：{fields['what']}"
        return Owed(date.fromisoformat(fields["due"]), ANSWER_WARN, name, "逾期，应于", "应于", f"{title['en']}: due")

    return owed


OWED: Mapping[str, Rule] = {
    "plans": _plan,
    "inspections": _inspection,
    "materials": _stock,
    "stops": _stop,
    "feedback": _unfinished("feedback"),
    "measures": _unfinished("measures"),
}
"""By register; one that is not listed has rules of its own in :mod:`due_in_hall`, or nothing that falls due."""
