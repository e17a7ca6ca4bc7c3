"""Looks once at what a probe names: bounded in time and in bytes.

Nothing is followed: a page that leads elsewhere answers with its own status, which a hall may name
among the valid ones. No proxy is used that no setting named.
"""

import http.client
import math
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from kiosk.custody.probes import nut
from kiosk.custody.probes.findings import Found, Unlooked
from kiosk.custody.probes.snmp.asked import asked
from kiosk.custody.probes.sockets import answers_until
from kiosk.wording.causes import cause
from signage.hall.alerts.probes import Probe
from signage.language.words import NO_WORDS, Message, Words

PAGE_MAX: Final = 1024 * 1024
PART: Final = 64 * 1024
DNS_PORT: Final = 53
SNMP_PORT: Final = 161
DAY_S: Final = 24 * 3600.0
EXPIRED: Final = 10
"""``X509_V_ERR_CERT_HAS_EXPIRED`` of OpenSSL."""
PING_S: Final = 1.0
"""What ping may take besides the time it waits."""
_TIME = re.compile(rb"time[=<]([0-9.]+) ?ms")


def found(
    probe: Probe,
    *,
    now: Callable[[], float] = time.monotonic,
    wall: Callable[[], float] = time.time,
) -> Found:
    """Raises :class:`Unlooked`. ``wall``: seconds since 1970, by which certificates are judged."""
    try:
        return _LOOKS[probe.prober](probe, now, wall)
    except TimeoutError:
        return Found(Message("probes.no-answer-within", seconds=f"{probe.timeout_s:g}"))
    except (OSError, HTTPException, UnicodeError) as error:
        return Found(Message("probes.no-answer", why=cause(error)))


def _http(probe: Probe, now: Callable[[], float], wall: Callable[[], float]) -> Found:
    begun = now()
    line, target = _line(probe)
    try:
        line.connect()
        left = _left_days(line.sock, wall)
        line.response_class = answers_until(begun + probe.timeout_s, now)
        line.request("GET", target, headers={"User-Agent": "kiosk", "Connection": "close"})
        answer = line.getresponse()
        page = _page(answer)
    except ssl.SSLCertVerificationError as error:
        expired = error.verify_code == EXPIRED
        words = Message("probes.certificate-refused", why=error.verify_message)
        return Found(words, left_days=-1.0 if expired else None)
    finally:
        line.close()
    return Found(_wrong(probe, answer.status, page), now() - begun, left)


def _line(probe: Probe) -> tuple[HTTPConnection, str]:
    """Where to connect to, and what to ask for there."""
    url = urlsplit(probe.address)
    host, port = url.hostname or "", url.port
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    over = urlsplit(probe.proxy) if probe.proxy else None
    if url.scheme == "http":
        if over is not None:
            return HTTPConnection(over.hostname or "", over.port, timeout=probe.timeout_s), (
                f"http://{url.netloc}{path}"
            )
        return HTTPConnection(host, port, timeout=probe.timeout_s), path
    context = _context(probe)
    if over is None:
        return HTTPSConnection(host, port, timeout=probe.timeout_s, context=context), path
    line = HTTPSConnection(
        over.hostname or "", over.port or 80, timeout=probe.timeout_s, context=context
    )
    line.set_tunnel(host, port)
    return line, path


def _context(probe: Probe) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=probe.ca_file)
    except (OSError, ssl.SSLError) as error:
        words = Message("probes.ca-file-unreadable", file=probe.ca_file or "", why=cause(error))
        raise Unlooked(words) from None


def _left_days(sock: socket.socket, wall: Callable[[], float]) -> float | None:
    certificate = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    ends = (certificate or {}).get("notAfter")
    return (ssl.cert_time_to_seconds(ends) - wall()) / DAY_S if isinstance(ends, str) else None


def _page(answer: http.client.HTTPResponse) -> bytes:
    parts: list[bytes] = []
    while sum(map(len, parts)) < PAGE_MAX and (part := answer.read1(PART)):
        parts.append(part)
    return b"".join(parts)


