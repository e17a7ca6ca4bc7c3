"""Whatever is wrong in a field of a thing is said at that field, in any hall; and what is as it was
shown changes nothing of the file."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from kiosk.custody.edits.items import items_in, with_item
from kiosk.custody.edits.things.fields import Field, Shape, changed, fields_of
from kiosk.custody.edits.things.kinds import FILES, KINDS
from kiosk.staff.facilities.weekly.description_form import Wrong as Amiss
from kiosk.staff.facilities.weekly.things.acts import field_of
from kiosk.staff.facilities.weekly.things.texts import MOST, require_texts
from signage.catalogue.documents import judge
from signage.language.letters import LOST
from tests.halls import generate
from tests.halls.seeds import LONG

LANGUAGES = ("zh", "en")
WRONG = {
    Shape.NUMBER: ("wide", "1e999", "nan"), Shape.ONE: ("zone/nowhere-9",), Shape.MANY: ("zone/nowhere-9",),
    Shape.TOML: ("[[", '"x"'),
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


@given(st.integers(0, 400), st.integers(0, 60))
@settings(max_examples=60 if LONG else 3, deadline=None)
def test_what_is_wrong_is_said_at_its_field(seed: int, place: int) -> None:
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        texts = {file: (Path(folder) / "hall" / file).read_text("utf-8") for file in FILES}
        services = (Path(folder) / "hall" / "services.toml").read_text("utf-8")
    for part, kind in KINDS.items():
        listed = items_in(texts[kind.file], part)
        if not listed:
            continue
        at = place % len(listed)
        shown: dict[str, list[str]] = {}
        for field in fields_of(kind.model):
            shown |= field.shown(listed[at].get(field.name), LANGUAGES)
        assert changed(kind.model, listed[at], shown, LANGUAGES) == {}
        typed = [field for field in fields_of(kind.model) if field.name != "id"]
        for wrong, name in (one for field in typed for one in too_much(field)):
            values = changed(kind.model, listed[at], {**shown, **wrong}, LANGUAGES)
            with pytest.raises(Amiss) as refused:
                require_texts(kind.model, listed[at], values)
            assert {*refused.value.faults} == {name}
        for field in typed:
            for wrong, name in amiss(field):
                values = changed(kind.model, listed[at], {**shown, **wrong}, LANGUAGES)
                require_texts(kind.model, listed[at], values)
                edited = {**texts, kind.file: with_item(texts[kind.file], part, at, values)}
                hall: dict[str, Any] = tomllib.loads(services)
                for text in edited.values():
                    hall |= tomllib.loads(text)
                told = {field_of(part, at, one) for one in judge(hall, []).mistakes}
                assert name in told, (part, field.name, wrong, told)
