"""Service windows, edited in the page: what each does and is called, one more, one less.

Every edit goes into the one draft of the description, so that a service that moves from one window
to another is checked, shown and adopted whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import Changed, Shelf, Unwritable
from kiosk.custody.edits.windows_file import (
    Desk,
    windows_in,
    with_new_window,
    with_window,
    without_window,
)  # fmt: skip
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.met import WAS, met, met_listed
from kiosk.staff.facilities.weekly.told import (
    CHANGED,
    WHY_MOST,
    Refusal,
    Told,
    drafted,
    kept,
    may_adopt,
    print_of,
    seen_still,
    services_said,
    shelf_here,
    why_typed,
    window_words,
)
from kiosk.staff.facilities.weekly.windows_form import (
    SERVICES,
    Line,
    Ticks,
    field_of,
    lines,
    read_number,
    require_right,
    ticks,
    typed_desk,
)  # fmt: skip
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, who
from kiosk.wording.declared import Declared, values_of
from signage.hall.model import Hall
from signage.language.mistake import Mistake
from signage.language.words import Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION

ADDRESS: Final = "/facilities/windows"
drafts = require(*ON_THE_DESCRIPTION["draft"])


@dataclass(frozen=True, slots=True)
class Row:
    """A window of the list. ``key``: what its address ends with."""

    key: str
    words: Words
    name: Words
    services: Words


@dataclass(frozen=True, slots=True)
class Windows:
    """``writable``: whether the description can be edited here at all."""

    rows: tuple[Row, ...]
    seen: str
    draft: Told | None
    may_adopt: bool
    writable: bool
    mistakes: tuple[str, ...]
    """Of the check, that belong to no field."""


@dataclass(frozen=True, slots=True)
class OneWindow:
    """The form of a window, or of a new one like ``model``; ``address``: where it is sent."""

    title: Words
    address: str
    model: str
    lines: tuple[Line, ...]
    groups: tuple[Ticks, ...]
    services_fault: Words | None
    why: str
    seen: str
    mistakes: tuple[str, ...]
    is_new: bool
    was: tuple[tuple[str, str], ...]
    """Each field with what stands in the file, sent with the form."""


DECLARED: Final[Declared] = {
    "staff/facilities/weekly/windows.html": (Windows,),
    "staff/facilities/weekly/window.html": (OneWindow,),
}


def _hall() -> Hall:
    return services().board.view.content.hall


def _standing() -> tuple[str, tuple[Desk, ...]]:
    """Nothing where the description cannot be edited here."""
    try:
        text = shelf_here().standing()
        return text, windows_in(text)
    except (Unwritable, ValueError, OSError):
        return "", ()


def _key(desk: Desk) -> str:
    return desk.id.partition("/")[2]


def _find(desks: tuple[Desk, ...], key: str) -> Desk:
    return next((one for one in desks if _key(one) == key), None) or abort(404)


def _list(refusal: Refusal | None = None) -> ResponseReturnValue:
    text, desks = _standing()
    rows = tuple(
        Row(_key(one), window_words(one), one.name, services_said(one.services)) for one in desks
    )
    shown = Windows(
        rows, print_of(text), drafted(), may_adopt(), bool(desks), refusal.mistakes if refusal else ()
    )  # fmt: skip
    fault = refusal.fault if refusal else None
    return answer("staff/facilities/weekly/windows.html", who(), fault, **values_of(shown))


def _form(
    desk: Desk, text: str, number: str | None = None, refusal: Refusal | None = None,
    known: Desk | None = None,
) -> ResponseReturnValue:  # fmt: skip
    """``number``: as typed for a new window, which is then as ``desk``; None of one that is there.
    ``known``: the window as it stands, where ``desk`` is as somebody typed it."""
    new, faults = number is not None, refusal.faults if refusal else {}
    title = Message("service-windows.new-window") if new else window_words(desk)
    shown = OneWindow(
        title, f"{ADDRESS}/new" if new else f"{ADDRESS}/{_key(desk)}", _key(desk),
        lines(desk, _hall().languages, new=new, faults=faults, number=number or "",
              theirs=refusal.theirs if refusal else {}),
        ticks(_hall(), desk.services), faults.get(SERVICES), request.form.get("why", "")[:WHY_MOST],
        print_of(text), refusal.mistakes if refusal else (), new, tuple(_said_by(known or desk)),
    )  # fmt: skip
    fault = refusal.fault if refusal else None
    return answer("staff/facilities/weekly/window.html", who(), fault, **values_of(shown))


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("service-windows.windows-and-services"), blueprint)
@drafts
def described_windows() -> ResponseReturnValue:
    return _list()


@blueprint.get(ADDRESS + "/<key>")
@drafts
def described_window(key: str) -> ResponseReturnValue:
    text, desks = _standing()
    return _form(_find(desks, key), text)


@blueprint.get(f"{ADDRESS}/new")
@drafts
def new_described_window() -> ResponseReturnValue:
    """As another, with the next number."""
    text, desks = _standing()
    model = _find(desks, request.args.get("model", ""))
    return _form(model, text, str(max(one.number for one in desks) + 1))


@blueprint.post(ADDRESS + "/<key>")
@drafts
def draft_window(key: str) -> ResponseReturnValue:
    text, desks = _standing()
    known = next((one for one in desks if _key(one) == key), None)
    if known is None:
        # Somebody has taken it away meanwhile.
        return _list(Refusal(Fault(CHANGED, 409), {}))
    desk = _typed(known)
    refusal = _kept(text, lambda: _changed(text, desk), desks.index(known))
    if refusal is None:
        return redirect(ADDRESS, 303)
    if refusal.fault.words == CHANGED:
        desk, refusal = _met(known, refusal)
    return _form(desk, text, None, refusal, known)


def _said_by(desk: Desk) -> Iterator[tuple[str, str]]:
    for lang in _hall().languages:
        yield f"{WAS}{field_of(lang)}", desk.name.get(lang, "")
    for one in desk.services:
        yield f"{WAS}{SERVICES}", one


def _met(known: Desk, refusal: Refusal) -> tuple[Desk, Refusal]:
    """What was typed, in what somebody else has made of it meanwhile."""
    form = request.form
    both = met(form.get, {field_of(lang): known.name.get(lang, "") for lang in _hall().languages})
    names = {lang: both.values[field_of(lang)] for lang in _hall().languages}
    services_now = met_listed(
        form.getlist(SERVICES), form.getlist(f"{WAS}{SERVICES}"), known.services
    )
    desk = replace(known, name={**known.name, **names}, services=services_now)
    return desk, replace(refusal, theirs=both.theirs)


@blueprint.post(f"{ADDRESS}/new")
@drafts
def draft_new_window() -> ResponseReturnValue:
    text, desks = _standing()
    model = _find(desks, request.form.get("model", ""))
    desk = _typed(model)
    number = request.form.get("number", "")
    refusal = _kept(text, lambda: _added(text, desks, desk, number), len(desks))
    return redirect(ADDRESS, 303) if refusal is None else _form(desk, text, number, refusal)


@blueprint.post(ADDRESS + "/<key>/remove")
@drafts
def draft_without_window(key: str) -> ResponseReturnValue:
    text, desks = _standing()
    gone = _find(desks, key)
    refusal = _kept(text, lambda: without_window(text, gone.id), -1)
    return redirect(ADDRESS, 303) if refusal is None else _list(refusal)


def _typed(known: Desk) -> Desk:
    return typed_desk(known, _hall().languages, request.form, request.form.getlist(SERVICES))


def _changed(text: str, desk: Desk) -> str:
    require_right(desk, _hall().languages, [one.id for one in _hall().services])
    return with_window(text, desk)


def _added(text: str, desks: tuple[Desk, ...], model: Desk, typed: str) -> str:
    number = read_number(typed, desks)
    desk = Desk(f"window/{number}", number, model.name, model.services)
    require_right(desk, _hall().languages, [one.id for one in _hall().services])
    return with_new_window(text, model.id, desk)


def _kept(text: str, made: Callable[[], str], at: int) -> Refusal | None:
    """Into the draft; ``at``: the window's place in the file. Why not, where it was refused."""

    def edit(shelf: Shelf) -> tuple[list[Change], str]:
        seen_still(text)
        if shelf.standing() != text:
            raise Changed
        return [Change(HALL, text, made())], why_typed()

    return kept(edit, lambda mistake: _field(mistake, at))


def _field(mistake: Mistake, at: int) -> str:
    """The field a mistake of the check is told at; empty for none."""
    key = mistake.key.removeprefix(f"windows[{at}].")
    if mistake.file != HALL or key == mistake.key:
        return ""
    if key.startswith("name."):
        return f"name_{key.removeprefix('name.')}"
    return next((name for name in ("number", SERVICES) if key.startswith(name)), "")
