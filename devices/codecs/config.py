"""What the hall's description says of one lamp, as its codec takes it, and the settings its line
ends up with."""

from dataclasses import replace

from devices.codecs import faults
from devices.codecs.codec import BAUDS, Line
from signage.hall.wires import LampLine, WireSettings


class LampConfig(LampLine):
    """The line's part of a lamp, and what a codec asks of it: lamps on one line differ by nothing
    else."""

    @classmethod
    def of(cls, lamp: LampLine) -> "LampConfig":
        """Nothing is checked again: what was described has been."""
        return cls.model_construct(**{name: getattr(lamp, name) for name in cls.model_fields})

    def line(self, usual: Line) -> Line:
        """The protocol's usual line with what this lamp sets otherwise. Raises ``DeviceError`` for
        an odd rate."""
        if self.baud is not None and self.baud not in BAUDS:
            raise faults.permanent(faults.BAUD, baud=str(self.baud))
        given = {
            name: value
            for name in ("baud", "bits", "parity", "stop")
            if (value := getattr(self, name))
        }
        return replace(usual, **given)

    def gap_s(self, usual: float) -> float:
        return usual if self.gap_ms is None else self.gap_ms / 1000

    def reply_s(self, usual: float) -> float:
        return usual if self.reply_ms is None else self.reply_ms / 1000

    def answer_s(self, usual: float) -> float:
        """The same for devices that are known to answer: there 0 would mean never to listen."""
        return self.reply_s(usual) or usual

    def under(self, protocol: WireSettings) -> "LampConfig":
        """With a named protocol's settings where the lamp has none of its own."""
        names = WireSettings.model_fields
        given = {name: value for name in names if (value := getattr(protocol, name)) is not None}
        own = {name: value for name, value in given.items() if getattr(self, name) is None}
        return self.model_copy(update=own)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Its tiers, then the sounder if it has one: what has to be connected somewhere."""
        return (*self.colours, *(("sounder",) if self.sounder else ()))

    def size_of(self, known: tuple[int, ...], usual: int) -> int:
        """How many relays the board has. Raises ``DeviceError`` where it is not made so."""
        size = self.size or usual
        if size not in known:
            raise faults.permanent(faults.SIZE, size=str(size), known=", ".join(map(str, known)))
        return size

    def outputs(self, first: int, count: int) -> dict[str, int]:
        """Which relay switches what, of ``count`` relays numbered from ``first``. Raises
        ``DeviceError``."""
        wired: dict[str, int] = {str(channel): number for channel, number in self.channels.items()}
        wired = wired or {channel: first + at for at, channel in enumerate(self.wanted)}
        for channel, number in wired.items():
            if not first <= number < first + count:
                last = str(first + count - 1)
                raise faults.permanent(
                    faults.CHANNEL, channel=channel, number=str(number), first=str(first), last=last
                )
        for channel in self.wanted:
            if channel not in wired:
                raise faults.permanent(faults.UNWIRED, channel=channel)
        if len(set(wired.values())) < len(wired):
            raise faults.permanent(faults.CHANNEL_TWICE)
        # A relay named for a colour the lamp does not have is nobody's business here.
        return {channel: wired[channel] for channel in self.wanted}
