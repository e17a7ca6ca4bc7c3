"""What an upgrade changes, or leaves as it is, one thing at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Fate(StrEnum):
    """What becomes of a difference between the hall's content and the version's."""

    ADDED = "added"
    """New in this version."""
    TAKEN = "taken"
    """Changed by the version alone, or chosen by a person."""
    BOTH = "both"
    """Changed by both, differently: the hall's stays."""
    STAYS = "stays"
    """No longer shipped, or shipped with less: the hall's stays."""


class Nothing:
    """No value: what one side has not."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "(nothing)"


NOTHING: Final = Nothing()


@dataclass(frozen=True, slots=True)
class Difference:
    """``file``: relative to the content directory; ``kind``: code of a kind of incident, empty for a
    file; ``key``: of the kind, empty where it is all of it. ``hall`` and ``shipped``: what stands
    there before, :data:`NOTHING` where nothing does."""

    fate: Fate
    file: str
    kind: str
    key: str
    hall: Any
    shipped: Any

    @property
    def name(self) -> str:
        """By which a person chooses it."""
        return ":".join(part for part in (self.kind or self.file, self.key) if part)


def of_fate(differences: Iterable[Difference], *fates: Fate) -> tuple[Difference, ...]:
    return tuple(one for one in differences if one.fate in fates)
