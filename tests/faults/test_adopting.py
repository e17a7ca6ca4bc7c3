"""An edit of several files, adopted by its page, and the server killed before each write of it: all or
none of it holds, the history says which, and nothing is asked of anybody."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import read
from kiosk.custody.edits.edit import Change, Edit
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import Shelf
from kiosk.wiring import build
from tests.browser.conftest import peopled
from tests.faults.house import ROOT

pytestmark = [pytest.mark.faults, pytest.mark.processes]
SCREENS = "screens.toml"
NEVER = 999
LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
TOGETHER = 2


def drafted(folder: Path) -> Edit:
    """A hall with a draft of two files."""
    content, data = folder / "content", folder / "data"
    shutil.copytree(contents.sample(), content, ignore=shutil.ignore_patterns("halls", "pictures"))
    peopled(data)
    shelf = Shelf(data, content)
    hall, screens = shelf.text(), shelf.text(SCREENS)
    edit = Edit(
        "赵", "2026-11-30T09:00:00+08:00", "", (
            Change(HALL, hall, hall.replace('"12366"', '"0311-5566"')),
            Change(SCREENS, screens, screens.replace("distance_m = 3", "distance_m = 2.5", 1)),
        ),
    )  # fmt: skip
    shelf.put_draft(edit)
    return edit


def adopt(folder: Path, at: int) -> subprocess.CompletedProcess[str]:
    where = [str(folder / "data"), str(folder / "content"), str(at)]
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.struck", *where],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def killed(folder: Path, at: int) -> bool:
    """Whether the edit holds once the hall was started again."""
    edit = drafted(folder)
    assert adopt(folder, at).returncode == -9, "killed, not ended"
    content, data = folder / "content", folder / "data"
    house = build(data, content, simulators=True)
    house.close()
    shelf = Shelf(data, content)
    history, texts = shelf.history(), {one.file: shelf.text(one.file) for one in edit.changes}
    read(content)
    holds = texts == {one.file: one.after for one in edit.changes}
    assert holds or texts == {one.file: one.before for one in edit.changes}, "all or none"
    assert [one.changes for one in history] == ([edit.changes] if holds else [])
    if not holds:
        assert shelf.draft == edit, "to be approved again"
        shelf.adopt(edit, "王")
    (kept,) = shelf.history()
    assert kept.approved == "王" and shelf.stands(kept)
    return holds


def test_killed_at_any_write_all_or_none_of_an_edit_holds(tmp_path: Path) -> None:
    drafted(tmp_path / "whole")
    done = adopt(tmp_path / "whole", NEVER)
    assert done.returncode == 0, done.stderr
    writes = int(done.stdout.split()[-1])
    # All of them within one process: tests/kiosk/facilities/test_shelf.py.
    strikes = range(1, writes + 1) if LONG else (1, writes // 2, writes)
    with ThreadPoolExecutor(TOGETHER) as pool:
        found = list(pool.map(lambda at: killed(tmp_path / str(at), at), strikes))
    print(f"\nadopting two files: {writes} writes, killed at {[*strikes]}, it holds: {found}")
    assert found == sorted(found) and not found[0] and found[-1], "not, and from its place on"
