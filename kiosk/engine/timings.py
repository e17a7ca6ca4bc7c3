"""When the decided was seen: committed, painted on each screen, confirmed by each lamp. Once per
incident and thing.

2026-11-25 · In a table of its own, beside the log. Rejected: an event for each painting; every
event moves the revision that all screens must paint, so that painting would cause paintings. The
first painting counts and the table holds one row per incident, screen and stage, so that no storm
of heartbeats fills it. Times are the server's, taken when the screen's word arrives: never earlier
than the frame was really there.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from devices.schedule.health import LampHealth
from kiosk.engine.view import View
from kiosk.store import Store, StoreError, TimingRow

OWED_MAX = 10_000
Key = tuple[str, str, str]
"""Incident, stage (painted or cleared), screen."""


class Timings:
    """Told which lamps are lit before they are, and of every view after screens and lamps; then of
    paintings and lamps.

    From any thread.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._awaited: dict[Key, int] = {}
        self._done: set[Key] = set()
        self._committed: dict[str, TimingRow] = {}
        self._lit: dict[str, tuple[str, int]] = {}
        self._owed: list[TimingRow] = []

    def lights(self, view: View) -> None:
        """A lamp may answer while the screens are still drawn."""
        incidents = view.world.situation.incidents
        lit = {
            lamp: (scene.incident, view.revision)
            for lamp, scene in view.lamps.items()
            if scene.incident is not None
            and scene.incident in incidents
            and incidents[scene.incident].open
        }
        with self._lock:
            self._lit = lit

    def tell(self, view: View) -> None:
        now, incidents = self._clock(), view.world.situation.incidents
        shown: set[Key] = set()
        for screen, scene in view.scenes.items():
            for number in scene.says:
                if number in incidents:
                    shown.add((number, "painted" if incidents[number].open else "cleared", screen))
        with self._lock:
            # Seen for the first time at this revision: any later painting has it.
            self._awaited = {
                key: self._awaited.get(key, view.revision) for key in shown - self._done
            }
            self._done = {
                key
                for key in self._done
                if key in shown or (key[1] == "lamp" and key[0] in incidents)
            }
            for number in {key[0] for key in self._awaited if key[1] == "painted"}:
                self._committed.setdefault(
                    number, TimingRow(number, "committed", "", now, view.revision)
                )
            self._committed = {n: row for n, row in self._committed.items() if n in incidents}

    def painted(self, screen: str, revision: int, at: datetime) -> None:
        with self._lock:
            due = [
                key
                for key, since in self._awaited.items()
                if key[2] == screen and since <= revision
            ]
            for key in due:
                del self._awaited[key]
                self._done.add(key)
            rows = [TimingRow(number, stage, screen, at, revision) for number, stage, _ in due]
            rows += [self._committed[n] for n in {key[0] for key in due} if n in self._committed]
        self._put(rows)

    def lamp(self, fact: LampHealth) -> None:
        """``lamp`` where the lamp itself answered, ``lamp-sent`` where it never answers."""
        with self._lock:
            lit = self._lit.get(fact.lamp)
            key = (lit[0], "lamp", fact.lamp) if lit else None
            if lit is None or key is None or key in self._done or not fact.agrees or fact.testing:
                return
            self._done.add(key)
        stage = "lamp" if fact.health == "verified" else "lamp-sent"
        self._put([TimingRow(lit[0], stage, fact.lamp, self._clock(), lit[1])])

    def _put(self, rows: list[TimingRow]) -> None:
        """A store that fails must not break the screen's own report: the figures are put with the
        next ones."""
        with self._lock:
            owed, self._owed = [*self._owed, *rows][-OWED_MAX:], []
        if not owed:
            return
        try:
            # Not even tried: its time-out would hold up the screen that reports.
            if self._store.failing:
                raise StoreError("The store is known to fail.")
            self._store.put_timings(owed)
        except StoreError:
            with self._lock:
                self._owed = [*owed, *self._owed][-OWED_MAX:]
