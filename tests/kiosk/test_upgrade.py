"""``kiosk upgrade``: a hall's directory brought to another version's content, whole or not at all, and
back in one act."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings

from kiosk.cli import main
from kiosk.content import halls
from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from kiosk.content.reader import ContentError, read
from kiosk.content.upgrades import journal
from kiosk.content.upgrades.base import base_of, files_in
from kiosk.content.upgrades.directory import apply, checked, offered, upgrade_of
from tests.content.shipments import ALL, OWN, Edit, edited, some

DEVICES = "catalogue/devices.toml"


def everything(directory: Path) -> dict[str, bytes]:
    """What lies there for a reader; what was kept for going back is not part of it."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and ".undo" not in path.parts
    }


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """With another wording, an own kind and an own protocol."""
    target = tmp_path / "hall"
    empty_copy(contents.sample(), target)
    text = (target / DEVICES).read_text("utf-8").replace("窗口暂停服务", "本窗口暂停", 1)
    (target / DEVICES).write_text(f"{text}\n{OWN.replace('§', 'A')}", "utf-8")
    lamp = (target / "protocols" / "tl60.toml").read_text("utf-8")
    (target / "protocols" / "ours.toml").write_text(lamp.replace('"tl60"', '"ours"'), "utf-8")
    return target


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Another version: it names a window's pause otherwise too, and has a new kind and symbol."""
    target = tmp_path / "shipped"
    copytree(contents.sample(), target, ignore=ignore_patterns("halls", "pictures"))
    text = (target / DEVICES).read_text("utf-8").replace("窗口暂停服务", "窗口停办", 1)
    text = text.replace("本窗口设备检修", "本窗口设备维修", 1)
    (target / DEVICES).write_text(f"{text}\n{OWN.replace('§', 'B')}", "utf-8")
    (target / "icons" / "new.svg").write_bytes((target / "icons" / "exit.svg").read_bytes())
    return target


def upgrade(*options: str | Path) -> Result:
    return CliRunner().invoke(main, ["upgrade", *map(str, options)])


def test_the_halls_changes_and_the_new_versions_are_both_there_and_go_back_in_one_act(
    hall: Path, shipped: Path
) -> None:
    before = everything(hall)
    done = upgrade(hall, "--shipped", shipped)
    assert done.exit_code == 0, done.output
    kinds = read(hall).catalogue.kind
    assert kinds["WIN-PAUSE"].name["zh"] == "本窗口暂停", "the hall's wording"
    assert {"OWN-A", "OWN-B"} <= set(kinds)
    assert (hall / "protocols" / "ours.toml").is_file() and (hall / "icons" / "new.svg").is_file()
    assert "本窗口设备维修" in (hall / DEVICES).read_text("utf-8")
    assert "both changed, the hall's stays: 本窗口暂停" in done.output, "both values are told"
    assert "窗口停办" in done.output and "1 left to you" in done.output
    again = upgrade(hall, "--shipped", shipped)
    assert again.output == "Nothing to do: it is of this version.\n"
    assert upgrade(hall, "--undo").exit_code == 0
    assert everything(hall) == before
    assert "is kept" in upgrade(hall, "--undo").output


def test_a_dry_run_says_the_same_and_writes_nothing(hall: Path, shipped: Path) -> None:
    before = everything(hall)
    said = upgrade(hall, "--shipped", shipped, "--dry-run")
    assert said.exit_code == 0 and everything(hall) == before
    done = upgrade(hall, "--shipped", shipped)
    assert said.output.splitlines()[:-1] == done.output.splitlines()[:-1]
    assert said.output.splitlines()[-1].startswith("Would bring it from")


def test_a_person_may_take_the_versions_where_both_were_changed(hall: Path, shipped: Path) -> None:
    assert "nothing differs at NO" in upgrade(hall, "--shipped", shipped, "--take", "NO").output
    done = upgrade(hall, "--shipped", shipped, "--take", "WIN-PAUSE:name")
    assert done.exit_code == 0 and "0 left to you" in done.output
    assert read(hall).catalogue.kind["WIN-PAUSE"].name["zh"] == "窗口停办"


