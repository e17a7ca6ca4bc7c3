"""Drills: scenarios with timed injects, their start and evaluation, what is due by rule, coverage
by kind.

A drill's place on screens and lamps is in :mod:`signage.shows.scenes` and :mod:`lamps`: it never
hides what is real.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field, TypeAdapter

from signage.catalogue.kinds import Catalogue, Code
from signage.deciding.new_incidents import raised
from signage.deciding.open_incidents import Place
from signage.hall.described import Described
from signage.hall.model import Hall
from signage.hall.upkeep import Upkeep
from signage.language.mistake import Mistake, meant
from signage.language.words import Message, Words
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.aftermath import (
    Aftermath,
    Drill,
    DrillEvaluated,
    DrillStarted,
    EvaluateDrill,
    Inject,
    StartDrill,
)
from signage.situation.commands import Raise
from signage.situation.events import IncidentRaised, RaiseRepeated

YEAR = timedelta(days=365)
INJECTS_MAX, AFTER_MAX_S = 50, 4 * 3600
QUESTIONS: tuple[Words, ...] = (
    Message("drills.was-reported-started-in-time"),
    Message("drills.did-everybody-know-their-duty"),
    Message("drills.were-screens-lamps-voice-right"),
    Message("drills.were-people-guided-and-counted"),
    Message("drills.were-recovery-reports-in-order"),
)


class Told(Described):
    at_s: int = Field(ge=0, le=AFTER_MAX_S)
    text: Words


class Scenario(Described):
    """A written drill: what it plays, and what its leader tells the players when."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    title: Words
    kind: Code
    targets: tuple[str, ...] = Field(min_length=1)
    lamps: bool = False
    injects: tuple[Told, ...] = Field(default=(), max_length=INJECTS_MAX)
    questions: tuple[Words, ...] = Field(default=(), max_length=12)

    def start(self, lamps: bool) -> StartDrill:
        injects = tuple(
            Inject(told.at_s, told.text)
            for told in sorted(self.injects, key=lambda told: told.at_s)
        )
        return StartDrill(
            self.kind, self.targets, self.title.get("zh", self.id), lamps, injects, self.questions
        )


_SCENARIOS: TypeAdapter[tuple[Scenario, ...]] = TypeAdapter(tuple[Scenario, ...])


def scenarios(document: Any) -> tuple[Scenario, ...]:
    """Scenarios from plain tables. Raises pydantic's ValidationError."""
    return _SCENARIOS.validate_python(document)


def scenario_mistakes(
    hall: Hall, catalogue: Catalogue, prepared: Iterable[Scenario], file: str
) -> list[Mistake]:
    """What a scenario names must exist and fit together; ids are its own."""
    found, seen = [], set()
    for number, scenario in enumerate(prepared):
        key = f"drills[{number}]"
        kind = catalogue.kind.get(scenario.kind)
        if scenario.id in seen:
            found.append(
                Mistake(
                    file,
                    f"{key}.id",
                    Message("check.used-twice", id=scenario.id),
                    Message("check.give-another-id"),
                )
            )
        seen.add(scenario.id)
        if kind is None or not kind.raisable:
            found.append(
                Mistake(
                    file,
                    f"{key}.kind",
                    Message("check.no-such-kind", kind=scenario.kind),
                    _near(scenario.kind, catalogue.kind),
                )
            )
        for target in scenario.targets:
            if not hall.knows(target):
                near = _near(target, ("hall", *hall.resources))
                found.append(
                    Mistake(
                        file,
                        f"{key}.targets",
                        Message("check.there-is-no", name=target),
                        near,
                        lacks=target,
                    )
                )
            elif kind is not None and target.partition("/")[0] not in kind.targets:
                wrong = Message("check.does-not-apply", kind=scenario.kind, target=target)
                remedy = Message("check.choose-one-of", known=list(kind.targets))
                found.append(Mistake(file, f"{key}.targets", wrong, remedy))
    return found


def _near(word: str, known: Iterable[str]) -> Words:
    found = meant(word, known)
    return Message("check.did-you-mean", name=found) if found else Message("check.name-described")


# ---------------------------------------------------------------- decisions


def drill_started(
    place: Place, catalogue: Catalogue, command: StartDrill
) -> list[IncidentRaised | DrillStarted]:
    """Raises the drill with its script beside it, in one transaction."""
    permit(place.actor, "drill")
    check_text("title", command.title)
    if len(command.injects) > INJECTS_MAX or any(
        not 0 <= i.after_s <= AFTER_MAX_S for i in command.injects
    ):
        raise Refused("bad-injects", "injects", Message("drills.at-most-50-injects-within"))
    order = Raise(command.kind, command.targets, drill=True, drill_lamps=command.lamps)
    event, *running = raised(place.hall, catalogue, place.situation, order, place.actor, place.now)
    if running or isinstance(event, RaiseRepeated):
        raise Refused("drill-open", "kind", Message("drills.running-end-first"))
    questions = command.questions or QUESTIONS
    return [event, DrillStarted(event.incident, command.title, command.injects, questions)]


def drill_evaluated(place: Place, command: EvaluateDrill) -> list[DrillEvaluated]:
    permit(place.actor, "drill")
    drill = place.situation.after.drills.get(command.incident)
    if drill is None:
        raise unknown("drill", command.incident)
    incident = place.situation.incidents.get(command.incident)
    if incident is not None and incident.open:
        raise Refused("drill-open", None, Message("drills.end-the-drill-first"))
    if len(command.scores) != len(questions_of(drill)) or any(
        not 1 <= score <= 5 for score in command.scores
    ):
        raise Refused("bad-scores", "scores", Message("drills.score-every-question-from-1"))
    for name, text in (("good", command.good), ("bad", command.bad)):
        check_text(name, text)
    return [
        DrillEvaluated(command.incident, command.scores, command.good.strip(), command.bad.strip())
    ]


def questions_of(drill: Drill) -> tuple[Words, ...]:
    return drill.questions or QUESTIONS


# ---------------------------------------------------------------- what is due, what was covered


@dataclass(frozen=True, slots=True)
class Due:
    """``state``: never, right, soon (half a year has passed), overdue (a year). ``by``: the next
    one is due then."""

    state: str
    last: datetime | None
    by: datetime | None

    @property
    def held(self) -> bool:
        """Is nobody asked to hold one?"""
        return self.state == "right"


def due(after: Aftermath, upkeep: Upkeep, now: datetime) -> Due:
    # After a step back of the clock some lie ahead, and would be due in a year and a day.
    held = [drill.at for drill in after.drills.values() if drill.at <= now]
    if not held:
        return Due("never", None, None)
    last = max(held)
    soon, over = timedelta(days=upkeep.drill_soon_days), timedelta(days=upkeep.drill_days)
    state = "overdue" if now - last >= over else "soon" if now - last >= soon else "right"
    return Due(state, last, last + over)


@dataclass(frozen=True, slots=True)
class Covered:
    kind: str
    name: Words
    count: int
    last: datetime | None


def coverage(after: Aftermath, catalogue: Catalogue, now: datetime) -> tuple[Covered, ...]:
    """For every kind, the drills of the last twelve months; what was never drilled comes last in
    its own order."""
    held: Mapping[str, list[datetime]] = {
        kind.code: [
            d.at for d in after.drills.values() if d.kind == kind.code and now - YEAR < d.at <= now
        ]
        for kind in catalogue.kinds
        if kind.raisable
    }
    found = [
        Covered(k, catalogue.kind[k].name, len(at), max(at, default=None)) for k, at in held.items()
    ]
    return tuple(sorted(found, key=lambda one: -one.count))
