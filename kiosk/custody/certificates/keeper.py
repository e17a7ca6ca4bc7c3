"""Keeps the server's certificate: takes up a new one while the hall runs, and renews it in time.

What is open goes on with the certificate it began with; only who comes anew gets the new one, so no
stream ends by it. Whatever fails leaves the last one that worked.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from kiosk.custody.certificates.names import Address, addresses_now, permitted
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from kiosk.store.beside.certificates import AUTHORITY, SERVER, authority_of, read_pem, write_pem
from signage.language.words import NO_WORDS, Message, Words

LOOK_S: Final = 10.0
NEAR: Final = timedelta(days=30)
"""A renewal that has failed for a year is everybody's trouble."""
Stamp = tuple[int, int]


class Unrenewable(OSError):
    """Why no new certificate was made, in words for whoever looks after the machine."""


class Keeper:
    """``look`` is the turn of one repeating thread; everything else is read from any thread.

    ``open``: whether others than this machine reach the server itself, without a proxy in front; only
    then http is something to be told of, and https something to lead to. ``own``: this machine's
    addresses.
    """

    def __init__(
        self,
        directory: Path,
        clock: Callable[[], datetime],
        *,
        opened: bool = False,
        own: Callable[[], tuple[Address, ...]] = addresses_now,
    ) -> None:
        self._directory, self._clock, self._own = directory, clock, own
        self.opened = opened
        self.context: ssl.SSLContext | None = None
        self.authority = ""
        """The certificate devices are to trust."""
        self.ends: datetime | None = None
        self.names: tuple[str, ...] = ()
        """Under which the hall may be asked; addresses are not among them."""
        self._stamp: Stamp | None = None
        self._unknown: tuple[Address, ...] = ()
        self._since = time.monotonic()
        self.turning = Periodic("https", self.look, LOOK_S)

    @property
    def on(self) -> bool:
        return self.context is not None

    def look(self) -> None:
        """Raises OSError (:class:`ssl.SSLError` is one) or ValueError where it goes on only with what
        it has."""
        try:
            self._take_up()
        except (OSError, ValueError):
            # The authority is what devices know: of it another certificate is as good.
            if not self._renew(None):
                raise
            self._take_up()
        if self.on and self._renew(_issue().read_server(read_pem(self._directory, SERVER))):
            self._take_up()

    def _take_up(self) -> None:
        path = self._directory / SERVER
        if not path.exists() and (self.on or not (self._directory / AUTHORITY).exists()):
            # Who deletes it ends nothing that works; and most halls that have none are on http.
            return
        found = path.stat()
        stamp = found.st_mtime_ns, found.st_ino
        if stamp == self._stamp:
            return
        read = _issue().read_server(read_pem(self._directory, SERVER))
        self.context = _context(path)
        self.authority = authority_of(self._directory)
        self._stamp, self._since, self.ends = stamp, time.monotonic(), read.ends
        self.names = read.names

    def _renew(self, known: Any) -> bool:
        """Whether there is a new one. ``known``: what the old one says, where it can be read."""
        issue, now, own = _issue(), self._clock(), self._own()
        if known is not None:
            allowed = issue.names_of(known.authority)
            self._unknown = tuple(one for one in own if not allowed.permit(one))
            if not known.due(now) and set(own) <= {*known.addresses, *self._unknown}:
                return False
        pem = read_pem(self._directory, AUTHORITY)
        if not pem:
            raise Unrenewable(f"{AUTHORITY} is not there; bring it back from its copy.")
        new = issue.new_server(issue.read_authority(pem), own, now)
        made = issue.read_server(new)
        # An authority that ends itself gives nothing longer, however often it is asked.
        if (
            known is not None
            and made.ends <= known.ends
            and set(made.addresses) <= set(known.addresses)
        ):
            return False
        write_pem(self._directory, SERVER, new)
        return True

    def facts(self) -> Iterator[Fact]:
        words = self._wrong()
        yield Fact("certificate", words is NO_WORDS, self._since, words, vital=False)

    def _wrong(self) -> Words:
        if self.ends is None:
            return Message("https.on-http") if self.opened and not self.on else NO_WORDS
        left = self.ends - self._clock()
        if left < NEAR:
            return Message("https.certificate-ends", days=max(0, left.days))
        if self._unknown and self.opened:
            return Message("https.address-not-in-it", addresses=", ".join(map(str, self._unknown)))
        return NO_WORDS


def _issue() -> Any:
    """Loaded where a hall speaks https: 10 MB that another one does not need."""
    return import_module("kiosk.custody.certificates.issue")


def _context(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(path)
    return context


def made_for(directory: Path, now: datetime) -> None:
    """The first authority of a hall that has none, for this machine's names. Raises OSError."""
    if not read_pem(directory, AUTHORITY):
        authority = _issue().new_authority(permitted(()), now)
        write_pem(directory, AUTHORITY, authority.pem)
