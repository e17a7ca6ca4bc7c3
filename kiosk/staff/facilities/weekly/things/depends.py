"""What depends on what: a picture, and the same as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.custody.edits.things.called import called
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.things.described import Described, Item, described
from kiosk.staff.facilities.weekly.things.graph import Box, drawn
from kiosk.staff.facilities.weekly.things.pages import drafts
from kiosk.staff.facilities.weekly.told import shelf_here
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from signage.catalogue.references import TYPES
from signage.language.words import NO_WORDS, Message, Words, listed

ADDRESS: Final = "/facilities/depends"
SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Tie:
    """A thing that depends on something, or is depended on."""

    href: str
    name: Words
    needs: Words
    needed_by: Words


@dataclass(frozen=True, slots=True)
class Fold:
    """All of one kind; ``opened`` where something depends on them."""

    words: Words
    ties: tuple[Tie, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class Depends:
    picture: Markup
    folds: tuple[Fold, ...]


DECLARED: Final[Declared] = {"staff/facilities/weekly/things/depends.html": (Depends,)}


@blueprint.get(ADDRESS)
@drafts
def depends() -> ResponseReturnValue:
    there = described(shelf_here())
    picture = drawn(boxes(there), said(Message("things.graph-said")))
    shown = Depends(picture, tuple(_folds(there)))
    return answer("staff/facilities/weekly/things/depends.html", who(), None, **values_of(shown))


def tied(there: Described) -> Mapping[str, tuple[str, Item]]:
    """Part and thing by id: all that depends on something, and all that something depends on."""
    things = {
        str(one.get("id")): (part, one) for part in TYPES for one in there.parts.get(part, ())
    }
    named = {other for _, one in things.values() for other in one.get("depends", ())}
    return {
        name: found for name, found in things.items() if found[1].get("depends") or name in named
    }


def boxes(there: Described) -> tuple[Box, ...]:
    """One for all things of a kind that depend on the same, and that nothing depends on."""
    things = tied(there)
    named = {other for _, one in things.values() for other in one.get("depends", ())}
    together: dict[tuple[str, ...], list[str]] = {}
    for name, (part, one) in things.items():
        needs = tuple(sorted(map(str, one.get("depends", ()))))
        alone = (name,) if name in named else ()
        together.setdefault((part, *needs, *alone), []).append(name)
    return tuple(
        Box(
            tuple(names),
            _label(things, names),
            tuple(map(str, things[names[0]][1].get("depends", ()))),
        )
        for names in together.values()
    )


def _label(things: Mapping[str, tuple[str, Item]], names: list[str]) -> str:
    part, first = things[names[0]]
    if len(names) == 1:
        return said(called(part, first))
    return said(_all_of(part, len(names)))


def _all_of(part: str, many: int) -> Words:
    kind = KINDS[part]
    return Message("things.all-of-group", what=kind.words, many=kind.counted.filled(many=many))


def _folds(there: Described) -> Iterator[Fold]:
    """What others depend on first: from there people ask."""
    by: dict[str, list[Tie]] = {}
    for part, tie in _ties(there):
        by.setdefault(part, []).append(tie)
    opened = {part: any(tie.needed_by for tie in ties) for part, ties in by.items()}
    for part in sorted(by, key=lambda part: not opened[part]):
        yield Fold(_all_of(part, len(by[part])), tuple(by[part]), opened[part])


def _ties(there: Described) -> list[tuple[str, Tie]]:
    things = tied(there)
    by: dict[str, list[str]] = {}
    for name, (_, one) in things.items():
        for other in one.get("depends", ()):
            by.setdefault(str(other), []).append(name)

    def few(names: list[str]) -> Words:
        called = [_called(things, one) for one in names]
        if len(called) <= SHOWN:
            return listed(called) if called else NO_WORDS
        return Message("things.few-and-more", names=called[:SHOWN], many=len(called))

    return [
        (part, Tie(f"/facilities/things/{part}/one?id={name}", _name(things, name),
                   few(list(map(str, one.get("depends", ())))), few(by.get(name, []))))
        for name, (part, one) in things.items()
    ]  # fmt: skip


def _name(things: Mapping[str, tuple[str, Item]], name: str) -> Words:
    if name not in things:
        return {"zh": name}
    part, one = things[name]
    return called(part, one)


def _called(things: Mapping[str, tuple[str, Item]], name: str) -> Words:
    """In short, among others: a window by its number."""
    part, one = things.get(name, ("", {}))
    if part == "windows":
        return Message("service-windows.window", number=str(one.get("number", "")))
    return _name(things, name)
