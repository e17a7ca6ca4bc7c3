"""Every event of the log told to a program at the other end, on a real socket: in order, at least
once, whatever the other end does."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.api.told import event_out
from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.gateway import Gateway, Result
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.outlets.positions import Position, arrived, described, failed
from kiosk.custody.outlets.relay import Relay
from kiosk.wiring import build
from signage.situation.commands import Raise
from tests.cast import NOON, SUPERVISOR, Clock
from tests.kiosk.outlets.test_programs import KEY, Other

CALLS = """
[[calls.outlets]]
id = "log"
name = { zh = "市局平台", en = "Bureau platform" }
sort = "events"
address = "log"

[[calls.outlets]]
id = "slow"
name = { zh = "慢的", en = "Slow" }
sort = "events"
address = "slow"
"""


class Post:
    """Stands for the process that speaks outside; what ``hangs`` gets no answer."""

    def __init__(self) -> None:
        self.got: list[Sent] = []
        self.why = ""
        self.hangs: set[str] = set()
        self._left: list[Sent] = []

    def send(self, message: Sent) -> None:
        self.got.append(message)
        self._left.append(message)

    def heard(self) -> list[Result]:
        done = [one for one in self._left if one.name.partition("/")[0] not in self.hangs]
        self._left = [one for one in self._left if one not in done]
        return [Result(one.name, not self.why, self.why) for one in done]

    def wait(self, seconds: float) -> None:
        pass

    def stop(self) -> None:
        self._left.clear()

    def seqs(self, outlet: str = "log") -> list[int]:
        return [
            one.form["seq"] for one in self.got if one.name.startswith(f"{outlet}/") and one.form
        ]


class Hall:
    def __init__(self, at: Path) -> None:
        self.clock, self.post, self.at = Clock(), Post(), at
        open_all_day(contents.sample(), at / "content")
        (at / "content" / "calls.toml").write_text(CALLS, "utf-8")
        self.ways = at / "ways.toml"
        self.address("http://127.0.0.1:9/log#k")
        self.house = build(at / "data", at / "content", simulators=True, clock=self.clock)
        self.begin()
        self.turn(1)

    def address(self, url: str) -> None:
        self.ways.write_text(f'log = "{url}"\nslow = "http://127.0.0.1:9/slow"\n', "utf-8")
        self.ways.chmod(0o600)

    def begin(self, gateway: Gateway | None = None) -> None:
        """As a hall does that starts again, without a word to the one before."""
        taken = gateway or cast(Gateway, self.post)
        self.relay = Relay(self.house.services, Addresses(self.ways), taken, lambda: 1.0)

    def turn(self, times: int = 40) -> None:
        for _ in range(times):
            self.relay.turn()

    def act(self, target: str = "window/5", note: str = "") -> None:
        self.house.services.board.do(Raise("WIN-PAUSE", (target,), note=note), SUPERVISOR)

    @property
    def head(self) -> int:
        return self.house.services.store.head

    def wrong(self) -> str:
        (fact,) = self.relay.facts()
        return "" if fact.ok else fact.detail["zh"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    made = Hall(tmp_path_factory.mktemp("hall"))
    yield made
    made.house.close()


@pytest.fixture
def hall(built: Hall) -> Hall:
    """As it is after a quiet while: everything told."""
    built.post = Post()
    built.begin()
    built.clock.later(hours=1)
    built.turn(200)
    built.post.got.clear()
    return built


def test_a_new_outlet_begins_with_what_happens_from_now_on(hall: Hall) -> None:
    assert hall.post.got == [] and hall.head > 0
    before = hall.head
    hall.act()
    hall.act()
    hall.turn()
    assert hall.post.seqs() == list(range(before + 1, hall.head + 1)) == hall.post.seqs("slow")
    hall.turn()
    assert len(hall.post.seqs()) == hall.head - before, "once each"
    assert hall.wrong() == ""


def test_an_event_is_told_as_the_api_tells_it(hall: Hall) -> None:
    before = hall.head
    hall.act("window/6", "张伟 13812345678")
    hall.turn()
    sent = [one.form for one in hall.post.got if one.name.startswith("log/") and one.form]
    recorded = list(hall.house.services.store.events(before))
    assert len(sent) == len(recorded)
    for told, one in zip(sent, recorded, strict=True):
        listed = event_out(one).model_dump(mode="json")
        assert {name: told[name] for name in listed if name != "at"} | {
            "at": listed["at"]
        } == listed
        assert told["at"] == one.at.isoformat()
        assert told["id"].endswith(f"-{one.seq}") and told["hall"]
    assert "13812345678" not in json.dumps(sent) and "张伟" not in json.dumps(
        sent, ensure_ascii=False
    )


def test_what_is_down_for_an_hour_misses_nothing_and_nothing_else_waits(hall: Hall) -> None:
    before = hall.head
    hall.post.hangs = {"slow"}
    hall.post.why = "HTTP 500"
    for _ in range(60):
        hall.act("window/7")
        hall.turn(2)
        hall.clock.later(minutes=1)
    assert set(hall.post.seqs()) == {before + 1}, "in order: none overtakes"
    assert 10 < len(hall.post.seqs()) < 40 and hall.post.seqs("slow") == [before + 1]
    ids = {one.form["id"] for one in hall.post.got if one.form}
    assert len(ids) == 1
    assert f"市局平台还有 {hall.head - before} 条事件未送达（HTTP 500）" in hall.wrong()
    hall.post.why = ""
    hall.clock.later(minutes=6)
    hall.post.got.clear()
    hall.turn(hall.head - before + 5)
    assert hall.post.seqs() == list(range(before + 1, hall.head + 1))
    assert hall.wrong() == "" and hall.house.services.board.view.revision == hall.head


def test_a_hall_that_is_killed_goes_on_where_it_was(hall: Hall) -> None:
    before = hall.head
    for _ in range(3):
        hall.act("window/8")
    hall.turn(2)
    told = hall.post.seqs()
    hall.post = Post()
    hall.begin()
    hall.turn()
    again = hall.post.seqs()
    assert again == list(range(again[0], hall.head + 1)) and again[0] <= told[-1]
    assert set(told) | set(again) == set(range(before + 1, hall.head + 1))
    hall.begin()
    hall.post.got.clear()
    hall.turn()
    assert hall.post.got == []


def test_without_an_address_or_with_one_of_no_program_it_waits_and_says_so(hall: Hall) -> None:
    hall.act("window/9")
    for url, why in (("mailto://a:b@example.org", "地址"), ("wechat://A:B@api.example", "地址")):
        hall.address(url)
        hall.clock.later(hours=1)
        hall.turn(2)
        assert hall.post.seqs() == [] and why in hall.wrong()
    hall.address("http://127.0.0.1:9/log#k")
    hall.clock.later(hours=1)
    hall.turn()
    assert hall.post.seqs()[-1] == hall.head


# ---------------------------------------------------------------- a real one


@pytest.fixture
def other() -> Iterator[Other]:
    made = Other()
    yield made
    made.close()


def until(hall: Hall, gateway: Gateway, so: Callable[[], bool]) -> None:
    for _ in range(600):
        hall.relay.turn()
        if so():
            return
        gateway.wait(0.1)
    raise AssertionError("never")


def test_a_real_receiver_gets_them_signed_in_order_over_500_and_a_killed_hall(
    hall: Hall, other: Other
) -> None:
    before = hall.head
    hall.address(f"http://{other.at}/log#whsec_{KEY}")
    gateway = Gateway()
    hall.begin(gateway)
    other.status = 500
    hall.act("window/5")
    hall.act("window/6")
    until(hall, gateway, lambda: len(other.got) > 0 and hall.relay.positions["log"].tries == 1)
    gateway.stop()
    other.status = 200
    gateway = Gateway()
    hall.begin(gateway)
    until(hall, gateway, lambda: hall.relay.positions["log"].after == hall.head)
    until(hall, gateway, lambda: hall.relay.positions["slow"].why == "no-answer")
    gateway.stop()
    bodies: list[dict[str, Any]] = [json.loads(body) for _, _, body in other.got]
    assert [one["seq"] for one in bodies] == [before + 1, *range(before + 1, hall.head + 1)]
    for (_, headers, body), told in zip(other.got, bodies, strict=True):
        assert headers["webhook-id"] == told["id"]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.digest(base64.b64decode(KEY), signed, "sha256")).decode()
        assert headers["webhook-signature"] == f"v1,{right}"
    hall.address("http://127.0.0.1:9/log#k")


def test_it_is_tried_ever_later_and_a_number_never_goes_back() -> None:
    one, waits = Position(7), []
    for _ in range(12):
        one = failed(one, "HTTP 500", NOON, lambda: 1.0)
        assert one.due is not None and one.waits(NOON)
        waits.append((one.due - NOON) / timedelta(seconds=1))
    assert waits == sorted(waits) and waits[0] == 5 and waits[-1] == 300 and one.after == 7
    assert arrived(one, 8) == Position(8) and arrived(Position(9), 8).after == 9
    assert described({"a": one}, ["a", "b"], 20) == {"a": one, "b": Position(20)}
