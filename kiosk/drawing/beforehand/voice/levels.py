"""Recordings made equally loud, after EBU R 128: each at one integrated loudness, no peak above
another."""

import sys
import wave
from array import array
from io import BytesIO
from math import copysign, tanh
from typing import Final

from kiosk.drawing.beforehand.voice.loudness import FULL, integrated

LOUD_LUFS: Final = -17.0
"""Of every recording. R 128 asks -23 of broadcasts, heard at home; what a hall is spoken to by, and
what phones and streams are, stands nearer to full scale (AES TD1008: -16 to -20)."""
LEAST_LUFS, MOST_LUFS, MOST_DBTP = -18.0, -16.0, -1.0
"""What a recording may be found at, and the true peak that none passes."""
PEAK_DB: Final = -2.0
"""What no sample passes: between two of them the true peak may be a decibel higher."""
NEAR_LU: Final = 0.1
KNEE: Final = 0.6
"""From this share of full scale on peaks are pressed together."""
ROOM: Final = 10 ** (PEAK_DB / 20) - KNEE
"""For them, above it."""
LONGEST_S: Final = 60.0


class Unheard(ValueError):
    """No recording that can be played."""


def levelled(recorded: bytes) -> bytes:
    """The same speech at the one loudness, as WAV of 16 bits. Raises :class:`Unheard`."""
    samples, channels, rate = read(recorded)
    factor = _factor(LOUD_LUFS - integrated(samples, channels, rate))
    out = _at(factor, samples)
    # What is pressed has become softer.
    short = LOUD_LUFS - integrated(out, channels, rate)
    if abs(short) > NEAR_LU:
        out = _at(factor * _factor(short), samples)
    if sys.byteorder == "big":
        out.byteswap()
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(out.tobytes())
    return written.getvalue()


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _at(factor: float, samples: "array[int]") -> "array[int]":
    pressed = {sample: _pressed(sample / FULL * factor) for sample in set(samples)}
    return array("h", map(pressed.__getitem__, samples))


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


def _pressed(loud: float) -> int:
    """What becomes of a sample, given as a share of full scale."""
    size = abs(loud)
    if size > KNEE:
        size = KNEE + ROOM * tanh((size - KNEE) / ROOM)
    return int(copysign(size, loud) * (FULL - 1))
