"""What becomes of texts beside a modem that is slow, chatty, locked, deaf or gone."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.modem.dialogue import Dialogue, Gone, Pin, Text
from devices.modem.pdu import Incoming, Report
from tests.devices.modem.peer import Modem

NUMBER = "+8613800138000"
FIRE = "【测试厅】Ⅰ级，全厅：紧急疏散，请确认。" * 5


class Talk:
    """Both in one, without a line; a step is a tenth of a second, or a moment where bytes are on
    their way, ``cut`` at once."""

    def __init__(self, modem: Modem, pin: str = "", cut: int = 4096) -> None:
        self.modem, self.cut, self.now = modem, cut, 0.0
        self.dialogue = Dialogue(Pin(pin))
        self._in = b""

    def says(self, line: str) -> None:
        self._in += f"\r\n{line}\r\n".encode()

    def let_go(self) -> None:
        self._in += self.modem.let_go()

    def step(self) -> None:
        part, self._in = self._in[: self.cut], self._in[self.cut :]
        self._in += self.modem.hear(self.dialogue.turn(part, self.now))
        self.now += 0.001 if self._in else 0.1

    def until(self, done: Callable[[], bool], seconds: float = 300) -> None:
        end = self.now + seconds
        while self.now < end:
            if done():
                return
            self.step()
        raise AssertionError(f"not within {seconds} s: {self.dialogue.standing}")

    def ready(self) -> "Talk":
        self.until(lambda: self.dialogue.standing.ready and self.dialogue.standing.reports)
        return self

    def send(self, *names: str, words: str = FIRE, number: str = NUMBER) -> list[Gone]:
        for name in names:
            self.dialogue.texts.append(Text(name, number, words))
        self.until(lambda: len(self.dialogue.gone) >= len(names))
        gone, self.dialogue.gone = self.dialogue.gone, []
        return gone


def whole(modem: Modem) -> str:
    return "".join(one.text for one in modem.got)


@pytest.mark.parametrize("echo", [True, False])
@pytest.mark.parametrize("cut", [1, 7, 4096])
def test_a_long_chinese_text_goes_out_in_parts_with_its_references(echo: bool, cut: int) -> None:
    talk = Talk(Modem(echo=echo), cut=cut).ready()
    (gone,) = talk.send("1/0")
    assert whole(talk.modem) == FIRE and {one.number for one in talk.modem.got} == {NUMBER}
    assert gone == Gone("1/0", "", (101, 102)) and all(one.report for one in talk.modem.got)
    assert talk.dialogue.standing.dbm == -71


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=300), st.integers(1, 40))
def test_any_text_goes_out_beside_codes_in_between(words: str, cut: int) -> None:
    modem = Modem(chatter='+CREG: 1,"18FD","5B2C"\r\n\r\n^RSSI:17\r\n\r\nRING')
    talk = Talk(modem, cut=cut).ready()
    talk.send("1/0", words=words)
    assert whole(modem) == words.encode("utf-16", "replace").decode("utf-16", "replace") or any(
        "\ud800" <= sign <= "\udfff" for sign in words
    )


def test_a_text_that_is_longer_than_eight_messages_is_cut() -> None:
    talk = Talk(Modem()).ready()
    talk.send("1/0", words="火" * 2000)
    assert whole(talk.modem) == "火" * 8 * 67


@pytest.mark.parametrize(
    ("modem", "why"),
    [
        (Modem(refuses="+CMS ERROR: 38"), "cms 38"),
        (Modem(refuses="ERROR"), "error"),
        (Modem(network=2), "no-network"),
        (Modem(network=3), "no-network"),
        (Modem(card=False), "no-sim"),
        (Modem(wanted_pin="4711"), "no-sim"),
    ],
)
def test_what_hinders_it_is_told_by_its_name(modem: Modem, why: str) -> None:
    talk = Talk(modem)
    talk.until(lambda: talk.dialogue.standing.network != "unknown")
    assert talk.send("1/0") == [Gone("1/0", why)]


def test_a_number_that_is_none_is_told_and_holds_up_no_other() -> None:
    talk = Talk(Modem()).ready()
    bad = talk.send("1/0", number="wang")
    assert bad == [Gone("1/0", "bad-number")] and talk.send("2/0")[0].why == ""


def test_a_network_that_is_lost_and_back_is_seen() -> None:
    talk = Talk(Modem()).ready()
    talk.modem.network = 2
    talk.until(lambda: talk.dialogue.standing.network == "searching", 30)
    assert talk.send("1/0")[0].why == "no-network"
    talk.modem.network, talk.modem.lte = 5, True
    talk.until(lambda: talk.dialogue.standing.network == "roaming", 10)
    assert talk.send("1/0")[0].why == ""


def test_an_answer_that_comes_too_late_is_taken_for_no_other() -> None:
    """The network may have taken it: told as not sent it goes once more, and not never."""
    talk = Talk(Modem()).ready()
    talk.modem.held = True
    assert talk.send("1/0") == [Gone("1/0", "silent")]
    assert not talk.dialogue.standing.answers
    talk.let_go()
    talk.ready()
    (gone,) = talk.send("2/0", words="第二条")
    assert gone.why == "" and talk.modem.got[-1].text == "第二条"
    assert gone.references == (talk.modem.reference,)


def test_a_modem_left_within_a_message_is_taken_out_of_it() -> None:
    talk = Talk(Modem())
    talk.modem.hear(b"AT+CMGS=20\r")
    talk.ready()
    assert talk.modem.got == []


@pytest.mark.parametrize("indicates", [False, True])
def test_what_became_of_it_is_told_and_an_answer_too(indicates: bool) -> None:
    talk = Talk(Modem(indicates=indicates)).ready()
    talk.send("1/0", words="短")
    talk.says(talk.modem.delivered())
    talk.says(talk.modem.answered("13800138000", "收到"))
    talk.until(lambda: len(talk.dialogue.came) == 2, 60)
    report, answer = talk.dialogue.came
    assert report == Report(NUMBER, 101, 0)
    assert isinstance(answer, Incoming) and answer.part.text == "收到"
    assert answer.number == "13800138000"
    talk.until(lambda: not talk.modem.stored, 10)


def test_an_answer_that_was_never_told_of_is_found() -> None:
    talk = Talk(Modem()).ready()
    talk.modem.answered(NUMBER, "1")
    talk.until(lambda: bool(talk.dialogue.came), 30)
    talk.until(lambda: not talk.modem.stored, 5)


def test_what_comes_in_the_middle_of_a_message_is_kept() -> None:
    modem = Modem()
    talk = Talk(modem).ready()
    modem.chatter = modem.answered(NUMBER, "好")
    talk.send("1/0")
    modem.chatter = ""
    talk.until(lambda: bool(talk.dialogue.came), 10)
    assert whole(modem) == FIRE


def test_a_right_pin_opens_the_card() -> None:
    talk = Talk(Modem(wanted_pin="0042"), pin="0042").ready()
    assert talk.send("1/0")[0].why == "" and talk.modem.tries == 3


def test_a_wrong_pin_is_tried_once_and_never_again() -> None:
    talk = Talk(Modem(wanted_pin="0042"), pin="1234")
    talk.until(lambda: talk.dialogue.standing.sim == "pin-wrong")
    for _ in range(3000):
        talk.step()
    assert talk.modem.tries == 2 and talk.dialogue.standing.sim == "pin-wrong"
    again = Dialogue(talk.dialogue._pin)
    assert not again._pin.try_once()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.binary(max_size=30), max_size=30))
def test_noise_stops_nothing(noise: list[bytes]) -> None:
    talk = Talk(Modem()).ready()
    for some in noise:
        talk._in += some
        talk.step()
    talk._in += b"\r\n"
    talk.until(lambda: talk.dialogue.standing.ready, 60)
    gone = talk.send("1/0", words="短")
    while gone[0].why:
        gone = talk.send("1/0", words="短")
    assert talk.modem.got[-1].text == "短"
