"""The hall's thresholds, held against what is measured: by itself, by its probes, by who reports to it.

One thread, which waits for nobody: values come from elsewhere. What is over is reported like a
probe's failure, by the hall's rules.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final

from kiosk.custody.probes.reports import report
from kiosk.custody.probes.told import Measured
from kiosk.engine.board import Board
from kiosk.engine.periodic import Periodic
from signage.hall.alerts.thresholds import Threshold
from signage.hall.model import Hall
from signage.language.words import Message, Words, plain
from signage.records.limits import Limit, State, gravest
from signage.records.measures import Measure, own_measures
from signage.situation.incidents import OF_MACHINES, Actor

TURN_S: Final = 5.0
ACTOR: Final = Actor(f"{OF_MACHINES}thresholds", "guide")


@dataclass(frozen=True, slots=True)
class Gauge:
    """A measure as the console shows it."""

    id: str
    state: State
    words: Words
    over: bool


class Thresholds:
    """``turn`` is that of one repeating thread; ``gauges`` may be asked from any."""

    def __init__(
        self,
        board: Board,
        probes: Callable[[], tuple[Measured, ...]],
        reported: Callable[[], Mapping[str, Sequence[Measure]]],
    ) -> None:
        self._board, self._probes, self._reported = board, probes, reported
        self._limits: dict[str, tuple[Threshold, Limit]] = {}
        self._lock = Lock()
        self.turning = Periodic("thresholds", self.turn, TURN_S)

    def turn(self) -> None:
        view = self._board.view
        hall, now = view.content.hall, self._board.now()
        values = {name: (value,) for name, value in self._values(now).items()}
        told: Mapping[str, Sequence[Measure]] = {**values, **self._reported()}
        with self._lock:
            self._limits = {
                one.id: (one, self._before(one).after(one, _value(one, told, now), now))
                for one in hall.alerts.thresholds
            }
            held = tuple(self._limits.values())
        for threshold, limit in held:
            # What nobody knows yet neither begins nor ends anything.
            if limit.measure is not None or limit.over:
                labels, said = threshold.labels_of(), words_of(hall, threshold, limit)
                report(self._board, ACTOR, threshold.id, labels, limit.over, said)

    def _before(self, one: Threshold) -> Limit:
        threshold, limit = self._limits.get(one.id, (one, Limit()))
        return limit if threshold == one else Limit()

    def _values(self, now: datetime) -> Mapping[str, Measure]:
        world = replace(self._board.view.world, now=now)
        return {**own_measures(world), **dict(self._of_probes())}

    def _of_probes(self) -> Iterator[tuple[str, Measure]]:
        for one in self._probes():
            values = dict(one.found.values)
            if one.found.took_s is not None:
                values["latency_ms"] = one.found.took_s * 1000
            if one.found.left_days is not None:
                values["certificate_days"] = one.found.left_days
            for name, value in values.items():
                yield f"probe.{one.probe.id}.{name}", Measure(value, one.at)

    def gauges(self) -> tuple[Gauge, ...]:
        hall = self._board.view.content.hall
        with self._lock:
            held = tuple(self._limits.values())
        return tuple(
            Gauge(one.id, limit.state, words_of(hall, one, limit), limit.over)
            for one, limit in held
            # Of what nobody has ever measured here there is nothing to show.
            if limit.since is not None
        )


def _value(one: Threshold, told: Mapping[str, Sequence[Measure]], now: datetime) -> Measure | None:
    return gravest(one, told.get(one.measure, ()), now)


def words_of(hall: Hall, threshold: Threshold, limit: Limit) -> Words:
    """The state and its reason."""
    edge = _amount(threshold, threshold.limit)
    usual: dict[str, Words | str] = {"name": threshold.name, "limit": edge}
    if limit.measure is None:
        minutes = str(threshold.fresh_min)
        if limit.over:
            return Message("thresholds.over-and-silent", **usual, minutes=minutes)
        return Message("thresholds.silent", **usual, minutes=minutes)
    usual["value"] = _amount(threshold, limit.measure.value)
    if not limit.beyond or limit.since is None:
        return Message("thresholds.well", **usual)
    usual["since"] = f"{hall.local(limit.since):%H:%M}"
    if threshold.over is not None:
        return Message("thresholds.over", **usual)
    return Message("thresholds.under", **usual)


def _amount(threshold: Threshold, value: float) -> Words:
    text = f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"
    if threshold.unit is None:
        return plain(text)
    return Message("thresholds.amount", value=text, unit=threshold.unit)
