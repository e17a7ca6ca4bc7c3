"""A PIN is typed over https where the hall speaks it: who comes over http is led there.

2026-11-29 · Led by a page and not by a redirect: a browser that was not told of the hall's authority
shows a warning in place of whatever it is sent to, and in an emergency somebody must know how to get
past it. Only where a PIN or the first code is asked: a screen, a page that is open and an enrolled
tablet go on over http, and no sign ever disappears for the sake of https. On the machine itself
nobody listens in between. Rejected: HSTS with the hall's own authority, for a browser that has
seen it opens no page any more on the day the authority is lost, and lets nobody past.
"""

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from flask import Response, render_template, request

from kiosk.serving.services import services
from kiosk.store.beside.certificates import fingerprint

if TYPE_CHECKING:
    from kiosk.custody.certificates.keeper import Keeper

PAIRS_A_LINE: Final = 8


def is_here() -> bool:
    """Whether this machine itself asks."""
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def to_https(path: str) -> Response | None:
    """The page that leads to ``path`` over https; None where it is not needed or cannot be had."""
    return led(services().https, path)


def led(kept: "Keeper | None", path: str) -> Response | None:
    """The same, also of a hall that is not there yet."""
    if kept is None or not (kept.on and kept.opened) or request.is_secure or is_here():
        return None
    page = render_template(
        "access/secured.html", address=f"https://{request.host}{path}",
        lines=in_lines(fingerprint(kept.authority)),
    )  # fmt: skip
    return Response(page, headers={"Cache-Control": "no-store"})


def in_lines(printed: str) -> tuple[str, ...]:
    """A fingerprint as people compare it."""
    pairs = printed.split(":")
    return tuple(
        " ".join(pairs[at : at + PAIRS_A_LINE]) for at in range(0, len(pairs), PAIRS_A_LINE)
    )
