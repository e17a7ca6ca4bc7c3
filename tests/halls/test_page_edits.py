"""Every right edit of a thing through the page leaves a description that the check passes, differing in
what was meant alone, with its comments; taken back, the files are byte for byte what they were. Every
other edit is refused with a message, and nothing is another."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.content.hall_files import PLAN_FILE
from kiosk.content.reader import read
from kiosk.custody.edits.difference import differing
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.items import blocks_of, items_in, with_item, with_new_items, without_item
from kiosk.custody.edits.shelf import ContentError, Shelf
from kiosk.custody.edits.things.copies import number_of
from kiosk.custody.edits.things.fields import Field, Shape
from kiosk.custody.edits.things.kinds import FILES, KINDS, Kind
from kiosk.custody.edits.things.sent import changed
from kiosk.staff.facilities.weekly.things.acts import Range, copies
from kiosk.staff.facilities.weekly.things.described import Described
from kiosk.staff.facilities.weekly.things.pages import next_like
from kiosk.staff.facilities.weekly.things.removal import unnamed
from kiosk.wording.outside import toml
from tests.halls import generate
from tests.halls.seeds import FEW, LONG
from tests.halls.test_edited import commented, comments

Texts = Mapping[str, str]
WHEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LANGUAGES = ("zh", "en")
LISTS = tuple(part for part, kind in KINDS.items() if kind.table is None)
OTHER = ("改过的", "Changed # [[x]] = \"y\" 'z' \\")
"""Names with whatever TOML means something by."""


def typed(field: Field, there: Described, data: st.DataObject) -> dict[str, list[str]]:
    """Another value of a field, by its model: often a right one."""
    ids = [str(one["id"]) for part in field.names for one in there.parts.get(part, ())]
    values = [*field.choices, *ids]
    if field.shape is Shape.WORDS:
        return {f"{field.name}.{lang}": [text] for lang, text in zip(LANGUAGES, OTHER, strict=True)}
    if field.shape is Shape.TICK:
        return {field.name: data.draw(st.sampled_from(([], ["yes"])))}
    if field.shape is Shape.NUMBER:
        least, most = int(field.least or 1), int(field.most or 50)
        return {field.name: [str(data.draw(st.integers(least, max(least, most))))]}
    if field.shape is Shape.ONE and values:
        return {field.name: [data.draw(st.sampled_from(values))]}
    if field.shape is Shape.MANY and values:
        listed = st.lists(st.sampled_from(values), unique=True, max_size=4)
        return {field.name: data.draw(listed)}
    return {field.name: [data.draw(st.sampled_from(("", "文字", "a # b")))]}


def altered(kind: Kind, there: Described, at: int, data: st.DataObject) -> Texts:
    item = there.parts[kind.part][at]
    shown: dict[str, list[str]] = {}
    for field in kind.fields:
        shown |= field.shown(item.get(field.name), LANGUAGES)
    field = data.draw(st.sampled_from([one for one in kind.fields if one.name != "id"]))
    values = changed(kind.fields, item, {**shown, **typed(field, there, data)}, LANGUAGES)
    return {kind.file: with_item(there.texts[kind.file], kind.part, at, values)}


def added(kind: Kind, there: Described, at: int, data: st.DataObject) -> Texts:
    listed = there.parts[kind.part]
    item = next_like(listed[at], listed, there.ids)
    return {kind.file: with_new_items(there.texts[kind.file], kind.part, [item])}


def ranged(kind: Kind, there: Described, at: int, data: st.DataObject) -> Texts:
    model = there.parts[kind.part][at]
    since = (number_of(str(model["id"])) or 0) + data.draw(st.integers(-2, 3))
    form = {"model": str(model["id"]), "since": str(since), "until": str(since + 2)}
    return copies(kind, there, {**form, "those": data.draw(st.sampled_from(("", "yes")))})


def removed(kind: Kind, there: Described, at: int, data: st.DataObject) -> Texts:
    texts = dict(there.texts)
    if data.draw(st.booleans()):
        texts = unnamed(there, kind, str(there.parts[kind.part][at]["id"]))
    return {**texts, kind.file: without_item(texts[kind.file], kind.part, at)}


ACTS: Mapping[str, Callable[[Kind, Described, int, st.DataObject], Texts]] = {
    "altered": altered, "added": added, "ranged": ranged, "removed": removed,
}  # fmt: skip


def only_what_was_meant(act: str, kind: Kind, at: int, there: Described, after: Texts) -> None:
    before, name = there.texts, str(there.parts[kind.part][at]["id"])
    for file in FILES:
        old, new = Counter(before[file].splitlines()), Counter(after[file].splitlines())
        gone = {line.strip() for line in (old - new) if line.strip()}
        paths = [one.path for one in differing(before[file], after[file])]
        lines = before[file].splitlines()
        if file == kind.file and act in ("altered", "removed"):
            block = blocks_of(before[file], kind.part)[at]
            gone -= {line.strip() for line in lines[block.start : block.stop]}
            paths = [one for one in paths if one[: len(kind.path) + 1] != (*kind.path, name)]
        if act == "removed":
            # Whatever named it: a list of names, one line or one line a name.
            assert all(name in before[file] for _ in paths)
            gone = {line for line in gone if f'"{name}"' not in line}
        elif act == "ranged":
            # Those that were there already, where it was said so.
            assert all(one[: len(kind.path)] == kind.path for one in paths)
            listed = (lines[one.start : one.stop] for one in blocks_of(before[file], kind.part))
            gone -= {line.strip() for block in listed for line in block}
        else:
            assert all(one[: len(kind.path)] == kind.path for one in paths), (act, paths)
        assert not gone, (act, kind.part, gone)
        kept = Counter(comments(before[file])) - Counter(comments(after[file]))
        inside = blocks_of(before[kind.file], kind.part)[at] if act == "removed" else range(0)
        theirs = set(before[kind.file].splitlines()[inside.start : inside.stop])
        assert {*kept} <= theirs, (act, kind.part, kept)


@given(st.integers(0, 400), st.data())
@settings(max_examples=150 if LONG else 3 if FEW else 8, deadline=None)
def test_a_right_edit_is_valid_and_small_and_any_other_changes_nothing(
    seed: int, data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        content = Path(folder) / "hall"
        generate(seed, content)
        there_are = [file for file in FILES if (content / file).is_file()]
        for file in there_are if data.draw(st.booleans()) else ():
            (content / file).write_text(commented((content / file).read_text("utf-8")), "utf-8")
        shelf = Shelf(Path(folder), content)
        before = {file: shelf.text(file) for file in (*FILES, PLAN_FILE)}
        parts = {part: kind.items(toml(before[kind.file])) for part, kind in KINDS.items()}
        there = Described({file: before[file] for file in FILES}, parts)
        act = data.draw(st.sampled_from([*ACTS]))
        # What is drawn on the plan too goes from both in the planner; these go here alone.
        among = ("systems", "lamps") if act == "removed" and data.draw(st.booleans()) else LISTS
        kind = KINDS[data.draw(st.sampled_from([part for part in among if parts[part]]))]
        at = data.draw(st.integers(0, len(parts[kind.part]) - 1))
        try:
            made = ACTS[act](kind, there, at, data)
            edit = Edit("赵", WHEN.isoformat(), "", tuple(
                Change(file, before[file], text) for file, text in made.items()
            )).told()  # fmt: skip
            shelf.put_draft(edit, later=PLAN_FILE)
            assert {file: shelf.text(file) for file in before} == before, "a draft is no edit"
            shelf.adopt(edit, "王")
        except Range as refused:
            assert refused.words["zh"]
        except ContentError as refused:
            assert refused.mistakes and all(one.wrong for one in refused.mistakes)
        except ValueError:
            # Said as what stands in the file alone: `service-windows.only-in-the-file`.
            pass
        after = {file: shelf.text(file) for file in before}
        if not shelf.history():
            assert after == before
            return
        read(content)
        only_what_was_meant(act, kind, at, there, after)
        assert after[PLAN_FILE] == before[PLAN_FILE]
        (adopted,) = shelf.history()
        shelf.adopt(adopted.back("王", WHEN, "#1"), "王")
        assert {file: shelf.text(file) for file in before} == before, "byte for byte"


def test_the_last_of_a_file_leaves_the_file_there() -> None:
    """An empty one would be gone, and missed by the check."""
    text = '[[lamps]]\nid = "hall"\n'
    assert without_item(text, "lamps", 0) == "\n"
    assert items_in(with_new_items("\n", "lamps", [{"id": "hall"}]), "lamps") == ({"id": "hall"},)
