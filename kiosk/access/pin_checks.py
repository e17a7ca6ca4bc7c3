"""Is a PIN right, and may it be asked at all: one check at a time, strangers by the hour and the
minute, everybody by a wait that grows (:mod:`guesses`)."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from limits.strategies import RateLimiter

from kiosk.access.guesses import STRANGER_S, TABLET_S, TOLD, Guesses, Key
from kiosk.engine.board import SYSTEM
from kiosk.serving.pins import check_pin, digest, hash_pin, outdated
from kiosk.serving.services import services
from kiosk.store import StaffRow, StoreError
from signage.situation.commands import NoteWrongPins

PER_NAME, PER_ADDRESS = parse("100 per hour"), parse("20 per minute")
"""Wrong PINs of strangers: at a name wherever they come from, and from an address."""
LIMITER = "pin_limiter"
GUESSES = "pin_guesses"
CHECKING = "pin_check"
STEPPED = "pin_steps"
STEPPED_S = 5.0


class TooMany(Exception):
    def __init__(self, wait_s: float) -> None:
        super().__init__("too many wrong PINs")
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Asker:
    """From where a PIN comes: an enrolled tablet by its enrolment, strangers by their address."""

    device: str
    where: str
    name: str

    @property
    def key(self) -> Key:
        return self.device or self.where, digest(self.name)

    @property
    def longest_s(self) -> float:
        return TABLET_S if self.device else STRANGER_S

    @property
    def limits(self) -> tuple[tuple[RateLimitItem, str, str], ...]:
        """Of strangers alone: their hundred an hour cost no tablet one."""
        if self.device:
            return ()
        return (PER_NAME, "name", digest(self.name)), (PER_ADDRESS, "address", self.where)

    def told_as(self, known: str) -> Key:
        """All strangers are one who guess at a name, and all names one that nobody has."""
        return self.device, known


def right_pin(asker: Asker, pin: str) -> bool:
    """Whether it is. Raises :class:`TooMany` without looking at the PIN."""
    _forget_stepped()
    # One check at a time: else many attempts sent at once would all be looked at before the first
    # is counted. Tablets have a turn of their own: strangers may queue for as long as they like.
    with current_app.extensions[CHECKING][bool(asker.device)]:
        require_turn(asker)
        row = services().people.staff(asker.name)
        if check_pin(pin, row.pin if row is not None else None) and row is not None and row.active:
            forgiven(asker)
            _renew(row, pin)
            return True
        count = _count(asker, row.name if row is not None and row.active else "")
    if count is not None:
        _tell(count)
    return False


def require_turn(asker: Asker) -> None:
    wait_s = current_app.extensions[GUESSES].wait_s(
        asker.key, asker.longest_s, services().board.lasting_s()
    )
    if wait_s:
        raise TooMany(wait_s)
    limiter = current_app.extensions[LIMITER].limiter
    for item, *key in asker.limits:
        if not limiter.test(item, *key):
            raise TooMany(waits_s(limiter, item, *key))


def waits_s(limiter: RateLimiter, item: RateLimitItem, *key: str) -> float:
    """Until the library lets one more pass."""
    return limiter.get_window_stats(item, *key).reset_time - time.time()


def _count(asker: Asker, known: str) -> NoteWrongPins | None:
    """What staff are told of this wrong PIN, if anything; nobody reads what was typed for a name."""
    counted(asker)
    guesses, now_s = current_app.extensions[GUESSES], services().board.lasting_s()
    count = guesses.wrong(("told", *asker.told_as(known)), now_s)
    return NoteWrongPins(known, asker.where, count) if count in TOLD else None


def counted(asker: Asker) -> None:
    """A guess more, of whoever asks."""
    for item, *key in asker.limits:
        current_app.extensions[LIMITER].limiter.hit(item, *key)
    current_app.extensions[GUESSES].wrong(asker.key, services().board.lasting_s())


def forgiven(asker: Asker) -> None:
    """This name and device alone: one right word does not excuse what strangers tried."""
    current_app.extensions[GUESSES].right(asker.key)


def told_wrong(asker: Asker) -> None:
    """A wrong password of an account is told as a wrong PIN at a name that nobody has here."""
    guesses, now_s = current_app.extensions[GUESSES], services().board.lasting_s()
    count = guesses.wrong(("told", *asker.told_as("")), now_s)
    if count in TOLD:
        _tell(NoteWrongPins("", asker.where, count))


def _tell(noted: NoteWrongPins) -> None:
    # On a full disk a wrong PIN stays a wrong PIN.
    with suppress(StoreError):
        services().board.do(noted, SYSTEM)


def _renew(row: StaffRow, pin: str) -> None:
    """A hash that costs a guesser less than a new one does."""
    if outdated(row.pin):
        with suppress(StoreError):
            services().people.renew_pin(row.name, row.pin, hash_pin(pin))


def _forget_stepped() -> None:
    """The library counts by the wall clock: set back by a day, it would keep everybody out for a
    day."""
    clock, known = services().board.clock, current_app.extensions[STEPPED]
    clock()
    back_s = clock.back_s
    if abs(back_s - known) > STEPPED_S:
        current_app.extensions[STEPPED] = back_s
        current_app.extensions[LIMITER].reset()


def init_pin_checks(app: Flask) -> None:
    # Counters belong to this app, not to the module: a second app in the same process counts for
    # itself.
    app.extensions[LIMITER] = Limiter(
        get_remote_address,
        app=app,
        storage_uri="memory://",
        strategy="moving-window",
        headers_enabled=False,
    )
    app.extensions[CHECKING] = {of_tablets: threading.Lock() for of_tablets in (False, True)}
    app.extensions[GUESSES] = Guesses()
    app.extensions[STEPPED] = 0.0
