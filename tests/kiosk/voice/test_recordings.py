"""Programs that speak, how loud it is, and where it is kept."""

import subprocess
import wave
from math import log10
from pathlib import Path

import pytest

from kiosk.drawing.beforehand.voice.engine import Engine, Mute, NoEngine, engine_of
from kiosk.drawing.beforehand.voice.levels import LOUD_LUFS, PEAK_DB, Unheard, levelled, read
from kiosk.drawing.beforehand.voice.loudness import integrated
from kiosk.drawing.beforehand.voice.shelf import Shelf
from kiosk.drawing.beforehand.voice.wanted import present
from signage.shows.scene import Scene
from signage.situation.commands import Raise
from signage.spoken.clips import Clip
from signage.spoken.sign import running, spoken
from tests.cast import GUIDE
from tests.kiosk.voice.talking import hall, needs_espeak, plays, tone, voice_of

FIRE = {
    "zh": "紧急疏散。 请走北出口，约 三十五米。 不要乘电梯。",
    "en": "Emergency Evacuation. To North Exit, about thirty-five metres. Do not use lifts.",
}
NAME, OTHER = "0" * 8 + "-" + "a" * 20, "0" * 8 + "-" + "b" * 20


def level(recorded: bytes) -> float:
    return integrated(*read(recorded))


def peak(recorded: bytes) -> float:
    return 20 * log10(max(map(abs, read(recorded)[0])) / 32768)


@pytest.mark.parametrize("loud", [0.002, 0.1, 0.99])
@pytest.mark.parametrize("pause_s", [0.0, 2.0])
def test_all_are_equally_loud_however_they_were_spoken(
    tmp_path: Path, loud: float, pause_s: float
) -> None:
    made = levelled(tone(tmp_path / "said.wav", loud, pause_s=pause_s).read_bytes())
    assert level(made) == pytest.approx(LOUD_LUFS, abs=0.5)
    assert peak(made) <= PEAK_DB


def test_what_bursts_is_pressed_and_not_cut(tmp_path: Path) -> None:
    soft = tone(tmp_path / "soft.wav", 0.02, spoken_s=2).read_bytes()
    burst = tone(tmp_path / "burst.wav", 0.9, spoken_s=0.02).read_bytes()
    both = tmp_path / "both.wav"
    with wave.open(str(both), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(read(soft)[0].tobytes() + read(burst)[0].tobytes())
    assert peak(levelled(both.read_bytes())) <= PEAK_DB


@pytest.mark.parametrize("recorded", [b"", b"no sound at all", b"RIFF\x24\x00\x00\x00WAVE"])
def test_what_is_no_recording_is_refused(recorded: bytes) -> None:
    with pytest.raises(Unheard, match="no WAV"):
        levelled(recorded)


def test_silence_and_too_long_a_speech_are_refused(tmp_path: Path) -> None:
    for path in (
        tone(tmp_path / "silent.wav", 0.0), tone(tmp_path / "long.wav", 0.3, spoken_s=61),
    ):  # fmt: skip
        with pytest.raises(Unheard, match="silence, or more than a minute"):
            levelled(path.read_bytes())


def test_nothing_speaks_where_the_hall_wants_none() -> None:
    assert engine_of("none") is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [("no-such-voice --wav", "no program no-such-voice"), ("a 'b", "quotation")],
)
def test_a_setting_that_names_no_program_says_so(setting: str, said: str) -> None:
    with pytest.raises(NoEngine, match=said):
        engine_of(setting)


def test_recordings_of_another_engine_are_others(tmp_path: Path) -> None:
    one, two = plays(tmp_path / "a.wav"), plays(tmp_path / "b.wav")
    assert one.name != two.name


@pytest.mark.processes
@pytest.mark.parametrize(("command", "said"), [
    (("sleep", "60"), "took longer than 0.2 s"),
    (("false",), "ended with 1"),
    (("sh", "-c", "echo no such language >&2; exit 3"), "no such language"),
    (("echo", "hello"), "no WAV"),
    (("no-such-program",), "No such file"),
])  # fmt: skip
def test_a_program_that_does_not_speak_is_told_in_plain_words(
    command: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Mute, match=said):
        Engine(command, "00000000", limit_s=0.2 if "sleep" in command else 20).speak(
            Clip("zh", "好")
        )


