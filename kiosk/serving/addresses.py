"""Where the server listens: one address, all of them, or whatever a name stands for."""

import errno
import fcntl
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Final

BACKLOG: Final = 2048
USER_TIMEOUT_MS: Final = 15_000
SILENT_S: Final = 10
SIOCGIFADDR: Final = 0x8915
SIOCGIFNETMASK: Final = 0x891B
"""Linux, netdevice(7): the IPv4 address of an interface, and its mask."""
IFA_F_TEMPORARY: Final = 0x01
_WILDCARDS: Final = ("", "0.0.0.0", "::")
_NOT_HERE: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


class NoAddress(OSError):
    """It is the host that cannot be had, whatever the port."""


def listeners(host: str, port: int) -> list[socket.socket]:
    """Bound sockets, one for each address of a name, all on one port; 0 takes a free one. ``::``
    takes IPv4 too.

    Raises :class:`NoAddress`, or OSError where the port is taken or not ours.
    """
    bound: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for family, address in _addresses(host):
            try:
                bound.append(
                    _listener(family, address, bound[0].getsockname()[1] if bound else port)
                )
            except OSError as error:
                # A name may stand for more than this machine has: ::1 where IPv6 is off.
                if error.errno not in _NOT_HERE:
                    raise
                missing = error
        if not bound:
            raise (
                NoAddress(missing.errno, missing.strerror)
                if missing
                else NoAddress(0, "it has no address")
            )
    except BaseException:
        for sock in bound:
            sock.close()
        raise
    return bound


def _addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    """Each once. Square brackets are how an IPv6 address is written in a URL."""
    named = _unbracketed(host)
    if named in _WILDCARDS:
        return [(socket.AF_INET6 if ":" in named else socket.AF_INET, named)]
    try:
        found = socket.getaddrinfo(named, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise NoAddress(0, getattr(error, "strerror", None) or str(error)) from error
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _listener(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A server that is started again finds its port though old connections still linger on it.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Accepted connections inherit it: a pulled cable is noticed in seconds, not after the
        # kernel's 15 minutes.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        # Who says nothing is not even accepted; the kernel drops such connections by itself.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT_S)
        if family == socket.AF_INET6:
            # Said, because the machine's own default may be either; a name's IPv4 address has a
            # socket of its own.
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, address != "::")
        sock.bind((address, port))
        # uvicorn's Server listens too, but a connection made between ready() and then must not be
        # refused.
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    return sock


def _unbracketed(host: str) -> str:
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def base_url(host: str, port: int) -> str:
    """An address that can be opened on this machine, also where the server listens on all of its
    addresses."""
    named = _unbracketed(host)
    if named in _WILDCARDS:
        named = "127.0.0.1"
    return f"http://{f'[{named}]' if ':' in named else named}:{port}"


def reached(host: str, port: int, own: Iterable[str] | None = None) -> tuple[str, ...]:
    """Addresses under which screens find this server; none where it listens to its own machine
    alone.

    ``own``: the machine's addresses, as this function asks for them where they are not given.
    """
    named = _unbracketed(host)
    if named in _WILDCARDS:
        kinds = "4" if named != "::" else "46"
        listed = [
            one
            for one in (own_addresses() if own is None else own)
            if ("6" if ":" in one else "4") in kinds
        ]
    else:
        listed = [named]
    return tuple(dict.fromkeys(base_url(one, port) for one in listed if not _only_here(one)))


def opens(host: str) -> bool:
    """Whether other machines reach a server that listens there, once there is a network."""
    named = _unbracketed(host)
    return named in _WILDCARDS or not _only_here(named)


def own_addresses() -> list[str]:
    """Of every network interface."""
    return [one.partition("/")[0] for one in own_interfaces()]


def own_interfaces() -> list[str]:
    """Each address with the length of its network, ``192.168.10.2/24``. Not by the machine's name:
    asking for it may wait for a name server that is gone. Without addresses that change by the day
    (RFC 8981)."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for name in _interfaces():
            with suppress(OSError):  # an interface without an IPv4 address
                address, mask = (_asked(sock, name, what) for what in (SIOCGIFADDR, SIOCGIFNETMASK))
                found.append(f"{address}/{mask}")
    with suppress(OSError):  # no IPv6
        for line in Path("/proc/self/net/if_inet6").read_text("ascii").splitlines():
            address, _, length, _, flags, _ = line.split()
            if not int(flags, 16) & IFA_F_TEMPORARY:
                found.append(f"{IPv6Address(bytes.fromhex(address))}/{int(length, 16)}")
    return found


def _interfaces() -> list[str]:
    """Their names. Not by ``if_nameindex``: it opens a netlink socket, which the server's unit
    forbids (``RestrictAddressFamilies=``)."""
    try:
        lines = Path("/proc/self/net/dev").read_text("utf-8").splitlines()[2:]
    except OSError:
        return []
    return [line.partition(":")[0].strip() for line in lines]


def _asked(sock: socket.socket, interface: str, what: int) -> str:
    # IFNAMSIZ is 16 with the zero behind it.
    asked = fcntl.ioctl(sock.fileno(), what, struct.pack("256s", interface.encode()[:15]))
    return socket.inet_ntoa(asked[20:24])


def _only_here(address: str) -> bool:
    """Of this machine, or of one cable (``fe80::``), which no other machine can write without its
    own interface."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address == "localhost"
    return found.is_loopback or found.is_link_local
