"""What one lamp's wire needs next: latest wish, blink phase and re-assertion, as a value of the
time. No IO."""

import math
from collections.abc import Mapping
from dataclasses import replace

from devices.codecs.blink import HALF_MS, burns, next_edge
from devices.codecs.codec import Codec, Degraded, Display, Frame, degrade
from signage.shows.lamps import DARK, TIERS, Light, Pattern

BAND_HZ: Mapping[Light, tuple[float, float]] = {Light.SLOW: (0.4, 0.8), Light.FAST: (1.4, 2.8)}
"""IEC 60073: a lamp's own blink may stand for a light only if its measured rate lies in here."""


ANSWERED_S = 0.05
"""What an answer usually takes, seconds; a silent lamp takes longer but is then no longer asked."""


class Duty:
    """One lamp: what is wanted, what was written, and hence the next frame. Times are monotonic
    seconds."""

    def __init__(
        self,
        codec: Codec,
        tiers: frozenset[str],
        sounder: bool,
        blink_hz: float | None,
        reassert_s: float,
    ) -> None:
        self.codec = codec
        self._tiers = tiers & codec.capability.tiers
        self._sounder = sounder and codec.capability.sounder
        self._hosted = frozenset(light for light in HALF_MS if not _native(codec, light, blink_hz))
        self._reassert_s = reassert_s
        self._reads = codec.capability.reads
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
        """Take a new wish; False if it is the one already held. Words beside it concern text
        devices alone."""
        asked = self._of_this_lamp(pattern)
        if asked == self._asked:
            return False
        before = self.wanted or DARK
        self._asked, self._wish = asked, self._shown(asked)
        if self._reads:
            # From the first question on: answers until now spoke of the wish before.
            self._unchecked, self._said = True, 0
        for tier in TIERS:
            if self._wish.pattern.tier(tier) is not before.tier(tier):
                self._since[tier] = now
        return True

    def _of_this_lamp(self, pattern: Pattern) -> Pattern:
        if self.codec.capability.text:
            return Display.of(pattern)
        return pattern.pattern if isinstance(pattern, Display) else pattern

    def _shown(self, pattern: Pattern) -> Degraded:
        if self.codec.capability.text:
            return Degraded(pattern, {})
        return degrade(pattern, self._tiers, self._sounder, self.codec.capability.single)

    def forget(self) -> None:
        """The lamp's state is unknown: open it anew and say everything."""
        self._opening: tuple[Frame, ...] = ()
        self._opened = 0
        self._written: Pattern | None = None
        self._said = 0
        self._unchecked = self._reads
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
        if self._opened == 0:
            # Until its first frame is out, an opening leads to the wish of now; from then on it is
            # finished as begun.
            self._opening = self.codec.opening(target)
        if self._opened < len(self._opening):
            return self._opening[self._opened]
        frames = self.codec.change(self._written or DARK, target)
        return frames[0] if frames else None

    def again(self, now: float) -> Frame | None:
        """The next frame of a due re-assertion; held back while it would delay a blink edge."""
        target = self.target(now)
        if target is None or now < self._due_at:
            return None
        frame = self.codec.assertion(target)[self._said]
        busy_s = frame.gap_s + min(frame.reply_s, ANSWERED_S)
        return frame if now + busy_s <= self._edge(now) else None

    @property
    def _due_at(self) -> float:
        """A lamp that can be asked is asked as soon as a new wish is written."""
        return (
            # Not while it is being opened: the period begins with the last frame of that.
            -math.inf
            if self._unchecked and not math.isinf(self._reassert_at)
            else self._reassert_at
        )

    def settled(self, now: float) -> bool:
        """Nothing left to write, and what was written is read back where that is possible."""
        return self._wish is not None and self.urgent(now) is None and not self._unchecked

    def wrote(self, actual: Pattern | None, now: float, repeat: bool) -> None:
        """A frame went out, from ``again`` if it is a ``repeat``; ``actual`` is what the lamp shows
        now."""
        if self._reads and repeat and actual != self._written:
            # Someone switched it off and on, or pressed its keys: it may need its opening again to
            # obey at all.
            self._opened, self._said, self._unchecked, self._written = 0, 0, True, actual
            return
        if self._opened < len(self._opening):
            self._opened += 1
        self._written = actual
        if math.isinf(self._reassert_at):
            self._reassert_at = now + self._reassert_s
        elif repeat:
            self._said += 1
            if self._said >= len(self.codec.assertion(DARK)):
                self._said, self._reassert_at = 0, now + self._reassert_s
                self._unchecked = False

    def wake_at(self, now: float) -> float:
        """When to look again if nobody asks for anything."""
        edge = self._edge(now)
        due = self._due_at if self._due_at > now else edge
        return min(edge, due)

    def _edge(self, now: float) -> float:
        if self._wish is None:
            return math.inf
        lights = {self._wish.pattern.tier(tier) for tier in TIERS} & self._hosted
        return min((next_edge(light, now) for light in lights), default=math.inf)


def _native(codec: Codec, light: Light, blink_hz: float | None) -> bool:
    low, high = BAND_HZ[light]
    measured = blink_hz is not None and low <= blink_hz <= high
    return light in codec.capability.rates or (codec.capability.native_blink and measured)