@needs_espeak
@pytest.mark.processes
def test_espeak_says_both_languages_equally_loud_and_in_time() -> None:
    engine = engine_of("")
    assert engine is not None
    for lang, text in FIRE.items():
        recorded = engine.speak(Clip(lang, text))
        samples, channels, rate = read(recorded)
        assert 3 < len(samples) / channels / rate < 16, lang
        assert level(recorded) == pytest.approx(LOUD_LUFS, abs=1), lang
        assert peak(recorded) <= PEAK_DB, lang
    with pytest.raises(Mute, match="voice does not exist"):
        engine.speak(Clip("qq", "?"))


@needs_espeak
@pytest.mark.processes
def test_a_recording_is_its_signs_text_by_the_voice_of_its_language(tmp_path: Path) -> None:
    """What lies under the name that a sign gives is the sign's own text, said by espeak-ng's voice
    of that language and no other."""
    engine = engine_of("")
    assert engine is not None
    with hall(tmp_path, engine, 'sound = "all"') as house:
        board, voice = house.services.board, voice_of(house)
        board.do(Raise("FIRE", ("hall",)), GUIDE)
        scene = board.view.scenes["entrance"]
        clips = {clip.lang: clip for clip in present(board.view).values() if _said(scene, clip)}
        assert clips.keys() == {"zh", "en"}
        for lang, clip in clips.items():
            voice.shelf.put(voice.name(clip.key), engine.speak(clip))
            found = voice.shelf.path(voice.name(clip.key))
            assert found is not None
            by = {name: _by_voice(name, clip.text) for name in ("cmn", "en")}
            assert found.read_bytes() == by["cmn" if lang == "zh" else "en"]
            assert by["cmn"] != by["en"]


def _said(scene: Scene, clip: Clip) -> bool:
    return clip.text == running(spoken(scene, clip.lang), clip.lang)


def _by_voice(name: str, text: str) -> bytes:
    told = ["espeak-ng", "-v", name, "-s", "180", "--stdin", "--stdout"]
    return levelled(
        subprocess.run(told, input=text.encode(), capture_output=True, check=True).stdout
    )


def test_a_recording_is_found_by_its_name_and_by_nothing_else(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "speech")
    assert shelf.path(NAME) is None and shelf.names() == set()
    (tmp_path / "secret.wav").write_bytes(b"secret")
    shelf.put(NAME, b"sound")
    found = shelf.path(NAME)
    assert found is not None and found.read_bytes() == b"sound"
    assert shelf.names() == {NAME} and shelf.path(OTHER) is None
    for name in ("../secret", "secret", "", NAME + "\n", f"../speech/{NAME}"):
        assert shelf.path(name) is None, name


def test_the_oldest_that_nobody_wants_makes_room(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "speech", 100)
    shelf.put(NAME, b"x" * 60)
    with pytest.raises(OSError, match="full"):
        shelf.put(OTHER, b"x" * 60)
    shelf.tidy({NAME})
    assert shelf.names() == {NAME}, "not nearly full"
    shelf.put(OTHER, b"x" * 30)
    shelf.tidy({OTHER})
    assert shelf.names() == {OTHER}
    shelf.put(NAME, b"x" * 60)
    assert shelf.names() == {NAME, OTHER}


def test_what_could_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "speech")
    shelf.put(NAME, b"old")
    (tmp_path / "speech" / f"{NAME}.7.partial").write_bytes(b"of a process that died")
    (tmp_path / "speech" / f"{OTHER}.wav").mkdir()
    with pytest.raises(OSError, match="directory"):
        shelf.put(OTHER, b"new")
    shelf.tidy({NAME})
    assert not [*(tmp_path / "speech").glob("*.partial")] and shelf.path(OTHER) is None
    found = shelf.path(NAME)
    assert found is not None and found.read_bytes() == b"old"
