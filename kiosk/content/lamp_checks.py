"""Whether the drivers can light every lamp that is described."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from devices.codecs.faults import DeviceError
from devices.lines.drivers import LampConfig
from devices.lines.drivers import plan as lamp_plan
from devices.protocols.hall_protocols import makers, named, require_usable
from devices.protocols.table import PROFILES
from signage.hall.model import Hall
from signage.language.mistake import Mistake, file_of


def unlit(hall: Hall, found: Iterable[Mistake]) -> Iterator[Mistake]:
    """Lamps that no driver can ever light: unknown protocol, an address that is no port, wiring or
    frames amiss."""
    told = [mistake.key for mistake in found]
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
            yield Mistake(
                file_of("protocols"),
                f"protocols[{at}]",
                str(error),
                "correct it by the lamp's manual",
            )
    known = makers(named(hall.protocols))
    for lamp, fault in lamp_plan(
        [LampConfig.of(lamp) for lamp in hall.lamps], known, True, _hosts(hall)
    ).wrong.items():
        at = next(number for number, described in enumerate(hall.lamps) if described.id == lamp)
        key = f"lamps[{at}]"
        # What is told of the address or the wiring already explains why no driver can light it.
        if not any(place.startswith((f"{key}.address", f"{key}.channels")) for place in told):
            yield Mistake(
                "lamps.toml", key, str(fault), "correct the lamp's address, protocol or wiring"
            )


def _hosts(hall: Hall) -> frozenset[str]:
    """Every serial server the lamps name: whether it may be reached is a setting of the server, not
    of the content."""
    found = set()
    for lamp in hall.lamps:
        with suppress(ValueError):  # an address of no form is told by its own check
            found.add(urlsplit(lamp.address).hostname or "")
    return frozenset(found - {""})
