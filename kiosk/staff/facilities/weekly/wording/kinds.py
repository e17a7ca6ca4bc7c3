"""What the kinds of incident say: found as on a sign, edited, seen on the hall's own screens, and put
into the one draft of the description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.content.hall_files import CATALOGUE, tables
from kiosk.content.upgrades.blocks import Block, Unsplit
from kiosk.custody.edits.kind_words import Text, kinds_in, texts_in, with_words
from kiosk.custody.edits.shelf import Change, Changed, Shelf, Unwritable
from kiosk.drawing.beforehand.situations import ways_of
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.description_form import Wrong
from kiosk.staff.facilities.weekly.kind_labels import WAYS
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
from kiosk.staff.facilities.weekly.wording.look import Seen, kind_of, seen
from kiosk.staff.facilities.weekly.wording.texts_form import (
    Entry,
    Part,
    Said,
    field_at,
    parts,
    require_right,
    require_room,
    typed_texts,
)  # fmt: skip
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.kind_groups import GROUPS
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from signage.catalogue.kind_words import USUAL
from signage.catalogue.kinds import Kind
from signage.language.mistake import plain
from signage.language.words import Message, Words, on_one_line
from signage.rules.permissions import ON_THE_DESCRIPTION

ADDRESS: Final = "/facilities/kinds"
SCREENS: Final = "/facilities/description/screens"
drafts = require(*ON_THE_DESCRIPTION["draft"])


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: Words
    sign: Words


@dataclass(frozen=True, slots=True)
class Group:
    words: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """``asked``: what somebody looks for."""

    asked: str
    groups: tuple[Group, ...]
    draft: Told | None
    may_adopt: bool
    writable: bool
    mistakes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneKind:
    """``asked``: on which sort of target it is looked at, of ``choices``."""

    code: str
    title: Words
    address: str
    parts: tuple[Part, ...]
    lacking: tuple[Entry, ...]
    """Those of them in which something is wrong."""
    asked: str
    choices: tuple[tuple[str, Words], ...]
    where: Words
    """The one that is seen."""
    look: Seen
    why: str
    seen: str
    mistakes: tuple[str, ...]


DECLARED: Final[Declared] = {
    "staff/facilities/weekly/wording/kinds.html": (Kinds,),
    "staff/facilities/weekly/wording/kind.html": (OneKind,),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A kind as it stands in its file, or in the draft of it; ``at``: its place there."""

    file: str
    text: str
    at: int
    block: Block

    @property
    def texts(self) -> tuple[Text, ...]:
        return texts_in(self.block.value)


def _standing(mistakes: list[str]) -> Iterator[Standing]:
    """Every kind of the hall; a file whose kinds cannot be told apart is named in ``mistakes``."""
    shelf = shelf_here()
    for path in tables(shelf.content / CATALOGUE) if shelf.content is not None else ():
        file = f"{CATALOGUE}/{path.name}"
        try:
            text = shelf.standing(file)
            blocks = kinds_in(file, text).blocks
        except Unsplit as error:
            mistakes.append(said(error.mistake.line))
        except (Unwritable, ValueError, OSError):
            continue
        else:
            yield from (Standing(file, text, at, block) for at, block in enumerate(blocks))


def _find(code: str) -> Standing:
    return next((one for one in _standing([]) if one.block.code == code), None) or abort(404)


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("kind-texts.what-signs-say"), blueprint)
@drafts
def described_kinds() -> ResponseReturnValue:
    asked, mistakes = request.args.get("q", "").strip()[:40], list[str]()
    found = [one.block.value for one in _standing(mistakes)]
    shown = Kinds(
        asked, tuple(_groups([one for one in found if _says(one, asked)])), drafted(), may_adopt(),
        bool(found), tuple(mistakes),
    )  # fmt: skip
    return answer("staff/facilities/weekly/wording/kinds.html", who(), None, **values_of(shown))


def _says(kind: Mapping[str, Any], asked: str) -> bool:
    """In any of its texts, in any language, as it is read: signs are broken by ``/``."""
    wanted = plain(asked)
    texts = (text for one in texts_in(kind) for text in on_one_line(one.words).values())
    return not wanted or any(wanted in plain(text) for text in (*texts, str(kind["code"])))


