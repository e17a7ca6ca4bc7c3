"""What the hall's description says of one lamp, as its codec takes it, and the settings its line ends up with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from devices.codecs import faults
from devices.codecs.codec import BAUDS, Line
from signage.hall.model import Lamp
from signage.hall.wires import Channel, Farewell, Frames, RegisterMap, WireSettings


@dataclass(frozen=True, slots=True)
class LampConfig:
    """One lamp. What is None or empty is left to the protocol."""

    id: str
    address: str
    protocol: str = "adafruit_tower"
    colours: tuple[str, ...] = ("red", "yellow", "green")
    sounder: bool = False
    blink_hz: float | None = None
    baud: int | None = None
    bits: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stop: Literal[1, 2] | None = None
    gap_ms: int | None = None
    reply_ms: int | None = None
    settle_ms: int = 0
    """Rest after the port was opened, before the first frame."""
    channels: Mapping[Channel, int] = field(default_factory=dict)
    size: int | None = None
    map: RegisterMap | None = None
    frames: Frames | None = None
    on_stop: Farewell = "hold"
    """What the lamp is left with when it is no longer driven."""
    reassert_s: float | None = None

    def __hash__(self) -> int:
        """Maps and frames hold tables, which have no hash; compared are all fields."""
        return hash((self.id, self.address, self.protocol))

    @classmethod
    def of(cls, lamp: Lamp) -> "LampConfig":
        return cls(**{name: getattr(lamp, name) for name in cls.__slots__})

    def line(self, usual: Line) -> Line:
        """The protocol's usual line with what this lamp sets otherwise. Raises ``DeviceError`` for an odd rate."""
        if self.baud is not None and self.baud not in BAUDS:
            raise faults.permanent(faults.BAUD, baud=str(self.baud))
        given = {name: value for name in ("baud", "bits", "parity", "stop") if (value := getattr(self, name))}
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
        return replace(self, **{name: value for name, value in given.items() if getattr(self, name) is None})

    @property
    def wanted(self) -> tuple[str, ...]:
        """Its tiers, then the sounder if it has one: what has to be connected somewhere."""
        return (*self.colours, *(("sounder",) if self.sounder else ()))

    def outputs(self, first: int, count: int) -> dict[str, int]:
        """Which relay switches what, of ``count`` relays numbered from ``first``. Raises ``DeviceError``."""
        wired: dict[str, int] = {str(channel): number for channel, number in self.channels.items()}
        wired = wired or {channel: first + at for at, channel in enumerate(self.wanted)}
        for channel, number in wired.items():
            if not first <= number < first + count:
                last = str(first + count - 1)
                raise faults.permanent(faults.CHANNEL, channel=channel, number=str(number), first=str(first), last=last)
        for channel in self.wanted:
            if channel not in wired:
                raise faults.permanent(faults.UNWIRED, channel=channel)
        if len(set(wired.values())) < len(wired):
            raise faults.permanent(faults.CHANNEL_TWICE)
        return {channel: wired[channel] for channel in self.wanted}
