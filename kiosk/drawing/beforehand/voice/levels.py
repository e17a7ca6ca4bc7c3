"""Recordings made equally loud: the speech in each at one level, no peak above another.

By the root mean square of what is spoken, pauses left out, which for one voice goes with loudness
(EBU R128 gates and weighs besides); a whole meter would need a library for a decibel.
"""

import sys
import wave
from array import array
from io import BytesIO
from itertools import starmap
from math import log10, sqrt, tanh
from operator import mul
from typing import Final

FULL: Final = 32768.0
SPEECH_DB, PEAK_DB = -20.0, -1.0
"""Decibels below full scale: of the speech in a recording, and what no sample passes."""
GATE_DB: Final = -20.0
"""A twentieth of a second so much softer than the loudest is a pause."""
BLOCK_S: Final = 0.05
KNEE: Final = 0.6
"""From this share of full scale on peaks are pressed together."""
LONGEST_S: Final = 60.0


class Unheard(ValueError):
    """No recording that can be played."""


def levelled(recorded: bytes) -> bytes:
    """The same speech at the one level, as WAV of 16 bits. Raises :class:`Unheard`."""
    samples, channels, rate = read(recorded)
    factor = 10 ** (SPEECH_DB / 20) / speech_level(samples, channels, rate)
    pressed = _pressed(factor)
    out = array("h", map(pressed.__getitem__, samples))
    if sys.byteorder == "big":
        out.byteswap()
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(out.tobytes())
    return written.getvalue()


def read(recorded: bytes) -> tuple["array[int]", int, int]:
    """Samples, channels and rate. Raises :class:`Unheard`."""
    try:
        with wave.open(BytesIO(recorded)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            # A stream's header promises more than comes: what is there counts.
            frames = file.readframes(len(recorded))
    except (wave.Error, EOFError) as error:
        raise Unheard(f"what it wrote is no WAV ({error})") from error
    if width != 2:
        raise Unheard(f"it writes {8 * width} bits a sample; 16 are needed")
    samples = array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    if not 0 < len(samples) <= LONGEST_S * rate * channels or not any(samples):
        raise Unheard("it wrote silence, or more than a minute")
    return samples, channels, rate


def speech_level(samples: "array[int]", channels: int, rate: int) -> float:
    """Root mean square of what is spoken, as a share of full scale."""
    size = max(1, int(BLOCK_S * rate)) * channels
    blocks = (samples[at : at + size] for at in range(0, len(samples), size))
    powers = [sum(starmap(mul, zip(block, block, strict=True))) / len(block) for block in blocks]
    gate = max(powers) * 10 ** (GATE_DB / 10)
    spoken = [power for power in powers if power >= gate]
    return sqrt(sum(spoken) / len(spoken)) / FULL


def decibels(level: float) -> float:
    return 20 * log10(level)


def _pressed(factor: float) -> list[int]:
    """What becomes of each sample, by the sample: -1 is the last."""
    ceiling = 10 ** (PEAK_DB / 20)
    room = ceiling - KNEE

    def after(sample: int) -> int:
        loud = sample / FULL * factor
        if loud > KNEE:
            loud = KNEE + room * tanh((loud - KNEE) / room)
        return int(loud * (FULL - 1))

    above = [after(sample) for sample in range(int(FULL) + 1)]
    return [*above[:-1], *(-one for one in reversed(above[1:]))]
