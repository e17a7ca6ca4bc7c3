"""The sans-IO side of every lamp protocol: a pattern becomes frames, received bytes become a reply.

A codec keeps no state. Who drives it remembers the last pattern written and asks again after every
frame, so each frame names the pattern the lamp shows once that frame alone has arrived.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from signage.language.words import NO_WORDS, Message, Words, points
from signage.shows.lamps import TIERS, Light, Pattern


@dataclass(frozen=True, slots=True)
class Line:
    """Settings of the serial line."""

    baud: int = 9600
    bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop: Literal[1, 2] = 1


BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""Standard rates only: a pty accepts any number, and newer C libraries break others in pyserial
3.5."""
USUAL = Line()
"""9600 8N1, what most of these devices ship with."""


@dataclass(frozen=True, slots=True)
class Display(Pattern):
    """A pattern and the one line of words beside it, for devices that show words. Lamps get the
    pattern alone."""

    text: str = ""

    @classmethod
    def of(cls, pattern: Pattern, text: str = "") -> "Display":
        # Made of one that has words already, it keeps them.
        text = pattern.text if isinstance(pattern, Display) and not text else text
        return cls(
            **{tier: pattern.tier(tier) for tier in TIERS}, sounder=pattern.sounder, text=text
        )

    @property
    def pattern(self) -> Pattern:
        return Pattern(**{tier: self.tier(tier) for tier in TIERS}, sounder=self.sounder)

    def __str__(self) -> str:
        return f"{self.pattern} “{self.text}”" if self.text else str(self.pattern)


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes for the wire.

    ``after``: the pattern once they arrived (None: not known yet, more opening frames follow).
    ``gap_s``: seconds the line rests afterwards. ``reply_s``: seconds a reply may take, 0 where
    none comes.
    """

    data: bytes
    after: Pattern | None
    gap_s: float = 0.0
    reply_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the lamp said: whether it took the frame, and what it shows if it says so."""

    accepted: bool
    actual: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """A documented question that changes nothing: what to send, how long to wait, and the device's
    name in its answer.

    ``read`` takes all bytes received so far; None while the answer is incomplete.
    """

    data: bytes
    reply_s: float
    read: Callable[[bytes], str | None]


BLINKS = frozenset({Light.SLOW, Light.FAST})


@dataclass(frozen=True, slots=True)
class Capability:
    """What a device of this protocol can do at most; a lamp's own description narrows it."""

    tiers: frozenset[str]
    sounder: bool
    native_blink: bool
    replies: bool
    rates: frozenset[Light] = frozenset()
    """Lights its own blink shows at our rates, so that no measurement is needed."""
    addressed: bool = False
    """Several lamps may share a line, each with its own unit address."""
    unit: int | None = None
    """That address, where it is a number."""
    modbus: bool = False
    """It speaks Modbus RTU, beside whatever else does on its line."""
    reads: bool = False
    """Its assertion asks the lamp what it shows; so it is asked once more after every new wish."""
    single: bool = False
    """One light at a time: the first of ``FIRST`` that burns is shown."""
    text: bool = False
    """Shows the words of a ``Display``; lights only colour or flash them."""
    outputs: frozenset[int] = frozenset()
    """Relays it switches without touching others; lamps with different ones may share a device.
    Empty: all of it."""
    reassert_s: float | None = None
    """Seconds between re-assertions where the usual period does not suit it."""
    silence_s: float | None = None
    """After so long without a word it takes a state of its own; None: it is not known to."""


class Codec(Protocol):
    @property
    def line(self) -> Line: ...

    @property
    def capability(self) -> Capability: ...

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        """Frames that bring a lamp in any state to a known one, which the last one's ``after``
        names.

        Best ``target`` at once: a lit alarm must not go dark because its line was opened anew.
        """

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        """Frames from one pattern to another; empty when the lamp needs none. At least one while
        they differ."""

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        """Frames that state the pattern again without disturbing it; each is right by itself.

        Their number does not depend on the pattern: a change may come between two of them.
        """

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        """The reply to ``frame`` in what was received, past any garbage; None while it is
        incomplete."""


@dataclass(frozen=True, slots=True)
class Degraded:
    """A pattern as this lamp can show it, and in words what was lost."""

    pattern: Pattern
    lost: Words


SUBSTITUTES: Mapping[str, tuple[str, ...]] = {
    "red": ("yellow",),
    "yellow": ("white",),
    "green": (),
    "blue": ("yellow",),
    "white": ("yellow",),
}
"""Where a missing tier goes, first one that exists. Red never stands for another colour, nor any
for green."""

FIRST = ("red", "yellow", "blue", "white", "green")
"""Which light a lamp shows that can show only one."""
URGENCY = (Light.OFF, Light.ON, Light.SLOW, Light.FAST)
COLOURS = {
    "red": Message("codec.red"),
    "yellow": Message("codec.yellow"),
    "green": Message("codec.green"),
    "blue": Message("codec.blue"),
    "white": Message("codec.white"),
}


def degrade(
    pattern: Pattern, tiers: Collection[str], sounder: bool, single: bool = False
) -> Degraded:
    """The nearest pattern a lamp with these tiers can show. Where two lights meet on one tier the
    more urgent wins.

    ``single``: it shows one light at a time, see ``FIRST``.
    """
    lights = {tier: pattern.tier(tier) for tier in TIERS}
    lost: list[Words] = []
    shown = dict.fromkeys(TIERS, Light.OFF) | {
        tier: light for tier, light in lights.items() if tier in tiers
    }
    for tier, light in lights.items():
        if light is Light.OFF or tier in tiers:
            continue
        other = (
            None
            if _is_a_mark(tier, lights)
            else next((t for t in SUBSTITUTES[tier] if t in tiers), None)
        )
        lost.append(_missing(tier, other))
        if other:
            shown[other] = max(shown[other], light, key=URGENCY.index)
    burning = [tier for tier in FIRST if shown[tier] is not Light.OFF]
    if single and len(burning) > 1:
        shown |= dict.fromkeys(burning[1:], Light.OFF)
        lost.append(Message("codec.lamp-shows-one-colour-at"))
    if pattern.sounder and not sounder:
        lost.append(Message("codec.no-sounder"))
    words = points(lost) if lost else NO_WORDS
    return Degraded(replace(pattern, **shown, sounder=pattern.sounder and sounder), words)


def _is_a_mark(tier: str, lights: Mapping[str, Light]) -> bool:
    """White beside another light marks an exercise; turned yellow it would say something else."""
    return tier == "white" and any(
        light is not Light.OFF for other, light in lights.items() if other != "white"
    )


def _missing(tier: str, other: str | None) -> Words:
    if other is None:
        return Message("codec.no-tier", colour=COLOURS[tier])
    return Message("codec.no-tier-other-instead", colour=COLOURS[tier], other=COLOURS[other])
