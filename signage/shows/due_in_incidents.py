"""What people owe an open incident, and since when it is overdue: a pure function of the world and
its time.

Nobody polls: :func:`next_due` says when the answer next changes by itself, and the board sleeps
until then.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from signage.availability.world import World
from signage.hall.levels import Handling, Tier
from signage.language.words import Message, Words
from signage.shows.phrases import ASKS_WHEN
from signage.situation.five_fields import OWED_AFTER, owed
from signage.situation.incidents import Incident

Rule = Literal[
    "acknowledge", "assess", "step", "report", "eta", "still", "assist", "help", "lead", "five"
]
CALLED_LEVEL: Mapping[str, int] = {"assist": 1, "help": 4}
"""How far an unanswered call climbs: a colleague's as the gravest, a visitor's as the least."""
RULE_WORDS: Mapping[Rule, Words] = {
    "acknowledge": Message("due-in-incidents.nobody-has-acknowledged"),
    "assess": Message("due-in-incidents.report-waits-assessed"),
    "step": Message("due-in-incidents.the-next-step-is-overdue"),
    "report": Message("due-in-incidents.progress-report-upward-due-note"),
    "eta": Message("due-in-incidents.expected-time-passed-ask-technical"),
    "still": Message("due-in-incidents.untouched-long-still-true"),
    "assist": Message("due-in-incidents.nobody-has-answered-the-call"),
    "help": Message("due-in-incidents.nobody-gone-visitor"),
    "five": Message("due-in-incidents.report-lacks-some-five-fields"),
    "lead": Message("due-in-incidents.screens-have-no-way-point"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """``about`` is an incident, a person or a screen; ``due`` the moment from which it is overdue.

    After ``due`` it climbs from tier to tier; ``again`` asks anew at that interval, ``most`` times,
    without climbing. ``step`` is the number of the step it waits for, 0 = none.
    """

    rule: Rule
    about: str
    due: datetime
    tiers: tuple[Tier, ...] = ()
    between: timedelta = timedelta(0)
    again: timedelta | None = None
    most: int = 1
    step: int = 0

    def overdue(self, now: datetime) -> bool:
        return self.due <= now

    def climbed(self, now: datetime) -> int | None:
        """How many tiers it has left behind; None before it is overdue, or where it calls nobody."""
        if not self.tiers or now < self.due:
            return None
        return min(len(self.tiers) - 1, (now - self.due) // self.between)

    def calls(self, now: datetime) -> Tier | None:
        """Whom it calls now; None where that is nobody."""
        climbed = self.climbed(now)
        return None if climbed is None else self.tiers[climbed]

    def asked(self, now: datetime) -> int:
        """How often it has asked by now."""
        if now < self.due:
            return 0
        return 1 if self.again is None else min(self.most, 1 + (now - self.due) // self.again)

    def changes(self, now: datetime) -> datetime | None:
        """The next moment after ``now`` at which it says something else."""
        if now < self.due:
            return self.due
        if self.again is not None:
            # The asking at ``due`` is counted, so the next comes so many intervals after it.
            return self.due + self.again * self.asked(now) if self.asked(now) < self.most else None
        climbed = (now - self.due) // self.between + 1 if self.between else 0
        return self.due + self.between * climbed if 0 < climbed < len(self.tiers) else None


def duties(world: World) -> tuple[Duty, ...]:
    """Everything that is or will be owed as things stand, the earliest first."""
    handling = world.hall.handling
    found: list[Duty] = []
    for incident in world.situation.incidents.values():
        for owes in OWED.get(incident.state, ()):
            found.extend(owes(incident, handling))
    found.extend(_lead(world))
    found.extend(
        _called("assist", call.by, call.at, handling) for call in world.situation.assists.values()
    )
    found.extend(
        _called("help", call.screen, call.at, handling) for call in world.situation.help.values()
    )
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.about, duty.rule)))


def overdue(world: World) -> tuple[Duty, ...]:
    return tuple(duty for duty in duties(world) if duty.overdue(world.now))


def next_due(world: World) -> datetime | None:
    """When what is overdue, or whom it calls, next changes by itself."""
    moments = (duty.changes(world.now) for duty in duties(world))
    return min((at for at in moments if at is not None), default=None)


def duty_words(duty: Duty, now: datetime) -> Words:
    """步骤超时，请呼叫负责人 / the next step is overdue: call the hall's leader."""
    tier, words = duty.calls(now), RULE_WORDS[duty.rule]
    if tier is None:
        return words
    return Message("due-in-incidents.call", what=words, tier=tier.name)


