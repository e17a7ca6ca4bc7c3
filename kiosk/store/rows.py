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