def _groups(kinds: list[Mapping[str, Any]]) -> Iterator[Group]:
    for words, classes in GROUPS:
        held = [one for one in kinds if [*one.get("classes", ()), ""][0] in classes]
        rows = tuple(Row(one["code"], one["name"], on_one_line(one["sign"])) for one in held)
        if rows:
            yield Group(words, rows)


@blueprint.get(ADDRESS + "/<code>")
@drafts
def described_kind(code: str) -> ResponseReturnValue:
    return _form(_find(code))


@blueprint.post(ADDRESS + "/<code>/look")
@drafts
def look_at_kind(code: str) -> ResponseReturnValue:
    """The form again, with what was typed on the screens: nothing is kept."""
    return _form(_find(code))


@blueprint.post(ADDRESS + "/<code>")
@drafts
def draft_kind(code: str) -> ResponseReturnValue:
    standing = _find(code)
    refusal = _kept(standing)
    return redirect(SCREENS, 303) if refusal is None else _form(standing, refusal)


def _languages() -> tuple[str, ...]:
    return services().board.view.content.hall.languages


def _said(standing: Standing) -> Said:
    return typed_texts(standing.texts, _languages(), request.form)


def _form(standing: Standing, refusal: Refusal | None = None) -> ResponseReturnValue:
    here, block = services(), standing.block
    read, asked = here.board.view.read, request.form.get("as", "")
    live = read.catalogue.kind.get(block.code)
    choices = ways_of(read.hall, live) if live is not None else ()
    kind = _typed_kind(standing)
    faults = {**_lacking(standing, kind), **(refusal.faults if refusal else {})}
    look = seen(read, kind, asked if asked in choices else "", here.clock()) if kind else NOTHING
    fields = parts(standing.texts, _languages(), request.form, faults)
    shown = OneKind(
        block.code, block.value["name"], f"{ADDRESS}/{block.code}",
        fields, tuple(one for part in fields for one in part.entries if one.fault), asked,
        tuple((one, WAYS[one]) for one in choices), WAYS[look.way or USUAL], look,
        request.form.get("why", "")[:WHY_MOST], print_of(standing.text),
        refusal.mistakes if refusal else (),
    )  # fmt: skip
    fault = refusal.fault if refusal else None
    return answer("staff/facilities/weekly/wording/kind.html", who(), fault, **values_of(shown))


NOTHING: Final = Seen("", (), (), readable=False)


def _typed_kind(standing: Standing) -> Kind | None:
    """With what stands in the form; None where it is not yet a kind that can be shown."""
    code, said = standing.block.code, _said(standing)
    try:
        require_right(standing.texts, said)
        text = with_words(standing.file, standing.text, code, said) if said else standing.text
        blocks = kinds_in(standing.file, text).blocks
    except (Wrong, ValueError, Unsplit):
        return None
    return kind_of(services().board.view.read, code, blocks[standing.at].value)


def _lacking(standing: Standing, kind: Kind | None) -> Mapping[str, Words]:
    """What is wrong with what was typed so far, by field."""
    said = _said(standing)
    try:
        require_right(standing.texts, said)
        if kind is not None:
            require_room(services().board.view.content.hall, kind, said)
    except Wrong as wrong:
        return wrong.faults
    return {}


def _kept(standing: Standing) -> Refusal | None:
    """Into the draft. Why not, where it was refused."""
    file, text = standing.file, standing.text

    def made(shelf: Shelf) -> tuple[list[Change], str]:
        seen_still(text)
        if shelf.standing(file) != text:
            raise Changed
        said = _said(standing)
        if not said:
            return [], ""
        require_right(standing.texts, said)
        kind = _typed_kind(standing)
        if kind is not None:
            require_room(services().board.view.content.hall, kind, said)
        return [Change(file, text, with_words(file, text, standing.block.code, said))], why_typed()

    return kept(made, lambda one: field_at(one, file, standing.at, standing.texts))
