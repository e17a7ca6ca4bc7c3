"""The hall's amplifier by real players, without a sound card: what ALSA is given by aplay, and what a
PulseAudio output sounds like while it is played."""

import os
import re
import shutil
import subprocess
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from kiosk.drawing.beforehand.voice.address import PublicAddress, said
from kiosk.drawing.beforehand.voice.engine import Engine, engine_of
from kiosk.drawing.beforehand.voice.levels import read
from kiosk.drawing.beforehand.voice.players import Unplayed, player_of
from kiosk.wiring import House
from signage.evacuation.way_out import GO, HERE
from signage.situation.commands import Change, Raise
from signage.spoken.sign import said as spoken_words
from tests.cast import GUIDE, SUPERVISOR
from tests.kiosk.voice.talking import hall, needs_espeak, tone, voice_of

pytestmark = pytest.mark.processes
RATE = 8000
ENOUGH_S = 60.0
"""Waited only where it fails."""
STOPPED_S = 1.0
"""After the all-clear nothing is heard any more."""
LOUD = 1000
WINDOW = RATE // 20
ALWAYS = lambda: True  # noqa: E731 - a name for what is said below


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [name for name in programs if shutil.which(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed here: {', '.join(missing)}")


# ---- ALSA: a device that is a file


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is played on the device ``hall``, one recording behind the other."""
    heard = tmp_path / "heard.raw"
    (tmp_path / "asound.conf").write_text(
        "pcm.null { type null }\nctl.null { type null }\n"
        f'pcm.hall {{ type file slave.pcm "null" file "|cat >> {heard}" format "raw" }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    return heard


@needs("aplay")
@needs_espeak
def test_aplay_puts_out_what_was_recorded_of_the_sign_in_order_and_nothing_else(
    tmp_path: Path, card: Path
) -> None:
    player, engine = player_of("alsa:hall"), engine_of("")
    assert player is not None and engine is not None
    with hall(tmp_path, engine, "") as house:
        voice = voice_of(house)
        voice.asks = True
        address = PublicAddress(house.services.board, voice, player)
        fire = house.services.board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert fire is not None
        wanted = said(house.services.board.view)
        voice.ask("", wanted)
        _record(house)
        address.look()
        assert [clip.lang for clip in wanted] == ["zh", "en"]
        out, at = _flushed(card), 0
        for clip in wanted:
            path = voice.shelf.path(voice.name(clip.key))
            assert path is not None
            recorded = read(path.read_bytes())[0].tobytes()
            found = out.find(recorded, at)
            # Between two there is what fills up the last period of the device: silence.
            assert found >= 0 and not any(out[at:found]), clip.text
            at = found + len(recorded)
            for words in (*GO.values(), *HERE.values()):
                assert spoken_words(words, clip.lang) not in clip.text
            assert not re.search("北|东|南|西|north|east|south|west", clip.text, re.IGNORECASE)
        assert not any(out[at:])
        house.services.board.do(Change(fire.id, "clear", reason="误报"), SUPERVISOR)
        address.look()
        assert len(_flushed(card)) == len(out)


def _record(house: House) -> None:
    """What is waited for, and no more of what could be said."""
    voice = voice_of(house)
    while voice._asked:
        clip = voice._asked.popleft()
        assert voice._engine is not None
        voice.shelf.put(voice.name(clip.key), voice._engine.speak(clip))


def _flushed(card: Path) -> bytes:
    """The pipe's other end may still be writing."""
    size = -1
    while size != (size := card.stat().st_size):
        time.sleep(0.3)
    return card.read_bytes()


@needs("aplay")
def test_aplay_says_where_there_is_no_such_device(tmp_path: Path, card: Path) -> None:
    player = player_of("alsa:no-such-card")
    assert player is not None
    with pytest.raises(Unplayed, match="aplay no-such-card: ended with 1"):
        player.play(tone(tmp_path / "said.wav", 0.2), ALWAYS)


# ---- PulseAudio: an output that takes its time


@contextmanager
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What is heard on the output ``hall``, as it is heard."""
    heard, sock = tmp_path / "heard.raw", tmp_path / "pulse"
    for name in ("home", "run"):
        (tmp_path / name).mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{sock}")
    server = subprocess.Popen(
        ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
         f"--load=module-null-sink sink_name=hall rate={RATE} channels=1",
         f"--load=module-native-protocol-unix auth-anonymous=1 socket={sock}"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with heard.open("wb") as file:
        until(sock.exists)
        monitor = subprocess.Popen(
            ["parec", "--device=hall.monitor", f"--rate={RATE}", "--channels=1", "--format=s16le",
             "--raw", "--latency-msec=20"],
            stdout=file,
        )  # fmt: skip
        try:
            yield heard
        finally:
            for process in (monitor, server):
                process.kill()
                process.wait()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + ENOUGH_S
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def pitches(heard: bytes) -> list[int]:
    """Hz of each twentieth of a second to the next hundred; 0: silence."""
    samples = array("h", heard[: len(heard) // 2 * 2])
    found = []
    for begin in range(0, len(samples) - WINDOW, WINDOW):
        part = samples[begin : begin + WINDOW]
        crossed = sum(a < 0 <= b for a, b in pairwise(part))
        loud = max(map(abs, part)) > LOUD
        found.append(round(crossed * RATE / WINDOW / 100) * 100 if loud else 0)
    return found


@needs("pulseaudio", "paplay", "parec")
def test_a_real_output_hears_both_languages_in_turn_and_silence_after_the_all_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table it prints (``-s``) says how long it was still heard."""
    for lang, hertz in (("zh", 400), ("en", 800)):
        _tone(tmp_path / f"{lang}.wav", hertz, 3.0)
    engine = Engine(("cat", f"{tmp_path}/{{language}}.wav"), "0" * 8)
    with output(tmp_path, monkeypatch) as heard, hall(tmp_path, engine, "") as house:
        player = player_of("pulse:hall")
        assert player is not None
        board, voice = house.services.board, voice_of(house)
        voice.asks = True
        address = PublicAddress(board, voice, player)
        board.subscribe("public address", address.tell)
        fire = board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert fire is not None
        voice.ask("", said(board.view))
        _record(house)
        address.turning.start()
        try:
            until(lambda: pitches(heard.read_bytes()).count(800) >= 10)
            board.do(Change(fire.id, "clear", reason="误报"), SUPERVISOR)
            cleared = os.stat(heard).st_size // 2 / RATE
            until(lambda: os.stat(heard).st_size // 2 / RATE > cleared + 3 * STOPPED_S)
        finally:
            address.turning.stop()
        found = pitches(heard.read_bytes())
    order = [pitch for pitch, many in groupby(found) if pitch in (400, 800) and len([*many]) > 4]
    assert order == [400, 800], "Chinese before English"
    last = max(at for at, pitch in enumerate(found) if pitch)
    late = (last + 1) * WINDOW / RATE - cleared
    print(f"\nheard {max(0.0, late):.2f} s after the all-clear; at most {STOPPED_S:g}")
    assert late <= STOPPED_S


def _tone(path: Path, hertz: int, seconds: float) -> None:
    import wave
    from math import pi, sin

    samples = [int(9000 * sin(2 * pi * hertz * at / RATE)) for at in range(int(seconds * RATE))]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(array("h", samples).tobytes())
