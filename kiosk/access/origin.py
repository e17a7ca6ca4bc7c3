"""What writes comes from a page of this hall, under a name of this hall: touch pages have no
session, and no other site may write for them."""

from typing import Final
from urllib.parse import urlsplit

from flask import request

from kiosk.access.people import signed_in, tablet
from kiosk.access.problems import API, Problem
from kiosk.serving.bounds.names import named
from kiosk.serving.services import services
from signage.language.words import Message, fill

HEARD: Final = frozenset({"hall.call_help", "hall.holds"})
"""Who needs help, or shows a danger that this server forgot, is heard under any name."""
TROUBLE, NAMED = "origin", "host"
SHOWN: Final = 100
READS: Final = ("GET", "HEAD", "OPTIONS")
PORTS: Final = {"http": 80, "https": 443}
DIFFER: Final = Message("origin.host-origin-differ-behind-proxy")
FOREIGN: Final = Message("origin.not-a-name-of-this-hall")


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
    troubles[TROUBLE] = words
    raise Problem(403, "other-origin", words)


def own_name() -> None:
    """Raises :class:`Problem` where a stranger writes under a name that may be anybody's
    (:mod:`kiosk.serving.bounds.names`). A machine's token comes from no browser."""
    host, here = request.headers.get("Host", ""), services()
    if request.method in READS or request.path.startswith(API) or request.endpoint in HEARD:
        return
    if here.names.ours(host, here.board.view.content.hall.public_url):
        return
    if here.https is not None and named(host) in here.https.names:
        return
    if signed_in() or tablet():
        here.names.learn(host)
        here.troubles.pop(NAMED, None)
        return
    words = fill(FOREIGN, host=host[:SHOWN])
    here.troubles[NAMED] = words
    raise Problem(403, "other-host", words)


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
