"""A call over SIP, with a second baresip as the telephone that rings: the words it hears, the key that
acknowledges, and what came of calls that nobody took."""

import json
import shutil
import socket
import subprocess
import threading
import time
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.custody.calls import telephone
from kiosk.custody.calls.gateway import Gateway, Message, Result
from kiosk.custody.calls.programs import Taken
from kiosk.drawing.beforehand.voice.engine import ESPEAK, engine_of
from tests.kiosk.calls.ring import NTFY, SECRET, URL, WANG, Ring, calling

MODULES = next((path for path in telephone.MODULES if Path(path).is_dir()), "")
needs_baresip = pytest.mark.skipif(
    not MODULES or shutil.which("baresip") is None or shutil.which("espeak-ng") is None,
    reason="baresip or espeak-ng is not installed",
)
ACCOUNT = f"baresip:<sip:hall@127.0.0.1>;auth_pass={SECRET}"
VOICE = {"way": "voice", "address": "wang-call"}
TEXT = "一级，全厅紧急疏散。"
CONFIG = """\
sip_listen 127.0.0.1:{sip}
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module ctrl_tcp.so
module_tmp account.so
module_app menu.so
ctrl_tcp_listen 127.0.0.1:{told}
audio_source aufile,{folder}/quiet.wav
snd_path {folder}
"""


class Telephone:
    """Somebody's: it notes what is said into it."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.folder = folder
        ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        self.sip, self.told = (one.getsockname()[1] for one in ports)
        for one in ports:
            one.close()
        with wave.open(str(folder / "quiet.wav"), "wb") as file:
            file.setparams((1, 2, telephone.RATE, 0, "NONE", ""))
            file.writeframes(bytes(2 * telephone.RATE * 60))
        (folder / "contacts").write_text("")
        (folder / "accounts").write_text(f"<sip:wang@127.0.0.1>;regint=0;answermode={mode}\n")
        (folder / "config").write_text(
            CONFIG.format(sip=self.sip, told=self.told, modules=MODULES, folder=folder)
        )
        self._process = subprocess.Popen(
            ["baresip", "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            self.line = telephone._Line(telephone._connected("127.0.0.1", self.told))
        except OSError:
            self._process.kill()
            self._process.wait()
            raise

    @property
    def url(self) -> str:
        return f"call:sip:wang@127.0.0.1:{self.sip}"

    def until(self, kind: str) -> dict[str, Any]:
        return next(e for e in self.line.events(time.monotonic() + 20) if e.get("type") == kind)

    def heard(self) -> "array[int]":
        """What came over the line, once the other side has put down."""
        self.until("CALL_CLOSED")
        (path,) = self.folder.glob("dump-*-dec.wav")
        return _samples(path.read_bytes())

    def close(self) -> None:
        self.line._there.close()
        self._process.kill()
        self._process.wait()


def plugged_in(folder: Path, mode: str) -> Telephone:
    """With other ports where somebody else was quicker to take one of those that were free."""
    try:
        return Telephone(folder, mode)
    except ConnectionRefusedError:
        return Telephone(folder, mode)


def _samples(body: bytes) -> "array[int]":
    return array("h", body[44 : len(body) // 2 * 2])


def _loudness(samples: "array[int]") -> list[int]:
    """In steps of 20 ms."""
    step = telephone.RATE // 50
    return [sum(map(abs, samples[at : at + step])) for at in range(0, len(samples) - step, step)]


def likeness(said: list[int], heard: list[int]) -> float:
    """Of the loudness of both, from 0 to 1, wherever one begins in the other."""

    def fit(shift: int) -> float:
        pairs = list(zip(said, heard[shift:], strict=False))
        both = sum(a * b for a, b in pairs)
        return both / ((sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)) ** 0.5 or 1)

    return max(fit(shift) for shift in range(min(100, len(heard) // 2)))


@pytest.fixture
def ringing(tmp_path: Path) -> Iterator[Telephone]:
    made = plugged_in(tmp_path, "auto")
    yield made
    made.close()


def form() -> dict[str, Any]:
    engine = engine_of(ESPEAK)
    assert engine is not None
    return {"account": ACCOUNT, "speak": list(engine.command), "lang": "zh", "text": TEXT}


@needs_baresip
@pytest.mark.processes
def test_a_telephone_hears_the_words_and_its_key_acknowledges(
    ringing: Telephone, capfd: pytest.CaptureFixture[str]
) -> None:
    gateway, asked = Gateway(), form()
    gateway.send(Message("1/0", ringing.url, "", "", asked))
    ringing.until("CALL_ESTABLISHED")
    sound, _ = telephone.spoken(asked["speak"], "zh", TEXT)
    said = _loudness(_samples(sound)[: 3 * telephone.RATE])
    for _ in ringing.line.events(time.monotonic() + 3):
        pass  # what is compared takes as long to hear as to say
    ringing.line.tell("sndcode", "2")
    ringing.line.tell("sndcode", "1")
    while not (found := gateway.heard()):
        gateway.wait(20)
    assert found == [Result("1/0", True, answer="key")]
    gateway.stop()
    assert likeness(said, _loudness(ringing.heard())) > 0.95
    assert SECRET not in "".join(capfd.readouterr())


@needs_baresip
@pytest.mark.processes
def test_a_mailbox_acknowledges_nothing(
    ringing: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephone, "TALKS_S", 1.0)
    assert telephone.called(ringing.url, form()) == Taken(True, answer="heard")


@needs_baresip
@pytest.mark.processes
def test_whom_nobody_answers_for_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = plugged_in(tmp_path, "manual")
    monkeypatch.setattr(telephone, "RINGS_S", 1.0)
    assert telephone.called(there.url, form()) == Taken(False, "not-answered")
    there.close()
    assert telephone.called(there.url, form()).why in ("no-answer", "not-answered")


@needs_baresip
@pytest.mark.processes
def test_who_is_busy_is_told_as_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A telephone that refuses the call while it rings answers 486 (RFC 3261, 21.4.24)."""
    there, taken = plugged_in(tmp_path, "manual"), list[Taken]()
    monkeypatch.setattr(telephone, "RINGS_S", 20.0)
    asked = form()
    calls = threading.Thread(target=lambda: taken.append(telephone.called(there.url, asked)))
    calls.start()
    there.until("CALL_INCOMING")
    there.line.tell("hangup")
    calls.join()
    assert taken == [Taken(False, "SIP 486")]
    there.close()


