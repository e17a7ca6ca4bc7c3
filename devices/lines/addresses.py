"""What a lamp's address may be: serial paths always, ``sim://`` and named hosts where a setting
allows, nothing else.

``spy://`` writes files, ``hwgrep://`` opens whatever matches, ``alt://`` loads other drivers: none
can be allowed.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from devices.codecs import faults

Scheme = Literal["path", "sim", "socket", "rfc2217"]
HOST = re.compile(r"[a-z0-9.:-]+")


@dataclass(frozen=True, slots=True)
class Allowed:
    """``hosts``: names or IP addresses of serial servers that ``socket://`` and ``rfc2217://`` may
    reach; ``directories``: where serial ports and links to them lie."""

    simulators: bool = False
    hosts: frozenset[str] = frozenset()
    directories: frozenset[str] = frozenset({"/"})

    def holds(self, path: str) -> bool:
        """As it is written: a link in such a directory was put there by who may."""
        plain = os.path.normpath(path)
        return any(plain.startswith(f"{one.rstrip('/')}/") for one in self.directories)


@dataclass(frozen=True, slots=True)
class Address:
    scheme: Scheme
    line: str
    """What is opened; lamps with the same one share a worker."""
    unit: str
    """Unit address on that line, empty if none is named."""
    query: str = ""
    """Options of a simulated lamp."""


def address(text: str, allowed: Allowed) -> Address:
    """Raises a permanent ``DeviceError`` that says what to write instead."""
    if text.startswith("/") and text.isprintable():
        path, _, unit = text.partition("#")
        if not allowed.holds(path):
            known = ", ".join(sorted(allowed.directories))
            raise faults.permanent(faults.DIRECTORY, address=path, known=known)
        return Address("path", path, unit)
    try:
        parts = urlsplit(text)
        # urlsplit() takes any text; only asking for the port judges that part of it.
        port = parts.port
    except ValueError as error:
        raise faults.permanent(faults.SCHEME, address=text) from error
    read = SCHEMES.get(parts.scheme)
    if read is None or not parts.netloc or parts.path not in ("", "/"):
        raise faults.permanent(faults.SCHEME, address=text)
    return read(text, parts, port, allowed)


def _simulated(text: str, parts: SplitResult, port: int | None, allowed: Allowed) -> Address:
    if not allowed.simulators:
        raise faults.permanent(faults.SIMULATOR_OFF, address=text)
    return Address("sim", f"sim://{parts.netloc}", parts.fragment, parts.query)


def _network(text: str, parts: SplitResult, port: int | None, allowed: Allowed) -> Address:
    host = parts.hostname or ""
    if port is None or not port or parts.query or "@" in parts.netloc or not HOST.fullmatch(host):
        raise faults.permanent(faults.NETWORK_FORM, address=text)
    # urlsplit() has lowered the host already.
    if host not in {name.lower() for name in allowed.hosts}:
        raise faults.permanent(faults.HOST, host=host)
    scheme: Scheme = "socket" if parts.scheme == "socket" else "rfc2217"
    # hostname comes without the brackets that an IPv6 address needs.
    named = f"[{host}]" if ":" in host else host
    return Address(scheme, f"{scheme}://{named}:{port}", parts.fragment)


SCHEMES: Mapping[str, Callable[[str, SplitResult, int | None, Allowed], Address]] = {
    "sim": _simulated,
    "socket": _network,
    "rfc2217": _network,
}
