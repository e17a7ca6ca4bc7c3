"""Which codec and which line a lamp's address and protocol mean. Every new protocol is one entry in ``PROTOCOLS``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from devices import faults, port
from devices.adafruit import AdafruitTower
from devices.codec import Codec
from devices.faults import DeviceError
from devices.port import Port, SerialPort
from devices.simulator import SimulatedCodec, SimulatedLamp, SimulatedLine, simulated_lamp
from signage.hall import Lamp

SIMULATOR = "simulator"

MakeCodec = Callable[[str], Codec]
"""Takes the unit address, empty if the lamp's address names none."""

PROTOCOLS: Mapping[str, MakeCodec] = {
    "adafruit_tower": lambda unit: AdafruitTower(),
    SIMULATOR: SimulatedCodec,
}


@dataclass(frozen=True, slots=True)
class LampConfig:
    """What the hall's description says of one lamp."""

    id: str
    address: str
    protocol: str = "adafruit_tower"
    colours: tuple[str, ...] = ("red", "yellow", "green")
    sounder: bool = False
    blink_hz: float | None = None

    @classmethod
    def of(cls, lamp: Lamp) -> "LampConfig":
        return cls(lamp.id, lamp.address, lamp.protocol, lamp.colours, lamp.sounder, lamp.blink_hz)


@dataclass(frozen=True, slots=True)
class Driver:
    """One lamp ready to be driven: its codec and the line it hangs on."""

    lamp: LampConfig
    codec: Codec
    line: str
    """Address of the line; lamps with the same one share a worker."""
    unit: str
    open: Callable[[], Port]
    presence: Callable[[], object]
    simulated: SimulatedLamp | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The drivers by line, what cannot work and why, and the simulated lines by address."""

    lines: Mapping[str, tuple[Driver, ...]]
    wrong: Mapping[str, DeviceError]
    simulators: Mapping[str, SimulatedLine]


def plan(lamps: Sequence[LampConfig], protocols: Mapping[str, MakeCodec], simulators_allowed: bool) -> Plan:
    """Sort lamps onto lines. A lamp that can never work is named with its reason and harms no other."""
    lines: dict[str, tuple[Driver, ...]] = {}
    wrong: dict[str, DeviceError] = {}
    simulators: dict[str, SimulatedLine] = {}
    for lamp in lamps:
        try:
            driver = _driver(lamp, protocols, simulators_allowed, simulators)
            _require_room(driver, lines.get(driver.line, ()))
        except DeviceError as error:
            wrong[lamp.id] = error
            continue
        lines[driver.line] = (*lines.get(driver.line, ()), driver)
        if driver.simulated:
            simulators[driver.line].lamps[driver.simulated.unit] = driver.simulated
    return Plan(lines, wrong, simulators)


def _driver(
    lamp: LampConfig,
    protocols: Mapping[str, MakeCodec],
    simulators_allowed: bool,
    simulators: dict[str, SimulatedLine],
) -> Driver:
    make = protocols.get(lamp.protocol)
    if make is None:
        raise faults.permanent(faults.PROTOCOL, protocol=lamp.protocol, known=", ".join(sorted(protocols)))
    if lamp.address.startswith("sim://"):
        return _simulated(lamp, make, simulators_allowed, simulators)
    if not lamp.address.startswith("/") or "\0" in lamp.address:
        raise faults.permanent(faults.SCHEME, address=lamp.address)
    if lamp.protocol == SIMULATOR:
        raise faults.permanent(faults.PROTOCOL_PORT, protocol=lamp.protocol, address=lamp.address)
    return _serial(lamp, make)


def _serial(lamp: LampConfig, make: MakeCodec) -> Driver:
    path, _, unit = lamp.address.partition("#")
    codec = make(unit)
    if unit and not codec.capability.addressed:
        raise faults.permanent(faults.UNIT, protocol=lamp.protocol, unit=unit)
    return Driver(lamp, codec, path, unit, lambda: SerialPort(path, codec.line), lambda: port.presence(path))


def _simulated(lamp: LampConfig, make: MakeCodec, allowed: bool, simulators: dict[str, SimulatedLine]) -> Driver:
    if not allowed:
        raise faults.permanent(faults.SIMULATOR_OFF, address=lamp.address)
    parts = urlsplit(lamp.address)
    if not parts.netloc or parts.path not in ("", "/"):
        raise faults.permanent(faults.SCHEME, address=lamp.address)
    unit = parts.fragment or lamp.id
    modelled = simulated_lamp(unit, parts.query, lamp.address)
    stands_for = None if lamp.protocol == SIMULATOR else make("").capability
    key = f"sim://{parts.netloc}"
    line = simulators.setdefault(key, SimulatedLine(parts.netloc))
    return Driver(lamp, SimulatedCodec(unit, stands_for), key, unit, line.open, line.presence, modelled)


def _require_room(driver: Driver, others: tuple[Driver, ...]) -> None:
    for other in others:
        if not (driver.codec.capability.addressed and other.codec.capability.addressed):
            raise faults.permanent(faults.SHARED, address=driver.line, other=other.lamp.id)
        if driver.unit == other.unit:
            raise faults.permanent(faults.SHARED, address=driver.lamp.address, other=other.lamp.id)
        if driver.codec.line != other.codec.line:
            raise faults.permanent(faults.LINE_CONFLICT, address=driver.line, other=other.lamp.id)
