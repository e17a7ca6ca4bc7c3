"""Edits of the description as people read them, whichever page they were made in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from flask import request

from kiosk.content.drawings.taken_off import SCREEN, came_and_went
from kiosk.content.hall_files import PLAN_FILE
from kiosk.custody.edits.difference import parts_between
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.hall_file import HALL, facts_in
from kiosk.custody.edits.seasons_file import SEASONS, seasons_in
from kiosk.custody.edits.shelf import Changed, ContentError, Shelf, Unwritable
from kiosk.custody.edits.things.gone import gone_words
from kiosk.custody.edits.things.names_in import namer
from kiosk.custody.edits.things.other_differences import other_lines, other_names
from kiosk.custody.edits.windows_file import Desk, moved
from kiosk.serving.services import services
from kiosk.staff.facilities.weekly.calendar_form import season_lines
from kiosk.staff.facilities.weekly.description_form import Wrong, differences, written
from kiosk.staff.facilities.weekly.kind_labels import kind_lines
from kiosk.staff.shell.submit import Fault, nothing_saved, who
from kiosk.wording.page_words import said
from signage.hall.short_names import short_name
from signage.language.mistake import Mistake
from signage.language.words import Message, Words, listed, points
from signage.rules.permissions import may_adopt as may_put_in_force

CHANGED: Final = Message("description.changed-meanwhile")
READ_ONLY: Final = Message("description.cannot-be-written")
WHY_MOST: Final = 200
DRAWN_MOST: Final = 20
"""Things come or gone of a drawing that are told one by one."""
BACK: Final = "#"
"""Before the number of the edit that another takes back, in place of a reason."""
Line = tuple[Words, str, str]
"""What it is, as it was and as it is to be."""


@dataclass(frozen=True, slots=True)
class Told:
    """An edit: what it changes, and what would not be there any more (of a draft alone).
    ``may_adopt``: whether whoever reads it may put it in force or take it back."""

    edit: Edit
    by: Words
    """Whose it is; of one that takes another back, which."""
    why: str
    at: str
    changes: tuple[Line, ...]
    can_go_back: bool
    gone: tuple[Words, ...] = ()
    left: tuple[str, ...] = ()
    """What the check still finds: a draft that cannot be adopted yet."""

    @property
    def draws(self) -> bool:
        """Whether the floor plan is another."""
        return PLAN_FILE in self.edit.files


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was kept: in words, by field, and what belongs to no field."""

    fault: Fault
    faults: Mapping[str, Words] = field(default_factory=dict)
    mistakes: tuple[str, ...] = ()
    theirs: Mapping[str, str] = field(default_factory=dict)
    """By field, what somebody else wrote meanwhile."""


def kept(
    made: Callable[[Shelf], tuple[Iterable[Change], str]],
    field_of: Callable[[Mistake], str] = lambda mistake: "",
    later: str = "",
) -> Refusal | None:
    """Into the draft what ``made`` makes of the files as they stand, and why; why not, where it was
    refused. ``field_of``: the field a mistake of the check is told at, empty for none."""
    shelf = shelf_here()
    try:
        with services().describing:
            changes, why = made(shelf)
            different = tuple(one for one in changes if one.before != one.after)
            if not different:
                return Refusal(Fault(Message("description.nothing-changed"), 422))
            shelf.put_draft(shelf.further(edit_of(why[:WHY_MOST], *different)), later=later)
    except Wrong as wrong:
        return Refusal(nothing_saved(), wrong.faults)
    except (ContentError, Changed, Unwritable, ValueError, KeyError, OSError) as error:
        return refused(error, field_of)
    return None


def refused(error: Exception, field_of: Callable[[Mistake], str]) -> Refusal:
    """In words, at the field where there is one; the files are as they were."""
    if isinstance(error, ContentError):
        placed = [(one, field_of(one)) for one in error.mistakes]
        at_field = {name: one.words for one, name in placed if name}
        return Refusal(
            nothing_saved(), at_field, tuple(said(one.line) for one, name in placed if not name)
        )
    if isinstance(error, Changed):
        return Refusal(Fault(CHANGED, 409))
    if isinstance(error, (Unwritable, OSError)):
        return Refusal(Fault(READ_ONLY, 503))
    return Refusal(Fault(Message("service-windows.only-in-the-file"), 422))


def seen_still(text: str) -> None:
    """Raises :class:`Changed` where a form was made of another text."""
    if request.form.get("seen") != print_of(text):
        raise Changed


def why_typed() -> str:
    return request.form.get("why", "").strip()


def shelf_here() -> Shelf:
    store = services().store
    place = store.fact("content_directory")
    return Shelf(store.directory, Path(place) if place else None)


def print_of(text: str) -> str:
    """By which a form says what it was made of."""
    return sha256(text.encode()).hexdigest()[:32]


def edit_of(why: str, *changes: Change) -> Edit:
    """Of whoever sends the form."""
    return Edit(who().name, services().clock().isoformat(), why, changes)


def may_adopt(edit: Edit | None = None) -> bool:
    """Whether whoever asks may put the edit in force, or the one that is drafted."""
    edit = edit or shelf_here().draft
    changes = edit.changes if edit is not None else ()
    parts = (parts_between(one.file, one.before, one.after) for one in changes)
    return may_put_in_force(who().role, frozenset[str]().union(*parts))


