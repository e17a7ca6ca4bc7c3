"""How loud recordings are, by the product's own meter and by ffmpeg's."""

from array import array
from datetime import UTC, datetime
from math import pi, sin
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.beforehand.voice.engine import engine_of
from kiosk.drawing.beforehand.voice.levels import (
    LEAST_LUFS,
    MOST_DBTP,
    MOST_LUFS,
    levelled,
    read,
)
from kiosk.drawing.beforehand.voice.loudness import SILENT_LUFS, high_pass, integrated, shelf
from kiosk.drawing.beforehand.voice.wanted import of_kinds
from kiosk.engine.view import view_of
from signage.situation.incidents import Situation
from signage.spoken.clips import Clip
from tests.kiosk.voice.metered import metered
from tests.kiosk.voice.talking import needs_espeak, needs_ffmpeg, tone

SHORT = (Clip("zh", "帮助。"), Clip("en", "Help."), Clip("zh", "十二号窗口。"))


def sine(hertz: float, rate: int, seconds: float = 1.0, loud: float = 1.0) -> "array[int]":
    return array(
        "h",
        (int(32767 * loud * sin(2 * pi * hertz * at / rate)) for at in range(int(seconds * rate))),
    )


def test_the_filters_are_those_of_the_recommendation_at_its_own_rate() -> None:
    """Tables 1 and 2 of ITU-R BS.1770-4."""
    assert tuple(shelf(48000)) == pytest.approx(
        (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
    )
    assert tuple(high_pass(48000)[3:]) == pytest.approx((-1.99004745483398, 0.99007225036621))


@pytest.mark.parametrize("rate", [16000, 22050, 48000])
def test_a_full_sine_of_1_khz_is_minus_3_lufs_at_any_rate(rate: int) -> None:
    assert integrated(sine(997, rate), 1, rate) == pytest.approx(-3.01, abs=0.05)


def test_what_is_as_loud_in_two_channels_is_three_louder() -> None:
    one = sine(997, 16000)
    both = array("h", (sample for sample in one for _ in range(2)))
    apart = integrated(both, 2, 16000) - integrated(one, 1, 16000)
    assert apart == pytest.approx(3.01, abs=0.01)


def test_a_pause_does_not_count_and_silence_is_the_least() -> None:
    said = sine(997, 16000, seconds=2)
    paused = said + array("h", bytes(2 * 16000 * 6))
    assert integrated(paused, 1, 16000) == pytest.approx(integrated(said, 1, 16000), abs=0.7)
    assert integrated(array("h", bytes(32000)), 1, 16000) == SILENT_LUFS


@needs_ffmpeg
@pytest.mark.processes
@pytest.mark.parametrize("loud", [0.01, 0.9])
def test_another_meter_hears_the_same(tmp_path: Path, loud: float) -> None:
    recorded = tone(tmp_path / "said.wav", loud, spoken_s=1.5, pause_s=1).read_bytes()
    for one in (recorded, levelled(recorded)):
        heard = metered(one, tmp_path / "heard.wav")
        assert integrated(*read(one)) == pytest.approx(heard.lufs, abs=0.2)


@needs_espeak
@needs_ffmpeg
@pytest.mark.processes
def test_every_recording_of_an_emergency_is_as_loud_as_stated(tmp_path: Path) -> None:
    """The table it prints (``-s``): what is handed to the public address, and three short ones."""
    engine = engine_of("")
    assert engine is not None
    view = view_of(contents.read(contents.sample()), Situation(), datetime.now(UTC))
    made = [(name, clip) for name, clips in of_kinds(view).items() for clip in clips]
    outside = []
    print("\n| recording | language | s | LUFS | dBTP | text |")
    for name, clip in (*made, *(("short", clip) for clip in SHORT)):
        recorded = engine.speak(clip)
        samples, channels, rate = read(recorded)
        heard = metered(recorded, tmp_path / "heard.wav")
        long_s = len(samples) / channels / rate
        print(
            f"| {name} | {clip.lang} | {long_s:.1f} | {heard.lufs} | {heard.dbtp} | {clip.text} |"
        )
        if not (LEAST_LUFS <= heard.lufs <= MOST_LUFS and heard.dbtp <= MOST_DBTP):
            outside.append((name, clip.lang, heard))
    assert outside == []
