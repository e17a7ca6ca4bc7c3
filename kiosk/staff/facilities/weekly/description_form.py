"""The form of what changes from week to week: its fields, read and said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kiosk.access.founding.form import WEEK
from kiosk.custody.edits.hall_file import Facts
from kiosk.custody.edits.things.spans import read_spans, spans_said
from kiosk.wording.page_words import said
from signage.hall.hours import DAYS, Span, Weekday
from signage.language.words import Message, Words

WORDS: Final[Mapping[str, Words]] = {
    "phone": Message("founding.phone"),
    "duty_phone": Message("description.duty-phone"),
    **{str(day): words for day, words in WEEK.items()},
    "holidays": Message("description.holidays"),
    "make_up": Message("description.make-up"),
}
LISTS: Final = ("holidays", "make_up")
_PHONE: Final = re.compile(r"[0-9+][0-9 -]{1,23}")
_UNTIL: Final = re.compile(r"\s*[~\u81f3\uff5e\u2013\u2014]\s*")
_BETWEEN: Final = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
DAYS_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One field with what stands in it. ``listed``: a list of days."""

    name: str
    words: Words
    value: str
    listed: bool
    fault: Words | None
    was: str
    """What stands in the file."""
    theirs: str
    """What somebody else wrote here meanwhile."""


class Wrong(Exception):
    """What was typed, by field."""

    def __init__(self, faults: Mapping[str, Words]) -> None:
        super().__init__()
        self.faults = faults


def written(facts: Facts) -> Mapping[str, str]:
    return {
        "phone": facts.phone, "duty_phone": facts.duty_phone,
        **{day: spans_said(facts.weekly.get(day, ())) for day in DAYS},
        "holidays": " ".join(map(str, facts.holidays)), "make_up": " ".join(map(str, facts.make_up)),
    }  # fmt: skip


def entries(
    values: Mapping[str, str], faults: Mapping[str, Words], was: Mapping[str, str],
    theirs: Mapping[str, str],
) -> tuple[Entry, ...]:  # fmt: skip
    return tuple(
        Entry(
            name,
            words,
            values.get(name, ""),
            name in LISTS,
            faults.get(name),
            was.get(name, ""),
            theirs.get(name, ""),
        )
        for name, words in WORDS.items()
    )


def read_facts(given: Callable[[str], str], before: Facts) -> Facts:
    """Raises :class:`Wrong`. What stands there as it was before is taken as it was, whatever it is."""
    faults: dict[str, Words] = {}
    was = written(before)

    def phone(name: str) -> str:
        text = given(name).strip()
        if text != was[name] and not (
            _PHONE.fullmatch(text) or (name == "duty_phone" and not text)
        ):
            faults[name] = Message("founding.not-a-phone")
        return text

    def spans(day: Weekday) -> tuple[Span, ...]:
        if given(day).strip() == was[day]:
            return before.weekly.get(day, ())
        try:
            return read_spans(given(day))
        except ValueError:
            faults[day] = Message("description.not-hours")
            return ()

    def days(name: str, kept: tuple[date, ...]) -> tuple[date, ...]:
        if given(name).strip() == was[name]:
            return kept
        try:
            return _days(given(name))
        except ValueError:
            faults[name] = Message("description.not-days", most=DAYS_MOST)
            return ()

    weekly = {day: found for day in DAYS if (found := spans(day))}
    facts = Facts(
        phone("phone"), phone("duty_phone"), weekly, days("holidays", before.holidays),
        days("make_up", before.make_up),
    )  # fmt: skip
    if faults:
        raise Wrong(faults)
    return facts


def _days(text: str) -> tuple[date, ...]:
    """As a notice of the year lists them: ``2027-01-01~03 02-05~11``, a day alone or from one to
    another; what is left out is as just before. Raises ValueError."""
    found: set[date] = set()
    last: date | None = None
    for part in filter(None, _BETWEEN.split(_UNTIL.sub("~", text.strip()))):
        ends = part.split("~")
        if len(ends) > 2:
            raise ValueError(part)
        first = _day(ends[0], last, 1)
        last = _day(ends[-1], first, 0)
        if not timedelta(0) <= last - first < timedelta(DAYS_MOST):
            raise ValueError(part)
        found |= {first + timedelta(one) for one in range((last - first).days + 1)}
    if len(found) > DAYS_MOST:
        raise ValueError(len(found))
    return tuple(sorted(found))


def _day(text: str, before: date | None, least: int) -> date:
    """``least``: how many hyphens are there where some are left out. Raises ValueError."""
    said = text.split("-")
    if before is None or len(text) > len("02-05") or len(said) <= least:
        return date.fromisoformat(text)
    left_out = before.isoformat().split("-")[: 3 - len(said)]
    return date.fromisoformat("-".join([*left_out, *(f"{part:0>2}" for part in said)]))


def differences(before: Facts, after: Facts) -> tuple[tuple[Words, str, str], ...]:
    """Field, what stood there and what is to stand there; lists say only what comes and goes."""
    old, new = written(before), written(after)
    return tuple(
        (words, *_apart(old[name], new[name], name in LISTS))
        for name, words in WORDS.items()
        if old[name] != new[name]
    )


def _apart(old: str, new: str, listed: bool) -> tuple[str, str]:
    none = said(Message("description.nothing"))
    if listed:
        gone = [day for day in old.split() if day not in new.split()]
        come = [day for day in new.split() if day not in old.split()]
        old, new = " ".join(gone), " ".join(come)
    return old or none, new or none
