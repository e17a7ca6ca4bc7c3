"""Whether something that is looked at again and again has failed: by results in a row, and damped
where it flaps.

Flapping is told as Nagios does (its documentation: "Detection and Handling of State Flapping"), without weights: of
the last 21 results, more than 30 % of changes begin it and fewer than 20 % end it. What flaps has
failed, once, and stays so until it is calm.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

RESULTS_KEPT: Final = 21
FLAPS: Final = 6
CALM: Final = 3
"""Changes among the results kept from which on it flaps, and down to which it is calm."""
State = Literal["unknown", "well", "failed"]


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Of one condition; a result is good or not."""

    state: State = "unknown"
    results: tuple[bool, ...] = ()
    """The last ones, the newest at the end."""
    row: int = 0
    """How many of the newest are the same."""
    flapping: bool = False

    def after(self, good: bool, *, fails: int, passes: int) -> "Steadiness":
        """``fails``, ``passes``: how many in a row mean something."""
        same = bool(self.results) and self.results[-1] == good
        results = (*self.results, good)[-RESULTS_KEPT:]
        row = self.row + 1 if same else 1
        changes = sum(one != other for one, other in pairwise(results))
        flapping = changes > CALM if self.flapping else changes >= FLAPS
        known = replace(self, results=results, row=row, flapping=flapping)
        return replace(known, state=known._state(good, fails, passes))

    def _state(self, good: bool, fails: int, passes: int) -> State:
        if self.flapping:
            return "failed"
        if self.row >= (passes if good else fails):
            return "well" if good else "failed"
        return self.state
