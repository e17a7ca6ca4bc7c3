"""The seam behind which a bureau's directory lies, of whatever sort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

PATIENCE_S: Final = 5.0
"""Of one answer over the network, in seconds."""
Why = Literal["unreachable", "slow", "answer", "times", "password"]
"""``answer``: what it said does not hold; ``times``: its clock and ours differ."""


class Unanswered(Exception):
    """It named nobody. ``detail`` is for whoever keeps the directory, and holds no secret."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.detail = why, detail


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the directory names, as it writes them itself."""

    name: str
    groups: tuple[str, ...]


class Directory(Protocol):
    """Asked in a process of its own; may wait. Raises :class:`Unanswered`."""

    def lead(self, asked: Mapping[str, str]) -> str:
        """The address at which a person shows who they are; empty where they do so here."""

    def account(self, shown: Mapping[str, str]) -> Account:
        """Whose is what they have shown."""


def names_in(said: Any) -> tuple[str, ...]:
    """A value that may be one name or several."""
    found = said if isinstance(said, list) else [said]
    return tuple(one for one in found if isinstance(one, str) and one)
