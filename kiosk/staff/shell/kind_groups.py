"""Kinds in groups by what they ask of people, as the console's tiles and the gallery list them."""

from typing import Final

from signage.catalogue.kinds import LEAVING
from signage.language.words import Message, Words

GROUPS: Final[tuple[tuple[Words, frozenset[str]], ...]] = (
    (Message("tiles.evacuation-and-shelter"), LEAVING),
    (Message("tiles.danger-and-cordon"), frozenset({"danger", "cordon"})),
    (Message("tiles.whole-hall"), frozenset({"closed"})),
    (Message("tiles.systems"), frozenset({"outage"})),
    (Message("tiles.windows-and-devices"), frozenset({"suspended"})),
    (Message("tiles.crowding-and-redirects"), frozenset({"redirect"})),
    (Message("tiles.warnings"), frozenset({"warning"})),
    (Message("tiles.staff-only"), frozenset({"staff"})),
)
"""By the first class of a kind."""
