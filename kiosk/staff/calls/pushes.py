"""Pushes to a person's own browsers, as their page of ways tells and asks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from kiosk.custody.calls.subscribers import KNOWN, LOST, Device
from kiosk.serving.services import services
from signage.hall.calls import Person
from signage.hall.model import Hall
from signage.language.words import Message, Words, plain
from signage.rules.refusal import Refused

MINE: Final = "/console/calls/mine"
HOST_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """``id`` names it in an address and is no secret. ``over``: nothing is pushed there any more."""

    id: str
    words: Words
    over: bool


@dataclass(frozen=True, slots=True)
class Pushes:
    """``key``: by which a browser knows the hall; empty where no setting lets the hall push, and
    ``services``: whose push services it may speak to."""

    key: str
    services: tuple[Words, ...]
    rows: tuple[DeviceRow, ...]

    @property
    def names(self) -> Words:
        return Message("push.allowed", names=list(self.services))


def pushes_of(hall: Hall, person: Person) -> Pushes | None:
    caller = services().caller
    if caller is None or all(way.way != "push" for way in person.ways):
        return None
    named, rows = caller.push(), tuple(_row(hall, one) for one in caller.devices.of(person.id))
    if named is None:
        return Pushes("", (), rows)
    return Pushes(
        caller.devices.known_by(), tuple(_owner(service) for service in named.services), rows
    )


def _owner(service: str) -> Words:
    known = KNOWN.get(service)
    if known is None:
        return plain(service)
    return Message("push.service-at", owner=known, host=service)


def _row(hall: Hall, device: Device) -> DeviceRow:
    over = bool(device.over)
    moment = hall.local(datetime.fromisoformat(device.over if over else device.since))
    at = f"{moment:%m-%d %H:%M}"
    words = Message("push.over" if over else "push.since", owner=device.owner, at=at)
    if device.why == LOST:
        words = Message("push.lost", owner=device.owner, at=at)
    return DeviceRow(device.id, words, over)


def keep(person: Person | None, form: Mapping[str, str], place: str) -> str:
    """Where to go then. ``place``: the tablet of the hall this is asked on. Raises :class:`Refused`, and StoreError."""
    caller = services().caller
    named = caller.push() if caller is not None else None
    if caller is None or named is None or person is None:
        raise Refused("not-pushed", None, Message("push.no-setting"))
    endpoint = form.get("endpoint", "")
    if not named.allows(endpoint):
        raise Refused("not-pushed", None, Message("push.service-not-allowed", host=_host(endpoint)))
    try:
        p256dh, auth = form.get("p256dh", ""), form.get("auth", "")
        caller.devices.add(person.id, endpoint, p256dh, auth, place)
    except ValueError as error:
        raise Refused("not-pushed", None, Message("push.keys-are-none")) from error
    return MINE


def _host(endpoint: str) -> str:
    try:
        return (urlsplit(endpoint).hostname or "")[:HOST_MAX]
    except ValueError:
        return ""
