"""How much of the server anybody may hold: connections, heads, streams. One table.

2026-11-29 · Whoever brings a credential has room of their own; strangers share theirs, and are told
apart by address alone. A hall's screens may share one address (a proxy, one that is not named in
``trusted_proxies`` too), so no address is ever shut out: the newest comes in, and of the address
that holds most the oldest goes, the silent first. Rejected: refusing whoever comes when all is
full, which whoever fills it wants; uvicorn's ``limit_concurrency``, which knows no strangers and
counts streams as work.
"""

import resource
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

HEAD_LIMIT: Final = 32 * 1024
"""Bytes of a request before its body. A page of staff brings some 2 KiB of cookies."""
HEADERS: Final = 100
FRAMING_LIMIT: Final = 512 * 1024
"""Bytes of chunks and trailers around a body: eight for each byte of the largest form."""
PIPELINED: Final = 32
"""Requests sent before the first is answered; browsers send one."""
HEAD_S: Final = 10.0
"""Seconds from the first word, or from silence, to a whole head."""
CONNECTIONS: Final = 4096
STREAMS_OF_SCREEN: Final = 64
STREAMS_OF_STRANGER: Final = 32
LEAVING: Final = 16384
"""So many may be on their way out (:mod:`kiosk.serving.bounds.departures`): a descriptor each, and no
memory of this process."""
OF_ONE: Final = 256
"""Connections of one person, tablet, machine or screen's pages."""
FILES: Final = 256
"""Descriptors kept for what is no connection: log, lamps, the helper."""
WIRE: Final = "kiosk.wire"
"""The ASGI extension under which the server hands a request its connection: ``take`` returns a
:class:`kiosk.serving.push.Wire`, ``known`` is told who brought a credential, ``last`` that it
is refused: it has to leave after the answer."""
OWN_NET: Final = 64
"""Bits of an IPv6 address that are a network's; the others its holder chooses."""


@dataclass(frozen=True, slots=True)
class Room:
    connections: int = CONNECTIONS
    """In all; a quarter is the strangers'."""
    head_s: float = HEAD_S
    streams_of_screen: int = STREAMS_OF_SCREEN
    """Of pages with the key of that screen."""
    streams_of_stranger: int = STREAMS_OF_STRANGER
    """Of one address."""
    of_one: int = OF_ONE
    leaving: int = LEAVING
    """Descriptors of those who had to go, beside ``connections``."""

    @property
    def strangers(self) -> int:
        return self.connections // 4

    @property
    def known(self) -> int:
        return self.connections - self.strangers


def allowed_by_the_system(room: Room) -> Room:
    """Ask for the descriptors that ``room`` needs; where they cannot be had fewer are kept of those
    who had to go, and then fewer are let in."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = room.connections + room.leaving + FILES
    if soft < need and soft != resource.RLIM_INFINITY:
        soft = need if hard == resource.RLIM_INFINITY else min(need, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= need:
        return room
    left = max(soft - FILES, soft // 2)
    connections = min(room.connections, left * 2 // 3)
    return replace(room, connections=connections, leaving=left - connections)


def whose(address: str) -> str:
    """The address, or the network of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, OWN_NET), strict=False))
    return address
