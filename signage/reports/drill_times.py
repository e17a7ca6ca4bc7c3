"""How fast it went: trigger → committed → painted on each screen, lamps, acknowledgement, steps, all-clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from signage.hall.model import Hall
from signage.language.durations import passed
from signage.language.words import say
from signage.situation.incidents import Incident

STAGES: Mapping[str, str] = {
    "committed": "已记录并下达", "painted": "屏幕已显示", "lamp": "状态灯已确认",
    "lamp-sent": "状态灯已发送（此灯不回话）",
    "acknowledge": "确认接手", "step": "步骤", "clear": "解除", "cleared": "屏幕已显示解除",
}  # fmt: skip
AFTER_CLEAR = frozenset({"cleared"})
"""Stages counted from the all-clear; the others from the trigger."""

LAMPS = frozenset({"lamp", "lamp-sent"})
"""A lamp and a screen may bear the same id."""


@dataclass(frozen=True, slots=True)
class Timed:
    """``after_s``: seconds since the trigger, or since the all-clear was given for what follows it."""

    stage: str
    words: str
    name: str
    at: datetime
    after_s: float


@dataclass(frozen=True, slots=True)
class Timing:
    rows: tuple[Timed, ...]
    slowest: tuple[Timed, ...]
    """The slowest of each stage that has more than one row."""
    silent: tuple[str, ...]
    """Screens of which no painting is known, though they belong to the hall."""


def timing(hall: Hall, incident: Incident, seen: Iterable[tuple[str, str, datetime]]) -> Timing:
    """``seen``: stage, screen or lamp, and when; as the store keeps it."""
    rows = [_timed(hall, incident, what, name, at) for what, name, at in seen]
    if incident.acknowledged_at is not None:
        rows.append(_timed(hall, incident, "acknowledge", incident.acknowledged_by or "", incident.acknowledged_at))
    for number, tick in sorted(incident.ticks.items()):
        text = say(incident.steps[number - 1].text) if number <= len(incident.steps) else ""
        skipped = "（跳过）" if tick.answer == "skipped" else ""
        rows.append(_timed(hall, incident, "step", f"{number} {text}{skipped}", tick.at))
    if incident.cleared_at is not None:
        rows.append(_timed(hall, incident, "clear", "", incident.cleared_at))
    ordered = tuple(sorted(rows, key=lambda row: row.at))
    painted = {row.name for row in ordered if row.stage == "painted"}
    everywhere = "hall" in incident.targets
    silent = tuple(say(s.name) for s in hall.screens if say(s.name) not in painted) if everywhere else ()
    return Timing(ordered, tuple(_slowest(ordered)), silent)


def _timed(hall: Hall, incident: Incident, what: str, name: str, at: datetime) -> Timed:
    known = hall.lamp.get(name) if what in LAMPS else hall.screen.get(name)
    start = incident.cleared_at if what in AFTER_CLEAR and incident.cleared_at else incident.raised_at
    return Timed(what, STAGES.get(what, what), say(known.name) if known else name, at,
                 passed(start, at).total_seconds())  # fmt: skip


def _slowest(rows: tuple[Timed, ...]) -> Iterable[Timed]:
    for stage in STAGES:
        of = [row for row in rows if row.stage == stage]
        if len(of) > 1:
            yield max(of, key=lambda row: row.after_s)
