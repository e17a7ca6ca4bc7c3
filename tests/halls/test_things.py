"""Whatever is wrong in a field of a thing is said at that field, in any hall; and what is as it was
shown changes nothing of the file."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.custody.edits.items import items_in, with_item
from kiosk.custody.edits.things.fields import Field, Shape, changed, fields_of
from kiosk.custody.edits.things.kinds import FILES, KINDS
from kiosk.staff.facilities.weekly.things.acts import field_of
from signage.catalogue.documents import judge
from tests.halls import generate
from tests.halls.seeds import LONG

WRONG = {
    Shape.NUMBER: ("wide", "1e999", "nan"), Shape.ONE: ("zone/nowhere-9",), Shape.MANY: ("zone/nowhere-9",),
    Shape.TOML: ("[[", '"x"'),
}  # fmt: skip


def amiss(field: Field) -> Iterator[list[str]]:
    yield from ([text] for text in WRONG.get(field.shape, ()))
    if field.shape is Shape.NUMBER and field.most is not None:
        yield [str(field.most + 1)]
    if field.shape is Shape.NUMBER and field.least is not None:
        yield [str(field.least - 1)]


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
            shown |= field.shown(listed[at].get(field.name), ["zh", "en"])
        assert changed(kind.model, listed[at], shown, ["zh", "en"]) == {}
        for field in fields_of(kind.model):
            for wrong in amiss(field) if field.name != "id" else ():
                values = changed(kind.model, listed[at], {**shown, field.name: wrong}, ["zh", "en"])
                edited = {**texts, kind.file: with_item(texts[kind.file], part, at, values)}
                hall: dict[str, Any] = tomllib.loads(services)
                for text in edited.values():
                    hall |= tomllib.loads(text)
                told = {field_of(part, at, one) for one in judge(hall, []).mistakes}
                assert field.name in told, (part, field.name, wrong, told)
