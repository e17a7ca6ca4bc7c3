"""What changes from week to week, edited in the page: phones, hours of a day, holidays.

A draft is checked as ``kiosk check`` does and shown with its differences; a leader adopts it, and can
take back whatever was adopted. A file that was changed meanwhile is never written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.custody.content_watch import taken
from kiosk.custody.edits.hall_file import HALL, facts_in, with_facts
from kiosk.custody.edits.shelf import Changed, ContentError, Edit, Shelf, Unwritable
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.description_form import (
    WORDS,
    Entry,
    Wrong,
    differences,
    entries,
    read_facts,
    written,
)  # fmt: skip
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, submit, who
from kiosk.wording.declared import Declared, values_of
from signage.language.mistake import Mistake
from signage.language.words import Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION
from signage.situation.commands import NoteConfiguration

ADDRESS: Final = "/facilities/description"
CHANGED: Final = Message("description.changed-meanwhile")
READ_ONLY: Final = Message("description.cannot-be-written")
WHY_MOST: Final = 200
KEYS: Final[Mapping[str, str]] = {
    "phone": "phone", "duty_phone": "duty_phone", "hours.holidays": "holidays", "hours.make_up": "make_up",
}  # fmt: skip
"""Which field a mistake of the check is told at, by its key; days of the week have their own."""
WEEKLY: Final = "hours.weekly."
drafts = require(*ON_THE_DESCRIPTION["draft"])
adopts = require(*ON_THE_DESCRIPTION["adopt"])


@dataclass(frozen=True, slots=True)
class Told:
    """An edit as people read it: what it changes, each with what stood there and what is to."""

    edit: Edit
    at: str
    changes: tuple[tuple[Words, str, str], ...]
    can_go_back: bool


@dataclass(frozen=True, slots=True)
class Description:
    entries: tuple[Entry, ...]
    seen: str
    """Of the file that the form was made of."""
    why: str
    draft: Told | None
    history: tuple[Told, ...]
    may_adopt: bool
    writable: bool
    mistakes: tuple[str, ...]
    """Of the check, that belong to no field."""


DECLARED: Final[Declared] = {"staff/facilities/weekly/description.html": (Description,)}


def _shelf() -> Shelf:
    store = services().store
    place = store.fact("content_directory")
    return Shelf(store.directory, Path(place) if place else None)


def _print(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def _told(edit: Edit, now: str) -> Told:
    """What cannot be read of an older one is told without its differences."""
    try:
        changes = differences(facts_in(edit.before), facts_in(edit.after))
    except ValueError:
        changes = ()
    try:
        at = f"{services().board.view.content.hall.local(datetime.fromisoformat(edit.at)):%Y-%m-%d %H:%M}"
    except ValueError:
        at = edit.at
    return Told(edit, at, changes, edit.after == now)


def _page(
    fault: Fault | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Words] | None = None,
    mistakes: tuple[str, ...] = (),
) -> ResponseReturnValue:
    shelf, actor = _shelf(), who()
    try:
        text = shelf.text()
        values = written(facts_in(text))
    except (Unwritable, ValueError, OSError):
        text, values = "", {}
    draft = shelf.draft
    shown = Description(
        entries(typed or values, faults or {}), _print(text), (typed or {}).get("why", ""),
        _told(draft, text) if draft is not None else None,
        tuple(_told(edit, text) for edit in shelf.history()),
        actor.role in ON_THE_DESCRIPTION["adopt"], bool(values), mistakes,
    )  # fmt: skip
    return answer("staff/facilities/weekly/description.html", actor, fault, **values_of(shown))


@blueprint.get(ADDRESS)
@linked_from("/facilities", Message("description.hours-and-phones"), blueprint)
@drafts
def description() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@drafts
def draft_description() -> ResponseReturnValue:
    shelf, typed = _shelf(), dict(request.form.items())
    try:
        with services().describing:
            text = shelf.text()
            if request.form.get("seen") != _print(text):
                raise Changed
            before = facts_in(text)
            after = with_facts(text, before, read_facts(lambda name: typed.get(name, ""), before))
            if after == text:
                return _page(Fault(Message("description.nothing-changed"), 422), typed)
            why = typed.get("why", "").strip()[:WHY_MOST]
            shelf.put_draft(Edit(who().name, services().clock().isoformat(), why, text, after))
    except Wrong as wrong:
        return _page(Fault(Message("founding.nothing-was-saved"), 422), typed, wrong.faults)
    except (Changed, Unwritable, ContentError, OSError) as error:
        return _refused(error, typed)
    return redirect(ADDRESS, code=303)


@blueprint.post(f"{ADDRESS}/adopt")
@adopts
def adopt_description() -> ResponseReturnValue:
    draft = _shelf().draft
    # What was looked at, not what waits now.
    if draft is None or request.form.get("mark") != draft.mark:
        abort(409)
    return _adopted(draft)


@blueprint.post(f"{ADDRESS}/discard")
@drafts
def discard_description() -> ResponseReturnValue:
    _shelf().drop_draft()
    return redirect(ADDRESS, code=303)


@blueprint.post(f"{ADDRESS}/back/<edit>")
@adopts
def take_back_description(edit: str) -> ResponseReturnValue:
    found = _shelf().edit(edit) or abort(404)
    return _adopted(found.back(who().name, services().clock(), f"#{found.number}"))


def _adopted(edit: Edit) -> ResponseReturnValue:
    refused = _put_in_force(edit)
    if refused is not None:
        return refused
    told = NoteConfiguration("description", ", ".join(_names(edit)))
    return submit(told, ADDRESS, _page)


def _put_in_force(edit: Edit) -> ResponseReturnValue | None:
    """The page that says why not, None where the hall now goes by it."""
    here = services()
    try:
        with here.describing:
            taken(here, _shelf().adopt(edit, who().name))
    except (Changed, Unwritable, ContentError, OSError) as error:
        return _refused(error, {})
    return None


def _names(edit: Edit) -> list[str]:
    old, new = written(facts_in(edit.before)), written(facts_in(edit.after))
    return [name for name in WORDS if old[name] != new[name]]


def _refused(error: Exception, typed: Mapping[str, str]) -> ResponseReturnValue:
    """In words, at the field where there is one; the file is as it was."""
    if isinstance(error, ContentError):
        at = {field: _said(one) for one in error.mistakes if (field := _field(one))}
        others = tuple(str(one) for one in error.mistakes if not _field(one))
        return _page(Fault(Message("founding.nothing-was-saved"), 422), typed or None, at, others)
    if isinstance(error, Changed):
        return _page(Fault(CHANGED, 409), typed or None)
    return _page(Fault(READ_ONLY, 503), typed or None)


def _field(mistake: Mistake) -> str:
    if mistake.file != HALL:
        return ""
    day = mistake.key.removeprefix(WEEKLY)[:3]
    if mistake.key.startswith(WEEKLY) and day in WORDS:
        return day
    return next((field for key, field in KEYS.items() if mistake.key.startswith(key)), "")


def _said(mistake: Mistake) -> Words:
    return {
        "zh": f"{mistake.wrong} → {mistake.remedy}",
        "en": f"{mistake.wrong} → {mistake.remedy}",
    }
