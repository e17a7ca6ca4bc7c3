"""The form of one thing: its fields as the model has them, filled, with what is wrong at each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kiosk.custody.edits.things.field_words import choice_words, field_words
from kiosk.custody.edits.things.fields import Field, Given, Shape, fields_of
from kiosk.custody.edits.things.kinds import KINDS, Kind
from kiosk.staff.facilities.weekly.met import WAS, met, met_listed
from kiosk.wording.page_words import NAME
from signage.language.words import NO_WORDS, Message, Words, plain

HALL_ID: Final = "hall"
NOT_SET: Final = Message("things.not-set")
Faults = Mapping[str, Words]
"""By field, or ``name.zh`` for a text in one language."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Of one kind of things; ``near``: shown at once."""

    words: Words
    choices: tuple[Choice, ...]
    near: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One input, or a set of choices, as a page shows it."""

    name: str
    words: Words
    kind: str
    value: str
    hint: Words
    fault: Words | None
    groups: tuple[Choices, ...] = ()
    theirs: Words | None = None
    """What somebody else wrote meanwhile, where both did."""

    @property
    def is_one(self) -> bool:
        return self.kind == "one"

    @property
    def is_many(self) -> bool:
        return self.kind == "many"

    @property
    def is_tick(self) -> bool:
        return self.kind == "tick"

    @property
    def is_area(self) -> bool:
        return self.kind == "area"

    @property
    def keyboard(self) -> str:
        """Which one a touch screen brings."""
        return "decimal" if self.kind == "number" else "text"


@dataclass(frozen=True, slots=True)
class Known:
    """Names of things by their ids, by part, and services by their groups."""

    parts: Mapping[str, Mapping[str, Words]]
    groups: tuple[tuple[Words, Mapping[str, Words]], ...]


def filled(
    kind: Kind, item: Mapping[str, Any], languages: Sequence[str], typed: Given | None
) -> Given:
    """What was typed, else what ``item`` says."""
    if typed is not None:
        return typed
    found: dict[str, list[str]] = {}
    for field in fields_of(kind.model):
        found |= field.shown(item.get(field.name), languages)
    return found


def was(kind: Kind, item: Mapping[str, Any], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a form says that it was made of, beside what is typed in it."""
    for name, texts in filled(kind, item, languages, None).items():
        yield from ((f"{WAS}{name}", text) for text in texts)


def met_at(
    kind: Kind, item: Mapping[str, Any], languages: Sequence[str], typed: Given
) -> tuple[Given, dict[str, str]]:
    """What was typed, in what somebody else has made of the thing meanwhile; and by field, what they
    wrote where both did."""
    now, values = filled(kind, item, languages, None), dict[str, Sequence[str]]()
    lists = {one.name for one in fields_of(kind.model) if one.shape in (Shape.TICK, Shape.MANY)}
    for name in lists:
        own, begun = (list(typed.get(key, ())) for key in (name, f"{WAS}{name}"))
        values[name] = met_listed(own, begun, tuple(now[name]))
    single = {name: "".join(texts[:1]) for name, texts in now.items() if name not in lists}
    both = met(lambda name: next(iter(typed.get(name, ())), None), single)
    rest = {name: texts for name, texts in typed.items() if name not in now}
    return {**rest, **values, **{name: [text] for name, text in both.values.items()}}, {
        **both.theirs
    }


def with_theirs(made: Iterable[Entry], theirs: Mapping[str, str]) -> Iterator[Entry]:
    """With what somebody else wrote beside it, as it is called where it is chosen."""
    for entry in made:
        text = theirs.get(entry.name)
        choices = (one for group in entry.groups for one in group.choices if one.value == text)
        chosen = next(choices, None)
        words = chosen.words if chosen is not None else plain(text or "")
        yield entry if text is None else replace(entry, theirs=words)


def entries(
    kind: Kind, given: Given, languages: Sequence[str], known: Known, faults: Faults, *, new: bool
) -> Iterator[Entry]:
    for field in fields_of(kind.model):
        if field.name == "id" and not new:
            continue
        if field.shape is Shape.WORDS:
            yield from _in_languages(field, given, languages, faults)
            continue
        texts = given.get(field.name, ())
        chosen = frozenset(texts)
        groups = tuple(_groups(field, chosen, known))
        yield Entry(
            field.name, field_words(field.name), _SHOWN[field.shape], texts[0] if texts else "",
            _hint(field), faults.get(field.name), groups,
        )  # fmt: skip


_SHOWN: Final = {
    Shape.TEXT: "text", Shape.NUMBER: "number", Shape.TICK: "tick", Shape.ONE: "one",
    Shape.MANY: "many", Shape.LIST: "text", Shape.TOML: "area",
}  # fmt: skip


def _in_languages(
    field: Field, given: Given, languages: Sequence[str], faults: Faults
) -> Iterator[Entry]:
    for at, lang in enumerate(languages):
        name = f"{field.name}.{lang}"
        words = Message(
            "things.in-language",
            field=field_words(field.name),
            language=NAME.get(lang, lang),
        )
        fault = faults.get(name) or (faults.get(field.name) if at == 0 else None)
        yield Entry(name, words, "text", "".join(given.get(name, ())[:1]), NO_WORDS, fault)


def _hint(field: Field) -> Words:
    if field.shape is Shape.TOML:
        return Message("things.as-in-the-file")
    if field.least is not None and field.most is not None:
        return Message("things.limits", least=f"{field.least:g}", most=f"{field.most:g}")
    if field.least is not None:
        return Message("things.at-least", least=f"{field.least:g}")
    return NO_WORDS


def _groups(field: Field, chosen: frozenset[str], known: Known) -> Iterator[Choices]:
    if field.shape not in (Shape.ONE, Shape.MANY):
        return
    single = field.shape is Shape.ONE
    if single and not field.required and field.default is None:
        yield Choices(NO_WORDS, (Choice("", NOT_SET, not chosen or chosen == {""}),), near=True)
    elif single and not chosen - {""}:
        yield Choices(NO_WORDS, (Choice("", NOT_SET, True),), near=True)  # its only choice
    listed = list(_listed(field, known))
    there = {value for _, words in listed for value in words}
    for title, words in listed:
        made = tuple(Choice(one, said, one in chosen) for one, said in words.items())
        chosen_here = any(one.chosen for one in made)
        near = single or not title or len(listed) == 1 or chosen_here or _is_near(field, title)
        if made:
            yield Choices(title, made, near)
    # What is written and is none of these is shown as it is, so that it can be taken out.
    strange = tuple(
        Choice(one, plain(one), True) for one in sorted(chosen - there - {""})
    )  # likewise
    if strange:
        yield Choices(NO_WORDS, strange, near=True)


def _is_near(field: Field, title: Words) -> bool:
    return field.name == "depends" and title == KINDS["systems"].words


def _listed(field: Field, known: Known) -> Iterable[tuple[Words, Mapping[str, Words]]]:
    if field.choices:
        return [(NO_WORDS, {one: choice_words(one) for one in field.choices})]
    if field.names == ("services",):
        return known.groups
    parts = [
        (KINDS[part].words, known.parts.get(part, {})) for part in KINDS if part in field.names
    ]
    return [(NO_WORDS, {HALL_ID: Message("things.hall")}), *parts] if len(parts) > 1 else parts
