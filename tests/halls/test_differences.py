"""What an edit of any hall says of itself names things as people call them, never by their ids."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.content import reader as contents
from kiosk.custody.edits.edit import Change
from kiosk.custody.edits.things.called import words_of
from kiosk.custody.edits.things.fields import Shape
from kiosk.custody.edits.things.kinds import FILES, KINDS, Kind
from kiosk.custody.edits.things.names_in import namer
from kiosk.custody.edits.things.other_differences import other_lines
from kiosk.custody.edits.things.sent import changed
from signage.language.words import plain
from tests.halls import generate
from tests.halls.seeds import LONG
from tests.halls.test_things import LANGUAGES, written

BETWEEN = re.compile(r"[\s、，·,]+")
"""What stands between names."""


def emptied(kind: Kind, text: str) -> Iterator[Change]:
    """A thing of the kind without one of the fields in which it names others."""
    listed = kind.items(tomllib.loads(text))
    for at, item in enumerate(listed[:8]):
        shown: dict[str, list[str]] = {}
        for field in kind.fields:
            shown |= field.shown(field.of(item), LANGUAGES)
        for field in kind.fields:
            if field.names and field.of(item) and field.shape in (Shape.ONE, Shape.MANY):
                left = {name: sent for name, sent in shown.items() if name != field.name}
                values = changed(kind.fields, item, left, LANGUAGES)
                yield Change(kind.file, text, written(kind, text, at, values))


@given(st.integers(0, 400))
@settings(max_examples=60 if LONG else 6, deadline=None)
def test_no_id_stands_where_a_name_does(seed: int) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "hall"
        generate(seed, place)
        content = contents.read(place)
        texts = {f: (place / f).read_text("utf-8") if (place / f).is_file() else "" for f in FILES}
    items = [one for kind in KINDS.values() for one in kind.items(tomllib.loads(texts[kind.file]))]
    ids = {str(one["id"]) for one in items if "id" in one and words_of(one) != plain(one["id"])}
    looked = 0
    for kind in KINDS.values():
        for change in emptied(kind, texts[kind.file]):
            for _, before, _ in other_lines(
                change, namer([change], content.hall, content.catalogue)
            ):
                assert not ids & {*BETWEEN.split(before)}, (kind.part, before)
                looked += 1
    assert looked > 5


def test_a_thing_of_the_draft_is_called_as_the_draft_calls_it() -> None:
    """It is not in the hall yet, and nobody else knows its name."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "hall"
        generate(0, place)
        content = contents.read(place)
        text = (place / "hall.toml").read_text("utf-8")
    new = '\n[[zones]]\nid = "zone/new-9"\nname = { zh = "新区", en = "New zone" }\n'
    named = namer([Change("hall.toml", text, text + new)], content.hall, content.catalogue)
    assert named(("zones",), "zone/new-9") == {"zh": "新区", "en": "New zone"}
    assert namer([], content.hall, content.catalogue)(("zones",), "zone/new-9") is None
