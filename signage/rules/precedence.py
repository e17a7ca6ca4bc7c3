"""Which notice wins, and how much of a screen it takes. One table: class, then level, then how
specific the target is, then newest, then id.

A drill ranks below everything real and above guidance; a narrower target never beats a higher
class.
"""

from collections.abc import Mapping

from signage.catalogue.kinds import LIFE_SAFETY
from signage.situation.incidents import Incident

TIERS: tuple[tuple[str, ...], ...] = (
    ("evacuate", "shelter"),
    ("danger", "cordon"),
    ("all-clear-of-emergency",),
    ("closed",),
    ("outage",),
    ("suspended",),
    ("redirect",),
    ("warning",),
    # On no screen, yet its lamp burns and what it takes out is out: it too is beaten and beats.
    ("staff",),
    ("all-clear-of-service",),
)
TIER: Mapping[str, int] = {name: tier for tier, names in enumerate(TIERS) for name in names}

BANDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("outage", "suspended"), frozenset({"board", "touch"})),
    **dict.fromkeys(("redirect", "warning"), frozenset({"window", "board", "touch"})),
}
"""Layouts on which a class takes a band, and what the screen is for goes on: a notice is as large as
its rank (LOOKS §3). Every other class takes the whole screen it wins."""

Rank = tuple[bool, int, int, int, float, str]


def standing(incident: Incident) -> str:
    """The incident's row of the table: its class while open, its all-clear afterwards."""
    if incident.open:
        return incident.notice.cls
    return (
        "all-clear-of-emergency" if incident.notice.cls in LIFE_SAFETY else "all-clear-of-service"
    )


def takes_band(incident: Incident, layout: str) -> bool:
    """Whether it is said in a band there, or by the board's own rows."""
    return layout in BANDS.get(incident.notice.cls, ())


def rank(incident: Incident, specific: int) -> Rank:
    """Sorts first what wins. ``specific`` is 0 (hall) to 4 (the thing itself)."""
    # An all-clear is as new as its clearing, not as what it ends.
    since = (
        incident.raised_at if incident.open or incident.cleared_at is None else incident.cleared_at
    )
    return (
        incident.drill,
        TIER[standing(incident)],
        incident.level,
        -specific,
        -since.timestamp(),
        incident.id,
    )
