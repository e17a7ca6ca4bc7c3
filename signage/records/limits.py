"""Where a measure stands to its limit, and since when: a value and the time in, a state out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from signage.hall.alerts.thresholds import Threshold
from signage.language.durations import passed, within
from signage.records.measures import Measure

State = Literal["unknown", "well", "waits", "over"]


def gravest(threshold: Threshold, told: Sequence[Measure], now: datetime) -> Measure | None:
    """Of the last words of several the one that says most of the danger; of those that are too old
    none, where any is not."""
    fresh = timedelta(minutes=threshold.fresh_min)
    heard = [one for one in told if within(one.at, now, fresh)]
    if not heard:
        return max(told, key=lambda one: one.at, default=None)
    return (max if threshold.over is not None else min)(heard, key=lambda one: one.value)


@dataclass(frozen=True, slots=True)
class Limit:
    """``beyond`` and ``since`` are what the last value that counted said."""

    beyond: bool = False
    since: datetime | None = None
    over: bool = False
    """Whether it is reported: beyond for as long as the threshold says."""
    measure: Measure | None = None
    """The value that counts now; None = there is none, or it is too old."""

    def after(self, threshold: Threshold, measure: Measure | None, now: datetime) -> "Limit":
        """A value that is too old says nothing: what was over stays so."""
        fresh = timedelta(minutes=threshold.fresh_min)
        if measure is None or not within(measure.at, now, fresh):
            return replace(self, measure=None)
        beyond = threshold.beyond(measure.value, self.beyond)
        since = self.since if beyond == self.beyond and self.since is not None else now
        long = passed(since, now) >= timedelta(minutes=threshold.for_min)
        return Limit(beyond, since, beyond and (self.over or long), measure)

    @property
    def state(self) -> State:
        if self.over:
            return "over"
        if self.measure is None:
            return "unknown"
        return "waits" if self.beyond else "well"
