"""The last frames of a lamp, kept for diagnosis."""

from dataclasses import dataclass
from typing import Literal

KEPT = 32
"""Frames kept for each lamp."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Bytes that went to the lamp or came from it. ``at``: seconds of the monotonic clock."""

    at: float
    direction: Literal["out", "in"]
    hex: str

    def __str__(self) -> str:
        return f"{self.at:.3f} {'→' if self.direction == 'out' else '←'} {self.hex}"


def kept(frames: tuple[Traced, ...], frame: Traced) -> tuple[Traced, ...]:
    """A new tuple each time, so that any thread may read the old one meanwhile."""
    return (*frames[1 - KEPT :], frame)
