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
from signage.language.words import Message, Words


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
                Message("check.is-taken", id=protocol.id),
                Message("check.choose-another-id"),
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
                Message("check.correct-by-manual"),
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
                wrong = Message("check.lamp-no-modbus", lamp=lamp.id, protocol=lamp.protocol)
                remedy = Message("check.give-board-own-line")
                yield Mistake(file_of("alerts"), f"{key}.address", wrong, remedy)
                break
            if codec.line != Line(contact.baud):
                has = f"{codec.line.baud} {codec.line.bits}{codec.line.parity}{codec.line.stop}"
                wrong = Message("check.lamp-has-line-at", lamp=lamp.id, speed=has)
                remedy = Message("check.set-lamp-and-board", baud=contact.baud)
                yield Mistake(file_of("alerts"), f"{key}.baud", wrong, remedy)
                break


def _undriven(key: str, lamp: Lamp, fault: DeviceError, known: Iterable[str]) -> Mistake:
    usual = Message("check.correct-lamp")
    if fault.message.id != faults.PROTOCOL.id:
        return _misframed("lamps.toml", key, lamp.frames, fault, usual)
    near, listed = meant(lamp.protocol, known), sorted(known)
    remedy = (
        Message("check.did-you-mean-or-one-of", name=near, listed=listed)
        if near
        else Message("check.use-one-of", listed=listed)
    )
    wrong = Message("check.no-such-protocol", name=lamp.protocol)
    return Mistake("lamps.toml", f"{key}.protocol", wrong, remedy, lacks=lamp.protocol)


def _misframed(
    file: str, key: str, frames: Frames | None, fault: DeviceError, usual: Words
) -> Mistake:
    """The codec's sentence, at the state it speaks of."""
    state = str(fault.message.given.get("state", ""))
    near = meant(state, STATES) if fault.message.id == faults.FRAME_STATE.id else None
    if state and frames is not None:
        key += ".frames.whole" if frames.whole else ".frames"
        key += f".{state}" if state in frames.whole else ""
    return Mistake(
        file, key, fault.message, Message("check.did-you-mean", name=near) if near else usual
    )


def _hosts(hall: Hall) -> frozenset[str]:
    """Every serial server the lamps name: whether it may be reached is a setting of the server, not
    of the content."""
    found = set()
    for lamp in hall.lamps:
        with suppress(ValueError):  # an address of no form is told by its own check
            found.add(urlsplit(lamp.address).hostname or "")
    return frozenset(found - {""})
