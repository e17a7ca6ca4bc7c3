"""An edit of several files is adopted whole or not at all, whatever happens meanwhile, and is one line
of the history that can be taken back."""

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.content.reader import read
from kiosk.content.upgrades import journal
from kiosk.custody.edits import shelf as shelves
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import ADOPTED, DRAFT, Changed, ContentError, Shelf, Unwritable

SCREENS, OWN = "screens.toml", "catalogue/own.toml"
BY, AT = "赵", "2026-11-30T09:00:00+08:00"
LATER = datetime(2026, 11, 30, 1, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path, place: Path) -> Shelf:
    (tmp_path / "data").mkdir()
    return Shelf(tmp_path / "data", place)


def several(shelf: Shelf) -> Edit:
    """A file changed, another one too, a third added and a fourth gone."""
    hall, screens, drills = shelf.text(), shelf.text(SCREENS), shelf.text("drills.toml")
    return Edit(
        BY, AT, "新电话", (
            Change(HALL, hall, hall.replace('"12366"', '"0311-5566"')),
            Change(SCREENS, screens, screens.replace("distance_m = ", "mount_mm = 900\ndistance_m = ", 1)),
            Change(OWN, "", "# none yet\n"),
            Change("drills.toml", drills, ""),
        ),
    )  # fmt: skip


def texts(shelf: Shelf, edit: Edit) -> list[str]:
    return [shelf.text(one.file) for one in edit.changes]


def test_several_files_are_drafted_adopted_and_taken_back_as_one(shelf: Shelf) -> None:
    edit = several(shelf)
    before, after = [one.before for one in edit.changes], [one.after for one in edit.changes]
    shelf.put_draft(edit)
    assert shelf.draft == edit and texts(shelf, edit) == before
    assert [shelf.standing(one.file) for one in edit.changes] == after
    content = shelf.adopt(edit, "王")
    assert texts(shelf, edit) == after and content.hall.phone == "0311-5566"
    assert shelf.draft is None and not (shelf.content or Path()).joinpath("drills.toml").exists()
    (kept,) = shelf.history()
    assert kept.changes == edit.changes and kept.approved == "王" and shelf.stands(kept)
    back = kept.back("王", LATER, "#1")
    shelf.adopt(back, "王")
    assert texts(shelf, edit) == before and not shelf.stands(kept)
    assert [one.number for one in shelf.history()] == [2, 1]


def test_further_edits_join_the_draft_file_by_file_and_undo_each_other(shelf: Shelf) -> None:
    edit = several(shelf)
    first, second = edit.changes[:2]
    shelf.put_draft(Edit(BY, AT, "电话", (first,)))
    shelf.put_draft(shelf.further(Edit("王", AT, "屏幕", (second,))))
    again = Change(HALL, first.after, first.after + "# more\n")
    shelf.put_draft(shelf.further(Edit(BY, AT, "电话", (again,))))
    draft = shelf.draft
    assert draft is not None and draft.files == (HALL, SCREENS)
    assert draft.of(HALL) == Change(HALL, first.before, again.after)
    assert draft.by == "赵 · 王" and draft.why == "电话 · 屏幕"
    shelf.put_draft(
        shelf.further(Edit(BY, AT, "", (Change(SCREENS, second.after, second.before),)))
    )
    assert shelf.draft is not None and shelf.draft.files == (HALL,), "one undid the other"
    shelf.put_draft(shelf.further(Edit(BY, AT, "", (Change(HALL, again.after, first.before),))))
    assert shelf.draft is None


@pytest.mark.parametrize("touched", [HALL, SCREENS, OWN])
def test_any_file_changed_meanwhile_refuses_the_whole(shelf: Shelf, touched: str) -> None:
    edit = several(shelf)
    shelf.put_draft(edit)
    assert shelf.content is not None
    by_hand = shelf.text(touched) + "# by hand\n"
    (shelf.content / touched).write_text(by_hand, "utf-8")
    now = texts(shelf, edit)
    for act in (shelf.put_draft, lambda one: shelf.adopt(one, "王")):
        with pytest.raises(Changed):
            act(edit)
    assert texts(shelf, edit) == now and not shelf.history()
    assert shelf.standing(touched) == by_hand, "the draft is of files that are no more"


