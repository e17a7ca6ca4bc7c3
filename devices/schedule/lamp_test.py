"""The lamp test of staff: each light of a lamp in turn for a fixed time, as a value of the time. No
IO, no thread.

A worker asks what the test shows *now*; before it began and once it is over the answer is nothing,
and the computed pattern counts again. So a test ends by itself, whatever else has failed meanwhile.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from devices.codecs.codec import Display
from signage.language.words import Message, say
from signage.shows.lamps import DARK, TIERS, Light, Pattern


@dataclass(frozen=True, slots=True)
class LampTest:
    """``began`` and ``step_s``: seconds of the monotonic clock; each pattern is shown for one
    step."""

    began: float
    step_s: float
    patterns: tuple[Pattern, ...]

    def at(self, now: float) -> Pattern | None:
        step = math.floor((now - self.began) / self.step_s)
        return self.patterns[step] if 0 <= step < len(self.patterns) else None

    def next_at(self, now: float) -> float:
        """When the answer changes next; infinity once the test is over."""
        step = math.floor((now - self.began) / self.step_s) + 1
        return self.began + step * self.step_s if step <= len(self.patterns) else math.inf


WORDS = Message("lamp-test.test")


def lamp_test(
    tiers: Collection[str], sounder: bool, text: bool, began: float, step_s: float
) -> LampTest:
    """Every light of the lamp, steady, red first; with ``sounder`` the sounder last and alone.

    ``text``: a text device shows words.
    """
    lit = [replace(DARK, **{tier: Light.ON}, sounder=False) for tier in TIERS if tier in tiers]
    heard = [Pattern(sounder=True)] if sounder else []
    patterns = [Display.of(DARK, f"{say(WORDS)} {say(WORDS, 'en')}")] if text else lit + heard
    return LampTest(began, step_s, tuple(patterns))
