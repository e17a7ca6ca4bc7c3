"""Things of the hall, looked at: the kinds, the things of one, and the form of each."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.copies import ALONE, number_of, numbered, pointing_at, unnumbered
from kiosk.custody.edits.things.field_words import choice_words
from kiosk.custody.edits.things.fields import Field, Given, Shape
from kiosk.custody.edits.things.kinds import KINDS, SECTIONS, Kind, usual_depends
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.things import done_at
from kiosk.staff.facilities.weekly.things.described import (
    Described,
    Item,
    described,
    hall_here,
)
from kiosk.staff.facilities.weekly.things.form import (
    HALL_ID,
    Entry,
    Faults,
    entries,
    filled,
    met_at,
    was,
    with_theirs,
)
from kiosk.staff.facilities.weekly.things.removal import is_drawn
from kiosk.staff.facilities.weekly.told import CHANGED, Told, drafted, may_adopt, shelf_here
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import Fault, who
from kiosk.wording.declared import Declared, values_of
from signage.language.words import NO_WORDS, Message, Words, listed, noted, points
from signage.rules.permissions import ON_THE_DESCRIPTION, ON_THINGS

ADDRESS: Final = "/facilities/things"
drafts = require(*ON_THE_DESCRIPTION["draft"])
BESIDE: Final[Mapping[str, tuple[str, Words]]] = {
    "windows": ("/facilities/windows", Message("things.window-services")),
    "screens": ("/facilities/screens", Message("things.pair-screens")),
    "lamps": ("/facilities/lamps", Message("things.guided-lamps")),
}
"""Pages for things of a kind beside these."""
ENDS: Final[Mapping[str, Words]] = {
    "since": Message("things.since"),
    "until": Message("things.until"),
}
IN_SHORT: Final = (
    "what", "layout", "zone", "place", "floor", "floors", "about", "protocol", "group", "kind", "targets",
)  # fmt: skip
"""Fields that a list tells of a thing."""


@dataclass(frozen=True, slots=True)
class Link:
    """``counted``: of a list."""

    href: str
    words: Words
    counted: Words


@dataclass(frozen=True, slots=True)
class Section:
    words: Words
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Things:
    """``writable``: whether the description can be edited here at all."""

    sections: tuple[Section, ...]
    draft: Told | None
    may_adopt: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    name: Words
    told: Words
    chosen: bool
    """As what several are to be made."""


@dataclass(frozen=True, slots=True)
class End:
    """Of a range of numbers."""

    name: str
    words: Words
    value: str


@dataclass(frozen=True, slots=True)
class ThingsOf:
    """``mistakes``: of the check, that belong to no field. ``ends``: of the numbers of
    several."""

    part: str
    title: Words
    rows: tuple[Row, ...]
    seen: str
    may_draft: bool
    beside: Link | None
    mistakes: tuple[str, ...]
    range_fault: Words | None
    ends: tuple[End, ...]
    why: str
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class OneThing:
    """``named_by``: what names it, as people call it, told where no field says it; ``is_drawn``:
    on the floor plan; ``is_table``: no one of a list."""

    part: str
    title: Words
    kind: Words
    id: str
    model: str
    is_new: bool
    entries: tuple[Entry, ...]
    was: tuple[tuple[str, str], ...]
    """What the form was made of, for two people at one thing."""
    named_by: tuple[Words, ...]
    removing: bool
    """Whether its removal was refused: what is asked before it stands open."""
    is_drawn: bool
    is_told: bool
    why: str
    seen: str
    may_draft: bool
    mistakes: tuple[str, ...]
    is_table: bool


DECLARED: Final[Declared] = {
    "staff/facilities/weekly/things/kinds.html": (Things,),
    "staff/facilities/weekly/things/things.html": (ThingsOf,),
    "staff/facilities/weekly/things/thing.html": (OneThing,),
}


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("things.described-things"), blueprint)
@drafts
def described_things() -> ResponseReturnValue:
    there = described(shelf_here())
    sections = tuple(
        Section(words, tuple(_link(kind, there) for kind in KINDS.values() if kind.section is one))
        for one, words in SECTIONS.items()
    )
    shown = Things(
        sections, drafted(), may_adopt(), bool(there.texts),
    )  # fmt: skip
    return answer("staff/facilities/weekly/things/kinds.html", who(), None, **values_of(shown))


LINKED: Final = {
    "services": "described_services", "handling": "described_tiers", "calls.people": "described_people_called",
    "tips": "described_tips", "drills": "described_drills",
}  # fmt: skip
"""What people come for by name: kind → what its address is called."""


def _addressed(kind: Kind, name: str) -> None:
    def view() -> ResponseReturnValue:
        return first_page(kind)

    view.__name__ = name
    noted = linked_from(DESCRIBED, kind.words, blueprint)(drafts(view))
    blueprint.get(f"{ADDRESS}/{kind.part}")(noted)


for _part, _name in LINKED.items():
    _addressed(KINDS[_part], _name)


def _link(kind: Kind, there: Described) -> Link:
    many = len(there.parts.get(kind.part, ()))
    counted = kind.counted.filled(many=many) if kind.table is None else NO_WORDS
    return Link(f"{ADDRESS}/{kind.part}", kind.words, counted)


@blueprint.get(ADDRESS + "/<part>")
@drafts
def described_things_of(part: str) -> ResponseReturnValue:
    return first_page(kind_of(part))


@blueprint.get(ADDRESS + "/<part>/one")
@drafts
def described_thing(part: str) -> ResponseReturnValue:
    return form(kind_of(part), request.args.get("id", ""))


@blueprint.get(ADDRESS + "/<part>/new")
@drafts
def new_described_thing(part: str) -> ResponseReturnValue:
    """As another with the next free number, or empty."""
    return form(kind_of(part), "", model=request.args.get("model", ""))


def first_page(kind: Kind) -> ResponseReturnValue:
    """The list of its things; of a single table its form."""
    return listing(kind) if kind.table is None else form(kind, "")


def kind_of(part: str) -> Kind:
    return KINDS.get(part) or abort(404)


def may_draft(kind: Kind) -> bool:
    return who().role in ON_THINGS[kind.part]["draft"]


def listing(
    kind: Kind,
    fault: Fault | None = None,
    mistakes: tuple[str, ...] = (),
    range_fault: Words | None = None,
) -> ResponseReturnValue:
    there = described(shelf_here())
    rows = tuple(
        Row(
            str(one.get("id", "")),
            called(kind.part, one),
            _in_short(kind, one, there),
            one.get("id") == request.form.get("model"),
        )
        for one in there.parts.get(kind.part, ())
    )
    beside = BESIDE.get(kind.part)
    shown = ThingsOf(
        kind.part, kind.words, rows, there.seen, may_draft(kind) and bool(there.texts),
        Link(*beside, NO_WORDS) if beside is not None else None, mistakes, range_fault,
        tuple(End(name, words, request.form.get(name, "")) for name, words in ENDS.items()),
        request.form.get("why", ""), kind.is_numbered,
    )  # fmt: skip
    return answer("staff/facilities/weekly/things/things.html", who(), fault, **values_of(shown))


def form(
    kind: Kind,
    name: str,
    *,
    model: str = "",
    typed: Given | None = None,
    fault: Fault | None = None,
    faults: Faults | None = None,
    mistakes: tuple[str, ...] = (),
    removing: bool = False,
) -> ResponseReturnValue:
    """Of the thing of that id; of a new one like ``model`` where it is empty."""
    there, hall = described(shelf_here()), hall_here()
    found = there.find(kind.part, name)
    if found is None and name:
        abort(404)
    item = found[1] if found is not None else begun(kind, there, model)
    is_new = found is None and kind.table is None
    typed_so_far, theirs = typed, dict[str, str]()
    if typed is not None and found is not None and fault is not None and fault.words == CHANGED:
        typed_so_far, theirs = met_at(kind, item, hall.languages, typed)
    given = filled(kind, item, hall.languages, typed_so_far)
    known = there.known(services().board.view.content.catalogue)
    made = entries(kind, item, given, hall.languages, known, faults or {}, new=is_new)
    lines = tuple(with_theirs(made, theirs))
    if kind.part == done_at.SERVICES:
        lines = (*lines, done_at.entry(there, name or model, typed))
    title = called(kind.part, item) if kind.table is None else kind.words
    title = Message("things.new-of", what=kind.words) if is_new else title
    shown = OneThing(
        kind.part, title, kind.words, name, model, is_new, lines,
        () if found is None else tuple(was(kind, item, hall.languages)),
        tuple(named_by(there, kind, name)) if name else (), removing,
        bool(name) and is_drawn(shelf_here(), kind, name), kind.part != done_at.SERVICES,
        "".join((typed or {}).get("why", ())),
        there.seen, may_draft(kind) and bool(there.texts), mistakes, kind.table is not None,
    )  # fmt: skip
    return answer("staff/facilities/weekly/things/thing.html", who(), fault, **values_of(shown))


def begun(kind: Kind, there: Described, model: str) -> Item:
    others = there.parts.get(kind.part, ())
    found = there.find(kind.part, model)
    if found is not None:
        return next_like(found[1], others, there.ids)
    depends = usual_depends(kind.part, "", others, there.parts.get("systems", ()))
    new: dict[str, Any] = {"id": kind.beginning}
    has = {field.name for field in kind.fields}
    return {**new, "depends": depends} if "depends" in has else new


def next_like(model: Item, others: Iterable[Item], known: Collection[str]) -> Item:
    """With the next number that no other of its name has. It names nothing that the hall has not got:
    what its own number leads to and is not there is left to be chosen."""
    name = str(model.get("id", ""))
    if number_of(name) is None:
        shared = {key: value for key, value in model.items() if key not in ALONE}
        return {**shared, "id": f"{name}-2"}
    alike = [one for one in others if unnumbered(str(one.get("id", ""))) == unnumbered(name)]
    numbers = [number_of(str(one.get("id", ""))) or 0 for one in alike]
    numbers += [one["number"] for one in others if isinstance(one.get("number"), int)]
    return pointing_at(numbered(model, max(numbers) + 1), {*known, "hall"})


def named_by(there: Described, named: Kind, name: str) -> Iterator[Words]:
    """Whatever of the hall names it."""
    for part, kind in KINDS.items():
        for one in there.parts.get(part, ()):
            for field in kind.fields:
                value = one.get(field.name)
                if named.part not in field.names:
                    continue
                if value == name or (isinstance(value, list) and name in value):
                    yield noted(called(part, one), kind.words)
                    break


def _in_short(kind: Kind, item: Item, there: Described) -> Words:
    known = there.known(services().board.view.content.catalogue).parts
    told: list[Words] = []
    for field in kind.fields:
        value = item.get(field.name)
        if field.name not in IN_SHORT or value in (None, [], ""):
            continue
        values = value if isinstance(value, list) else [value]
        if field.shape in (Shape.ONE, Shape.MANY):
            few = _few([_named(field, str(one), known) for one in values])
            told += [few] if few not in told else []
    return points(told) if told else NO_WORDS


def _named(field: Field, name: str, known: Mapping[str, Mapping[str, Words]]) -> Words:
    if name == HALL_ID and len(field.names) > 1:
        return Message("things.hall")
    found = (known[part][name] for part in field.names if name in known.get(part, ()))
    return next(found, None) or choice_words(name, field.model)


def _few(words: list[Words]) -> Words:
    if len(words) <= 3:
        return listed(words)
    return Message("things.few-and-more", names=words[:2], many=len(words))
