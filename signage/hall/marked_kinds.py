"""Which kinds of incident the hall's own derivations ask for, by their codes: its catalogue marks
them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarkedKinds:
    """``papers``: mean papers by hand from the start. ``crowd``: what a crowd is announced by."""

    papers: frozenset[str] = frozenset()
    crowd: str | None = None