def drafted() -> Told | None:
    shelf = shelf_here()
    draft = shelf.draft
    if draft is None:
        return None
    told = _told(draft, can_go_back=False)
    if not shelf.writable:
        return told
    try:
        content = shelf.checked(draft)
    except ContentError as error:
        return replace(told, left=mistake_lines(error))
    except OSError:
        return told
    return replace(told, gone=gone_words(services().board.view, content))


def history() -> tuple[Told, ...]:
    shelf = shelf_here()
    return tuple(_told(edit, can_go_back=shelf.stands(edit)) for edit in shelf.history())


def gone_by(edit: Edit) -> tuple[Words, ...]:
    """What the hall would no longer have, as of files edited by hand; nothing where it is refused
    anyway."""
    shelf = shelf_here()
    if not shelf.writable:
        return ()
    try:
        content = shelf.checked(edit)
    except (ContentError, OSError):
        return ()
    return gone_words(services().board.view, content)


def _told(edit: Edit, *, can_go_back: bool) -> Told:
    undone = _undone(edit)
    if undone is None:
        by = Message("description.adopted-by", by=edit.by, approved=edit.approved)
    else:
        by = Message("description.taken-back-by", by=edit.by, at=_at(undone))
    why = edit.why if undone is None else ""
    return Told(edit, by, why, _at(edit), tuple(_lines(edit)), can_go_back)


def _undone(edit: Edit) -> Edit | None:
    """The edit that this one takes back; anybody may type such a number as a reason."""
    if not edit.why.startswith(BACK):
        return None
    found = shelf_here().edit(edit.why.removeprefix(BACK))
    turned = {Change(one.file, one.after, one.before) for one in found.changes} if found else set()
    return found if turned == {*edit.changes} else None


def _at(edit: Edit) -> str:
    try:
        moment = datetime.fromisoformat(edit.at)
    except ValueError:
        return edit.at
    return f"{services().board.view.content.hall.local(moment):%Y-%m-%d %H:%M}"


def _lines(edit: Edit) -> Iterator[Line]:
    """What cannot be read of a file is told without its differences."""
    content = services().board.view.content
    named = namer(edit.changes, content.hall, content.catalogue)
    for change in edit.changes:
        texts = kind_lines(change)
        if texts:
            yield from texts
            continue
        with suppress(ValueError):
            yield from _known(change)
        yield from other_lines(change, named)


def _known(change: Change) -> Iterator[Line]:
    """What pages have words of their own for. Raises ValueError."""
    if change.file == HALL:
        yield from differences(facts_in(change.before), facts_in(change.after))
        yield from season_lines(seasons_in(change.before), seasons_in(change.after))
        yield from _windows(change)
    elif change.file == PLAN_FILE and change.before and change.after:
        yield from islice(_drawing(change), DRAWN_MOST)


def _drawing(change: Change) -> Iterator[Line]:
    hall = services().board.view.content.hall
    there, none = said(Message("planner.drawn")), said(Message("description.nothing"))
    for thing, now in came_and_went(change.before, change.after):
        screen = hall.screen.get(thing.removeprefix(SCREEN))
        shown = screen is not None and thing.startswith(SCREEN)
        name = screen.name if shown and screen is not None else short_name(hall, thing)
        told = points([Message("planner.floor-plan"), name])
        yield (told, none, there) if now else (told, there, none)


def names(edit: Edit) -> list[str]:
    """Of what differs, for the log."""
    return list(dict.fromkeys(one for change in edit.changes for one in _names(change)))


def _names(change: Change) -> Iterator[str]:
    if change.file == HALL:
        with suppress(ValueError):
            old, new = written(facts_in(change.before)), written(facts_in(change.after))
            yield from (name for name in old if old[name] != new[name])
            if seasons_in(change.before) != seasons_in(change.after):
                yield SEASONS
            yield from (
                one.id for pair in moved(change.before, change.after) for one in pair if one
            )
    yield from other_names(change)


def _windows(change: Change) -> Iterator[Line]:
    none = said(Message("description.nothing"))
    for was, now in moved(change.before, change.after):
        if was is None or now is None:
            desk = was or now
            assert desk is not None, "one of both is there"
            parts = (desk.name, services_said(desk.services))
            whole = said(points([one for one in parts if one]))
            yield (
                window_words(desk),
                none if was is None else whole,
                none if now is None else whole,
            )
            continue
        words = window_words(now)
        if was.name != now.name:
            yield words, _all_said(was), _all_said(now)
        if was.services != now.services:
            gone = [one for one in was.services if one not in now.services]
            come = [one for one in now.services if one not in was.services]
            yield words, said(services_said(gone)) or none, said(services_said(come)) or none


def _all_said(desk: Desk) -> str:
    return " / ".join(desk.name.values())


def window_words(desk: Desk) -> Words:
    return Message("service-windows.window", number=desk.number)


def services_said(ids: tuple[str, ...] | list[str]) -> Words:
    """By their names; one that the hall does not know by its id."""
    known: Mapping[str, Words] = {
        one.id: one.name for one in services().board.view.content.hall.services
    }
    return listed([known.get(one, {"zh": one}) for one in ids])


def mistake_lines(error: ContentError) -> tuple[str, ...]:
    """As ``kiosk check`` tells them, in the language of whoever reads the page."""
    return tuple(said(one.line) for one in error.mistakes)
