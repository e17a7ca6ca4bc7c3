"""Whom to call outside for which kind: the sectors of the contacts' register, the most urgent first.

From the plans (lines 85, 301, 325, 349, 661, 771, 873, 923) where they say it, else the product's proposal. A kind that
is not listed calls nobody in particular: every outside contact is shown.
"""

from collections.abc import Mapping

from signage.situation.registers import SECTORS, Row

CALLS: Mapping[str, tuple[str, ...]] = {
    "FIRE": ("fire", "medical", "police", "power", "water", "bureau", "neighbour"),
    "EXPLOSION": ("fire", "police", "medical", "water", "bureau", "neighbour"),
    "QUAKE": ("fire", "medical", "superior", "power", "water"),
    "TERROR": ("police", "medical", "bureau"),
    "SHOCK": ("medical", "power", "vendor"),
    "DEV-HAZARD": ("medical", "power", "vendor"),
    "ACCIDENT": ("police", "fire", "medical", "superior"),
    "FLOOD": ("fire", "water", "power", "superior"),
    "FIGHT": ("police", "medical", "bureau"),
    "TAX-VIOLENCE": ("police", "medical", "bureau"),
    "DISORDER": ("police", "superior", "bureau"),
    "DISPUTE": ("bureau",),
    "DISPUTE-CRISIS": ("police", "bureau"),
    "EPI": ("health", "medical", "superior"),
    "INJURY": ("medical",),
    "TRAFFIC": ("traffic", "medical", "police"),
    "TYPHOON": ("fire", "power", "superior"),
    "LIGHTNING": ("power", "fire"),
    "OPINION": ("bureau", "superior", "media"),
    "PWR": ("power", "vendor"),
    "UTIL": ("water", "power", "vendor"),
    "SYS-CORE": ("technical", "vendor", "superior"),
    "SYS-NET": ("telecom", "technical"),
    "SYS-SEC": ("technical", "police", "superior"),
    "SYS-UPGRADE": ("technical", "superior"),
    "ETAX-DOWN": ("technical", "bureau"),
    "ETAX-DOWN-DDL": ("technical", "bureau"),
    "INT-SHORT": ("technical", "vendor"),
    "INT-LONG": ("technical", "vendor", "superior"),
    "DEV-HALL": ("vendor",),
    "WIN-FAULT": ("vendor", "technical"),
    "HALL-CLOSED": ("superior", "bureau"),
}


def calls(kind: str) -> bool:
    """Whether somebody outside is called for it."""
    return kind in CALLS


def callees(contacts: Mapping[str, Row], kind: str | None) -> tuple[Row, ...]:
    """Outside contacts for a kind in the order they are called; without a kind, or for an unlisted one, all of them."""
    order = CALLS.get(kind or "", tuple(SECTORS))
    outside = [row for row in contacts.values() if row.fields.get("sector") in order]
    return tuple(sorted(outside, key=lambda row: (order.index(row.fields["sector"]), row.fields["name"])))
