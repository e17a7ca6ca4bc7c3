"""Names of cookies. A browser keeps them for a host, whatever the port: two halls under one name
must not share one.

2026-11-29 · Over https a cookie is called ``__Host-…``: such a one browsers take over https alone, so
nobody who can change what comes over http can slip a tablet or a sign-in of his own under a page that
is safe (RFC 6265bis §4.1.3.2). Over http nothing changes. What was kept before https: who is signed
in is asked once more, since an old name proves nothing there; a tablet stays enrolled and gets a
token that never went over http (:mod:`kiosk.access.devices`).
"""

from typing import Final

SESSION, TABLET = "session", "tablet"
"""As cookies were called before they had the hall's mark; who brings one of this hall's is still
known."""
HOST: Final = "__Host-"


def named(kind: str, mark: str, *, secure: bool = False) -> str:
    """``kind`` with the mark of the hall, which outlives the keys that sign. ``secure``: as it is
    called over https."""
    return f"{HOST if secure else ''}{kind}-{mark}"