# ---------------------------------------------------------------- what is owed, rule by rule


def open_steps(incident: Incident) -> list[int]:
    return [number for number in range(1, len(incident.steps) + 1) if number not in incident.ticks]


def _worked_at(incident: Incident) -> datetime:
    """When somebody last did something about it."""
    ticked = [tick.at for tick in incident.ticks.values()]
    marked = [mark.at for mark in incident.confirmed.values()]
    return max([incident.changed_at, *ticked, *marked])


def _acknowledge(incident: Incident, handling: Handling) -> Iterator[Duty]:
    since = incident.activated_at or incident.raised_at
    if incident.acknowledged_by is None:
        yield _climbing("acknowledge", incident, since + handling.between, handling)


def _assess(incident: Incident, handling: Handling) -> Iterator[Duty]:
    yield _climbing("assess", incident, incident.raised_at + handling.between, handling)


def _step(incident: Incident, handling: Handling) -> Iterator[Duty]:
    """The next step of the handling itself, once somebody has taken the incident: before that its
    taking is due."""
    if incident.acknowledged_by is None or incident.acknowledged_at is None:
        return
    waiting = next(
        (n for n in open_steps(incident) if incident.steps[n - 1].phase == "handle"), None
    )
    if waiting is None:
        return
    done = [
        tick.at
        for number, tick in incident.ticks.items()
        if incident.steps[number - 1].phase == "handle"
    ]
    # Any answer counts: overdue is a checklist that stands still, not one step of it.
    since = max([incident.acknowledged_at, *done])
    due = since + timedelta(minutes=handling.step_min[incident.level - 1])
    yield _climbing("step", incident, due, handling, waiting)


def _report(incident: Incident, handling: Handling) -> Iterator[Duty]:
    """Where the plans have something reported upward, again and again while it lasts (plan lines
    389, 581)."""
    first = [
        tick.at
        for number, tick in incident.ticks.items()
        if incident.steps[number - 1].phase == "report"
    ]
    asked = incident.level <= len(handling.report_min) and not incident.drill
    if not asked or not any(task.phase == "report" for task in incident.steps):
        return
    since = max(
        at
        for at in (incident.activated_at or incident.raised_at, *first, incident.reported_at)
        if at
    )
    every = timedelta(minutes=handling.report_min[incident.level - 1])
    yield Duty(
        "report", incident.id, since + every, again=every, most=max(1, timedelta(days=1) // every)
    )


def _eta(incident: Incident, handling: Handling) -> Iterator[Duty]:
    if incident.eta is not None and incident.notice.cls in ASKS_WHEN:
        again = timedelta(minutes=handling.eta_repeat_min)
        # Once the notice itself is in doubt, that question takes over.
        most = max(1, handling.still_min // handling.eta_repeat_min)
        yield Duty("eta", incident.id, incident.eta, again=again, most=most)


def _still(incident: Incident, handling: Handling) -> Iterator[Duty]:
    yield Duty("still", incident.id, _worked_at(incident) + timedelta(minutes=handling.still_min))


def _five(incident: Incident, handling: Handling) -> Iterator[Duty]:
    """What its report lacks, long after nobody waits for it any more: it calls nobody."""
    if incident.cleared_at is not None and owed(incident):
        yield Duty("five", incident.id, incident.cleared_at + OWED_AFTER)


def _climbing(
    rule: Rule, incident: Incident, due: datetime, handling: Handling, step: int = 0
) -> Duty:
    return Duty(
        rule, incident.id, due, handling.climbs(incident.level), handling.between, step=step
    )


def _lead(world: World) -> Iterator[Duty]:
    """Where people are told to stay or to follow staff, somebody must come: due at once, while it
    is so."""
    leaving = [
        i for i in world.situation.open_incidents if i.notice.cls == "evacuate" and not i.drill
    ]
    if leaving and world.evacuation.stranded(world.situation):
        for incident in leaving:
            yield _climbing(
                "lead", incident, incident.activated_at or incident.raised_at, world.hall.handling
            )


def _called(rule: Rule, about: str, at: datetime, handling: Handling) -> Duty:
    return Duty(
        rule, about, at + handling.between, handling.climbs(CALLED_LEVEL[rule]), handling.between
    )


OWED: Mapping[str, tuple[Callable[[Incident, Handling], Iterator[Duty]], ...]] = {
    "draft": (_assess,),
    "active": (_acknowledge, _step, _report, _eta, _still),
    "recovering": (_eta, _still),
    "cleared": (_five,),
}
"""What is owed to an incident in each state."""
