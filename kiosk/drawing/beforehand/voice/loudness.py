"""How loud people find a recording: integrated loudness after EBU R 128, in LUFS.

ITU-R BS.1770-4: each channel is weighed as an ear weighs it (annex 1: a shelf for the head, then a
high-pass), its power taken in blocks of 400 ms that overlap by three quarters, and what is a pause
is gated away, first absolutely, then by what is left.
"""

from array import array
from collections.abc import Iterator, Sequence
from math import log10, pi, tan
from typing import Final, NamedTuple

FULL: Final = 32768.0
STEP_S: Final = 0.1
STEPS: Final = 4
"""In a block."""
SILENT_LUFS, BELOW_LU = -70.0, -10.0
"""The two gates: absolute, and under the loudness of what passed it."""
OFFSET_LU: Final = -0.691
"""So that a full sine of 1 kHz in one channel is -3.01 LUFS (annex 1)."""
SHELF: Final = (1681.974450955533, 3.999843853973347, 0.7071752369554196)
"""Hz, dB and Q of the head's shelf; with :data:`PASS` the coefficients of annex 1 at 48 kHz, for
any rate."""
PASS: Final = (38.13547087602444, 0.5003270373238773)
_LEVEL_POWER: Final = 0.4996667741545416
"""Of the shelf's gain, what it has at its corner."""


class Biquad(NamedTuple):
    """Of a filter of second order; the first of ``a`` is 1."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def shelf(rate: int) -> Biquad:
    hertz, gain_db, q = SHELF
    k = tan(pi * hertz / rate)
    high = 10 ** (gain_db / 20)
    middle, a0 = high**_LEVEL_POWER, 1 + k / q + k * k
    return Biquad(
        (high + middle * k / q + k * k) / a0, 2 * (k * k - high) / a0,
        (high - middle * k / q + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0,
    )  # fmt: skip


def high_pass(rate: int) -> Biquad:
    hertz, q = PASS
    k = tan(pi * hertz / rate)
    a0 = 1 + k / q + k * k
    return Biquad(1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def integrated(samples: "array[int]", channels: int, rate: int) -> float:
    """LUFS of samples of 16 bits, channels in turn; at least :data:`SILENT_LUFS`."""
    each = [_steps(samples[channel::channels], rate) for channel in range(channels)]
    steps = [sum(together) for together in zip(*each, strict=True)]
    loud = [power for power in _blocks(steps) if _lufs(power) > SILENT_LUFS]
    if not loud:
        return SILENT_LUFS
    gate = _lufs(_mean(loud)) + BELOW_LU
    return _lufs(_mean([power for power in loud if _lufs(power) > gate]))


def _blocks(steps: Sequence[float]) -> Iterator[float]:
    """What is shorter than a block is one."""
    for at in range(max(1, len(steps) - STEPS + 1)):
        yield _mean(steps[at : at + STEPS])


def _mean(powers: Sequence[float]) -> float:
    return sum(powers) / len(powers)


def _lufs(power: float) -> float:
    return OFFSET_LU + 10 * log10(power) if power > 0 else -200.0


def _steps(samples: "array[int]", rate: int) -> list[float]:
    """The weighed power of each step, as a share of full scale; of the last, what there is of it."""
    (b0, b1, b2, a1, a2), (_, _, _, c1, c2) = shelf(rate), high_pass(rate)
    size = int(STEP_S * rate)
    head1 = head2 = pass1 = pass2 = 0.0
    found = []
    for begin in range(0, len(samples), size):
        power = 0.0
        step = samples[begin : begin + size]
        # Both filters at once, in the transposed second form: a loop of eight seconds' samples.
        for x in step:
            y = b0 * x + head1
            head1 = b1 * x - a1 * y + head2
            head2 = b2 * x - a2 * y
            z = y + pass1
            pass1 = -2.0 * y - c1 * z + pass2
            pass2 = y - c2 * z
            power += z * z
        found.append(power / (len(step) * FULL * FULL))
    whole = len(samples) // size
    # A cut step counts only where nothing else is there.
    return found[:whole] or found
