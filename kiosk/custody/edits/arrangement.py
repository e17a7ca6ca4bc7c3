"""The published national arrangement of a year's holidays, as its notice words it or as a list of
days: which days are off, and which days of a weekend are worked.

Form: 国务院办公厅关于2026年部分节假日安排的通知, a sentence each: days that are off end with 放假, days
that are worked with 上班. The days of the week in its brackets are compared with the calendar's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kiosk.wording.outside import toml
from signage.hall.hours import DAYS

OFF, WORKED = "放假", "上班"
LONGEST: Final = 15
"""Days of one holiday; more were misread."""
_YEAR: Final = re.compile(r"(20[0-9]{2})\s*年[^。]{0,12}节假日")
_SOURCE: Final = re.compile(r"国办发[^\s，。；]{0,6}〔20[0-9]{2}〕\s*[0-9]+\s*号")
_SENTENCE: Final = re.compile(r"[。；;\n]")
_DAY: Final = re.compile(
    r"(至|到|—|－|-|~|～)?\s*(?:(20[0-9]{2})\s*年\s*)?(?:([0-9]{1,2})\s*月\s*)?([0-9]{1,2})\s*日\s*(?:[（(]([^（）()]*)[）)])?"
)
_WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEK: Final = "一二三四五六日"


class Unread(Exception):
    """It is no such notice. ``said``: the part that could not be read, empty for all of it."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``source``: the number of the notice, empty where it says none."""

    year: int
    off: tuple[date, ...]
    worked: tuple[date, ...]
    source: str


def arrangement(text: str) -> Arrangement:
    """Of a notice, or of TOML with ``year``, ``holidays``, ``make_up`` and ``source``. Raises
    :class:`Unread`."""
    return _listed(text) or _worded(text)


def _listed(text: str) -> Arrangement | None:
    try:
        found = toml(text)
        off, worked = (tuple(sorted(found[key])) for key in ("holidays", "make_up"))
        year, source = found.get("year", off[0].year), str(found.get("source", ""))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return None
    if not all(type(day) is date for day in (*off, *worked)) or type(year) is not int:
        return None
    return _right(Arrangement(year, off, worked, source))


def _worded(text: str) -> Arrangement:
    named, source = _YEAR.search(text), _SOURCE.search(text)
    if named is None:
        raise Unread
    year, off, worked = int(named[1]), set[date](), set[date]()
    for sentence in _SENTENCE.split(text):
        if WORKED in sentence:
            worked |= {day for run in _runs(sentence, year) for day in run}
        elif OFF in sentence and _DAY.search(sentence):
            off |= {day for run in _runs(sentence, year) for day in run}
    return _right(
        Arrangement(year, tuple(sorted(off)), tuple(sorted(worked)), source[0] if source else "")
    )


def _runs(sentence: str, year: int) -> Iterator[tuple[date, ...]]:
    """Days, or stretches of them. Raises :class:`Unread`."""
    month, last = 0, None
    for found in _DAY.finditer(sentence):
        month = int(found[3] or month)
        try:
            day = date(int(found[2] or year), month, int(found[4]))
        except ValueError as error:
            raise Unread(found[0]) from error
        weekday = _WEEKDAY.search(found[5] or "")
        if weekday and _WEEK.index(weekday[1].replace("天", "日")) != day.weekday():
            raise Unread(found[0])
        if found[1] is None or last is None:
            yield (day,)
        elif not 0 < (day - last).days <= LONGEST:
            raise Unread(found[0])
        else:
            yield tuple(last + timedelta(days=n + 1) for n in range((day - last).days))
        last = day


def _right(found: Arrangement) -> Arrangement:
    """Raises :class:`Unread` where it cannot be one: nothing off, a day both, or worked midweek."""
    weekend = DAYS.index("sat")
    odd = [*{*found.off} & {*found.worked}, *(d for d in found.worked if d.weekday() < weekend)]
    far = [day for day in (*found.off, *found.worked) if abs(day.year - found.year) > 1]
    if not any(day.year == found.year for day in found.off) or odd or far:
        raise Unread(str(next(iter((*odd, *far)), "")))
    return found
