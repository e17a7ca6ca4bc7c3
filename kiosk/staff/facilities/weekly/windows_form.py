"""The form of one window: its number where it is new, its name in each language, what it does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.custody.edits.windows_file import Desk
from kiosk.staff.facilities.weekly.description_form import Wrong
from kiosk.wording.page_words import NAME
from signage.hall.model import Hall
from signage.language.letters import LOST
from signage.language.letters import fault as letters_fault
from signage.language.words import Message, Words

NAME_MOST: Final = 40
NUMBER_MOST: Final = 999
NUMBER, SERVICES = "number", "services"


@dataclass(frozen=True, slots=True)
class Line:
    """A field with what stands in it."""

    name: str
    words: Words
    value: str
    fault: Words | None
    most: int
    theirs: str = ""
    """What somebody else wrote here meanwhile."""


@dataclass(frozen=True, slots=True)
class Tick:
    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ticks:
    """The services of one group."""

    words: Words
    ticks: tuple[Tick, ...]


def field_of(language: str) -> str:
    return f"name_{language}"


def lines(
    desk: Desk, languages: Sequence[str], *, new: bool, faults: Mapping[str, Words], number: str,
    theirs: Mapping[str, str],
) -> tuple[Line, ...]:  # fmt: skip
    """``number``: as it was typed."""
    first = Line(NUMBER, Message("service-windows.number"), number, faults.get(NUMBER), 3)
    names = [
        Line(field_of(lang), Message("service-windows.name-in", language=NAME.get(lang, lang)),
             desk.name.get(lang, ""), faults.get(field_of(lang)), NAME_MOST, theirs.get(field_of(lang), ""))
        for lang in languages
    ]  # fmt: skip
    return (*((first,) if new else ()), *names)


def ticks(hall: Hall, chosen: Collection[str]) -> tuple[Ticks, ...]:
    """Services that windows do, by their groups, and whatever else this one does."""
    done = [
        one for one in hall.services
        if one.id in chosen or any(offer.kind == "window" for offer in one.offers)
    ]  # fmt: skip
    grouped = [
        Ticks(
            group.name,
            tuple(Tick(s.id, s.name, s.id in chosen) for s in done if s.group == group.id),
        )
        for group in hall.groups
    ]
    return tuple(one for one in grouped if one.ticks)


def typed_desk(
    known: Desk, languages: Sequence[str], typed: Mapping[str, str], services: Sequence[str]
) -> Desk:
    """What was typed, right or wrong; ``services`` keep the order they stood in."""
    kept = [one for one in known.services if one in services]
    come = [one for one in dict.fromkeys(services) if one not in kept]
    names = {lang: typed.get(field_of(lang), "").strip() for lang in languages}
    return Desk(known.id, known.number, {**known.name, **names}, (*kept, *come))


def require_right(desk: Desk, languages: Sequence[str], known: Collection[str]) -> None:
    """Raises :class:`Wrong`. ``known``: ids of services."""
    faults: dict[str, Words] = {}
    for lang in languages:
        text = desk.name.get(lang, "")
        if not 1 <= len(text) <= NAME_MOST or letters_fault(text, f"\n\t{LOST}") is not None:
            faults[field_of(lang)] = Message("service-windows.name-is-short", most=NAME_MOST)
    if not desk.services or not set(desk.services) <= set(known):
        faults[SERVICES] = Message("service-windows.choose-services")
    if faults:
        raise Wrong(faults)


def read_number(text: str, desks: Sequence[Desk]) -> int:
    """Of a new window. Raises :class:`Wrong`."""
    plain = text.strip()
    number = int(plain) if plain.isdecimal() and len(plain) <= 3 else 0
    taken = {one.number for one in desks} | {
        int(tail) for one in desks if (tail := one.id.partition("/")[2]).isdecimal()
    }
    if not 1 <= number <= NUMBER_MOST or number in taken:
        raise Wrong({NUMBER: Message("service-windows.a-free-number", most=NUMBER_MOST)})
    return number
