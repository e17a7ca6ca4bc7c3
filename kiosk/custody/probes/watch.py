"""Every probe that the hall names, turned in a thread of its own: a target that hangs holds up no
other, and none the hall.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from kiosk.custody.probes.checks import found
from kiosk.custody.probes.findings import Found, Unlooked
from kiosk.custody.probes.reports import report
from kiosk.custody.probes.steadiness import Steadiness
from kiosk.custody.probes.told import Measured, words_of
from kiosk.engine.board import Board
from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic, Several
from signage.hall.alerts.probes import Condition, Probe
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.incidents import OF_MACHINES, Actor

log = logging.getLogger(__name__)

TURN_S: Final = 5.0
PATIENCE_S: Final = 90.0
"""Looking up a name takes what the machine's resolver takes."""
Look = Callable[[Probe], Found]


class _Line:
    """What is known of one probe; only one thread at a time looks."""

    def __init__(self, probe: Probe, turn: Callable[["_Line"], None]) -> None:
        self.probe = probe
        self.turning = Periodic(
            f"probe {probe.id}", lambda: turn(self), probe.interval_s, patience_s=PATIENCE_S
        )
        self.states: dict[Condition, Steadiness] = {one: Steadiness() for one in probe.conditions}
        self.last: Measured | None = None
        self.trouble: Words = NO_WORDS
        self.since: float | None = None

    def stop(self, within_s: float) -> None:
        """Nobody waits for one that is being looked at."""
        self.turning.stop(0)

    def note(self, told: Found, at: datetime) -> None:
        for condition, good in judged(self.probe, told).items():
            self.states[condition] = self.states[condition].after(
                good, fails=self.probe.failure_threshold, passes=self.probe.success_threshold
            )
        self.last = Measured(self.probe, told, at, dict(self.states))


def judged(probe: Probe, told: Found) -> dict[Condition, bool]:
    """Whether each condition of a probe is good; what nothing is known of is left out."""
    good: dict[Condition, bool] = {"ProbeFailed": not told.why}
    if probe.slow_ms is not None and not told.why and told.took_s is not None:
        good["ProbeSlow"] = told.took_s * 1000 <= probe.slow_ms
    if probe.certificate_days is not None and told.left_days is not None:
        good["CertificateExpires"] = told.left_days >= probe.certificate_days
    return {**good, **told.good}


class Watch:
    """Each probe has a thread of its own, as long as it is named."""

    def __init__(self, board: Board, now: Callable[[], float], look: Look = found) -> None:
        """``now``: seconds, by which ages are told."""
        self._board, self._now, self._look = board, now, look
        self.turning = Several("probes", self._named, lambda probe: _Line(probe, self.turn), TURN_S)

    def _named(self) -> dict[str, Probe]:
        return {probe.id: probe for probe in self._board.view.content.hall.alerts.probes}

    def turn(self, line: _Line) -> None:
        """Whatever goes wrong here is told and tried again in its time."""
        trouble: Words = NO_WORDS
        try:
            line.note(self._look(line.probe), self._board.now())
            self._report(line)
        except Unlooked as error:
            trouble = error.words
        except Exception as error:  # noqa: BLE001 - it becomes a fact of the hall's health, no end
            log.warning("probe %s: %s", line.probe.id, error)
            trouble = Message("probes.not-looked", why=f"{type(error).__name__}: {error}")
        if not trouble:
            line.since = None
        elif line.since is None:
            line.since = self._now()
        line.trouble = trouble

    def _report(self, line: _Line) -> None:
        actor = Actor(f"{OF_MACHINES}probe/{line.probe.id}", line.probe.role)
        for condition, known in line.states.items():
            if line.last is None or known.state == "unknown":
                continue
            labels, failed = line.probe.labels_of(condition), known.state == "failed"
            report(self._board, actor, condition, labels, failed, words_of(condition, line.last))

    def facts(self) -> Iterator[Fact]:
        now = self._now()
        for line in self.turning.lines():
            stands = line.turning.health().stands(now)
            why = Message("probes.stands-still") if stands else line.trouble
            words = Message("probes.fails", probe=line.probe.id, why=why) if why else NO_WORDS
            since = now if line.since is None else line.since
            yield Fact(f"probe {line.probe.id}", not why, since, words, vital=False)

    def measured(self) -> tuple[Measured, ...]:
        """What each found last, in the order of the file; none that has not looked yet."""
        return tuple(line.last for line in self.turning.lines() if line.last is not None)


def probed(board: Board, health: Health) -> Watch:
    """What looks at the probes the hall names, at none where it names none."""
    watch = Watch(board, health.now)
    health.add(watch.facts)
    health.watch(watch.turning, Message("wiring.looking-at-the-probes"), vital=False)
    return watch
