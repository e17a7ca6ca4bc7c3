"""Following a log that is no longer the one that was followed: said, and never waited for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from kiosk.api.client import AnotherLog, Client
from kiosk.api.client.line import Line
from kiosk.serving.push import Push
from kiosk.store import FILE
from kiosk.store.copies import renew
from tests.kiosk.house import TOKENS, House
from tests.kiosk.live import live

TOKEN = TOKENS["admin"][0]


class Scripted(Line):
    """Answers with its pages in turn, the last for ever."""

    pages: ClassVar[list[dict[str, Any]]] = []

    def ask(self, method: str, path: str, body: object = None, key: str | None = None) -> Any:
        return self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]


def page(log: str, *seqs: int, head: int = 9) -> dict[str, Any]:
    return {"events": [{"seq": seq} for seq in seqs], "last": 0, "log": log, "head": head}


def followed(*pages: dict[str, Any], after: int = 7, log: str = "") -> list[int]:
    """What is read until it is another log."""
    Scripted.pages = list(pages)
    line = Scripted("http://127.0.0.1:1", "t", rest=lambda seconds: None)
    found: list[int] = []
    with pytest.raises(AnotherLog) as other:
        for event in Client(line).follow(after, log=log):
            found.append(event["seq"])
            assert len(found) < 9
    assert other.value.log == "b.0" and str(other.value.head) in str(other.value)
    return found


def test_another_log_is_said_and_never_waited_for() -> None:
    assert followed(page("a.0", 8, 9), page("b.0", head=2)) == [8, 9]
    assert followed(page("a.0", 8, 9), page("b.0", 10, head=10)) == [8, 9], "of the same number"
    assert followed(page("b.0", head=2)) == [], "a number kept from an earlier log"
    assert followed(page("b.0", 8), log="a.0") == []
    away = page("safe-a", head=0)
    assert followed(away, page("a.0", 8), away, page("a.0", 9), page("b.0")) == [8, 9]


def test_a_log_that_was_begun_anew_is_followed_anew(tmp_path: Path) -> None:
    house = House(tmp_path)
    with live(Push(lambda screen: True, lambda scope: False), house.app) as server:
        before = Client.at(server.base_url, TOKEN)
        before.raise_incident("WIN-PAUSE", ["window/1"])
        last = next(before.follow())["seq"]
        log = str(house.store.identity)
    house.close()
    for file in tmp_path.glob(f"{FILE}*"):
        file.unlink()
    renew(tmp_path, datetime.now(UTC))
    house = House(tmp_path)
    with live(Push(lambda screen: True, lambda scope: False), house.app) as server:
        hall = Client.at(server.base_url, TOKEN)
        with pytest.raises(AnotherLog) as other:
            next(hall.follow(after=last, log=log))
        hall.raise_incident("WIN-PAUSE", ["window/2"])
        assert next(hall.follow(log=other.value.log))["seq"] == 1
    house.close()
