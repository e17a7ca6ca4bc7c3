"""The form of what a kind says: one field for each text and language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.content.sign_sizes import room_for
from kiosk.custody.edits.kind_words import LINES, Place, Text
from kiosk.staff.facilities.weekly.description_form import Wrong
from kiosk.staff.facilities.weekly.kind_labels import LISTED, label
from kiosk.wording.page_words import NAME
from signage.catalogue.kind_words import every_sign
from signage.catalogue.kinds import Kind, LastDays
from signage.hall.model import Hall
from signage.language.letters import LOST
from signage.language.letters import fault as letters_fault
from signage.language.mistake import Mistake
from signage.language.words import FIRST_LANGUAGE, Message, Words

MOST: Final = 200
"""Letters of one text."""
_FIELD: Final = re.compile(r"\{[^{}]*\}?|\}")
_NUMBER: Final = re.compile(r"\[([0-9]+)\]")
FILLED: Final = frozenset({"sign", "strip", LINES})
"""Texts in which ``{what}`` stands for a name."""
Said = Mapping[Place, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A text in one language."""

    name: str
    words: Words
    value: str
    fault: Words | None
    lang: str


@dataclass(frozen=True, slots=True)
class Part:
    """Texts of one sort; ``folded``: what screens do not show."""

    words: Words
    entries: tuple[Entry, ...]
    folded: bool


def field_of(place: Place, lang: str) -> str:
    return ".".join(("t", *map(str, place), lang))


def parts(
    texts: Sequence[Text],
    languages: Sequence[str],
    typed: Mapping[str, str],
    faults: Mapping[str, Words],
) -> tuple[Part, ...]:
    """``typed``: what stands in the fields instead; empty where nothing was typed yet."""
    shown = [one for one in texts if one.place[0] not in LISTED]
    asked = [one for one in texts if one.place[0] in LISTED]
    found = (
        Part(Message("kind-texts.on-the-signs"), tuple(_entries(shown, languages, typed, faults)), False),
        Part(Message("kind-texts.checklists"), tuple(_entries(asked, languages, typed, faults)), True),
    )  # fmt: skip
    return tuple(one for one in found if one.entries)


def _entries(
    texts: Sequence[Text],
    languages: Sequence[str],
    typed: Mapping[str, str],
    faults: Mapping[str, Words],
) -> Iterator[Entry]:
    for text in texts:
        for lang in spoken(text, languages):
            name = field_of(text.place, lang)
            words = Message(
                "kind-texts.in-language", words=label(text.place), language=NAME.get(lang, lang)
            )
            yield Entry(
                name, words, typed.get(name, text.words.get(lang, "")), faults.get(name), lang
            )


def spoken(text: Text, languages: Sequence[str]) -> tuple[str, ...]:
    """The hall's languages, and whatever else the text says."""
    return tuple(dict.fromkeys((*languages, *text.words)))


def typed_texts(texts: Sequence[Text], languages: Sequence[str], typed: Mapping[str, str]) -> Said:
    """What was typed, right or wrong, where it differs."""
    found: dict[Place, Mapping[str, str]] = {}
    for text in texts:
        given = {
            lang: typed.get(field_of(text.place, lang), text.words.get(lang, "")).strip()
            for lang in spoken(text, languages)
        }
        kept = {lang: said for lang, said in given.items() if said}
        if kept != {lang: said.strip() for lang, said in text.words.items()}:
            found[text.place] = kept
    return found


def require_right(texts: Sequence[Text], said: Said) -> None:
    """Raises :class:`Wrong`. What was not changed is taken as it is."""
    known = {one.place: one.words for one in texts}
    faults: dict[str, Words] = {}
    for place, words in said.items():
        optional = len(place) == 2 and place[0] == LINES and not words
        for lang in () if optional else dict.fromkeys((FIRST_LANGUAGE, *known[place], *words)):
            fault = _fault(place, words.get(lang, ""))
            if fault is not None and words.get(lang) != known[place].get(lang):
                faults[field_of(place, lang)] = fault
    if faults:
        raise Wrong(faults)


def _fault(place: Place, text: str) -> Words | None:
    if not text or len(text) > MOST or letters_fault(text, LOST) is not None:
        return Message("kind-texts.one-line", most=MOST)
    wrong = next((one for one in _FIELD.findall(text) if one != "{what}"), None)
    if wrong is not None and FILLED.intersection(map(str, place)):
        return Message("kind-texts.only-what")
    return None


def require_room(hall: Hall, kind: Kind, said: Said) -> None:
    """Raises :class:`Wrong` for a main line that some screen cannot hold, with what would fit there."""
    faults: dict[str, Words] = {}
    for place, words in said.items():
        if kind.family == "none" or not ("sign" in place or place[0] == "signs"):
            continue
        alone = kind.model_copy(
            update={"sign": words, "signs": {}, "on": {}, "last_days": LastDays()}
        )
        for filled in every_sign(hall, alone):
            found = room_for(hall, filled)
            if found is not None:
                line, screen, letters = found
                lang = next(lang for lang, text in filled.items() if text == line)
                faults.setdefault(field_of(place, lang), Message(
                    "kind-texts.no-room", line=line, screen=screen.name, count=letters
                ))  # fmt: skip
    if faults:
        raise Wrong(faults)


def field_at(mistake: Mistake, file: str, at: int, texts: Sequence[Text]) -> str:
    """The field a mistake of the check is told at; empty for none."""
    head = f"kind[{at}]."
    if mistake.file != file or not mistake.key.startswith(head):
        return ""
    key = "t." + _NUMBER.sub(r".\1", mistake.key.removeprefix(head))
    names = [field_of(one.place, lang) for one in texts for lang in (*one.words, FIRST_LANGUAGE)]
    return next((name for name in names if name == key or name.startswith(f"{key}.")), "")
