"""What the product does with a kind beside showing it: data of the catalogue, so that no code is
named in a program.

2026-11-29 · These were tables of codes in eight modules, which a hall's own kind could not enter.
One table ``use`` of the kind holds them, and is owned whole: a kind that has none takes that of the
shipped kind of its code, so a catalogue from before this key loses nothing
(``kiosk/content/shipped_uses``). What derivations ask for is carried by the hall
(:class:`MarkedKinds`). Rejected: a file of its own, where a new kind would be two; flat keys, of
which a hall that wrote one would not know whether it still has the others; such a mark in the
notice, which old logs do not hold.
"""

from typing import Literal

from pydantic import Field

from signage.hall.described import Described

Sector = Literal[
    "bureau", "superior", "technical", "police", "fire", "medical", "health", "traffic", "power", "water", "telecom",
    "vendor", "neighbour", "media",
]  # fmt: skip
"""Whom a contact of the register stands for (:mod:`signage.situation.registers`)."""
What = Literal[
    "fire", "electric", "person", "conflict", "system", "online", "network", "power", "device", "window", "crowd",
    "water", "quake", "other",
]  # fmt: skip
"""Answers to what it is, of the three questions (:mod:`signage.deciding.assessment`)."""
Harm = Literal["hurt", "threat"]


class Noticed(Described):
    """An answer that suggests the kind; with ``harm`` only where that was answered too."""

    what: What
    harm: Harm | None = None


class Use(Described):
    tile: int = Field(default=0, ge=0, le=999)
    """Its place among the large tiles of the first page, the smallest first; 0 = under 更多 alone."""
    calls: tuple[Sector, ...] = ()
    """Whom to call outside, the most urgent first; empty = nobody in particular."""
    noticed: tuple[Noticed, ...] = ()
    talk: Literal["cards", "crisis"] | None = None
    """Its card offers the cards for talking; ``crisis`` is what these raise where words no longer
    help."""
    papers: bool = False
    """It means papers by hand from the start."""
    crowd: bool = False
    """It is proposed where the numbers of waiting people say that the hall is full."""
    unlisted: bool = False
    """It stands for what is none of the others: it may take over another kind's steps."""