def _wrong(probe: Probe, status: int, page: bytes) -> Words:
    valid = status in probe.valid_status_codes if probe.valid_status_codes else status // 100 == 2
    if not valid:
        return Message("probes.status", status=status)
    keyword = probe.keyword
    # Pages of older systems are in GBK, whatever they say they are.
    if keyword and not any(
        keyword.encode(charset, "replace") in page for charset in ("utf-8", "gb18030")
    ):
        return Message("probes.no-keyword", keyword=keyword)
    return NO_WORDS


def _tcp(probe: Probe, now: Callable[[], float], _wall: Callable[[], float]) -> Found:
    host, _, port = probe.address.rpartition(":")
    begun = now()
    with socket.create_connection((host.strip("[]"), int(port)), probe.timeout_s):
        return Found(took_s=now() - begun)


def _dns(probe: Probe, now: Callable[[], float], _: Callable[[], float]) -> Found:
    import dns.exception
    import dns.message
    import dns.query
    import dns.rcode

    host, port = _server(probe.address, DNS_PORT)
    address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][4][0]
    asked = dns.message.make_query(probe.query_name or "", probe.query_type)
    begun = now()
    try:
        told = dns.query.udp(
            asked, str(address), probe.timeout_s, port, ignore_unexpected=True, ignore_errors=True
        )
    except dns.exception.Timeout:
        raise TimeoutError from None
    except dns.exception.DNSException as error:
        return Found(Message("probes.no-answer", why=type(error).__name__))
    took = now() - begun
    if told.rcode() != dns.rcode.NOERROR:
        return Found(Message("probes.rcode", rcode=dns.rcode.to_text(told.rcode())), took)
    names = [one for one in told.answer if one.rdtype == asked.question[0].rdtype]
    return Found(
        NO_WORDS if names else Message("probes.no-record", name=probe.query_name or ""), took
    )


def _nut(probe: Probe, now: Callable[[], float], _wall: Callable[[], float]) -> Found:
    ups, _, server = probe.address.partition("@")
    listing, begun = nut.Listing(ups), now()
    try:
        with socket.create_connection(_server(server, nut.PORT), probe.timeout_s) as line:
            line.sendall(listing.question)
            while (told := listing.take(_said(line, begun + probe.timeout_s - now()))) is None:
                pass
    except nut.Refused as error:
        return Found(nut.words_of(str(error)))
    return nut.found(told, now() - begun)


def _snmp(probe: Probe, now: Callable[[], float], _wall: Callable[[], float]) -> Found:
    return asked(probe, _server(probe.address, SNMP_PORT), now)


def _said(line: socket.socket, left_s: float) -> bytes:
    """What comes next. Raises :class:`ConnectionError` at the end of it."""
    if left_s <= 0:
        raise TimeoutError
    line.settimeout(left_s)
    said = line.recv(PART)
    if not said:
        raise ConnectionError("closed")
    return said


def _server(address: str, usual: int) -> tuple[str, int]:
    """An address of its own, or with a port; that of version 6 in brackets where it has one."""
    bracketed, _, rest = address.rpartition("]")
    if bracketed:
        return bracketed.lstrip("["), int(rest.lstrip(":") or usual)
    host, _, port = address.partition(":")
    return host, int(port or usual)


def _icmp(probe: Probe, now: Callable[[], float], _: Callable[[], float]) -> Found:
    ping = shutil.which("ping")
    if ping is None:
        raise Unlooked(Message("probes.no-ping"))
    wait = max(1, math.ceil(probe.timeout_s))
    command = [ping, "-n", "-c", "1", "-W", str(wait), "--", probe.address]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=wait + PING_S, check=False,
            stdin=subprocess.DEVNULL, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    told = _TIME.search(done.stdout)
    if done.returncode == 0 and told is not None:
        return Found(took_s=float(told[1]) / 1000)
    if done.returncode == 1:
        raise TimeoutError
    raise Unlooked(Message("probes.ping-fails", why=done.stderr.decode(errors="replace")[:200]))


_LOOKS: Final[Mapping[str, Callable[[Probe, Callable[[], float], Callable[[], float]], Found]]] = {
    "http": _http, "tcp": _tcp, "dns": _dns, "icmp": _icmp, "nut": _nut, "snmp": _snmp,
}  # fmt: skip
