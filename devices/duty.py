"""What one lamp's wire needs next: latest wish, blink phase and re-assertion, as a value of the time. No IO."""

import math
from collections.abc import Mapping
from dataclasses import replace

from devices.codec import Codec, Degraded, Frame, degrade
from signage.lamps import DARK, TIERS, Light, Pattern

HALF_MS: Mapping[Light, int] = {Light.SLOW: 1000, Light.FAST: 333}
"""Half a blink cycle on one clock for the whole hall."""

BAND_HZ: Mapping[Light, tuple[float, float]] = {Light.SLOW: (0.4, 0.8), Light.FAST: (1.4, 2.8)}
"""IEC 60073: a lamp's own blink may stand for a light only if its measured rate lies in here."""


def _half(light: Light, now: float) -> int:
    """How many half cycles since the clock's zero; whole microseconds, so that an edge is never seen twice."""
    return round(now * 1e6) // (HALF_MS[light] * 1000)


def burns(light: Light, now: float, since: float) -> bool:
    """Whether a light is lit at ``now``. Its first cycle burns throughout, so that it is seen at once."""
    if light not in HALF_MS:
        return light is Light.ON
    half = _half(light, now)
    return half % 2 == 0 or half // 2 == _half(light, since) // 2


def next_edge(light: Light, now: float) -> float:
    """When the light may next change by itself, seconds; infinity for a steady one."""
    return (_half(light, now) + 1) * HALF_MS[light] / 1000 if light in HALF_MS else math.inf


class Duty:
    """One lamp: what is wanted, what was written, and hence the next frame. Times are monotonic seconds."""

    def __init__(
        self, codec: Codec, tiers: frozenset[str], sounder: bool, blink_hz: float | None, reassert_s: float
    ) -> None:
        self.codec = codec
        self._tiers = tiers & codec.capability.tiers
        self._sounder = sounder and codec.capability.sounder
        self._hosted = frozenset(light for light in HALF_MS if not _native(codec, light, blink_hz))
        self._reassert_s = reassert_s
        self._wish: Degraded | None = None
        self._asked: Pattern | None = None
        self._since: dict[str, float] = {}
        self.forget()

    @property
    def wanted(self) -> Pattern | None:
        """What this lamp should show, as far as it can; None until someone said."""
        return self._wish.pattern if self._wish else None

    @property
    def lost(self) -> Mapping[str, str]:
        """In words, what of the wish this lamp cannot show."""
        return self._wish.lost if self._wish else {}

    @property
    def written(self) -> Pattern | None:
        return self._written

    def want(self, pattern: Pattern, now: float) -> bool:
        """Take a new wish; False if it is the one already held."""
        if pattern == self._asked:
            return False
        before = self.wanted or DARK
        self._asked, self._wish = pattern, degrade(pattern, self._tiers, self._sounder)
        for tier in TIERS:
            if self._wish.pattern.tier(tier) is not before.tier(tier):
                self._since[tier] = now
        return True

    def forget(self) -> None:
        """The lamp's state is unknown: open it anew and say everything."""
        self._opening = list(self.codec.opening())
        self._written: Pattern | None = None
        self._said = 0
        self._reassert_at = math.inf

    def target(self, now: float) -> Pattern | None:
        """The wish at this moment: lights we blink ourselves are on or off."""
        if self._wish is None:
            return None
        wish = self._wish.pattern
        lights = {
            tier: Light.ON if burns(wish.tier(tier), now, self._since[tier]) else Light.OFF
            for tier in TIERS
            if wish.tier(tier) in self._hosted
        }
        return replace(wish, **lights, sounder=wish.sounder)

    def urgent(self, now: float) -> Frame | None:
        """The next frame towards the target, if the lamp does not show it yet."""
        target = self.target(now)
        if target is None:
            return None
        if self._opening:
            return self._opening[0]
        frames = self.codec.change(self._written or DARK, target)
        return frames[0] if frames else None

    def again(self, now: float) -> Frame | None:
        """The next frame of a due re-assertion; held back while it would delay a blink edge."""
        target = self.target(now)
        if target is None or now < self._reassert_at:
            return None
        frame = self.codec.assertion(target)[self._said]
        return frame if now + frame.gap_s <= self._edge(now) else None

    def settled(self, now: float) -> bool:
        return self._wish is not None and self.urgent(now) is None

    def wrote(self, actual: Pattern | None, now: float, repeat: bool) -> None:
        """A frame went out, from ``again`` if it is a ``repeat``; ``actual`` is what the lamp shows now."""
        if self._opening:
            self._opening.pop(0)
        self._written = actual
        if math.isinf(self._reassert_at):
            self._reassert_at = now + self._reassert_s
        elif repeat:
            self._said += 1
            if self._said >= len(self.codec.assertion(DARK)):
                self._said, self._reassert_at = 0, now + self._reassert_s

    def wake_at(self, now: float) -> float:
        """When to look again if nobody asks for anything."""
        edge = self._edge(now)
        due = self._reassert_at if self._reassert_at > now else edge
        return min(edge, due)

    def _edge(self, now: float) -> float:
        if self._wish is None:
            return math.inf
        lights = {self._wish.pattern.tier(tier) for tier in TIERS} & self._hosted
        return min((next_edge(light, now) for light in lights), default=math.inf)


def _native(codec: Codec, light: Light, blink_hz: float | None) -> bool:
    low, high = BAND_HZ[light]
    measured = blink_hz is not None and low <= blink_hz <= high
    return codec.capability.exact_blink or (codec.capability.native_blink and measured)
