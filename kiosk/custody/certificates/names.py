"""Under which names and addresses a hall is reached, and for which its authority may sign."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
    ip_interface,
    ip_network,
)
from typing import Final

from kiosk.serving.addresses import own_interfaces

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
NAME_MAX: Final = 253
HERE: Final = ("localhost", "127.0.0.1", "::1")
"""Every hall is also asked on its own machine, and an authority that may sign for no name at all
could sign for each: what is permitted is told kind by kind (RFC 5280 §4.2.1.10)."""


class Unnameable(ValueError):
    """Not to be written in a certificate; in words for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Names:
    """``networks``: a single address is a network of one."""

    names: tuple[str, ...]
    networks: tuple[Network, ...]

    @property
    def alone(self) -> tuple[Address, ...]:
        """Addresses that are permitted by themselves, not as part of a network."""
        return tuple(one[0] for one in self.networks if one.num_addresses == 1)

    def permit(self, address: Address) -> bool:
        return any(address in one for one in self.networks)


def permitted(given: Iterable[str], own: Iterable[str] | None = None) -> Names:
    """What a new authority may sign for: this machine, ``given``, and its private networks, within
    which its address may change. ``own``: its interfaces, as ``192.168.10.2/24``.

    Raises :class:`Unnameable`.
    """
    names = [*(text for text in HERE if not _is_network(text)), *_own_names()]
    networks = [ip_network(text) for text in HERE if _is_network(text)]
    for text in (part.strip() for part in given):
        if _is_network(text):
            networks.append(_network(text))
        else:
            names.append(_name(text))
    networks += [_around(one) for one in _interfaces(own)]
    return Names(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(networks)))


def _own_names() -> list[str]:
    host = socket.gethostname().lower()
    if not LABEL.fullmatch(host.partition(".")[0]) or host.partition(".")[0] == "localhost":
        return []
    return [_name(host)] if "." in host else [host, f"{host}.local"]


def _is_network(text: str) -> bool:
    try:
        ip_interface(text.strip("[]"))
    except ValueError:
        return False
    return True


def _network(text: str) -> Network:
    try:
        found = ip_network(text.strip("[]"))
    except ValueError:
        raise Unnameable(
            f"{text}: a network's host bits are zero, as in 192.168.10.0/24."
        ) from None
    if not found.prefixlen:
        raise Unnameable(f"{text} is everybody: name the hall's own network.")
    return found


def _name(text: str) -> str:
    """As a browser writes it; Chinese names in their ASCII form."""
    try:
        name = text.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if len(name) > NAME_MAX or not all(LABEL.fullmatch(label) for label in name.split(".")):
        raise Unnameable(
            f"“{text}” is no name of a machine: write hall.example.lan, 192.168.10.2 or"
            " 192.168.10.0/24, without https:// and without the port."
        )
    return name


def _around(interface: IPv4Interface | IPv6Interface) -> Network:
    """Its network where that is nobody else's in the world; else the address alone."""
    return interface.network if interface.ip.is_private else ip_network(interface.ip)


def addresses_now(own: Iterable[str] | None = None) -> tuple[Address, ...]:
    """This machine's, as other machines write them."""
    return tuple(one.ip for one in _interfaces(own))


def _interfaces(own: Iterable[str] | None) -> list[IPv4Interface | IPv6Interface]:
    found = (ip_interface(text) for text in (own_interfaces() if own is None else own))
    return [one for one in found if not (one.ip.is_loopback or one.ip.is_link_local)]
