"""A hall without the internet: texts by its own modem, their delivery, and answers by text."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.lines.addresses import Allowed
from devices.modem.pdu import Incoming, Report
from devices.modem.segments import Part
from kiosk.custody.calls.answers import answered, same_number
from kiosk.custody.calls.gateway import Message, Result
from kiosk.custody.calls.modem import KeptPin, Modem
from kiosk.store.tables.outbox import Call, Try
from signage.language.words import Message as Say
from signage.language.words import Words, say
from tests.cast import HALL
from tests.devices.modem.peer import Modem as Peer
from tests.devices.modem.peer import plugged
from tests.kiosk.calls.ring import NTFY, SECRET, URL, WANG, Ring, calling

TEL = "+8613800138000"
GSM = {"way": "gsm", "address": "wang-tel"}
MODEM = "modem:/dev/serial/by-id/modem"


@dataclass
class Texts:
    """Stands for the modem: takes all, in two parts each."""

    got: list[Message] = field(default_factory=list)
    why: str = ""
    said: list[Incoming | Report] = field(default_factory=list)
    _left: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> bool:
        self.got.append(message)
        self._left.append(message)
        return True

    def heard(self) -> list[Result]:
        done, self._left = self._left, []
        at = 2 * len(self.got)
        return [Result(one.name, not self.why, self.why, (at, at + 1)) for one in done]

    def came(self) -> list[Incoming | Report]:
        came, self.said = self.said, []
        return came

    def answers(self, text: str, number: str = "13800138000") -> None:
        self.said.append(Incoming(number, Part(text)))

    def standing(self) -> tuple[bool, Words]:
        return False, Say("modem.weak", dbm="−105")

    def close(self) -> None:
        pass


class Texting(Ring):
    """A ring with a modem."""

    def __init__(self, data: Path, *people: dict[str, Any], named: bool = True) -> None:
        self.texts = Texts()
        super().__init__(data, calling(*people or ({**WANG, "ways": [GSM, NTFY]},)))
        modem = {"modem": MODEM} if named else {}
        self.write(ntfy=URL, **modem, **{"wang-tel": f"tel:{TEL}", "li-tel": "tel:+86-139-1"})

    def _open(self) -> None:
        super()._open()
        self.caller.modem = cast(Modem, self.texts)

    @property
    def answered(self) -> list[str]:
        events = (recorded for recorded in self.house.store.events())
        return [f"{one.actor.name} {one.event.via}" for one in events if one.event.type == "call_answered"]  # fmt: skip


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Texting]:
    made = Texting(tmp_path)
    yield made
    made.close()


def test_a_text_says_how_to_answer_and_counts_as_delivered_once_the_telephone_has_all(
    ring: Texting,
) -> None:
    ring.raised()
    ring.turn()
    (message,) = ring.texts.got
    assert "紧急疏散" in message.body and message.body.endswith("回复 1 即确认。")
    assert ring.post.got == [] and ring.told() == [("gsm", "sent", "")]
    ring.texts.said = [Report("8613800138000", 3, 0), Report("8613900000000", 2, 0)]
    ring.turn()
    assert ring.calls[0].tries[0].state == "sent", "one part is not all"
    ring.texts.said = [Report("8613800138000", 2, 0x20), Report("8613800138000", 2, 0)]
    ring.turn()
    assert ring.calls[0].tries[0].state == "delivered"
    assert ring.told() == [("gsm", "sent", ""), ("gsm", "delivered", "")]


def test_a_text_that_never_arrives_leads_to_the_next_way_at_once(ring: Texting) -> None:
    ring.raised()
    ring.turn()
    ring.texts.said = [Report("8613800138000", 2, 0x46)]
    ring.turn(3)
    assert ring.ways == ["ntfy"]
    assert ("gsm", "refused", "not-delivered") in ring.told()


def test_a_report_finds_its_text_after_a_restart(ring: Texting) -> None:
    ring.raised()
    ring.turn()
    ring.killed()
    ring.texts.said = [Report(TEL, 2, 0), Report(TEL, 3, 0)]
    ring.turn()
    assert ring.calls[0].tries[0].state == "delivered" and len(ring.texts.got) == 1


@pytest.mark.parametrize("text", ["1", "收到", "收到。", " 好的！", "１", "收到 1", "OK", "确认1"])
def test_an_answer_by_text_stops_the_calls(ring: Texting, text: str) -> None:
    number = ring.raised()
    ring.turn()
    ring.texts.answers(text)
    ring.turn()
    assert ring.answered == ["王 text"] and ring.calls[0].why == "answered"
    incident = ring.house.board.view.world.situation.incidents[number]
    assert incident.acknowledged_by == "王"
    assert incident.open, "an answer ends no danger"


@pytest.mark.parametrize(
    ("text", "sender"),
    [("", TEL), ("谁？", TEL), ("不是我", TEL), ("2", TEL), ("收到", "+8613900000000"), ("收到", "10086")],
)  # fmt: skip
def test_what_is_no_answer_of_theirs_answers_nothing(ring: Texting, text: str, sender: str) -> None:
    ring.raised()
    ring.turn()
    ring.texts.answers(text, sender)
    ring.turn()
    assert ring.answered == [] and ring.calls[0].ended is None


def test_of_two_matters_the_one_it_names_is_answered(tmp_path: Path) -> None:
    ring = Texting(tmp_path, {**WANG, "level": 4, "ways": [GSM]})
    ring.raised("WIN-PAUSE", "window/1")
    ring.raised("DEV-HAZARD", "machine/queue")
    ring.turn()
    ring.texts.answers("收到")
    ring.turn()
    assert ring.answered == [], "nobody knows which"
    ring.texts.answers("2")
    ring.turn()
    assert ring.answered == ["王 text"]
    assert {call.number: call.why for call in ring.calls} == {1: "", 2: "answered"}
    ring.close()


def test_a_modem_nobody_named_is_told_and_the_next_way_taken(tmp_path: Path) -> None:
    ring = Texting(tmp_path, named=False)
    ring.raised()
    ring.turn(3)
    assert ring.ways == ["ntfy"]
    assert ring.told()[0] == ("gsm", "refused", "no-modem-named")
    (fact,) = ring.caller.facts()
    assert not fact.ok and "modem" in say(fact.detail)
    ring.close()


@given(st.text(st.sampled_from("收到好的吗不1一 。?abc"), max_size=8))
def test_only_a_whole_word_answers(text: str) -> None:
    (call,) = _open_call()
    plain = "".join(sign for sign in text if sign.isalnum())
    yes = ("1", "收到", "好", "好的", "收到1", "好1", "好的1")
    assert bool(answered(HALL, [call], TEL, text, lambda name: TEL)) == (plain in yes)


@given(st.text("0123456789", min_size=7, max_size=12), st.sampled_from(["", "0", "+86", "0086"]))
def test_a_number_is_the_same_with_its_country_before_it(number: str, before: str) -> None:
    plain = number.lstrip("0")
    assert same_number(plain, before + plain) or len(plain) < 7
    assert not same_number(plain, f"{plain}1") or len(set(plain)) == 1


def _open_call() -> list[Call]:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    one = Try("gsm", "wang-tel", "sent", at, at)
    return [Call(1, "k", "wang", "raised", "1", "1", {}, 1, True, at, at, tries=(one,))]


# ---- the thread that looks after it


def modem(folder: Path, line: str) -> Modem:
    folder = folder / "its-own"
    folder.mkdir()
    ways = folder / "ways.toml"
    ways.write_text(f'modem = "{line}"\n', "utf-8")
    ways.chmod(0o600)
    return Modem(ways, folder, Allowed(), time.monotonic, lambda: None)


@pytest.mark.parametrize(
    "line",
    ["ttyUSB0", "modem:ttyUSB0", "modem:/dev/x?baud=7", "modem:/dev/x?pin=12", "modem:/dev/x?speed=9600"],
)  # fmt: skip
def test_a_line_that_is_wrong_is_told_without_its_words(tmp_path: Path, line: str) -> None:
    made = modem(tmp_path, line)
    made.turn()
    (fact,) = made.facts()
    assert not fact.ok and "写法有误" in say(fact.detail) and line not in say(fact.detail)
    assert not made.send(Message("1/0", f"tel:{TEL}", "", ""))


def test_a_directory_that_is_not_allowed_and_a_port_that_is_missing_are_told(
    tmp_path: Path,
) -> None:
    ways = tmp_path / "ways.toml"
    ways.write_text('modem = "modem:/dev/ttyNothing"\n', "utf-8")
    for paths, said in ((frozenset({"/srv"}), "/srv"), (frozenset({"/"}), "/dev/ttyNothing")):
        made = Modem(ways, tmp_path, Allowed(directories=paths), time.monotonic, lambda: None)
        made.turn()
        fine, words = made.standing()
        assert not fine and said in say(words) and "短信猫不能发短信" in say(words)


def test_a_pin_the_card_refused_is_not_tried_by_the_next_process(tmp_path: Path) -> None:
    ways, mark = tmp_path / "ways.toml", tmp_path / "pin-tried"
    ways.write_text('modem = "modem:/dev/x?pin=1234"\n', "utf-8")
    assert KeptPin("1234", ways, mark).try_once()
    assert not KeptPin("1234", ways, mark).try_once()
    ways.write_text('modem = "modem:/dev/x?pin=4321"\n', "utf-8")
    os.utime(mark, (0, 0))
    assert KeptPin("4321", ways, mark).try_once()
    KeptPin("4321", ways, mark).taken()
    assert KeptPin("4321", ways, mark).try_once() and not KeptPin("", ways, mark).try_once()


@pytest.mark.processes
def test_a_fire_reaches_a_telephone_over_a_real_port_and_is_answered_from_it(
    ring: Texting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.modem.dialogue.SOON_S", 0.02)
    with plugged(tmp_path, Peer(wanted_pin="0042")) as there:
        made = modem(tmp_path, f"modem:{there.link}?pin=0042")
        ring.caller.modem = made

        def until(done: Callable[[], bool]) -> None:
            end = time.monotonic() + 20
            while not done():
                assert time.monotonic() < end, (say(made.standing()[1]), ring.told())
                made.turn()
                ring.caller.turn()

        until(lambda: "−71 dBm" in say(made.standing()[1]))
        ring.raised()
        until(lambda: bool(ring.told()))
        assert ring.told() == [("gsm", "sent", "")]
        text = "".join(one.text for one in there.modem.got)
        assert there.modem.got[0].number == TEL and text.endswith("回复 1 即确认。")
        for back in range(len(there.modem.got)):
            there.says(there.modem.delivered(back=back))
        until(lambda: ring.told()[-1:] == [("gsm", "delivered", "")])
        there.says(there.modem.answered("13800138000", "收到"))
        until(lambda: ring.answered == ["王 text"])
        there.unplug()
        until(lambda: not made.standing()[0])
        assert "短信猫不能发短信" in say(made.standing()[1])
        there.plug()
        until(lambda: made.standing()[0])
        assert SECRET not in say(made.standing()[1])
        made.close()
