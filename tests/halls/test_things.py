"""Whatever is wrong in a field of a thing is said at that field, in any hall; and what is as it was
shown changes nothing of the file."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from kiosk.content.hall_files import DRILLS
from kiosk.custody.edits.items import with_item, with_table
from kiosk.custody.edits.things.fields import Field, Given, Shape, row_name
from kiosk.custody.edits.things.kinds import FILES, KINDS, Kind
from kiosk.custody.edits.things.sent import changed, rows_given
from kiosk.staff.facilities.weekly.description_form import Wrong as Amiss
from kiosk.staff.facilities.weekly.things.acts import field_of
from kiosk.staff.facilities.weekly.things.texts import MOST, require_texts
from signage.catalogue.documents import judge
from signage.catalogue.languages import untranslated, written_languages
from signage.deciding.drills import Scenario, scenario_mistakes, scenarios
from signage.language.letters import LOST
from signage.language.mistake import Mistake, model_mistakes
from tests.halls import generate
from tests.halls.seeds import LONG

LANGUAGES = ("zh", "en")
WRONG = {
    Shape.NUMBER: ("wide", "1e999", "nan"), Shape.ONE: ("zone/nowhere-9",), Shape.MANY: ("zone/nowhere-9",),
    Shape.TOML: ("[[", '"x"'), Shape.DAY: ("2026-02-30", "x"), Shape.SPANS: ("x", "12:00-09:00"),
}  # fmt: skip


WRONG_WORDS = ("", " \u3000", "a\nb")
"""Nothing, nothing to be seen, more than a line."""
Wrong = tuple[dict[str, list[str]], str]
"""What a form sends of a field, and the field it is told at."""


def amiss(field: Field) -> Iterator[Wrong]:
    for text in WRONG.get(field.shape, ()):
        yield {field.name: [text]}, field.name
    if field.shape is Shape.NUMBER and field.most is not None:
        yield {field.name: [str(field.most + 1)]}, field.name
    if field.shape is Shape.NUMBER and field.least is not None:
        yield {field.name: [str(field.least - 1)]}, field.name
    if field.required and field.shape is Shape.TEXT:
        yield {field.name: [" "]}, field.name
    if field.required and field.shape is Shape.WORDS:
        for name in field.inputs(LANGUAGES):
            yield from (({name: [text]}, name) for text in WRONG_WORDS)


def too_much(field: Field) -> Iterator[Wrong]:
    """What the form itself refuses of a text."""
    if field.shape in MOST:
        for name in field.inputs(LANGUAGES):
            yield {name: ["长" * (MOST[field.shape] + 1)]}, name
            yield {name: [f"大{LOST}厅"]}, name


def some(place: int, wrong: list[Wrong]) -> list[Wrong]:
    """One of them each time, all in long runs."""
    return wrong if LONG or not wrong else [wrong[place % len(wrong)]]


def amiss_in_row(field: Field, shown: Given) -> Iterator[Wrong]:
    """Of the first row, what is neither a text nor the row itself."""
    if field.shape is not Shape.ROWS or not rows_given(field.name, shown):
        return
    for inner in field.rows:
        if inner.shape not in (Shape.TEXT, Shape.WORDS):
            for wrong, name in amiss(inner):
                sent = {row_name(field.name, 0, one): texts for one, texts in wrong.items()}
                yield sent, row_name(field.name, 0, name)


def written(kind: Kind, text: str, at: int, values: Mapping[str, Any]) -> str:
    if kind.table is not None:
        return with_table(text, kind.table, values)
    return with_item(text, kind.part, at, values)


def mistakes(texts: Mapping[str, str]) -> list[Mistake]:
    """As the whole directory's are found, but for what is drawn."""
    hall: dict[str, Any] = {}
    for text in texts.values():
        hall |= tomllib.loads(text)
    played = hall.pop("drills", [])
    judged = judge(hall, [])
    try:
        found = scenarios(played)
    except ValidationError as error:
        return [*judged.mistakes, *model_mistakes(DRILLS, error, "drills", Scenario)]
    hall_read = judged.hall
    if hall_read is None:
        return judged.mistakes
    named = scenario_mistakes(hall_read, judged.catalogue, found, DRILLS)
    lacking = (
        one
        for at, played in enumerate(found)
        for one in untranslated(DRILLS, f"drills[{at}]", played, written_languages(hall_read))
    )
    return [*judged.mistakes, *named, *lacking]


@given(st.integers(0, 400), st.integers(0, 60))
@settings(max_examples=60 if LONG else 3, deadline=None)
def test_what_is_wrong_is_said_at_its_field(seed: int, place: int) -> None:
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        files = {file: Path(folder) / "hall" / file for file in FILES}
        texts = {file: at.read_text("utf-8") if at.is_file() else "" for file, at in files.items()}
    for part, kind in KINDS.items():
        listed = kind.items(tomllib.loads(texts[kind.file]))
        if not listed:
            continue
        at = place % len(listed)
        shown: dict[str, list[str]] = {}
        for field in kind.fields:
            shown |= field.shown(field.of(listed[at]), LANGUAGES)
        assert changed(kind.fields, listed[at], shown, LANGUAGES) == {}
        typed = [field for field in kind.fields if field.name != "id"]
        for wrong, name in (one for field in typed for one in some(place, [*too_much(field)])):
            values = changed(kind.fields, listed[at], {**shown, **wrong}, LANGUAGES)
            with pytest.raises(Amiss) as refused:
                require_texts(kind.fields, listed[at], values)
            assert {*refused.value.faults} == {name}
        for field in typed:
            for wrong, name in some(place, [*amiss(field), *amiss_in_row(field, shown)]):
                values = changed(kind.fields, listed[at], {**shown, **wrong}, LANGUAGES)
                require_texts(kind.fields, listed[at], values)
                edited = {**texts, kind.file: written(kind, texts[kind.file], at, values)}
                told = {field_of(kind, at, one) for one in mistakes(edited)}
                assert name in told, (part, field.name, wrong, told)
