"""Senders that ought to say something in their time, and which of them do not; and what they measured
last.

Kept in memory: whoever was heard last before a restart has his whole time again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from threading import Lock

from kiosk.engine.health import Fact
from signage.hall.alerts.sources import Source
from signage.language.words import NO_WORDS, Message
from signage.records.measures import Measure

MINUTE_S = 60.0


class LastWords:
    """When each sender was heard last. From any thread."""

    def __init__(self, now: Callable[[], float]) -> None:
        """``now``: seconds of a clock that nobody sets."""
        self._now = now
        self._begun = now()
        self._heard: dict[str, float] = {}
        self._values: Mapping[str, Mapping[str, Measure]] = {}
        self._lock = Lock()

    def note(self, sender: str, sources: Iterable[Source]) -> None:
        """Only of those that are described: names are a stranger's."""
        if any(one.id == sender for one in sources):
            with self._lock:
                self._heard[sender] = self._now()

    def note_values(
        self, sender: str, values: Mapping[str, float], known: Iterable[str], at: datetime
    ) -> None:
        """By the names of measures; only of those that a threshold names. One sender's word takes
        no other's place."""
        with self._lock:
            told = {
                name: {**self._values.get(name, {}), sender: Measure(values[name], at)}
                for name in known
                if name in values
            }
            self._values = {**self._values, **told}

    def values(self) -> Mapping[str, Sequence[Measure]]:
        """Of each measure the last word of each who told it."""
        with self._lock:
            return {name: tuple(told.values()) for name, told in self._values.items()}

    def facts(self, sources: Iterable[Source]) -> Iterator[Fact]:
        now = self._now()
        with self._lock:
            heard = dict(self._heard)
        for one in sources:
            most = one.silent_min
            if most is None:
                continue
            since = heard.get(one.id, self._begun)
            minutes = (now - since) / MINUTE_S
            silent = minutes > most
            words = Message("sources.silent", source=one.id, minutes=int(minutes))
            yield Fact(
                f"source {one.id}", not silent, since, words if silent else NO_WORDS, vital=False
            )
