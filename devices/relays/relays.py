"""What all relay boards share: one relay for each channel, no blink of their own, what lights up is
said first."""

from abc import abstractmethod
from collections.abc import Mapping

from devices.codecs.channels import changed, lit, opened, with_channels
from devices.codecs.codec import Capability, Frame
from signage.shows.lamps import TIERS, Light, Pattern


class Relays:
    """A board that is told one relay at a time. Its codec says how one relay is told."""

    __slots__ = ()
    outputs: Mapping[str, int]
    """Channel → relay, as printed on the board."""

    @abstractmethod
    def switch(self, channel: str, wish: Pattern, after: Pattern | None) -> Frame:
        """The frame that brings one channel to ``wish``; ``after`` as in
        :class:`devices.codecs.codec.Frame`."""

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        return tuple(
            self.switch(channel, target, after) for channel, after in opened(target, self.outputs)
        )

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        return tuple(
            self.switch(channel, after, now)
            for channel, now in changed(before, after, self.outputs)
        )

    def said_again(self, pattern: Pattern) -> tuple[Frame, ...]:
        """An assertion for boards that cannot be asked."""
        return tuple(self.switch(channel, pattern, pattern) for channel in self.outputs)

    def shown(self, closed: Mapping[int, bool], expected: Pattern) -> Pattern:
        """The pattern these relays make; those not named are as expected."""
        lights = {
            c: Light.ON if closed[at] else Light.OFF
            for c, at in self.outputs.items()
            if at in closed
        }
        return with_channels(expected, lights)

    def able(
        self, *, reads: bool = False, alone: bool = False, unit: int | None = None
    ) -> Capability:
        """``reads``: it can be asked what it shows. ``alone``: a frame sets the whole board, no
        lamp shares it."""
        return Capability(
            tiers=frozenset(TIERS) & frozenset(self.outputs),
            sounder="sounder" in self.outputs,
            native_blink=False,
            replies=reads,
            addressed=unit is not None,
            unit=unit,
            # No board of relays has a number on its line but those of Modbus.
            modbus=unit is not None,
            reads=reads,
            outputs=frozenset() if alone else frozenset(self.outputs.values()),
        )


def closes(wish: Pattern, channel: str) -> bool:
    # A relay has no rates: whoever blinks it says on and off in turn.
    return lit(wish, channel) is not Light.OFF
