"""Issues what the public may know, a moment after the hall's own screens show it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.custody.bulletins.account import accounts
from kiosk.custody.bulletins.issue import ANEW, CHAINS, Chain, issued, message_of
from kiosk.custody.bulletins.pen import Pen
from kiosk.custody.warnings.message import CapMessage
from kiosk.engine.periodic import Periodic
from signage.hall.model import Hall
from signage.language.words import Message

if TYPE_CHECKING:
    from kiosk.serving.services import Services

FACT: Final = "bulletins"
HEAD_START_S: Final = 0.3
"""What is shown in the hall goes first."""
REST_S: Final = ANEW.total_seconds() / 24
"""The longest sleep: a message is issued anew long before it ends."""


class Bulletins:
    """``turn`` is that of one repeating thread. :attr:`chains` is a value, read from any."""

    def __init__(self, here: "Services", pen: Pen | None = None) -> None:
        self._here, self.pen = here, pen or Pen(None)
        self._of: object = None
        self.chains: Mapping[str, Chain] = {}
        self._stored: Mapping[str, Chain] = {}
        self.turning = Periodic("bulletins", self._after_screens, REST_S)

    def tell(self, view: object) -> None:
        """Of a new view: the work is the thread's own."""
        self.turning.wake()

    def messages(self) -> tuple[CapMessage, ...]:
        """The newest of each incident, the newest first."""
        found = (message_of(chain) for chain in self.chains.values())
        return tuple(sorted(found, key=lambda one: one.name.sent, reverse=True))

    def _after_screens(self) -> None:
        if self.turning.pause(HEAD_START_S):
            self.turn()

    def turn(self) -> None:
        """Raises :class:`StoreError` where it cannot be kept; what is issued is told all the same."""
        self._take_up()
        view = self._here.board.view
        world = view.world
        if world.timed:
            incidents = world.situation.incidents.values()
            void = {one.id for one in incidents if one.void}
            now, sender = self._here.clock(), sender_of(world.hall)
            self.chains = issued(self.chains, accounts(world), void, sender, now)
        if self.chains != self._stored:
            told = CHAINS.dump_json(tuple(self.chains.values())).decode()
            self._here.store.put_fact(FACT, told)
            self._stored = self.chains

    def _take_up(self) -> None:
        """At the start, and where the hall stands on another log since."""
        store = self._here.store
        if store.identity != self._of:
            self.chains = self._stored = _read(store.fact(FACT))
            self._of = store.identity


def _read(said: str | None) -> Mapping[str, Chain]:
    """One that an earlier or a later version wrote otherwise is begun anew."""
    try:
        chains: Iterable[Chain] = CHAINS.validate_json(said) if said else ()
    except ValidationError:
        chains = ()
    return {chain.account.incident: chain for chain in chains}


def sender_of(hall: Hall) -> str:
    """Known to the world by the hall's address, where it has one (CAP-v1.2, ``sender``)."""
    host = urlsplit(hall.public_url or "").hostname
    return f"{hall.id}@{host}" if host else hall.id


def bulletins(here: "Services", key: Path | None = None) -> Periodic:
    """Told of views after everything that shows something. ``key``: what messages are signed with."""
    here.bulletins = found = Bulletins(here, Pen(key))
    here.health.add(found.pen.facts)
    here.board.subscribe("bulletins", found.tell)
    here.health.watch(found.turning, Message("bulletins.issuing"), vital=False)
    return found.turning