@needs_baresip
@pytest.mark.processes
def test_whoever_else_takes_the_telephone_over_ends_the_call(
    ringing: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its control port has no password: it lies at an address of this machine that is drawn for each
    call, and takes one connection, so that a second one shows."""
    places, taken = list[tuple[str, int]](), list[Taken]()
    connected = telephone._connected

    def noted(host: str, port: int) -> socket.socket:
        places.append((host, port))
        return connected(host, port)

    monkeypatch.setattr(telephone, "_connected", noted)
    asked = form()
    calls = threading.Thread(target=lambda: taken.append(telephone.called(ringing.url, asked)))
    calls.start()
    ringing.until("CALL_ESTABLISHED")
    ((host, port),) = places
    assert host.startswith("127.") and host != "127.0.0.1"
    with socket.create_connection((host, port)):
        calls.join()
    assert taken == [Taken(False, "no-answer")]


@pytest.mark.parametrize("number", ["", "12", "+86 138", "sip:a b@c", "x", "/quit", "138;rm"])
def test_what_is_no_number_is_not_dialled(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telephone, "_phone", lambda *_: pytest.fail("it was dialled"))
    asked = {"account": ACCOUNT, "speak": ["true"], "lang": "zh", "text": TEXT}
    assert telephone.called(f"call:{number}", asked) == Taken(False, "bad-address")


@pytest.mark.parametrize(
    "line",
    ["", "baresip:", "baresip:sip:a@b", "baresip:<sip:a@b>\n<sip:c@d>", "baresip:<sip:a@b>;x y"],
)
def test_what_is_no_account_is_none(line: str) -> None:
    with pytest.raises(ValueError):
        telephone.account_of(line)


def test_an_account_waits_for_no_calls_unless_it_says_so() -> None:
    assert telephone.account_of("baresip:<sip:a@b>;auth_pass=x") == "<sip:a@b>;auth_pass=x;regint=0"
    assert telephone.account_of("baresip:<sip:a@b>;regint=60") == "<sip:a@b>;regint=60"


# ---- by the caller


class Phoning(Ring):
    def __init__(self, data: Path, *, named: bool = True) -> None:
        super().__init__(data, calling({**WANG, "ways": [VOICE, NTFY]}))
        phone = {"telephone": ACCOUNT} if named else {}
        self.write(ntfy=URL, **phone, **{"wang-call": "call:+8613800138000"})


def test_the_key_of_a_telephone_answers_the_call_and_a_picked_up_one_does_not(
    tmp_path: Path,
) -> None:
    for answer, by in (("key", "王"), ("heard", None)):
        ring = Phoning(tmp_path / answer)
        heard = ring.post.heard
        ring.post.heard = lambda answer=answer, heard=heard: [  # type: ignore[method-assign]  # as a telephone does
            Result(one.name, one.ok, answer=answer) for one in heard()
        ]
        number = ring.raised()
        ring.turn(3)
        (sent,) = ring.post.got
        assert sent.form is not None and sent.form["account"] == ACCOUNT and sent.body == ""
        assert "请按 1 键确认" in sent.form["text"] and "http" not in sent.form["text"]
        incident = ring.house.board.view.world.situation.incidents[number]
        assert incident.acknowledged_by == by and incident.open
        ring.close()


def test_a_call_nobody_takes_leads_to_the_next_way_and_one_without_an_account_too(
    tmp_path: Path,
) -> None:
    for named, first in (
        (True, ("voice", "failed", "SIP 486")),
        (False, ("voice", "refused", "no-telephone-named")),
    ):
        ring = Phoning(tmp_path / str(named), named=named)
        ring.post.does = lambda message: "SIP 486" if message.url.startswith("call:") else ""
        ring.raised()
        ring.turn(3)
        assert ring.told()[0] == first and ring.ways[-1] == "ntfy"
        assert json.dumps(ring.told()).count("auth_pass") == 0
        (fact,) = ring.caller.facts()
        assert fact.ok is named
        ring.close()
