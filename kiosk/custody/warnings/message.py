"""A message of the Common Alerting Protocol 1.2 as a value (OASIS CAP-v1.2, §3.2).

Text is one line of printable letters; what an element may say of a list and this hall does not know
is ``Unknown``. Moments carry their zone.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from signage.language.words import NO_WORDS, Words
from signage.situation.alerts import WARNING

UNKNOWN = "Unknown"
STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
KINDS = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
URGENCIES = ("Immediate", "Expected", "Future", "Past", UNKNOWN)
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", UNKNOWN)
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", UNKNOWN)
ALL_CLEAR = "AllClear"
KEY_LETTERS = 40


class Name(NamedTuple):
    """What a message is known by. Two spellings of one moment are one name."""

    sender: str
    identifier: str
    sent: datetime

    @property
    def key(self) -> str:
        """Short, and the same wherever the message came from."""
        moment = self.sent.astimezone(UTC).isoformat()
        told = "\n".join((self.sender, self.identifier, moment)).encode()
        return f"{WARNING}{hashlib.sha256(told).hexdigest()[:KEY_LETTERS]}"


class Point(NamedTuple):
    """WGS 84, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Circle:
    centre: Point
    radius_km: float


@dataclass(frozen=True, slots=True)
class Area:
    """``geocodes``: scheme and code. ``unread``: it has a shape that could not be read."""

    name: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Info:
    """One language's account of one threat to its areas."""

    language: str
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...]
    urgency: str
    gravity: str
    """``severity``, as CAP calls it."""
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    sender_name: str
    headline: str
    description: str
    instruction: str
    parameters: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]
    web: str = ""


@dataclass(frozen=True, slots=True)
class CapMessage:
    """``references``: names of those that it replaces or withdraws; ``signed``: whether it carries
    a signature, which says nothing of whether that is right."""

    name: Name
    status: str
    kind: str
    scope: str
    note: str
    references: tuple[Name, ...]
    infos: tuple[Info, ...]
    signed: bool = False
    doubt: Words = field(default_factory=lambda: NO_WORDS, hash=False)
    """Why nobody vouches for it, where its feed asks for signatures."""
    vouched: bool = False
    """It bears a signature that its feed asks for, and that is right."""
