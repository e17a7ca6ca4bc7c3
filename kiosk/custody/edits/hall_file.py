"""``hall.toml`` with other numbers and hours, everything else of it as it stands, comments too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import tomlkit

from kiosk.wording.outside import toml
from signage.hall.hours import DAYS, Hours, Span, Weekday

HALL: Final = "hall.toml"
Weekly = Mapping[Weekday, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What changes from week to week. ``duty_phone``: empty = there is none; ``weekly``: a day that
    is not there, or has no span, is closed."""

    phone: str
    duty_phone: str
    weekly: Weekly
    holidays: tuple[date, ...]
    make_up: tuple[date, ...]


def facts_in(text: str) -> Facts:
    """As the file says them. Raises ValueError where it is no description."""
    document = toml(text)
    hours = Hours.model_validate(document.get("hours", {}))
    weekly = {day: hours.weekly[day] for day in DAYS if hours.weekly.get(day)}
    phones = (str(document.get("phone", "")), str(document.get("duty_phone", "")))
    return Facts(*phones, weekly, hours.holidays, hours.make_up)


def with_facts(text: str, before: Facts, after: Facts) -> str:
    """The file's text; what is the same before and after is not touched, not even its layout.

    Raises ValueError or KeyError where the text is no description."""
    document: Any = tomlkit.parse(text)
    if before.phone != after.phone:
        document["phone"] = after.phone
    if before.duty_phone != after.duty_phone:
        if after.duty_phone:
            document["duty_phone"] = after.duty_phone
        else:
            del document["duty_phone"]
    hours = document["hours"]
    for key, old, new in (
        ("holidays", before.holidays, after.holidays), ("make_up", before.make_up, after.make_up)
    ):  # fmt: skip
        _put_days(hours, key, old, new)
    weekly = hours["weekly"]
    for day in DAYS:
        old_spans, new_spans = before.weekly.get(day, ()), after.weekly.get(day, ())
        if old_spans != new_spans:
            _put_spans(weekly, day, new_spans)
    return tomlkit.dumps(document)


def _put_days(hours: Any, key: str, old: tuple[date, ...], new: tuple[date, ...]) -> None:
    if set(old) == set(new):
        return
    if key not in hours:
        hours[key] = sorted(new)
        return
    listed = hours[key]
    for day in sorted({*new} - {*old}):
        later = next((at for at, one in enumerate(listed) if one > day), len(listed))
        listed.insert(later, day)
    for day in {*old} - {*new}:
        listed.remove(day)


def _put_spans(weekly: Any, day: Weekday, spans: tuple[Span, ...]) -> None:
    written = [[f"{at:%H:%M:%S}" for at in span] for span in spans]
    if day in weekly and not spans:
        del weekly[day]
    elif day in weekly:
        weekly[day] = written
    else:
        before = [one for one in DAYS[: DAYS.index(day)] if one in weekly]
        if before:
            # Behind the day before it: at the table's end stand comments of what follows.
            weekly.value._insert_after(before[-1], day, tomlkit.item(written))
        else:
            weekly[day] = written