def test_one_changed_while_the_whole_is_being_checked_refuses_it_too(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = several(shelf)

    def saved(self: Shelf, _: Edit) -> None:
        (self.content or Path()).joinpath(SCREENS).write_text("# by hand\n", "utf-8")

    monkeypatch.setattr(Shelf, "checked", saved)
    with pytest.raises(Changed):
        shelf.adopt(edit, "王")
    assert shelf.text() == edit.changes[0].before and shelf.text(SCREENS) == "# by hand\n"
    assert not shelf.history()


def test_what_the_check_refuses_is_neither_drafted_nor_written(shelf: Shelf) -> None:
    edit = several(shelf)
    wrong = Edit(BY, AT, "", (*edit.changes, Change("screen.toml", "", "# no such file\n")))
    before = texts(shelf, edit)
    for act in (shelf.put_draft, lambda one: shelf.adopt(one, "王")):
        with pytest.raises(ContentError):
            act(wrong)
    assert texts(shelf, edit) == before and shelf.draft is None and not shelf.history()


@pytest.mark.parametrize("closed", ["", "catalogue", SCREENS])
def test_a_place_the_server_may_not_write_refuses_in_time(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    edit, real = several(shelf), os.access
    assert shelf.content is not None
    barred = shelf.content / closed
    monkeypatch.setattr(os, "access", lambda path, mode: path != barred and real(path, mode))
    for act in (shelf.put_draft, lambda one: shelf.adopt(one, "王")):
        with pytest.raises(Unwritable):
            act(edit)
    monkeypatch.undo()
    assert texts(shelf, edit) == [one.before for one in edit.changes] and not shelf.history()


@pytest.mark.parametrize(
    "file", ["/etc/a.toml", "../a.toml", "a/../b.toml", ".undo/a.toml", "a.py", ""]
)
def test_no_edit_writes_outside_the_description(file: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(file)}$"):
        Change(file, "", "x")


def test_drafts_and_history_of_an_earlier_version_are_read(shelf: Shelf) -> None:
    old = {
        "by": BY,
        "at": AT,
        "why": "",
        "before": "a",
        "after": "b",
        "approved": "王",
        "number": 3,
    }
    (shelf.data / ADOPTED).mkdir()
    (shelf.data / ADOPTED / "000003.json").write_text(json.dumps(old), "utf-8")
    (shelf.data / DRAFT).write_text(json.dumps({**old, "approved": "", "number": 0}), "utf-8")
    assert shelf.draft is not None and shelf.draft.changes == (Change(HALL, "a", "b"),)
    assert [(one.number, one.changes) for one in shelf.history()] == [
        (3, (Change(HALL, "a", "b"),))
    ]
    for broken in ("", "[]", "{}", '{"changes": [1]}', json.dumps({**old, "before": 1})):
        (shelf.data / DRAFT).write_text(broken, "utf-8")
        assert shelf.draft is None or shelf.draft.changes


class Cut(BaseException):
    """The power goes."""


ACTS = ("replace", "rename", "unlink", "fsync")


def test_cut_off_anywhere_all_or_none_holds_once_somebody_reads_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit, left = several(shelf), [0]
    before, after = [one.before for one in edit.changes], [one.after for one in edit.changes]
    content = shelf.checked(edit)
    monkeypatch.setattr(Shelf, "checked", lambda self, edit: content)
    monkeypatch.setattr(shelves, "read", lambda directory: content)
    real = {name: getattr(os, name) for name in ACTS}

    def counted(name: str) -> Callable[..., object]:
        def act(*given: object, **named: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Cut
            return real[name](*given, **named)

        return act

    outcomes = []
    for cut in range(60):
        left[0], held = cut, False
        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(os, name, counted(name))
            try:
                shelf.adopt(edit, "王")
            except Cut:
                held = True
        assert shelf.content is not None
        journal.settle(shelf.content)
        there = texts(shelf, edit)
        assert there in (before, after)
        told = [one.changes for one in shelf.history()]
        assert told == ([edit.changes] if there == after else []), (
            "its line is where it is in force"
        )
        outcomes.append((held, there == after))
        for one in edit.changes:
            put(shelf.content, one)
        for path in (shelf.data / ADOPTED).glob("*"):
            path.unlink()
    assert {(True, False), (True, True), (False, True)} <= {*outcomes}


def put(directory: Path, one: Change) -> None:
    """As it was before."""
    if one.before:
        (directory / one.file).write_text(one.before, "utf-8")
    else:
        (directory / one.file).unlink(missing_ok=True)


def test_what_an_upgrade_left_to_be_taken_back_stays(shelf: Shelf) -> None:
    assert shelf.content is not None
    journal.write(shelf.content, {"icons/new.svg": b"<svg/>"})
    shelf.adopt(several(shelf), "王")
    assert journal.undoable(shelf.content)
    journal.undo(shelf.content)
    assert not (shelf.content / "icons/new.svg").exists()
    assert read(shelf.content).hall.phone == "0311-5566"
