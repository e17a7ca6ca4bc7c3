"""Rows of the store as values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from signage.situation.events import Recorded


@dataclass(frozen=True, slots=True)
class Answer:
    """What an idempotency key was answered with."""

    request: str
    incident: str
    created: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    name: str
    role: str
    pin: str
    active: bool


@dataclass(frozen=True, slots=True)
class DeviceRow:
    id: str
    name: str
    at: str
    by: str
    active: bool


@dataclass(frozen=True, slots=True)
class PairedRow:
    """A device that stands for a screen. It proves itself with the key of which ``public`` (SPKI,
    base64) is the public half, or, where its browser has none, with a secret of which ``token`` and
    ``next`` are the digests: the older one counts until the newer one was used."""

    id: str
    screen: str
    public: str
    token: str
    next: str
    renewed: str
    """When it was last given a secret."""
    browser: str
    """Program and address when it was paired, for people."""
    at: str
    by: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class TimingRow:
    """When something was first seen of an incident: ``committed``, ``painted``, ``cleared`` on a
    screen, a ``lamp``."""

    incident: str
    what: str
    name: str
    at: datetime
    revision: int


Beside = Callable[[Sequence[Recorded]], None]
"""Writes what belongs to these events into tables of its own, within their transaction."""
