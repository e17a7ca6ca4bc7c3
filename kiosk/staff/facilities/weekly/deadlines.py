"""Filing deadlines in the page: the last day of each month of a year, as it is published, into the one
draft of the description."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.custody.edits.filing_file import DEADLINES, with_year, years_in
from kiosk.custody.edits.shelf import Change, Shelf, Unwritable
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.calendar_form import Field
from kiosk.staff.facilities.weekly.description_form import Wrong
from kiosk.staff.facilities.weekly.told import (
    Refusal,
    Told,
    drafted,
    kept,
    may_adopt,
    print_of,
    seen_still,
    shelf_here,
)
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from signage.hall.filing import FilingYear
from signage.language.letters import LOST
from signage.language.letters import fault as letters_fault
from signage.language.words import Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION

ADDRESS: Final = "/facilities/deadlines"
SOURCE_MOST: Final = 120
drafts = require(*ON_THE_DESCRIPTION["draft"])


@dataclass(frozen=True, slots=True)
class Deadlines:
    """``years``: that are there, and the next one."""

    year: int
    years: tuple[int, ...]
    fields: tuple[Field, ...]
    source: Field
    seen: str
    draft: Told | None
    may_adopt: bool
    writable: bool
    mistakes: tuple[str, ...]


DECLARED: Final[Declared] = {"staff/facilities/weekly/deadlines.html": (Deadlines,)}


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    try:
        text = shelf_here().standing(DEADLINES)
        known, writable = {one.year: one for one in years_in(text)}, True
    except (Unwritable, ValueError, OSError):
        text, known, writable = "", {}, False
    year, faults = _year(), refusal.faults if refusal else {}
    values = dict(request.form.items()) or _written(known.get(year))
    shown = Deadlines(
        year, tuple(sorted({*known, _this_year(), _this_year() + 1})),
        tuple(_field(f"m{month}", Message("deadlines.month", month=month), values, faults)
              for month in range(1, 13)),
        _field("source", Message("deadlines.source"), values, faults), print_of(text), drafted(),
        may_adopt(), writable, refusal.mistakes if refusal else (),
    )  # fmt: skip
    fault = refusal.fault if refusal else None
    return answer("staff/facilities/weekly/deadlines.html", who(), fault, **values_of(shown))


def _field(
    name: str, words: Words, values: Mapping[str, str], faults: Mapping[str, Words]
) -> Field:
    return Field(name, words, values.get(name, ""), faults.get(name))


def _written(year: FilingYear | None) -> dict[str, str]:
    if year is None:
        return {}
    days = {f"m{month}": str(day) for month, day in enumerate(year.days, 1)}
    return {**days, "source": year.source}


def _this_year() -> int:
    here = services()
    return int(here.board.view.content.hall.local(here.clock()).year)


def _year() -> int:
    """As asked for, else the next one from November on."""
    asked = request.values.get("year", "")
    if len(asked) == 4 and asked.isascii() and asked.isdecimal() and 2020 <= int(asked) <= 2100:
        return int(asked)
    here = services()
    today = here.board.view.content.hall.local(here.clock())
    return int(today.year) + (today.month >= 11)


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("deadlines.deadlines"), blueprint)
@drafts
def described_deadlines() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@drafts
def draft_deadlines() -> ResponseReturnValue:
    refusal = _kept()
    return redirect(f"{ADDRESS}?year={_year()}", 303) if refusal is None else _page(refusal)


def _typed(year: int) -> FilingYear:
    """Raises :class:`Wrong`."""
    faults: dict[str, Words] = {}
    days: list[int] = []
    for month in range(1, 13):
        text = request.form.get(f"m{month}", "").strip()
        try:
            number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else 0
            days.append(date(year, month, number).day)
        except ValueError:
            faults[f"m{month}"] = Message("deadlines.not-a-day")
    source = request.form.get("source", "").strip()
    if not 1 <= len(source) <= SOURCE_MOST or letters_fault(source, LOST) is not None:
        faults["source"] = Message("deadlines.say-the-source", most=SOURCE_MOST)
    if faults:
        raise Wrong(faults)
    return FilingYear(year=year, days=tuple(days), source=source)


def _kept() -> Refusal | None:
    """Into the draft. Why not, where it was refused."""

    def made(shelf: Shelf) -> tuple[list[Change], str]:
        text = shelf.standing(DEADLINES)
        seen_still(text)
        found = _typed(_year())
        return [Change(DEADLINES, text, with_year(text, found))], found.source

    return kept(made)
