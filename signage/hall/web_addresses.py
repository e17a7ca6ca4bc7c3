"""Addresses that may stand on a screen: https, a plain host name, on the hall's list."""

import re
from collections.abc import Sequence

from signage.language.words import Message

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"https://({_LABEL}(?:\.{_LABEL})+)(?::([0-9]{{1,5}}))?(?:[/?#].*)?")
"""RFC 3986 narrowed to what a hall prints: https, a lower-case host name, perhaps a port."""
HOST = re.compile(rf"\.?{_LABEL}(?:\.{_LABEL})+")
"""A host, or with a leading dot everything below it."""
LAST_PORT = 65535


def host_of(url: str) -> str | None:
    """The host of an https address, or None where the address is not of that narrow form."""
    match = _ADDRESS.fullmatch(url)
    return match[1] if match and int(match[2] or 1) in range(1, LAST_PORT + 1) else None


def address_fault(
    url: str, allowed_hosts: Sequence[str], public_url: str | None = None
) -> Message | None:
    """Why an address may not become a public QR code, or None. Hosts are matched on a dot boundary.

    Trap: browsers read a backslash as a slash and drop tabs, so both are refused before parsing; a
    name in punycode shows as letters that only look like the right ones.
    """
    hidden = not url.isascii() or not url.isprintable() or " " in url or "\\" in url
    # user@host: what stands before the @ is read as the host.
    if hidden or "@" in url.partition("?")[0]:
        return Message("check.url-hides")
    if not url.startswith("https://"):
        return Message("check.url-not-https")
    host = host_of(url)
    if host is None or any(label.startswith("xn--") for label in host.split(".")):
        return Message("check.url-host")
    if public_url is not None and host_of(public_url) == host:
        return None
    fits = any(
        host.endswith(suffix) if suffix.startswith(".") else host == suffix
        for suffix in allowed_hosts
    )
    return (
        None
        if fits
        else Message("check.url-host-not-allowed", host=host, allowed=list(allowed_hosts))
    )
