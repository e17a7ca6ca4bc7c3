"""Behind a proxy: who really asks, and under which name. Only proxies that the setting names are
believed.

2026-11-28 · A proxy is told by its address and the client is the nearest hop that is none of ours
(uvicorn's own reading). What is no address, or only a proxy again, is the proxy itself: else
whoever invents a word in a header would have wrong PINs of his own. Everything of this kind is
taken off every request, for more than one library looks at it by itself (Talisman) and WSGI takes
``X_Forwarded_For`` for ``X-Forwarded-For``. Nobody is trusted unless named, not this machine
either: nginx as Debian sets it up hands on what its clients invent. ``Forwarded`` is not read:
neither nginx nor Caddy writes it. A proxy that spoke only that one would change our mind.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kiosk.wording.busy import header

Scope = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Proxies = tuple[IPv4Network | IPv6Network, ...]
OF_OTHERS: Final = (b"x-forwarded-", b"forwarded", b"x-real-ip")
"""How the names of those headers begin in which somebody speaks of somebody else."""


class Untrusted(ValueError):
    """The setting cannot be read; in words for whoever starts the server."""


def trusted(named: str) -> Proxies:
    """Addresses and networks, separated by commas. Raises :class:`Untrusted`."""
    return tuple(_proxy(part.strip()) for part in named.split(",") if part.strip())


def _proxy(named: str) -> IPv4Network | IPv6Network:
    try:
        found = ip_network(named) if "/" in named else ip_network(_plain(named))
    except ValueError:
        what = "an address (127.0.0.1) or a network whose host bits are zero (192.168.10.0/24), separated by commas"
        raise Untrusted(f"trusted_proxies: “{named}” cannot be read. Write {what}.") from None
    if not found.prefixlen:
        raise Untrusted(f"trusted_proxies: “{named}” is everybody. Name the proxies alone.")
    return found


def _plain(address: str) -> IPv4Address | IPv6Address:
    """An IPv4 address also where a socket for both families tells it as IPv6. Raises ValueError."""
    found = ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


class Proxied:
    """The ASGI application ``app``, to which every request comes from whoever really sent it."""

    def __init__(self, app: Application, proxies: Proxies = ()) -> None:
        self._app, self._proxies = app, proxies
        self._read = ProxyHeadersMiddleware(_nothing, [str(proxy) for proxy in proxies])

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._told(scope, receive, send)
        await self._app(scope, receive, send)

    async def _told(self, scope: Scope, receive: Any, send: Any) -> None:
        peer, port = scope["client"] or ("", 0)
        peer = _as_ipv4(peer)
        scope["client"] = (peer, port)
        if self._is_ours(peer):
            _name(scope)
            await self._read(scope, receive, send)  # type: ignore[arg-type]  # its own names for ASGI
            asks = _as_ipv4(scope["client"][0])
            scope["client"] = (
                (peer, port) if self._is_ours(asks) or not _is_address(asks) else (asks, 0)
            )
        if any(_of_others(name) for name, _ in scope["headers"]):
            scope["headers"] = [
                (name, value) for name, value in scope["headers"] if not _of_others(name)
            ]

    def _is_ours(self, address: str) -> bool:
        return (
            bool(self._proxies)
            and _is_address(address)
            and any(ip_address(address) in one for one in self._proxies)
        )


async def _nothing(scope: Any, receive: Any, send: Any) -> None:
    pass


def _of_others(name: bytes) -> bool:
    return name.replace(b"_", b"-").startswith(OF_OTHERS)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _as_ipv4(address: str) -> str:
    try:
        return str(_plain(address))
    except ValueError:
        return address


def _name(scope: Scope) -> None:
    """Under which name the proxy was asked, as far as it says so."""
    given = header(scope, b"x-forwarded-host").rpartition(",")[2].strip() or header(scope, b"host")
    host = f"{given}{_port(given, scope)}".encode("latin-1")
    scope["headers"] = [
        (name, host if name == b"host" else value) for name, value in scope["headers"]
    ]


def _port(host: str, scope: Scope) -> str:
    """Proxies like to drop it (nginx: ``Host $host``): then the browser's Origin names it, for the
    same host alone."""
    if not host or host.rpartition("]")[2].count(":"):
        return ""
    forwarded = header(scope, b"x-forwarded-port").rpartition(",")[2].strip()
    # Cut first: int() refuses thousands of digits with an error of its own.
    if forwarded.isascii() and forwarded.isdecimal() and 0 < int(forwarded[:6]) < 65536:
        return f":{int(forwarded)}"
    try:
        origin = urlsplit(header(scope, b"origin"))
        return f":{origin.port}" if origin.port and origin.netloc == f"{host}:{origin.port}" else ""
    except ValueError:
        return ""
