"""What comes back, by the names of the API's document; times are RFC 3339 with an offset.

Objects as they were sent: a newer hall's further members are there too.
"""

from typing import Any, TypedDict

Incident = TypedDict(
    "Incident",
    {
        "id": str, "revision": int, "state": str, "kind": str, "class": str, "title": str, "title_en": str,
        "targets": list[str], "level": int, "eta": str | None, "cause": str, "note": str, "drill": bool,
        "raised_at": str, "raised_by": str, "acknowledged_by": str | None, "silenced": bool,
        "cleared_at": str | None, "repeats": int, "commander": str, "steps": list[dict[str, Any]],
        "gates": list[dict[str, Any]], "overridden": list[str], "review": dict[str, Any] | None,
        "signed": dict[str, Any] | None, "stored": bool, "quiet": list[str],
    },
)  # fmt: skip
"""``stored`` false: shown, and not yet in the log."""


class Event(TypedDict):
    """``seq`` counts without gaps; ``event`` is what ``type`` says of it."""

    seq: int
    at: str
    actor: str
    role: str
    type: str
    event: dict[str, Any]


class Hall(TypedDict):
    """One moment of the whole hall."""

    revision: int
    unavailable: list[str]
    incidents: list[Incident]
    screens: list[dict[str, Any]]
    lamps: list[dict[str, Any]]
    services: list[dict[str, Any]]
    by_hand: list[dict[str, Any]]


class Window(TypedDict):
    revision: int
    id: str
    open: bool
    services: list[str]
    changed: bool


class Heard(TypedDict):
    """What became of reports, counted."""

    revision: int
    firing: int
    resolved: int
    ignored: int


class Queue(TypedDict):
    """``state``: calm, warn or crowd."""

    revision: int
    waiting: int
    wait_min: int | None
    state: str


class Notice(TypedDict):
    id: str
    incident: str | None
    what: str
    state: str
    title: str
    body: str
    by: str
    approved_by: str | None
    alone: bool
    issued_at: str | None
    shown: bool
    channels: list[dict[str, Any]]


Lamp = dict[str, Any]
"""As ``lamps.toml`` has it."""
