"""Programs that speak, for tests, and a hall of which two screens sound."""

import re
import shutil
import wave
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import pi, sin
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.beforehand.voice.engine import Engine, engine_of
from kiosk.drawing.beforehand.voice.maker import Voice
from kiosk.drawing.beforehand.voice.shelf import RECORDINGS, Shelf
from kiosk.engine.health import Fact
from kiosk.public.opened import pages_read
from kiosk.wiring import House, build
from tests.cast import Clock

RATE = 8000
SOUNDING = ("entrance", "exit-east")
needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here"
)
needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not installed here"
)


def tone(path: Path, loud: float, *, spoken_s: float = 0.5, pause_s: float = 0.0) -> Path:
    """A WAV of a tone, of ``loud`` of full scale, with a pause behind."""
    samples = [
        int(32767 * loud * sin(2 * pi * 440 * at / RATE)) for at in range(int(spoken_s * RATE))
    ]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", [*samples, *[0] * int(pause_s * RATE)]).tobytes())
    return path


def plays(path: Path) -> Engine:
    """Speaks the same recording, whatever it is told."""
    found = engine_of(f"cat {path}")
    assert found is not None
    return found


def content(
    directory: Path, keys: str = 'sound = "emergency"', names: Sequence[str] = SOUNDING
) -> Path:
    """The sample, some of whose screens have these keys."""
    shutil.copytree(contents.sample(), directory, ignore=shutil.ignore_patterns("pictures"))
    screens = directory / "screens.toml"
    text = screens.read_text("utf-8")
    for name in names:
        text, found = re.subn(rf'(?m)^id = "{name}"$', rf'id = "{name}"\n{keys}', text)
        assert found == 1
    screens.write_text(text, "utf-8")
    return directory


@contextmanager
def hall(
    tmp_path: Path, engine: Engine | None, keys: str = 'sound = "emergency"'
) -> Iterator[House]:
    """Nothing in it turns by itself, and what it says is recorded in this process."""
    built = build(
        tmp_path / "data", content(tmp_path / "content", keys), simulators=True, clock=Clock(),
        journal=tmp_path / "journal", speech=engine,
    )  # fmt: skip
    records(built, engine)
    try:
        yield built
    finally:
        built.close()


def records(house: House, engine: Engine | None) -> Voice:
    """In place of the process that does."""
    here = house.services
    made = Voice(here.board, engine, Shelf(here.store.directory / RECORDINGS), here.health)
    made.opens, here.voice = pages_read(house.app), made
    here.health.add(made.facts)
    return made


def voice_of(house: House) -> Voice:
    found = house.services.voice
    assert isinstance(found, Voice)
    return found


def told(house: House) -> Fact:
    return next(fact for fact in house.services.health.facts() if fact.name == "speech")
