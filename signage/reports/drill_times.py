"""How fast it went: trigger → committed → painted on each screen, lamps, acknowledgement, steps,
all-clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from signage.hall.model import Hall
from signage.language.durations import passed
from signage.language.words import FIRST_LANGUAGE, Message, Words, noted, say
from signage.situation.incidents import Incident

STAGES: Mapping[str, Words] = {
    "committed": Message("drill-times.recorded-and-sent-out"),
    "painted": Message("drill-times.screen-shows-it"),
    "lamp": Message("drill-times.lamp-confirmed-it"),
    "lamp-sent": Message("drill-times.sent-to-a-lamp-that-does-not-answer"),
    "acknowledge": Message("drill-times.taken-on"),
    "step": Message("drill-times.step"),
    "clear": Message("drill-times.cleared"),
    "cleared": Message("drill-times.screen-shows-the-all-clear"),
}
SKIPPED = Message("drill-times.skipped")
AFTER_CLEAR = frozenset({"cleared"})
"""Stages counted from the all-clear; the others from the trigger."""

LAMPS = frozenset({"lamp", "lamp-sent"})
"""A lamp and a screen may bear the same id."""


@dataclass(frozen=True, slots=True)
class Timed:
    """``after_s``: seconds since the trigger, or since the all-clear was given for what follows
    it."""

    stage: str
    words: str
    name: str
    at: datetime
    after_s: float
    slowest: bool = False
    """Of its stage, where that has more than one row."""


@dataclass(frozen=True, slots=True)
class Timing:
    rows: tuple[Timed, ...]
    silent: tuple[str, ...]
    """Screens of which no painting is known, though they belong to the hall."""

    @property
    def slowest(self) -> tuple[Timed, ...]:
        """In the order of the stages."""
        order = tuple(STAGES)
        return tuple(
            sorted(
                (row for row in self.rows if row.slowest), key=lambda row: order.index(row.stage)
            )
        )


def timing(
    hall: Hall,
    incident: Incident,
    seen: Iterable[tuple[str, str, datetime]],
    lang: str = FIRST_LANGUAGE,
) -> Timing:
    """In one language. ``seen``: stage, screen or lamp, and when; as the store keeps it."""
    moments = [*seen, *_done(incident, lang)]
    rows = [_timed(hall, incident, what, name, at, lang) for what, name, at in moments]
    ordered = tuple(sorted(rows, key=lambda row: row.at))
    # By id: two screens may bear one name, and one of them may have kept silent.
    painted = {name for what, name, _ in moments if what == "painted"}
    unseen = [screen for screen in hall.screens if screen.id not in painted]
    silent = tuple(say(s.name, lang) for s in unseen) if "hall" in incident.targets else ()
    slowest = set(_slowest(ordered))
    return Timing(tuple(replace(row, slowest=row in slowest) for row in ordered), silent)


def _done(incident: Incident, lang: str) -> Iterable[tuple[str, str, datetime]]:
    """What people did."""
    if incident.acknowledged_at is not None:
        yield "acknowledge", incident.acknowledged_by or "", incident.acknowledged_at
    for number, tick in sorted(incident.ticks.items()):
        step = f"{number} {say(incident.steps[number - 1].text, lang) if number <= len(incident.steps) else ''}"
        yield "step", say(noted(step, SKIPPED), lang) if tick.answer == "skipped" else step, tick.at
    if incident.cleared_at is not None:
        yield "clear", "", incident.cleared_at


def _timed(hall: Hall, incident: Incident, what: str, name: str, at: datetime, lang: str) -> Timed:
    known = hall.lamp.get(name) if what in LAMPS else hall.screen.get(name)
    start = (
        incident.cleared_at if what in AFTER_CLEAR and incident.cleared_at else incident.raised_at
    )
    words, called = STAGES.get(what), say(known.name, lang) if known else name
    return Timed(
        what, say(words, lang) if words else what, called, at, passed(start, at).total_seconds()
    )


def _slowest(rows: tuple[Timed, ...]) -> Iterable[Timed]:
    for stage in STAGES:
        of = [row for row in rows if row.stage == stage]
        if len(of) > 1:
            yield max(of, key=lambda row: row.after_s)
