"""The form of one thing: its fields as the model has them, filled, with what is wrong at each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kiosk.custody.edits.things.field_words import choice_words, field_words
from kiosk.custody.edits.things.fields import CATALOGUE, YES, Field, Given, Shape, row_name, rows_in
from kiosk.custody.edits.things.kinds import KINDS, Kind
from kiosk.custody.edits.things.sent import GONE, as_typed, row_given, rows_given, within
from kiosk.staff.facilities.weekly.met import WAS, met, met_listed
from kiosk.wording.page_words import NAME, said
from signage.language.words import NO_WORDS, Message, Words, plain, points

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


BLANKS: Final = 2
"""Rows to be filled in, below those that are there."""
FEW: Final = 6
"""Inputs that a row shows at once; with more it is folded."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of several tables: ``number`` from 1, ``gone``: the name of what takes it out, empty for
    one that is to be filled in. ``is_open``: of one that is folded."""

    number: int
    told: Words
    entries: tuple["Entry", ...]
    gone: str
    is_gone: bool
    is_folded: bool
    is_open: bool

    @property
    def is_pair(self) -> bool:
        return len(self.entries) <= 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One input, a set of choices, or rows, as a page shows it."""

    name: str
    words: Words
    kind: str
    value: str
    hint: Words
    fault: Words | None
    groups: tuple[Choices, ...] = ()
    theirs: Words | None = None
    """What somebody else wrote meanwhile, where both did."""
    rows: tuple[Row, ...] = ()
    blank: tuple[Row, ...] = ()

    @property
    def is_rows(self) -> bool:
        return self.kind == "rows"

    @property
    def is_blank_open(self) -> bool:
        """Whether rows to be filled in are shown at once."""
        return not self.rows or any(row.is_open for row in self.blank)

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
    def value_said(self) -> str:
        """What stands in it, where that is short and in words."""
        chosen = [
            said(c.words) for group in self.groups for c in group.choices if c.chosen and c.value
        ]
        if self.is_one:
            return "".join(chosen)
        return self.value if self.kind == "text" else ""

    @property
    def keyboard(self) -> str:
        """Which one a touch screen brings."""
        return "decimal" if self.kind == "number" else "text"


@dataclass(frozen=True, slots=True)
class Known:
    """Names of things by their ids, by part, and services by their groups."""

    parts: Mapping[str, Mapping[str, Words]]
    """Of the catalogue too."""
    groups: tuple[tuple[Words, Mapping[str, Words]], ...]


def filled(
    kind: Kind, item: Mapping[str, Any], languages: Sequence[str], typed: Given | None
) -> Given:
    """What was typed, else what ``item`` says."""
    if typed is not None:
        return typed
    found: dict[str, list[str]] = {}
    for field in kind.fields:
        found |= field.shown(field.of(item), languages)
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
    typed = _of_rows_that_stand(kind, now, typed)
    lists = {*_listed_names(kind, now)}
    for name in lists:
        own, begun = (list(typed.get(key, ())) for key in (name, f"{WAS}{name}"))
        values[name] = met_listed(own, begun, tuple(now[name]))
    single = {name: "".join(texts[:1]) for name, texts in now.items() if name not in lists}
    both = met(lambda name: next(iter(typed.get(name, ())), None), single)
    rest = {name: texts for name, texts in typed.items() if name not in now}
    return {**rest, **values, **{name: [text] for name, text in both.values.items()}}, {
        **both.theirs
    }


def _of_rows_that_stand(kind: Kind, now: Given, typed: Given) -> Given:
    """Without rows of which others came or went meanwhile: theirs are then shown as they are."""
    gone = tuple(
        f"{one.name}."
        for one in kind.fields
        if one.shape is Shape.ROWS
        and rows_given(one.name, now) != rows_given(f"{WAS}{one.name}", typed)
    )
    return {name: texts for name, texts in typed.items() if not name.startswith(gone)}


def _listed_names(kind: Kind, now: Given) -> Iterator[str]:
    """Of everything that is ticked."""
    ticked = (Shape.TICK, Shape.MANY)
    for field in kind.fields:
        if field.shape in ticked:
            yield field.name
        for at in rows_given(field.name, now) if field.shape is Shape.ROWS else ():
            inner = (one.name for one in field.rows if one.shape in ticked)
            yield from (row_name(field.name, at, name) for name in inner)


def with_theirs(made: Iterable[Entry], theirs: Mapping[str, str]) -> Iterator[Entry]:
    """With what somebody else wrote beside it, as it is called where it is chosen."""
    for entry in made:
        text = theirs.get(entry.name)
        choices = (one for group in entry.groups for one in group.choices if one.value == text)
        chosen = next(choices, None)
        words = chosen.words if chosen is not None else plain(text or "")
        yield entry if text is None else replace(entry, theirs=words)


