"""Which codec and which line a lamp's address and protocol mean."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from devices.codecs import faults
from devices.codecs.codec import Codec, Line
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.codecs.simulated import SimulatedCodec
from devices.lines import port
from devices.lines.addresses import Address, Allowed, Scheme, address
from devices.lines.network import SocketPort
from devices.lines.port import RemotePort, SerialPort
from devices.lines.ports import ambiguous
from devices.lines.simulator import SimulatedLamp, SimulatedLine, simulated_lamp
from devices.lines.wire import Port
from devices.protocols.profiles import MakeCodec
from devices.protocols.table import PROTOCOLS, SIMULATOR
from signage.shows.lamps import DARK, UNSEEN, Pattern

__all__ = [
    "PROTOCOLS",
    "SIMULATOR",
    "Driver",
    "LampConfig",
    "MakeCodec",
    "Plan",
    "driver_of",
    "farewells",
    "plan",
    "require_room",
]

FAREWELLS: Mapping[str, Pattern | None] = {
    "hold": None,
    "off": DARK,
    **{name: replace(pattern, sounder=False) for name, pattern in UNSEEN.items()},
}
"""What a lamp may be left with. Never green, which says verified normal, and never a sounder nobody
could stop."""


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
    """The drivers by line, what cannot work and why, and the simulated lines by address, also those
    no longer used."""

    lines: Mapping[str, tuple[Driver, ...]]
    wrong: Mapping[str, DeviceError]
    simulators: Mapping[str, SimulatedLine]


def plan(
    lamps: Sequence[LampConfig],
    protocols: Mapping[str, MakeCodec],
    allowed: Allowed,
    before: Plan | None = None,
) -> Plan:
    """Sort lamps onto lines. A lamp that can never work is named with its reason and harms no
    other.

    Lamps as they were in the plan ``before`` keep their drivers.
    """
    # By the whole description: a lamp that changed at all gets a new driver.
    old = (
        {driver.lamp: driver for line in before.lines.values() for driver in line} if before else {}
    )
    lines: dict[str, tuple[Driver, ...]] = {}
    wrong: dict[str, DeviceError] = {}
    simulators: dict[str, SimulatedLine] = dict(before.simulators) if before else {}
    for lamp in lamps:
        try:
            driver = driver_of(lamp, protocols, allowed, simulators)
            kept = old.get(lamp)
            # A named protocol may mean other frames today; then the lamp is another one, though
            # nobody touched it.
            driver = kept if kept and kept.codec == driver.codec else driver
            require_room(driver, lines.get(driver.line, ()))
        except DeviceError as error:
            wrong[lamp.id] = error
            continue
        lines[driver.line] = (*lines.get(driver.line, ()), driver)
    for name, line in simulators.items():
        # A lamp that is no longer driven still hangs there, and may be about to be left dark.
        line.lamps = {
            **line.lamps,
            **{d.simulated.unit: d.simulated for d in lines.get(name, ()) if d.simulated},
        }
    return Plan(lines, wrong, simulators)


def driver_of(
    lamp: LampConfig,
    protocols: Mapping[str, MakeCodec],
    allowed: Allowed,
    simulators: dict[str, SimulatedLine],
) -> Driver:
    """Raises a permanent ``DeviceError``. A simulated lamp's line is looked up in ``simulators``,
    else put there."""
    make = protocols.get(lamp.protocol)
    if make is None:
        raise faults.permanent(
            faults.PROTOCOL, protocol=lamp.protocol, known=", ".join(sorted(protocols))
        )
    if lamp.on_stop not in FAREWELLS:
        raise faults.permanent(faults.FAREWELL, name=lamp.on_stop, known=", ".join(FAREWELLS))
    place = address(lamp.address, allowed)
    if place.scheme == "sim":
        return _simulated(lamp, make, place, simulators)
    if lamp.protocol == SIMULATOR:
        raise faults.permanent(faults.PROTOCOL_PORT, protocol=lamp.protocol, address=lamp.address)
    return _serial(lamp, make, place)


def _serial(lamp: LampConfig, make: MakeCodec, place: Address) -> Driver:
    codec, line = make(lamp, place.unit), place.line
    if place.unit and not codec.capability.addressed:
        raise faults.permanent(faults.UNIT, protocol=lamp.protocol, unit=place.unit)
    opens: Mapping[Scheme, Callable[[], Port]] = {
        "path": lambda: open_serial(line, codec.line),
        "socket": lambda: SocketPort(line),
        "rfc2217": lambda: RemotePort(line, codec.line),
    }
    # A network address has no plug to watch: there the back-off alone says when to try again.
    seen = (lambda: port.presence(line)) if place.scheme == "path" else (lambda: None)
    return Driver(lamp, codec, line, place.unit, opens[place.scheme], seen)


def open_serial(path: str, line: Line) -> SerialPort:
    """Raises ``DeviceError``, also where the path may lead to another lamp's adapter."""
    if ambiguous(path):
        raise faults.transient(faults.AMBIGUOUS, path=path)
    return SerialPort(path, line)


def _simulated(
    lamp: LampConfig, make: MakeCodec, place: Address, simulators: dict[str, SimulatedLine]
) -> Driver:
    unit = place.unit or lamp.id
    modelled = simulated_lamp(unit, place.query, lamp.address)
    stands_for = None if lamp.protocol == SIMULATOR else make(lamp, "").capability
    line = simulators.setdefault(place.line, SimulatedLine(place.line.removeprefix("sim://")))
    return Driver(
        lamp, SimulatedCodec(unit, stands_for), place.line, unit, line.open, line.presence, modelled
    )


def require_room(driver: Driver, others: tuple[Driver, ...]) -> None:
    """Raises a permanent ``DeviceError`` if it cannot be driven beside the others on its line."""
    for other in others:
        mine, theirs = driver.codec.capability, other.codec.capability
        one_board = mine.unit == theirs.unit and driver.lamp.protocol == other.lamp.protocol
        if one_board and mine.outputs and theirs.outputs:
            for relay in sorted(mine.outputs & theirs.outputs):
                raise faults.permanent(
                    faults.CHANNEL_SHARED, number=str(relay), other=other.lamp.id
                )
        elif not (mine.addressed and theirs.addressed):
            raise faults.permanent(faults.SHARED, address=driver.line, other=other.lamp.id)
        elif driver.unit == other.unit or (mine.unit is not None and mine.unit == theirs.unit):
            raise faults.permanent(faults.SHARED, address=driver.lamp.address, other=other.lamp.id)
        if driver.codec.line != other.codec.line:
            raise faults.permanent(faults.LINE_CONFLICT, address=driver.line, other=other.lamp.id)


def farewells(before: Sequence[Driver], after: Sequence[Driver]) -> dict[str, Pattern]:
    """What the lamps that are no longer on a line are to be left with; for ``hold`` nothing."""
    staying = {driver.lamp.id for driver in after}
    gone = (driver.lamp for driver in before if driver.lamp.id not in staying)
    return {lamp.id: pattern for lamp in gone if (pattern := FAREWELLS[lamp.on_stop]) is not None}
