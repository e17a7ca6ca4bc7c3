"""What changes from week to week, edited in the page: phones, hours of a day, holidays.

A draft is checked as ``kiosk check`` does and shown with its differences; a leader adopts it, and can
take back whatever was adopted. A file that was changed meanwhile is never written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.custody.content_watch import taken
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.hall_file import HALL, facts_in, with_facts
from kiosk.custody.edits.shelf import Changed, ContentError, Unwritable
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.description_form import (
    WORDS,
    Entry,
    Wrong,
    entries,
    read_facts,
    written,
)  # fmt: skip
from kiosk.staff.facilities.weekly.met import Met, met
from kiosk.staff.facilities.weekly.told import (
    BACK,
    CHANGED,
    READ_ONLY,
    WHY_MOST,
    Told,
    drafted,
    edit_of,
    gone_by,
    history,
    may_adopt,
    names,
    print_of,
    shelf_here,
)  # fmt: skip
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, nothing_saved, submit, who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from signage.language.mistake import Mistake
from signage.language.words import Message, Words
from signage.rules.permissions import ON_THE_DESCRIPTION
from signage.situation.commands import NoteConfiguration

ADDRESS: Final = "/facilities/description"
KEYS: Final[Mapping[str, str]] = {
    "phone": "phone", "duty_phone": "duty_phone", "hours.holidays": "holidays", "hours.make_up": "make_up",
}  # fmt: skip
"""Which field a mistake of the check is told at, by its key; days of the week have their own."""
WEEKLY: Final = "hours.weekly."
drafts = require(*ON_THE_DESCRIPTION["draft"])
adopts = require(*ON_THE_DESCRIPTION["adopt"])


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
    in_force: bool
    """Did an edit just take effect, whichever page it was made on?"""


DECLARED: Final[Declared] = {"staff/facilities/weekly/description.html": (Description,)}


def _page(
    fault: Fault | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, Words] | None = None,
    mistakes: tuple[str, ...] = (),
) -> ResponseReturnValue:
    shelf, actor = shelf_here(), who()
    try:
        text = shelf.standing()
        values = written(facts_in(text))
    except (Unwritable, ValueError, OSError):
        text, values = "", {}
    both = Met(typed or values, {})
    if typed is not None and fault is not None and fault.words == CHANGED:
        both = met(typed.get, values)
    shown = Description(
        entries(both.values, faults or {}, values, both.theirs), print_of(text), (typed or {}).get("why", ""),
        drafted(), history(),
        may_adopt(), bool(values), mistakes, fault is None and "in-force" in request.args,
    )  # fmt: skip
    return answer("staff/facilities/weekly/description.html", actor, fault, **values_of(shown))


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("description.hours-and-phones"), blueprint)
@drafts
def description() -> ResponseReturnValue:
    return _page()


@blueprint.post(ADDRESS)
@drafts
def draft_description() -> ResponseReturnValue:
    shelf, typed = shelf_here(), dict(request.form.items())
    try:
        with services().describing:
            text = shelf.standing()
            if request.form.get("seen") != print_of(text):
                raise Changed
            before = facts_in(text)
            after = with_facts(text, before, read_facts(lambda name: typed.get(name, ""), before))
            if after == text:
                return _page(Fault(Message("description.nothing-changed"), 422), typed)
            why = typed.get("why", "").strip()[:WHY_MOST]
            shelf.put_draft(shelf.further(edit_of(why, Change(HALL, text, after))))
    except Wrong as wrong:
        return _page(nothing_saved(), typed, wrong.faults)
    except (Changed, Unwritable, ContentError, OSError) as error:
        return _refused(error, typed)
    return redirect(ADDRESS, code=303)


@blueprint.post(f"{ADDRESS}/adopt")
@adopts
def adopt_description() -> ResponseReturnValue:
    draft = shelf_here().draft
    # What was looked at, not what waits now.
    if draft is None or request.form.get("mark") != draft.mark:
        abort(409)
    if not may_adopt(draft):
        abort(403)
    if request.form.get("gone") != "yes" and gone_by(draft):
        return _page(Fault(Message("description.say-that-it-goes"), 422))
    return _adopted(draft)


@blueprint.post(f"{ADDRESS}/discard")
@drafts
def discard_description() -> ResponseReturnValue:
    """Only the draft that was looked at."""
    with services().describing:
        draft = shelf_here().draft
        if draft is not None and request.form.get("mark") != draft.mark:
            return _page(Fault(CHANGED, 409))
        shelf_here().drop_draft()
    return redirect(ADDRESS, code=303)


@blueprint.post(ADDRESS + "/back/<edit>")
@adopts
def take_back_description(edit: str) -> ResponseReturnValue:
    """Adopted at once, or a draft where it takes something away: that is asked about first."""
    shelf = shelf_here()
    found = shelf.edit(edit) or abort(404)
    back = found.back(who().name, services().clock(), f"{BACK}{found.number}")
    if not may_adopt(back):
        abort(403)
    if not gone_by(back):
        return _adopted(back)
    try:
        with services().describing:
            shelf.put_draft(back)
    except (Changed, Unwritable, ContentError, OSError) as error:
        return _refused(error, {})
    return redirect(ADDRESS, code=303)


def _adopted(edit: Edit) -> ResponseReturnValue:
    refused = _put_in_force(edit)
    if refused is not None:
        return refused
    told = NoteConfiguration("description", ", ".join(names(edit)))
    return submit(told, f"{ADDRESS}?in-force", _page)


def _put_in_force(edit: Edit) -> ResponseReturnValue | None:
    """The page that says why not, None where the hall now goes by it."""
    here = services()
    try:
        with here.describing:
            taken(here, shelf_here().adopt(edit, who().name))
    except (Changed, Unwritable, ContentError, OSError) as error:
        return _refused(error, {})
    return None


def _refused(error: Exception, typed: Mapping[str, str]) -> ResponseReturnValue:
    """In words, at the field where there is one; the file is as it was."""
    if isinstance(error, ContentError):
        at = {field: one.words for one in error.mistakes if (field := _field(one))}
        others = tuple(said(one.line) for one in error.mistakes if not _field(one))
        return _page(nothing_saved(), typed or None, at, others)
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
