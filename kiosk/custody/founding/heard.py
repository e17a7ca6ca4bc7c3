"""Who at this address knows another hall, heard while a new one is about to begin.

A hall that lost its disk begins as empty as a new one. Its screens give it away: they ask for their
pages and streams again within seconds (``static/hall.js``), and a browser remembers what a screen
showed. Then the first code alone founds nothing.
"""

import hmac
import secrets
import threading
from collections.abc import Callable, Collection
from typing import Final

from kiosk.store.beside.first_code import LENGTH, LETTERS, plain_code

LISTENS_S: Final = 7.0
"""A page whose stream ended asks again after 4.5 s of silence and then within 2 s, a beat comes
every 2 s; none of them is missed within this."""
HEARD_MOST: Final = 200
NAME_MOST: Final = 60


class Heard:
    """From any thread. ``tell(code, who)``: at the machine, whenever somebody new is heard."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        tell: Callable[[str, str], None],
        shown: Collection[str] = (),
    ) -> None:
        """``shown``: logs of the sample hall that was looked at here: no other hall's."""
        self._shown = frozenset(shown)
        self._monotonic, self._tell = monotonic, tell
        self._since = monotonic()
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self._over: set[str] = set()
        self._code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))

    def note(self, who: str, log: str = "") -> None:
        """``log``: its id, where it was said."""
        who, log = who[:NAME_MOST], log.rpartition(".")[0][:NAME_MOST]
        if log and log in self._shown:
            return
        with self._lock:
            new = who not in self._known and len(self._known) < HEARD_MOST
            if new or (log and who in self._known):
                self._known[who] = log or self._known.get(who, "")
        if new:
            self._tell(f"{self._code[:4]}-{self._code[4:]}", who)

    @property
    def open(self) -> tuple[tuple[str, str], ...]:
        """Who knows another hall that nobody has given up, with its log where they said it."""
        with self._lock:
            return tuple((who, log) for who, log in self._known.items() if who not in self._over)

    @property
    def settled(self) -> tuple[str, ...]:
        """Logs that a person has given up for the hall that begins."""
        with self._lock:
            return tuple(dict.fromkeys(self._known[who] for who in self._over if self._known[who]))

    @property
    def listens_s(self) -> float:
        """Seconds until who is there has surely been heard; 0 = by now."""
        return max(0.0, self._since + LISTENS_S - self._monotonic())

    def give_up(self, typed: str) -> bool:
        """The word of whoever reads the second code at the machine; whether it was that code."""
        if not hmac.compare_digest(plain_code(typed).encode(), self._code.encode()):
            return False
        with self._lock:
            self._over.update(self._known)
        return True
