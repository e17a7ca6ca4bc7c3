"""Who may do something, held in memory too: a store that cannot be read locks nobody out of raising
an alarm.

2026-11-28 · The store is asked first, so that what the command line adds or withdraws counts at
once; memory answers where the store fails or takes longer than a blink, and is read anew with every
good probe. So a person or token withdrawn while the store is broken is still let in; that is the
lesser danger.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from kiosk.store import DeviceRow, PairedRow, StaffRow, Store, StoreError
from kiosk.store.beside.apart import FORMER
from kiosk.store.file import READ_S

WITHIN_S: Final = 0.02
EVERY: Final = "*"
"""In place of screens that report unpaired: all there are."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    staff: dict[str, StaffRow] = field(default_factory=dict)
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    devices: tuple[DeviceRow, ...] = ()
    ended: frozenset[str] = frozenset()
    languages: dict[str, str] = field(default_factory=dict)
    paired: dict[str, PairedRow] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    places: dict[str, str] = field(default_factory=dict)


class Credentials:
    """May be asked from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = Known()
        self._ended: set[str] = set()
        """Sign-ins that ended while no store could note it."""
        self._former: frozenset[str] = frozenset()
        """Screens from before there was pairing, while no store could note them."""
        self._lock = threading.Lock()
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew; where the store fails, what was known stays."""
        try:
            read = self._store
            staff = {row.name: row for row in read.all_staff()}
            devices = tuple(read.devices())
            self._known = Known(
                staff, read.all_tokens(), devices, read.all_ended(), read.languages(),
                {row.id: row for row in read.paired()}, self._open(read.open_screens()),
                read.tablet_places(),
            )  # fmt: skip
        except StoreError:
            return

    def _open(self, said: str) -> frozenset[str]:
        found = frozenset(said.split())
        return self._former if FORMER in found and self._former else found

    def staff(self, name: str) -> StaffRow | None:
        return self._asked(
            lambda within_s: self._store.staff(name, within_s=within_s), lambda k: k.staff.get(name)
        )

    def renew_pin(self, name: str, old: str, new: str) -> None:
        self._store.renew_pin(name, old, new)
        self.refresh()

    def all_staff(self) -> list[StaffRow]:
        return self._asked(
            lambda within_s: self._store.all_staff(within_s=within_s),
            lambda k: list(k.staff.values()),
        )

    def token(self, digest: str) -> tuple[str, str] | None:
        """(name, scopes) of an active token by the digest of its secret."""
        return self._asked(
            lambda within_s: self._store.token(digest, within_s=within_s),
            lambda k: k.tokens.get(digest),
        )

    def token_digests(self) -> frozenset[str]:
        found = self._asked(
            lambda within_s: self._store.all_tokens(within_s=within_s), lambda k: k.tokens
        )
        return frozenset(found)

    def devices(self) -> list[DeviceRow]:
        return self._asked(
            lambda within_s: self._store.devices(within_s=within_s), lambda k: list(k.devices)
        )

    def known_devices(self) -> list[DeviceRow]:
        """As last read: whoever asks cannot wait for the store."""
        return list(self._known.devices)

    def device(self, device: str) -> DeviceRow | None:
        return next((row for row in self.devices() if row.id == device and row.active), None)

    def put_device(self, device: str, name: str, by: str) -> None:
        self._store.put_device(device, name, by)
        self.refresh()

    def revoke_device(self, device: str) -> bool:
        found = self._store.revoke_device(device)
        self.refresh()
        return found

    def paired(self, device: str) -> PairedRow | None:
        """The pairing of a device, as last read: a page's beat waits for no store."""
        return self._known.paired.get(device)

    def all_paired(self) -> list[PairedRow]:
        return list(self._known.paired.values())

    def paired_for(self, screen: str) -> int:
        """How many devices stand for a screen."""
        return sum(row.screen == screen for row in self._known.paired.values())

    def reports_unpaired(self, screen: str) -> bool:
        """Whether the pages of a screen report though no device is paired: in a demonstration, and
        where a hall was at work before there was pairing, until somebody pairs one."""
        return EVERY in self._known.open or screen in self._known.open

    def former_screens(self) -> list[str]:
        """Those that report unpaired and should be paired; none in a demonstration."""
        return [] if EVERY in self._known.open else sorted(self._known.open)

    def put_paired(self, row: PairedRow, *, alone: bool = False) -> None:
        """From now on only paired devices report for its screen, and where it is ``alone`` only this
        one. Raises :class:`StoreError`."""
        left = self._known.open - {row.screen}
        self._store.put_first_paired(row, " ".join(sorted(left)), alone=alone)
        self.refresh()

    def renew_paired(self, known: PairedRow, new: PairedRow) -> bool:
        """Whether the pairing was still the one that is known. Raises :class:`StoreError`."""
        done = self._store.renew_paired(known, new)
        self.refresh()
        return done

    def is_replaced(self, device: str) -> bool:
        """Nothing is known of it where the store fails: then it is only not paired."""
        with suppress(StoreError):
            return self._store.is_replaced(device)
        return False

    def unpair(self, device: str) -> bool:
        found = self._store.unpair(device)
        self.refresh()
        return found

    def note_former(self, screens: Iterable[str]) -> None:
        """A hall that was at work before there was pairing: these are the screens it had."""
        if FORMER in self._known.open:
            self._former = frozenset(screens)
            # A full disk is no reason for a whole hall to fall silent: written at the next start.
            with suppress(StoreError):
                self._store.put_open_screens(" ".join(sorted(self._former)))
            self.refresh()

    def language(self, who: str) -> str:
        """What somebody has chosen, as last read; empty where nothing is known. No page waits for
        it."""
        return self._known.languages.get(who, "")

    def put_language(self, who: str, lang: str) -> None:
        """Raises :class:`StoreError` where the store cannot note it."""
        self._store.put_language(who, lang)
        self.refresh()

    def tablet_place(self, name: str) -> str:
        """What the tablet of that name lies beside, as last read; empty where nobody said."""
        return self._known.places.get(name, "")

    def put_tablet_place(self, name: str, place: str) -> None:
        """Raises :class:`StoreError` where the store cannot note it."""
        self._store.put_tablet_place(name, place)
        self.refresh()

    def signin_ended(self, signin: str) -> bool:
        with self._lock:
            if signin in self._ended:
                return True
        return self._asked(
            lambda within_s: self._store.signin_ended(signin, within_s=within_s),
            lambda k: signin in k.ended,
        )

    def end_signin(self, signin: str, at: datetime, forget: datetime) -> None:
        """Counts at once. Raises :class:`StoreError` where the store cannot note it: then until the
        process ends."""
        with self._lock:
            # First in memory: whoever signs out is out, though the store then hangs.
            self._ended.add(signin)
        self._store.end_signin(signin, at, forget)
        with self._lock:
            self._ended.discard(signin)

    def _asked(self, store: Callable[[float], T], memory: Callable[[Known], T]) -> T:
        """A store that fails, or is busy, is asked for what memory does not have: often it can
        still be read."""
        # A store that is known to fail is not waited for where memory has an answer.
        known = memory(self._known) if self._store.failing else None
        if known:
            return known
        try:
            return store(WITHIN_S)
        except StoreError:
            known = memory(self._known)
        if known or self._store.failing:
            return known
        try:
            return store(READ_S)
        except StoreError:
            return known