def test_an_upgrade_that_the_check_would_refuse_writes_nothing(hall: Path, shipped: Path) -> None:
    broken = (shipped / DEVICES).read_text("utf-8").replace('lamp = "paused"', 'lamp = "pausd"')
    (shipped / DEVICES).write_text(broken, "utf-8")
    before = everything(hall)
    for options in (("--dry-run",), ()):
        refused = upgrade(hall, "--shipped", shipped, *options)
        assert (
            refused.exit_code == 1
            and "did you mean paused?" in refused.output
            and DEVICES in refused.output
        )
    assert everything(hall) == before and not journal.undoable(hall)


def test_going_back_never_loses_an_edit(hall: Path, shipped: Path) -> None:
    upgrade(hall, "--shipped", shipped)
    (hall / DEVICES).write_text((hall / DEVICES).read_text("utf-8") + "# mine\n", "utf-8")
    before = everything(hall)
    refused = upgrade(hall, "--undo")
    assert refused.exit_code == 1 and DEVICES in refused.output
    assert everything(hall) == before


def test_a_hall_older_than_bases_keeps_all_and_is_told_all(hall: Path, shipped: Path) -> None:
    for path in sorted((hall / ".shipped").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    before = files_in(hall)
    assert base_of(hall) is None and offered(hall, shipped)
    done = upgrade(hall, "--shipped", shipped)
    assert files_in(hall) == before and "from an unknown version" in done.output
    assert "OWN-B" in done.output and "icons/new.svg" in done.output and "窗口停办" in done.output
    kept = base_of(hall)
    assert kept is not None and kept.files == files_in(shipped) and not offered(hall, shipped)


def _founded(target: Path) -> None:
    empty_copy(contents.sample(), target)


@pytest.mark.parametrize("made", [_founded, lambda target: halls.demo_content(None, target),
                                  lambda target: halls.demo_content("small", target)])  # fmt: skip
def test_a_new_hall_keeps_what_it_was_made_of(made: Callable[[Path], None], tmp_path: Path) -> None:
    made(tmp_path / "hall")
    base = base_of(tmp_path / "hall")
    assert base is not None and base.files == files_in(contents.sample()) and base.version
    assert not offered(tmp_path / "hall", contents.sample())
    assert not upgrade_of(tmp_path / "hall", contents.sample()).files


@settings(max_examples=6)
@given(own=some(ALL, "ABC"), new=some(ALL, "BCD"))
def test_what_is_written_passes_the_check_or_nothing_is(
    own: list[Edit], new: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    for name, edits in (("hall", own), ("shipped", new)):
        empty_copy(contents.sample(), folder / name)
        for file, data in edited(files_in(folder / name), edits).items():
            (folder / name / file).write_bytes(data)
    hall, found = folder / "hall", upgrade_of(folder / "hall", folder / "shipped")
    before = everything(hall)
    try:
        apply(hall, found)
    except ContentError:
        assert everything(hall) == before
        return
    assert read(hall)
    if found.files:
        journal.undo(hall)
    assert everything(hall) == before


class Cut(BaseException):
    """The power goes."""


def test_cut_off_anywhere_it_is_as_before_or_whole_once_somebody_reads_it(
    hall: Path, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = upgrade_of(hall, shipped)
    checked(hall, found)
    before, acts = everything(hall), 0
    copytree(hall, tmp_path / "whole")
    journal.write(tmp_path / "whole", found.files)
    after = everything(tmp_path / "whole")
    real = {name: getattr(os, name) for name in ("replace", "rename", "unlink", "fsync")}
    left = [0]

    def counted(name: str) -> Callable[..., object]:
        def act(*given: object, **named: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise Cut
            return real[name](*given, **named)

        return act

    for cut in (*range(8), *range(8, 700, 61)):
        copy = tmp_path / f"cut-{cut}"
        copytree(hall, copy)
        left[0] = cut
        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(os, name, counted(name))
            try:
                journal.write(copy, found.files)
            except Cut:
                acts += 1
        journal.settle(copy)
        there = {
            name: data for name, data in everything(copy).items() if ".upgrade.new" not in name
        }
        assert there in (before, after)
        if there == after:
            journal.undo(copy)
            assert everything(copy) == before
    assert acts > 5


def test_what_was_cut_off_and_cannot_be_finished_is_told(hall: Path) -> None:
    (hall / ".upgrade").mkdir()
    (hall / ".upgrade" / "list.json").write_text(json.dumps([]), "utf-8")
    with pytest.raises(ContentError, match="cannot be finished"):
        journal.settle(hall)
