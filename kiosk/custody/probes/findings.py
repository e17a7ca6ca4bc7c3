"""What looking at something once comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from signage.hall.alerts.probes import Condition
from signage.language.words import NO_WORDS, Words


@dataclass(frozen=True, slots=True)
class Found:
    """``why`` is empty where all is well. ``took_s``: until the answer was whole; None = there is
    none. ``left_days``: until the certificate expires, below 0 = it has; None = there is none.
    ``good``: what else it says of itself, by condition, and what it ``said`` of one that is not.
    ``values``: what it measures, by name."""

    why: Words = field(default_factory=lambda: NO_WORDS)
    took_s: float | None = None
    left_days: float | None = None
    good: Mapping[Condition, bool] = field(default_factory=dict)
    said: Mapping[Condition, Words] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)


class Unlooked(Exception):
    """It could not be looked, for a reason of our own; says nothing of the target."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
