"""Where a hall may begin, and that its beginning is whole or nothing, wherever it is cut off."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.access.founding.form import read_form
from kiosk.content.reader import read
from kiosk.custody.founding import founded
from kiosk.custody.founding.answers import Answers
from kiosk.custody.founding.describe import described
from kiosk.custody.founding.emptiness import nothing_in, place_for
from kiosk.custody.founding.founded import First, found
from kiosk.store import FILE, Store
from kiosk.store.beside.apart import CONTENT
from kiosk.store.beside.first_code import first_code
from tests.kiosk.founding.asking import NOW, right

FIRST = First("王主任", "scrypt$2$8$1$AA==$AA==")


def answers() -> Answers:
    form = right("small")
    listed = form["days"]
    assert isinstance(listed, list)
    made = read_form("small", lambda name: str(form.get(name, "")), lambda _: tuple(listed)).answers
    assert made is not None
    return made


def test_nothing_is_a_new_directory_a_code_and_people_who_were_added(tmp_path: Path) -> None:
    assert nothing_in(tmp_path / "new") and nothing_in(tmp_path)
    first_code(tmp_path)
    assert nothing_in(tmp_path) and not (tmp_path / FILE).exists(), "to look makes nothing"
    store = Store(tmp_path)
    store.put_staff("李", "guide", "x")
    store.close()
    assert nothing_in(tmp_path)


def test_whatever_says_that_a_hall_was_here_is_not_nothing(tmp_path: Path) -> None:
    (tmp_path / CONTENT).write_text("digest\n{}\n")
    assert not nothing_in(tmp_path), "content kept beside a log that is gone"
    (tmp_path / CONTENT).unlink()
    store = Store(tmp_path)
    store.note_stranger("another")
    store.close()
    assert not nothing_in(tmp_path), "a screen said so"
    (tmp_path / FILE).unlink()
    assert not nothing_in(tmp_path), "its log is lost"


def test_a_description_goes_where_it_was_asked_for_if_that_can_be_written(tmp_path: Path) -> None:
    asked = tmp_path / "etc"
    asked.mkdir()
    assert place_for(tmp_path, asked) == asked.resolve()
    assert place_for(tmp_path, Path("/proc/self")) == (tmp_path / "content").resolve()


def test_what_somebody_had_put_there_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "notes.txt").write_text("mine")
    found(tmp_path, tmp_path / "content", answers(), FIRST, (), NOW)
    (kept,) = tmp_path.glob("content-aside-*/notes.txt")
    assert kept.read_text() == "mine" and not nothing_in(tmp_path)


WRITES = (
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "shutil.rmtree",
    "sqlite3.connect",
)
CUT = 77


def cut_off(at: int, data: Path) -> bool:
    """Found a hall in a process that dies before its write of that number; whether it died."""
    child = os.fork()
    if not child:
        left = at

        def count(event: str, given: tuple[Any, ...]) -> None:
            nonlocal left
            reads = event == "open" and not (isinstance(given[1], str) and given[1][:1] in "wxa")
            if event in WRITES and not reads:
                if not left:
                    os._exit(CUT)
                left -= 1

        try:
            sys.addaudithook(count)
            found(data, data / "content", answers(), FIRST, (), NOW + timedelta(seconds=at))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == CUT


def test_cut_off_at_any_write_everything_is_asked_anew_or_all_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own_files(answers: Answers, directory: Path) -> None:
        directory.mkdir()
        for name, text in described(answers).items():
            (directory / name).write_text(text, "utf-8")

    # The hall's own files without the sample's, and unread: what is tried here is the order of writes.
    monkeypatch.setattr(founded, "write_description", own_files)
    monkeypatch.setattr(founded, "read", lambda _: None)
    at = 0
    while cut_off(at, tmp_path):
        if not nothing_in(tmp_path):
            break
        at += 1
    assert at > 6, "it was cut off at many"
    store = Store(tmp_path)
    assert store.fact("content_directory") and store.all_staff(), "both or neither"
    store.close()
    assert {path.name for path in (tmp_path / "content").iterdir()} == set(described(answers()))


def test_after_a_cut_the_next_start_founds_it_all(tmp_path: Path) -> None:
    (tmp_path / ".content.new").mkdir()
    (tmp_path / ".content.new" / "hall.toml").write_text("half a fi")
    assert nothing_in(tmp_path)
    found(tmp_path, tmp_path / "content", answers(), FIRST, (), NOW)
    assert read(tmp_path / "content").hall.phone == "12366"
    assert not (tmp_path / ".content.new").exists()
