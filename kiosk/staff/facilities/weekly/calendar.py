"""The calendar in the page: seasonal hours, and a year's holidays by the notice that arranges them.

Both go into the one draft of the description.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.founding.form import WEEK
from kiosk.access.people import require
from kiosk.custody.edits.arrangement import Arrangement, Unread, arrangement
from kiosk.custody.edits.hall_file import HALL, facts_in, with_facts
from kiosk.custody.edits.seasons_file import SEASONS, seasons_in, with_seasons
from kiosk.custody.edits.shelf import Change, Shelf, Unwritable
from kiosk.custody.edits.toml_text import lines_text
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.calendar_form import (
    Month,
    SeasonForm,
    months,
    read_seasons,
    season_forms,
    written,
)  # fmt: skip
from kiosk.staff.facilities.weekly.told import (
    WHY_MOST,
    Refusal,
    Told,
    drafted,
    kept,
    may_adopt,
    print_of,
    seen_still,
    shelf_here,
    why_typed,
)
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import nothing_saved, who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.outside import toml
from signage.hall.hours import Hours
from signage.language.words import Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION

ADDRESS: Final = "/facilities/calendar"
NOTICE: Final = "notice"
FILE_MOST: Final = 64_000
"""Bytes of a notice's file that are read."""
WRITTEN_IN: Final = ("utf-8-sig", "gb18030")
"""What editors here write texts in."""
YEARS: Final = range(2000, 2100)
drafts = require(*ON_THE_DESCRIPTION["draft"])


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """``years``: before and after the one that is shown."""

    seasons: tuple[SeasonForm, ...]
    notice: str
    notice_fault: Words | None
    year: int
    years: tuple[int, int]
    week: tuple[Words, ...]
    months: tuple[Month, ...]
    why: str
    seen: str
    draft: Told | None
    may_adopt: bool
    writable: bool
    mistakes: tuple[str, ...]


DECLARED: Final[Declared] = {"staff/facilities/weekly/calendar.html": (CalendarPage,)}


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    try:
        text = shelf_here().standing()
        hours = Hours.model_validate(toml(text)["hours"])
    except (Unwritable, ValueError, KeyError, OSError):
        text, hours = "", Hours(weekly={})
    typed, faults = dict(request.form.items()), refusal.faults if refusal else {}
    year = _year()
    values = typed if any(name.startswith("s0.") for name in typed) else written(hours.seasons)
    shown = CalendarPage(
        season_forms(len(hours.seasons), values, faults), typed.get(NOTICE, ""), faults.get(NOTICE),
        year, (year - 1, year + 1), tuple(WEEK.values()), months(hours, year), typed.get("why", "")[:WHY_MOST],
        print_of(text), drafted(), may_adopt(), bool(text), refusal.mistakes if refusal else (),
    )  # fmt: skip
    fault = refusal.fault if refusal else None
    return answer("staff/facilities/weekly/calendar.html", who(), fault, **values_of(shown))


def _year() -> int:
    """As asked for, else this one, and in November the next."""
    asked = request.args.get("year", "")
    if len(asked) == 4 and asked.isascii() and asked.isdecimal() and int(asked) in YEARS:
        return int(asked)
    here = services()
    today: date = here.board.view.content.hall.local(here.clock()).date()
    return today.year + (today.month >= 11)


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("calendar.calendar"), blueprint)
@drafts
def described_calendar() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@drafts
def draft_seasons() -> ResponseReturnValue:
    def made(text: str) -> str:
        seasons = read_seasons(lambda name: request.form.get(name, ""), seasons_in(text))
        return with_seasons(text, seasons)

    refusal = _kept(made)
    return redirect(ADDRESS, 303) if refusal is None else _page(refusal)


@blueprint.post(f"{ADDRESS}/arrangement")
@drafts
def draft_arrangement() -> ResponseReturnValue:
    """The days of its year are then those of the notice; other years stay."""
    try:
        found = arrangement(_notice())
    except Unread as unread:
        words = (
            Message("calendar.cannot-read", said=unread.said) if unread.said
            else Message("calendar.no-notice")
        )  # fmt: skip
        return _page(Refusal(nothing_saved(), {NOTICE: words}))
    refusal = _kept(lambda text: _arranged(text, found), found.source)
    return redirect(f"{ADDRESS}?year={found.year}", 303) if refusal is None else _page(refusal)


def _notice() -> str:
    """Of the file, where one was chosen, else as it was typed. Raises :class:`Unread`."""
    sent = request.files.get("file")
    data = sent.read(FILE_MOST) if sent else b""
    if not data:
        return request.form.get(NOTICE, "")
    for encoding in WRITTEN_IN:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise Unread


@blueprint.get(f"{ADDRESS}/arrangement.toml")
@drafts
def arrangement_file() -> Response:
    """The days of a year, as another hall takes them in."""
    try:
        hours = Hours.model_validate(toml(shelf_here().standing())["hours"])
    except (Unwritable, ValueError, KeyError, OSError):
        abort(404)
    year = _year()
    days = {
        key: [day for day in listed if day.year == year]
        for key, listed in (("holidays", hours.holidays), ("make_up", hours.make_up))
    }
    headers = {
        "Content-Disposition": f'attachment; filename="holidays-{year}.toml"',
        "Cache-Control": "no-store",
    }
    text = f"{lines_text({'year': year, **days})}\n"
    return Response(text, mimetype="application/toml", headers=headers)


def _arranged(text: str, found: Arrangement) -> str:
    before = facts_in(text)

    def days(known: tuple[date, ...], listed: tuple[date, ...]) -> tuple[date, ...]:
        return tuple(sorted({*(day for day in known if day.year != found.year), *listed}))

    after = replace(
        before,
        holidays=days(before.holidays, found.off),
        make_up=days(before.make_up, found.worked),
    )
    return with_facts(text, before, after)


def _kept(made: Callable[[str], str], source: str = "") -> Refusal | None:
    """Into the draft. Why not, where it was refused."""

    def edit(shelf: Shelf) -> tuple[list[Change], str]:
        text = shelf.standing()
        seen_still(text)
        return [Change(HALL, text, made(text))], why_typed() or source

    return kept(edit, lambda mistake: _field(mistake.key))


def _field(key: str) -> str:
    """The field a mistake of the check is told at; empty for none."""
    head, _, rest = key.removeprefix(f"hours.{SEASONS}[").partition("].")
    if key.startswith(f"hours.{SEASONS}[") and head.isdecimal():
        part = rest.removeprefix("weekly.").partition("[")[0].partition(".")[0]
        return f"s{head}.{part or 'since'}"
    return NOTICE if key.startswith(("hours.holidays", "hours.make_up")) else ""
