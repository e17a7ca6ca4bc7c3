"""Whose browsers get pushes, and the key that signs them: a file beside the log, for its owner alone.

Like what signs cookies it is in no copy of the log, no backup, no export and no line of a log: a hall
that comes back from a backup makes a new key, and each person turns pushes on again.
"""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from kiosk.custody.calls.addresses import PUSH
from kiosk.store import StoreError
from kiosk.store.files import read_text, replaced
from signage.language.words import Message, Words, plain

if TYPE_CHECKING:
    from kiosk.custody.calls.webpush import Target

FILE: Final = "hall.push.json"
UNSAID: Final = "?"
"""In place of a tablet, of a browser that was added before anybody noted where."""
LOST: Final = "lost"
EACH_MOST: Final = 5
"""Browsers of one person: the oldest goes."""
ADDRESS_MAX: Final = 1000
KNOWN: Final[dict[str, Words]] = {
    "fcm.googleapis.com": Message("push.service.google"),
    "push.services.mozilla.com": Message("push.service.mozilla"),
    "notify.windows.com": Message("push.service.microsoft"),
    "push.apple.com": Message("push.service.apple"),
}
"""Push services of the browsers there are, by what their names end in, and whose they are."""


@dataclass(frozen=True, slots=True)
class Named:
    """The line ``push`` of the file of addresses: whom a push service asks where something is wrong,
    and which ones may be spoken to."""

    contact: str
    services: tuple[str, ...]

    def allows(self, endpoint: str) -> bool:
        return any(_at(endpoint, service) for service in self.services)


def _at(endpoint: str, service: str) -> bool:
    """``service``: what the name of a host ends in, or an origin as it is."""
    try:
        at = urlsplit(endpoint)
        port = at.port
    except ValueError:
        return False
    if "://" in service:
        return f"{at.scheme}://{at.netloc}" == service
    host = at.hostname or ""
    safe = at.scheme == "https" and port in (None, 443) and "@" not in at.netloc
    return safe and (host == service or host.endswith(f".{service}"))


def read_named(line: str) -> Named:
    """``webpush:mailto:it@hall.example?services=push.example,http://10.0.0.8:8080``. Raises
    ValueError."""
    contact, _, query = line.removeprefix(PUSH).partition("?")
    found = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    services = tuple(filter(None, found.pop("services", ",".join(KNOWN)).split(",")))
    told = contact.startswith(("mailto:", "https://"))
    if not line.startswith(PUSH) or not told or found or not services:
        raise ValueError("no line of a push")
    return Named(contact, services)


def owner_of(endpoint: str) -> Words:
    """Whose push service it is; a host that nobody knows is called by its name."""
    host = urlsplit(endpoint).hostname or ""
    return next(
        (words for end, words in KNOWN.items() if f".{host}".endswith(f".{end}")), plain(host)
    )


@dataclass(frozen=True, slots=True)
class Device:
    """One browser of one person. ``over``: since when it gets nothing more; ``why`` is empty where its
    push service knows it no more, and :data:`LOST` where its tablet was told to be. ``place``: on which
    tablet of the hall the person was signed in who added it, as sign-ins have it; empty = on none."""

    id: str
    person: str
    endpoint: str
    p256dh: str
    auth: str
    since: str
    over: str = ""
    place: str = UNSAID
    why: str = ""

    @property
    def owner(self) -> Words:
        return owner_of(self.endpoint)


class Subscribers:
    """May be asked from any thread. What is written is on the disk when a call returns."""

    def __init__(self, directory: Path, clock: Callable[[], datetime]) -> None:
        self._path, self._clock = directory / FILE, clock
        self._lock = threading.Lock()
        self._key, self._devices = _read(self._path)

    def key(self) -> str:
        """Made at the first wish. Raises :class:`StoreError`."""
        with self._lock:
            if not self._key:
                from kiosk.custody.calls.webpush import new_key

                self._write(new_key(), self._devices)
            return self._key

    def known_by(self) -> str:
        """By which a browser knows the hall. Empty where no key could be kept: then nobody
        subscribes either."""
        from kiosk.custody.calls.webpush import public

        try:
            return public(self.key())
        except StoreError:
            return ""

    def of(self, person: str) -> tuple[Device, ...]:
        """Those that are over too, until they are put away."""
        return tuple(one for one in self._devices if one.person == person)

    def targets(self, person: str) -> "list[Target]":
        from kiosk.custody.calls.webpush import Target

        return [
            Target(one.id, one.endpoint, one.p256dh, one.auth)
            for one in self.of(person)
            if not one.over
        ]

    def add(self, person: str, endpoint: str, p256dh: str, auth: str, place: str = UNSAID) -> None:
        """A browser is one person's: whoever turned it on last. Raises ValueError where nothing could
        be sealed for it, :class:`StoreError`."""
        from kiosk.custody.calls.webpush import require_keys

        if len(endpoint) > ADDRESS_MAX:
            raise ValueError("too long")
        require_keys(p256dh, auth)
        name = sha256(endpoint.encode()).hexdigest()[:12]
        since = self._clock().isoformat()
        new = Device(name, person, endpoint, p256dh, auth, since, place=place)
        with self._lock:
            others = [one for one in self._devices if one.id != name]
            mine = [one for one in others if one.person == person][-(EACH_MOST - 1) :]
            rest = [one for one in others if one.person != person]
            self._write(self._key, (*rest, *mine, new))

    def remove(self, person: str, name: str) -> None:
        """Raises :class:`StoreError`."""
        with self._lock:
            left = (one for one in self._devices if (one.person, one.id) != (person, name))
            self._write(self._key, tuple(left))

    def end(self, names: tuple[str, ...]) -> None:
        """What a push service knows no more gets nothing again: its address and its secrets go, that
        it was there is told until somebody puts it away. Raises :class:`StoreError`."""
        self._end(lambda one: one.id in names, "")

    def lose(self, places: Iterable[str]) -> None:
        """Whatever was added on these tablets ends in the same way; of what was added before that was
        noted nobody knows where it is. Raises :class:`StoreError`."""
        gone = {*places, UNSAID}
        self._end(lambda one: one.place in gone, LOST)

    def leave(self, persons: Iterable[str]) -> None:
        """Nothing of theirs is kept. Raises :class:`StoreError`."""
        gone = set(persons)
        with self._lock:
            left = tuple(one for one in self._devices if one.person not in gone)
            if left != self._devices:
                self._write(self._key, left)

    def persons(self) -> frozenset[str]:
        return frozenset(one.person for one in self._devices)

    def _end(self, wanted: Callable[[Device], bool], why: str) -> None:
        now = self._clock().isoformat()
        with self._lock:
            ended = tuple(
                replace(one, endpoint=_host(one.endpoint), p256dh="", auth="", over=now, why=why)
                if wanted(one) and not one.over else one
                for one in self._devices
            )  # fmt: skip
            if ended != self._devices:
                self._write(self._key, ended)

    def _write(self, key: str, devices: tuple[Device, ...]) -> None:
        made = {"key": key, "devices": [asdict(one) for one in devices]}
        try:
            replaced(self._path, json.dumps(made, indent=1) + "\n")
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written.", kind="io") from error
        self._key, self._devices = key, devices


def _host(endpoint: str) -> str:
    at = urlsplit(endpoint)
    return f"{at.scheme}://{at.netloc}"


def _read(path: Path) -> tuple[str, tuple[Device, ...]]:
    try:
        said: Any = json.loads(read_text(path) or "{}")
        devices = tuple(Device(**{k: str(v) for k, v in one.items()}) for one in said["devices"])
        return str(said["key"]), devices
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ()
