"""A store that fails in the middle of a command is told in plain words, never as a traceback."""

from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.content.reader import Content
from kiosk.store import Store, StoreError

ASKED: dict[str, tuple[str, ...]] = {
    "put_staff": ("staff", "add", "李", "--role", "guide", "--pin", "273819"),
    "all_staff": ("staff", "list"),
    "remove_staff": ("staff", "remove", "李"),
    "put_token": ("token", "add", "monitor", "--scope", "read"),
    "remove_token": ("token", "remove", "monitor"),
    "events": ("log", "export"),
    "verify": ("log", "verify"),
    "situation": ("drill", "list"),
    "mentions": ("drill", "report", "20261124-1"),
}


@pytest.mark.processes
@pytest.mark.parametrize("fails", ASKED)
def test_a_store_that_fails_in_the_middle_is_told_in_plain_words(
    tmp_path: Path, sample: Content, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    store = Store(tmp_path)
    store.put_content(sample.digest, sample.to_json())
    store.close()
    closed: list[Store] = []

    def full(*given: Any, **named: Any) -> NoReturn:
        raise StoreError("Nothing was written: the disk is full.", "unusable", "full")

    close = Store.close
    monkeypatch.setattr(Store, fails, full)
    monkeypatch.setattr(Store, "close", lambda self: (closed.append(self), close(self)))
    done = CliRunner().invoke(main, [*ASKED[fails], "--data", str(tmp_path)])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), done.exception
    assert "Error: Nothing was written: the disk is full." in done.output
    assert closed, "the file is let go of"