def entries(
    kind: Kind, item: Mapping[str, Any], given: Given, languages: Sequence[str], known: Known,
    faults: Faults, *, new: bool,
) -> Iterator[Entry]:  # fmt: skip
    """``item``: as it stands, ``given``: as it is shown."""
    fields = (one for one in kind.fields if new or one.name != "id")
    yield from _entries(fields, item, given, _Place(languages, known, faults))


@dataclass(frozen=True, slots=True)
class _Place:
    """``before``: how the names of a row's inputs begin."""

    languages: Sequence[str]
    known: Known
    faults: Faults
    before: str = ""

    def name(self, inner: str) -> str:
        return f"{self.before}{inner.removeprefix('.')}" if self.before else inner


def _entries(
    fields: Iterable[Field], item: Mapping[str, Any], given: Given, place: _Place
) -> Iterator[Entry]:
    """``given``: by names within the row where they stand in one."""
    for field in fields:
        if field.shape is Shape.WORDS:
            yield from _in_languages(field, given, place)
            continue
        name, texts = place.name(field.name), given.get(field.name, ())
        if field.shape is Shape.ROWS:
            there = len(rows_in(field.of(item)))
            last = max((there + BLANKS, *(at + 1 for at in rows_given(field.name, given))))
            rows = tuple(_row(field, at, given, place, there=at < there) for at in range(last))
            yield Entry(
                name, field_words(field), "rows", "", NO_WORDS, place.faults.get(name),
                rows=rows[:there], blank=rows[there:],
            )  # fmt: skip
            continue
        groups = tuple(_groups(field, frozenset(texts), place.known))
        yield Entry(
            name, field_words(field), _SHOWN[field.shape], texts[0] if texts else "",
            _hint(field), place.faults.get(name), groups,
        )  # fmt: skip


def _row(field: Field, at: int, given: Given, place: _Place, *, there: bool) -> Row:
    blank, sent = field.row_shown({}, place.languages), row_given(field.name, at, given)
    typed = within(field, sent) if sent else blank
    begin = place.name(row_name(field.name, at, ""))
    inner = replace(place, before=begin)
    found = tuple(_entries(field.rows, {}, typed, inner))
    amiss = any(one.fault for one in found)
    begun = any(as_typed(typed.get(name, ())) != as_typed(texts) for name, texts in blank.items())
    told = [plain(one.value_said) for one in found if one.value_said][:2]
    return Row(
        at + 1, points(told) if told else NO_WORDS, found, f"{begin}{GONE}" if there else "", YES in sent.get(GONE, ()),
        len(found) > FEW, amiss or (begun and not there),
    )  # fmt: skip


_SHOWN: Final = {
    Shape.TEXT: "text", Shape.NUMBER: "number", Shape.TICK: "tick", Shape.ONE: "one",
    Shape.MANY: "many", Shape.LIST: "text", Shape.LINES: "area", Shape.DAY: "text", Shape.SPANS: "text",
    Shape.TOML: "area",
}  # fmt: skip


def _in_languages(field: Field, given: Given, place: _Place) -> Iterator[Entry]:
    for at, lang in enumerate(place.languages):
        inner = f"{field.name}.{lang}"
        language = NAME.get(lang, lang)
        # A row that is nothing but a text is called by its language.
        words = (
            Message("things.in-language", field=field_words(field), language=language)
            if field.name
            else plain(language)
        )
        name = place.name(inner)
        fault = place.faults.get(name)
        if fault is None and at == 0:
            fault = place.faults.get(place.name(field.name).removesuffix("."))
        yield Entry(name, words, "text", "".join(given.get(inner, ())[:1]), NO_WORDS, fault)


HINTS: Final[Mapping[Shape, Words]] = {
    Shape.DAY: Message("things.a-day"),
    Shape.LINES: Message("things.one-a-line"),
    Shape.SPANS: Message("things.hours-of-a-day"),
}


def _hint(field: Field) -> Words:
    if field.shape is Shape.TOML:
        return Message("things.as-in-the-file")
    if field.shape in HINTS:
        return HINTS[field.shape]
    if field.shape is Shape.LIST and field.whole:
        return Message("things.numbers")
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
        made = tuple(Choice(one, called, one in chosen) for one, called in words.items())
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
        return [(NO_WORDS, {one: choice_words(one, field.model) for one in field.choices})]
    if field.names == ("services",):
        return known.groups
    parts = [
        (KINDS[part].words if part in KINDS else NO_WORDS, known.parts.get(part, {}))
        for part in (*KINDS, *CATALOGUE)
        if part in field.names
    ]
    return [(NO_WORDS, {HALL_ID: Message("things.hall")}), *parts] if len(parts) > 1 else parts
