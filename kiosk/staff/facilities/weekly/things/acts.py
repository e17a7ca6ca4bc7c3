"""Things of the hall, changed: each act goes into the one draft of the description, after the whole
has passed the check."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from devices.codecs.faults import DeviceError
from kiosk.content.hall_files import HALL_FILES, PLAN_FILE
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.items import ABSENT, with_item, with_new_items, with_table
from kiosk.custody.edits.shelf import Changed, Shelf, Unwritable
from kiosk.custody.edits.things.copies import numbered
from kiosk.custody.edits.things.field_words import field_words
from kiosk.custody.edits.things.fields import Field, Given, Shape
from kiosk.custody.edits.things.kinds import Kind
from kiosk.custody.edits.things.sent import changed, rows_kept
from kiosk.custody.lamps import key_of
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.things.described import Described, Item, described, hall_here
from kiosk.staff.facilities.weekly.things.done_at import SERVICES, with_doers
from kiosk.staff.facilities.weekly.things.pages import (
    ADDRESS,
    drafts,
    form,
    kind_of,
    listing,
    may_draft,
)  # fmt: skip
from kiosk.staff.facilities.weekly.things.removal import off_the_plan, removed
from kiosk.staff.facilities.weekly.things.texts import require_texts
from kiosk.staff.facilities.weekly.told import CHANGED, Refusal, kept, shelf_here, why_typed
from kiosk.staff.shell.submit import Fault
from kiosk.wording.page_words import said
from signage.language.mistake import Mistake
from signage.language.words import Message, Words, plain

RANGE_MOST: Final = 60
NOT_SAVED: Final = Message("founding.nothing-was-saved")
Texts = Mapping[str, str]


class Range(Exception):
    """The numbers of several are wrong."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


@blueprint.post(ADDRESS + "/<part>/one")
@drafts
def draft_thing(part: str) -> ResponseReturnValue:
    kind, name, given = theirs(part), request.form.get("id", ""), _given()

    def made(there: Described) -> Texts:
        at, item = _found(there, kind, name)
        values = changed(kind.fields, item, given, hall_here().languages)
        require_texts(kind.fields, item, values)
        text = there.texts[kind.file]
        if kind.table is not None:
            return {kind.file: with_table(text, kind.table, values)}
        texts = {kind.file: with_item(text, kind.part, at, values)}
        return with_doers(texts, there, name, given) if part == SERVICES else texts

    there = described(shelf_here())
    found = there.find(part, name)
    if found is None and there.texts:
        return _gone(kind)
    refusal = _kept(kind, made, found[0] if found is not None else -1, given)
    if refusal is None:
        return redirect(ADDRESS, 303)
    return form(kind, name, typed=given, **_said(refusal))


@blueprint.post(ADDRESS + "/<part>/new")
@drafts
def draft_new_thing(part: str) -> ResponseReturnValue:
    kind, given, model = list_of(part), _given(), request.form.get("model", "")

    def made(there: Described) -> Texts:
        item = new_item(kind, there, model, given)
        texts = {kind.file: with_new_items(there.texts[kind.file], kind.part, [item])}
        return with_doers(texts, there, str(item["id"]), given) if part == SERVICES else texts

    refusal = _kept(kind, made, len(described(shelf_here()).parts.get(part, ())), given)
    if refusal is None:
        return redirect(ADDRESS, 303)
    return form(kind, "", model=model, typed=given, **_said(refusal))


@blueprint.post(ADDRESS + "/<part>/copies")
@drafts
def draft_copies(part: str) -> ResponseReturnValue:
    """``windows 4 to 9 as 3``."""
    kind = list_of(part)
    try:
        refusal = _kept(kind, lambda there: copies(kind, there, request.form), -1)
    except Range as wrong:
        return listing(kind, Fault(NOT_SAVED, 422), (), wrong.words)
    if refusal is None:
        return redirect(ADDRESS, 303)
    told = (
        *(
            said(Message("check.at", place=_called(kind, name), told=words))
            for name, words in refusal.faults.items()
        ),
        *refusal.mistakes,
    )
    return listing(kind, refusal.fault, told)


@blueprint.post(ADDRESS + "/<part>/remove")
@drafts
def draft_without_thing(part: str) -> ResponseReturnValue:
    kind, name = list_of(part), request.form.get("id", "")

    def made(there: Described) -> Texts:
        left = removed(there, kind, name, lists=request.form.get("lists") == "yes")
        if request.form.get("plan") != "yes":
            return left.texts
        return {**left.texts, **off_the_plan(shelf_here(), kind, name)}

    there = described(shelf_here())
    if there.find(part, name) is None and there.texts:
        return _gone(kind)
    refusal = _kept(kind, made, -1)
    if refusal is None:
        return redirect(ADDRESS, 303)
    return form(kind, name, removing=True, **_said(refusal))


def _gone(kind: Kind) -> ResponseReturnValue:
    """Somebody has taken it away meanwhile."""
    return listing(kind, Fault(CHANGED, 409))


def theirs(part: str) -> Kind:
    """Of which whoever sends the form drafts things."""
    kind = kind_of(part)
    return kind if may_draft(kind) else abort(403)


