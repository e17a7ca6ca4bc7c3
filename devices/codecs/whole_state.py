"""What all lamps share whose one frame is their whole state: nothing is said when nothing
changed."""

from abc import abstractmethod

from devices.codecs.codec import BLINKS, Capability, Frame, Reply
from signage.shows.lamps import TIERS, Pattern


def of_display(reassert_s: float) -> Capability:
    """A display in a light's place: it can say every light in words, and never answers."""
    return Capability(
        frozenset(TIERS),
        sounder=False,
        native_blink=True,
        replies=False,
        rates=BLINKS,
        text=True,
        reassert_s=reassert_s,
    )


class WholeState:
    """A lamp that is told everything at once. Its codec says how; one that answers reads its own
    replies."""

    __slots__ = ()

    @abstractmethod
    def frame(self, wish: Pattern) -> Frame:
        """The frame after which the lamp shows ``wish``, whatever it showed before."""

    def opening(self, target: Pattern) -> tuple[Frame, ...]:
        return (self.frame(target),)

    def change(self, before: Pattern, after: Pattern) -> tuple[Frame, ...]:
        return () if before == after else (self.frame(after),)

    def assertion(self, pattern: Pattern) -> tuple[Frame, ...]:
        return (self.frame(pattern),)

    def reply(self, frame: Frame, received: bytes) -> Reply | None:
        return None
