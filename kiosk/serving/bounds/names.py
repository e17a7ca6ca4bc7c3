"""Under which names this hall is reached: whoever writes came by one of them.

2026-11-29 · A page of somebody else's name that leads to the hall's address (DNS rebinding) is of
one origin with it, and could press 帮助, guess PINs or report for a screen from inside the hall's
network. Such a name is one that can be bought: with dots, and no ending that is kept for networks
of one's own. So an address, a short name and those endings need no setting; any other is named by
the setting ``names``, by ``public_url``, or by a tablet or person who is known here, for a browser
gives their cookies to no other name. To read a screen no name is ever asked for.
"""

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

OWN_ENDINGS: Final = frozenset(
    {"localhost", "local", "internal", "lan", "home", "intranet", "corp", "private", "test"}
)
"""Never delegated: RFC 6761, RFC 6762 with its appendix G, and ICANN's ``internal``."""
HOME: Final = "home.arpa"
"""RFC 8375."""
LEARNT_MAX: Final = 32


def named(host: str) -> str:
    """The name in a ``Host`` line, without port and final dot; empty where it holds none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


class Names:
    """Whoever adds one is known; what is learnt is forgotten with the process."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        self._own = frozenset({*map(named, own), named(socket.gethostname())})
        self._learnt: set[str] = set()

    def ours(self, host: str, public_url: str | None = None) -> bool:
        name = named(host)
        return (
            cannot_be_bought(name)
            or name in self._own
            or name in self._learnt
            or (public_url is not None and name == named(urlsplit(public_url).netloc))
        )

    def learn(self, host: str) -> None:
        """Somebody who is known here came by it."""
        if len(self._learnt) < LEARNT_MAX:
            self._learnt.add(named(host))


def cannot_be_bought(name: str) -> bool:
    """An address, a name without dots, or one of a network's own."""
    return (
        "." not in name
        or _is_address(name)
        or name.rpartition(".")[2] in OWN_ENDINGS
        or name.endswith(f".{HOME}")
    )


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
