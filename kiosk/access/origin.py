"""What writes comes from a page of this hall: touch pages have no session, and no other site may
write for them."""

from typing import Final
from urllib.parse import urlsplit

from flask import request

from kiosk.access.problems import Problem
from kiosk.serving.services import services
from signage.language.words import Message, fill, say

TROUBLE: Final = "origin"
SHOWN: Final = 100
READS: Final = ("GET", "HEAD", "OPTIONS")
PORTS: Final = {"http": 80, "https": 443}
DIFFER: Final = Message("origin.host-origin-differ-behind-proxy")


def one_origin() -> None:
    """Raises :class:`Problem` where a browser says that another site's page sends this.

    Browsers name the page's address in every request that writes. Sec-Fetch-Site, which no page can
    set and which comes over https alone, is their own judgement, also where a proxy has changed the
    name.
    """
    origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
    if request.method in READS or not origin:
        return
    troubles = services().troubles
    if request.headers.get("Sec-Fetch-Site") == "same-origin" or _same(origin, host):
        troubles.pop(TROUBLE, None)
        return
    words = fill(DIFFER, host=host[:SHOWN], origin=(origin.partition("//")[2] or origin)[:SHOWN])
    # Visitors who press 帮助 cannot set up a proxy: facilities staff see it too, until a page gets
    # through again.
    troubles[TROUBLE] = say(words)
    raise Problem(403, "other-origin", words)


def _same(origin: str, host: str) -> bool:
    """By name and port; what no one wrote is the scheme's own, and only the browser knows the
    scheme for sure."""
    try:
        came, here = urlsplit(origin), urlsplit(f"//{host}")
        usual = PORTS.get(came.scheme)
        return came.hostname == here.hostname is not None and (came.port or usual) == (
            here.port or usual
        )
    except ValueError:
        return False
