"""Opening hours: is it open, until when, and when it opens next. All times are aware datetimes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from signage.hall import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEARCH_DAYS = 40
"""How far ahead the next opening is looked for; longer than any holiday."""
_LAST_MOMENT = time(23, 59, 59)

Phase = Literal["open", "before", "break", "after", "holiday"]


@dataclass(frozen=True, slots=True)
class Opening:
    """``until``: the next moment this answer changes by itself, or None when nothing is described ahead."""

    open: bool
    phase: Phase
    until: datetime | None
    next_open: datetime | None


def spans(hours: Hours, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The open spans of one day, in order. A span that ends at 23:59:59 runs to midnight."""
    if day in hours.holidays:
        return []
    weekday = hours.make_up_as if day in hours.make_up else DAYS[day.weekday()]
    found = []
    for start, end in hours.weekly.get(weekday, ()):  # type: ignore[call-overload]  # DAYS holds the literal's values
        begins = datetime.combine(day, start, zone)
        ends = datetime.combine(day, end, zone)
        if end >= _LAST_MOMENT:
            ends = datetime.combine(day + timedelta(days=1), time(0), zone)
        found.append((begins, ends))
    return sorted(found)


def opening(hours: Hours, at: datetime, zone: ZoneInfo) -> Opening:
    """The state of these hours at ``at``."""
    local = at.astimezone(zone)
    today = spans(hours, local.date(), zone)
    for start, end in today:
        if start <= local < end:
            return Opening(True, "open", end, None)
    following = _next_opening(hours, local, zone)
    return Opening(False, _phase(today, local), following, following)


def _phase(today: list[tuple[datetime, datetime]], local: datetime) -> Phase:
    if not today:
        return "holiday"
    if local < today[0][0]:
        return "before"
    return "after" if local >= today[-1][1] else "break"


def _next_opening(hours: Hours, local: datetime, zone: ZoneInfo) -> datetime | None:
    for ahead in range(SEARCH_DAYS):
        for start, _ in spans(hours, local.date() + timedelta(days=ahead), zone):
            if start > local:
                return start
    return None
