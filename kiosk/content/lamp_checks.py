"""Whether the drivers can light every lamp that is described."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from devices.codecs import faults
from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.lines.addresses import Allowed
from devices.lines.drivers import LampConfig, Plan
from devices.lines.drivers import plan as lamp_plan
from devices.protocols.hall_protocols import makers, named, require_usable
from devices.protocols.table import PROFILES
from kiosk.content.hall_files import PROTOCOLS_DIR
from signage.hall.model import Hall, Lamp
from signage.hall.wires import STATES, Frames
from signage.language.mistake import Mistake, file_of, meant


def unlit(hall: Hall, found: Iterable[Mistake]) -> Iterator[Mistake]:
    """Lamps that no driver can ever light: unknown protocol, an address that is no port, wiring or
    frames amiss."""
    before = tuple(found)
    told = [mistake.key for mistake in before]
    causes = set[str]()
    for at, protocol in enumerate(hall.protocols):
        if protocol.id in PROFILES or sum(protocol.id == other.id for other in hall.protocols) > 1:
            yield Mistake(
                file_of("protocols"),
                f"protocols[{at}].id",
                f"{protocol.id} is taken",
                "choose another id",
            )
        try:
            require_usable(protocol)
        except DeviceError as error:
            causes.add(str(error))
            yield _misframed(
                file_of("protocols"),
                f"protocols[{at}]",
                protocol.frames,
                error,
                "correct it by the lamp's manual",
            )
    known = makers(named(hall.protocols))
    left_out = any(
        m.file.startswith(f"{PROTOCOLS_DIR}/") or m.key.startswith("protocols[") for m in before
    )
    planned = lamp_plan(
        [LampConfig.of(lamp) for lamp in hall.lamps], known, Allowed(True, _hosts(hall))
    )
    yield from _unheard(hall, planned)
    for lamp, fault in planned.wrong.items():
        at = next(number for number, described in enumerate(hall.lamps) if described.id == lamp)
        key = f"lamps[{at}]"
        if str(fault) in causes or (left_out and fault.message.id == faults.PROTOCOL.id):
            continue  # told of the protocol itself
        # What is told of the address or the wiring already explains why no driver can light it.
        if not any(place.startswith((f"{key}.address", f"{key}.channels")) for place in told):
            yield _undriven(key, hall.lamps[at], fault, known)


def _unheard(hall: Hall, planned: Plan) -> Iterator[Mistake]:
    """Contacts on a line of lamps that do not speak as their board does."""
    for at, contact in enumerate(hall.alerts.contacts):
        line = contact.address.partition("#")[0]
        lamps = () if line.startswith("sim:") else planned.lines.get(line, ())
        key = f"alerts.contacts[{at}]"
        for driver in lamps:
            lamp, codec = driver.lamp, driver.codec
            if not codec.capability.modbus:
                wrong = (
                    f"the lamp {lamp.id} on this line speaks {lamp.protocol}, which is no Modbus"
                )
                remedy = "give the board its own line"
                yield Mistake(file_of("alerts"), f"{key}.address", wrong, remedy)
                break
            if codec.line != Line(contact.baud):
                has = f"{codec.line.baud} {codec.line.bits}{codec.line.parity}{codec.line.stop}"
                wrong = f"the lamp {lamp.id} has this line at {has}"
                remedy = f"set lamp and board to {contact.baud} 8N1, or one of them to another line"
                yield Mistake(file_of("alerts"), f"{key}.baud", wrong, remedy)
                break


def _undriven(key: str, lamp: Lamp, fault: DeviceError, known: Iterable[str]) -> Mistake:
    usual = "correct the lamp's address, protocol or wiring"
    if fault.message.id != faults.PROTOCOL.id:
        return _misframed("lamps.toml", key, lamp.frames, fault, usual)
    near, listed = meant(lamp.protocol, known), ", ".join(sorted(known))
    remedy = f"did you mean {near}? else use one of: {listed}" if near else f"use one of: {listed}"
    wrong = f"there is no {lamp.protocol}"
    return Mistake("lamps.toml", f"{key}.protocol", wrong, remedy, lacks=lamp.protocol)


def _misframed(
    file: str, key: str, frames: Frames | None, fault: DeviceError, usual: str
) -> Mistake:
    """The codec's sentence, at the state it speaks of."""
    state = str(fault.message.given.get("state", ""))
    near = meant(state, STATES) if fault.message.id == faults.FRAME_STATE.id else None
    if state and frames is not None:
        key += ".frames.whole" if frames.whole else ".frames"
        key += f".{state}" if state in frames.whole else ""
    return Mistake(file, key, str(fault), f"did you mean {near}?" if near else usual)


def _hosts(hall: Hall) -> frozenset[str]:
    """Every serial server the lamps name: whether it may be reached is a setting of the server, not
    of the content."""
    found = set()
    for lamp in hall.lamps:
        with suppress(ValueError):  # an address of no form is told by its own check
            found.add(urlsplit(lamp.address).hostname or "")
    return frozenset(found - {""})
