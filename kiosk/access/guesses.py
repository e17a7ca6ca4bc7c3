"""Wrong PINs, by whom they were for and from where: how long the next one waits, and which are told.

2026-11-29 · The wait belongs to a name and a device, grows, and on an enrolled tablet ends at 40 s:
whoever plays with the tablet on the counter, or guesses from elsewhere, keeps no supervisor from
ending an alarm. Strangers are counted by their address, and all of them together by the hour
(:mod:`kiosk.access.people`). Rejected: a lock after so many; it is a switch in a guesser's hand.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

FREE: Final = 5
"""Wrong PINs without a wait: people mistype."""
FIRST_S: Final = 10.0
TABLET_S: Final = 40.0
STRANGER_S: Final = 600.0
"""The longest waits."""
QUIET_S: Final = 3600.0
"""After so long without a wrong one nothing is remembered."""
KEPT: Final = 10_000
TOLD: Final = frozenset({3, 5, 10, 20, 40, 80, 160, 320})
"""Counted and not repeated: an event at these alone."""
Key = tuple[str, ...]
"""From where, and for whom."""


@dataclass(slots=True)
class _Tally:
    wrong: int
    at_s: float


class Guesses:
    """In memory: a restart begins anew. Seconds are of a clock that never goes back."""

    def __init__(self) -> None:
        self._tallies: OrderedDict[Key, _Tally] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: Key, longest_s: float, now_s: float) -> float:
        """Until the next one is looked at; 0 = now."""
        with self._lock:
            tally = self._known(key, now_s)
        if tally is None or tally.wrong < FREE:
            return 0.0
        grown_s = FIRST_S * float(1 << min(tally.wrong - FREE, 16))
        return max(0.0, tally.at_s + min(grown_s, longest_s) - now_s)

    def wrong(self, key: Key, now_s: float) -> int:
        """One more; how many there are now."""
        with self._lock:
            before = self._known(key, now_s)
            tally = _Tally(before.wrong + 1 if before else 1, now_s)
            self._tallies[key] = tally
            self._tallies.move_to_end(key)
            if len(self._tallies) > KEPT:
                self._tallies.popitem(last=False)
            return tally.wrong

    def right(self, key: Key) -> None:
        with self._lock:
            self._tallies.pop(key, None)

    def _known(self, key: Key, now_s: float) -> _Tally | None:
        tally = self._tallies.get(key)
        return tally if tally is not None and now_s - tally.at_s < QUIET_S else None
