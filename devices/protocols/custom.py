"""Lamps nobody listed: the frames of every state as facilities typed them (:class:`Frames`,
``typed_frames``).

Either frames for each light's own states, or one frame for the whole lamp in each state, one colour
at a time. A lamp whose slow or fast frames are typed for all its lights blinks by itself; else we
blink it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from devices.codecs import faults
from devices.codecs.channels import changed, lit, opened, with_channels
from devices.codecs.codec import BLINKS, USUAL, Capability, Frame, Line, Reply
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.modbus import frames as modbus
from devices.protocols import typed_frames as typed
from signage.hall.wires import Frames, spelt
from signage.shows.lamps import DARK, TIERS, Light, Pattern

ECHO = "echo"
GAP_S, REPLY_S = 0.05, 0.5
"""Careful where nothing is known, seconds."""
STATE = re.compile(r"(?:(red|yellow|green|blue|white) (on|slow|fast))?( \+ )?(sounder)?")


@dataclass(frozen=True, slots=True)
class CustomFrames:
    open: tuple[bytes, ...]
    channel: Mapping[str, Mapping[Light, bytes]]
    whole: Mapping[Pattern, bytes]
    answer: re.Pattern[bytes] | None
    echo: bool
    refusal: re.Pattern[bytes] | None
    unit: int | None
    line: Line = USUAL
    gap_s: float = GAP_S
    reply_s: float = 0.0

    @classmethod
    def of(cls, lamp: LampConfig, unit: str) -> "CustomFrames":
        """A lamp that brings its own frames."""
        if lamp.frames is None:
            raise faults.permanent(faults.NEEDS_FRAMES, protocol=lamp.protocol)
        return cls.framed(lamp.frames, lamp, unit)

    @classmethod
    def framed(cls, frames: Frames, lamp: LampConfig, unit: str) -> "CustomFrames":
        """Raises a permanent ``DeviceError`` that names the state whose frame is wrong or
        missing."""
        if bool(frames.channel) == bool(frames.whole):
            raise faults.permanent(
                faults.FRAME_BOTH if frames.whole else faults.NEEDS_FRAMES, protocol=lamp.protocol
            )
        # Any byte: what nobody listed keeps to no standard's range.
        number = modbus.unit_of(unit, 0, 255)
        answers = frames.reply.strip().lower()
        return cls(
            tuple(_bytes("open", text, number) for text in frames.open),
            dict(_channels(frames, number)),
            dict(_whole(frames, number)),
            _answer("reply", frames.reply if answers not in ("", ECHO) else "", number),
            answers == ECHO,
            _answer("refusal", frames.refusal, number),
            number if _addressed(frames) else None,
            lamp.line(USUAL),
            lamp.gap_s(GAP_S),
            lamp.reply_s(REPLY_S) if answers else 0.0,
        )

    @property
    def capability(self) -> Capability:
        return Capability(
            self._tiers,
            sounder=any(pattern.sounder for pattern in self.whole) or "sounder" in self.channel,
            native_blink=False,
            replies=self.reply_s > 0,
            rates=frozenset(
                light for light in BLINKS if all(self._has(tier, light) for tier in self._tiers)
            ),
            addressed=self.unit is not None,
            unit=self.unit,
            single=bool(self.whole),
        )

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        first = tuple(self._frame(data, None) for data in self.open)
        if self.whole:
            return (*first, self._state(target))
        return (
            *first,
            *(self._say(channel, target, after) for channel, after in opened(target, self.channel)),
        )

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        if self.whole:
            return () if before == after else (self._state(after),)
        return tuple(
            self._say(channel, after, now) for channel, now in changed(before, after, self.channel)
        )

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        if self.whole:
            return (self._state(pattern),)
        return tuple(self._say(channel, pattern, pattern) for channel in self.channel)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        if (self.answer and self.answer.search(received)) or (self.echo and frame.data in received):
            return Reply(accepted=True)
        return Reply(accepted=False) if self.refusal and self.refusal.search(received) else None

    @property
    def _tiers(self) -> frozenset[str]:
        named = {
            tier for pattern in self.whole for tier in TIERS if pattern.tier(tier) is not Light.OFF
        }
        return frozenset(TIERS) & (named | set(self.channel))

    def _has(self, tier: str, light: Light) -> bool:
        return light in self.channel.get(tier, {}) or any(p.tier(tier) is light for p in self.whole)

    def _say(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        frames = self.channel[channel]
        # A blink without a frame is blinked by us; what is left to say of it is on.
        return self._frame(frames.get(lit(wish, channel), frames[Light.ON]), after)

    def _state(self, wish: Pattern) -> Frame:
        """A light that has no frame together with the sounder is shown without it, a sounder alone
        as dark."""
        steady = with_channels(
            wish, {tier: Light.ON for tier in TIERS if wish.tier(tier) in BLINKS}
        )
        tried = (wish, steady, replace(wish, sounder=False), replace(steady, sounder=False))
        return self._frame(
            next((self.whole[p] for p in tried if p in self.whole), self.whole[DARK]), wish
        )

    def _frame(self, data: bytes, after: Pattern | None) -> Frame:
        return Frame(data, after, self.gap_s, self.reply_s)


def state(text: str) -> Pattern:
    """``off``, ``red on``, ``red fast + sounder``, ``sounder``. Raises ``DeviceError``."""
    if spelt(text) == "off":
        return DARK
    found = STATE.fullmatch(spelt(text))
    if not found or not (found[1] or found[4]) or bool(found[3]) != bool(found[1] and found[4]):
        raise faults.permanent(faults.FRAME_STATE, state=text)
    lights = {found[1]: Light(found[2])} if found[1] else {}
    return with_channels(Pattern(sounder=bool(found[4])), lights)


def _whole(frames: Frames, unit: int) -> Iterator[tuple[Pattern, bytes]]:
    known: dict[Pattern, bytes] = {}
    for text, typed_frame in frames.whole.items():
        data = _bytes(text, typed_frame, unit)
        if known.setdefault(state(text), data) != data:
            raise faults.permanent(faults.FRAME_TWICE, state=text)
    needed = [DARK] if known else []
    needed += [
        with_channels(DARK, {tier: Light.ON})
        for tier in TIERS
        if any(p.tier(tier) is not Light.OFF for p in known)
    ]
    for pattern in needed:
        if pattern not in known:
            raise faults.permanent(faults.FRAME_MISSING, state=str(pattern))
    yield from known.items()


def _channels(frames: Frames, unit: int) -> Iterator[tuple[str, Mapping[Light, bytes]]]:
    for channel, states in frames.channel.items():
        for light in ("off", "on"):
            if light not in states:
                raise faults.permanent(faults.FRAME_MISSING, state=f"{channel} {light}")
        yield (
            channel,
            {
                Light(light): _bytes(f"{channel} {light}", text, unit)
                for light, text in states.items()
            },
        )


def _addressed(frames: Frames) -> bool:
    """Whether every frame carries the unit address, so that several such lamps may share a line."""
    states = (
        *frames.whole.values(),
        *(text for lights in frames.channel.values() for text in lights.values()),
    )
    return all("{unit}" in text for text in states)


def _bytes(what: str, text: str, unit: int) -> bytes:
    try:
        return typed.frame(text, unit)
    except DeviceError as error:
        raise typed.wrong(what, error.message) from error


def _answer(what: str, text: str, unit: int) -> re.Pattern[bytes] | None:
    if not text.strip():
        return None
    try:
        return typed.answer(text, unit)
    except DeviceError as error:
        raise typed.wrong(what, error.message) from error