def list_of(part: str) -> Kind:
    """Likewise, and of which one comes or goes."""
    kind = theirs(part)
    return kind if kind.table is None else abort(404)


def new_item(kind: Kind, there: Described, model: str, given: Given) -> Item:
    """As ``model``, with what a form says; keys in the order of the model."""
    found = there.find(kind.part, model)
    begun = dict(found[1]) if found is not None else {}
    values = changed(kind.fields, begun, given, hall_here().languages)
    require_texts(kind.fields, begun, values)
    name = "".join(given.get("id", ())[:1]).strip()
    item = {**begun, **values, "id": name}
    order = [field.name for field in kind.fields]
    written = [key for key in (*order, *item) if key in item and item[key] is not ABSENT]
    return {key: item[key] for key in dict.fromkeys(written)}


def copies(kind: Kind, there: Described, typed: Mapping[str, str]) -> Texts:
    """Raises :class:`Range`, ValueError."""
    _, model = _found(there, kind, typed.get("model", ""))
    numbers = _range(typed.get("since", ""), typed.get("until", ""))
    try:
        made = [numbered(model, one) for one in numbers]
    except ValueError as error:
        raise Range(Message("things.no-number")) from error
    wanted = [one for one in made if one["id"] != model["id"]]
    known = {one["id"]: place for one in wanted if (place := there.find(kind.part, one["id"]))}
    if known and typed.get("those") != "yes":
        raise Range(
            Message("things.there-already", names=[there.called(kind.part, one) for one in known])
        )
    text = there.texts[kind.file]
    for one in wanted:
        if (found := known.get(one["id"])) is not None:
            kept = {"id", "name", "number", "address"}
            values = {key: value for key, value in one.items() if key not in kept}
            text = with_item(text, kind.part, found[0], values)
    return {kind.file: with_new_items(text, kind.part, [o for o in wanted if o["id"] not in known])}


def _range(since: str, until: str) -> range:
    try:
        first, last = int(since), int(until)
    except ValueError:
        first, last = 1, 0
    if not 0 <= first <= last or last - first >= RANGE_MOST or last > 9999:
        raise Range(Message("things.not-a-range", most=RANGE_MOST))
    return range(first, last + 1)


def _found(there: Described, kind: Kind, name: str) -> tuple[int, Item]:
    found = there.find(kind.part, name)
    if found is None:
        raise Changed
    return found


def _given() -> Given:
    return {name: texts for name, texts in request.form.lists() if name not in ("seen", "model")}


def _kept(
    kind: Kind, made: Callable[[Described], Texts], at: int, given: Given | None = None
) -> Refusal | None:
    """Into the draft; ``at``: the thing's place in its file. Why not, where it was refused."""

    def edit(shelf: Shelf) -> tuple[list[Change], str]:
        there = described(shelf)
        if not there.texts:
            raise Unwritable
        if request.form.get("seen") != there.seen:
            raise Changed
        # One that may be missing is gone where nothing is left in it: an empty file is a mistake.
        return [
            Change(
                file,
                there.texts[file] if file in there.texts else shelf.standing(file),
                text if text.strip() or file in HALL_FILES else "",
            )
            for file, text in made(there).items()
        ], why_typed()

    return kept(edit, lambda mistake: field_of(kind, at, mistake, given), later=PLAN_FILE)


def field_of(kind: Kind, at: int, mistake: Mistake, given: Given | None = None) -> str:
    """The field a mistake of the check is told at; empty for none. ``given``: the form, of whose rows
    some may be blank."""
    if (
        kind.part == "lamps"
        and mistake.key == f"lamps[{at}]"
        and isinstance(amiss := mistake.amiss, Message)
    ):
        # A driver's sentence, which names no key.
        driver = key_of(DeviceError(amiss, permanent=True)).partition(".")[0]
        return driver if driver != "lamp" else ""
    key = mistake.key.removeprefix(kind.key(at))
    if (key == mistake.key and kind.key(at)) or mistake.file != kind.file:
        return ""
    found: list[str] = re.findall(r"[^.\[\]]+", key)
    head, *inner = found
    field = next((one for one in kind.fields if one.name == head), None)
    if field is None:
        return ""
    if field.shape is Shape.WORDS:
        return ".".join((head, *inner[:1]))
    if field.shape is not Shape.ROWS or not inner or not inner[0].isdecimal():
        return head
    rows = rows_kept(field, given or {}, hall_here().languages) if given is not None else []
    place = int(inner[0])
    row = rows[place] if place < len(rows) else place
    return ".".join([head, str(row), *_within(field, inner[1:])])


def _called(kind: Kind, name: str) -> Words:
    """A field by what the form names it."""
    head = name.partition(".")[0]
    return next((field_words(one) for one in kind.fields if one.name == head), plain(name))


def _within(field: Field, keys: list[str]) -> list[str]:
    """The field of a row a mistake is told at: the first where it is of the whole row."""
    if not field.rows[0].name:
        return keys[:1]
    found = next((one for one in field.rows if keys and one.name == keys[0]), field.rows[0])
    return [found.name, *(keys[1:2] if found.shape is Shape.WORDS else ())]


def _said(refusal: Refusal) -> dict[str, Any]:
    return {"fault": refusal.fault, "faults": refusal.faults, "mistakes": refusal.mistakes}
