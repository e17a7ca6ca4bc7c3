"""The handling of an incident on its card: what is next, who did what, gates, level, commander,
what is overdue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.engine.view import View
from kiosk.wording.page_words import said
from signage.availability.last_days import puts_nobody_off, task_now
from signage.hall.levels import BLUE, ORANGE, RED, YELLOW, Level, level_of
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.durations import left
from signage.language.words import NO_WORDS, Message, Words
from signage.rules.gates import Check, checks, may_confirm, unfinished
from signage.rules.permissions import IN_THE_HALL, may
from signage.shows.due_in_incidents import Duty, duty_words, overdue
from signage.situation.incidents import LEVEL_ROLES, UNDO_WITHIN, Actor, Incident, Tick
from signage.situation.notices import Task
from signage.situation.remarks import REMARKS, Remark

PHASES: Mapping[str, Words] = {
    "handle": Message("procedure.handle"),
    "report": Message("procedure.report"),
    "recover": Message("procedure.recover"),
}
COLOUR_CLASS = {RED.id: "l1", ORANGE.id: "l2", YELLOW.id: "l3", BLUE.id: "l4"}
COMES_UP_TO = 3
"""Incidents of this level and above are ones people go to."""
SKIPS = (
    Message("procedure.does-not-apply"),
    Message("procedure.done-by-somebody-else"),
    Message("procedure.not-possible-here"),
)
"""Reasons that are given with one tap."""
RAISES = (
    Message("procedure.it-spreads"),
    Message("procedure.not-back-in-time"),
    Message("procedure.superiors-ask-for-it"),
)
ACTIVATES = (Message("procedure.it-is-so"), Message("procedure.verified-on-the-spot"))
DISMISSES = (Message("procedure.false-alarm"), Message("procedure.settled-already"))


@dataclass(frozen=True, slots=True)
class StepRow:
    """``undo_s``: seconds this person may still take their answer back."""

    number: int
    task: Task
    phase: Words
    tick: Tick | None
    at: str
    late: bool
    undo_s: int
    done: bool
    """Answered by doing it, not by skipping."""

    @property
    def may_do(self) -> bool:
        """Not done yet: what was skipped can still be done."""
        return not self.done


@dataclass(frozen=True, slots=True)
class GateRow:
    check: Check
    name: str
    at: str
    may: bool
    undo_s: int

    @property
    def open(self) -> bool:
        return self.check.mark is None

    @property
    def rechecks(self) -> bool:
        """A dangerous thing that somebody else has to look at again."""
        return self.check.gate == "safety-check"

    @property
    def waits_for_another(self) -> bool:
        return self.rechecks and not self.may


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What somebody noted: of which sort, and when, in words."""

    kind: Words
    text: str
    by: str
    at: Words


@dataclass(frozen=True, slots=True)
class Handled:
    rows: tuple[StepRow, ...]
    next: StepRow | None
    gates: tuple[GateRow, ...]
    late: tuple[str, ...]
    level: Level
    colour: str
    talks: bool
    comes: bool
    """Whether people go there and say so: not for a paused window or a warning."""
    may: frozenset[str]
    """Commands this person may give now."""
    unfold: bool
    """Whether the checks are shown unfolded: they have begun, or the condition is gone."""
    raises: bool
    """Whether there is a graver level and this person may decide it."""
    overrides: bool
    """Whether this person may end it, with a reason, before all is checked."""
    attests: bool
    """Whether ending it is this person's word that a dangerous thing has been checked."""
    arrived: tuple[Words, ...]
    """Who is there, and since when."""
    remarks: tuple[RemarkRow, ...]

    @property
    def may_mark(self) -> bool:
        return "mark" in self.may

    @property
    def may_remark(self) -> bool:
        return "remark" in self.may

    @property
    def may_appoint(self) -> bool:
        return "appoint" in self.may

    @property
    def may_activate(self) -> bool:
        return "activate" in self.may

    @property
    def may_dismiss(self) -> bool:
        return "dismiss" in self.may

    @property
    def may_review(self) -> bool:
        return "review" in self.may

    @property
    def gates_kept(self) -> int:
        return sum(not gate.open for gate in self.gates)

    @property
    def windows(self) -> tuple[GateRow, ...]:
        """Windows whose last operation this person may confirm, where several are confirmed in
        one."""
        found = [
            gate
            for gate in self.gates
            if gate.open and gate.may and gate.check.gate == "last-operation"
        ]
        return tuple(found) if len(found) > 1 else ()

    @property
    def windows_asked(self) -> Words:
        """What is confirmed of all of them."""
        return self.windows[0].check.text if self.windows else NO_WORDS

    @property
    def gates_apart(self) -> tuple[GateRow, ...]:
        return tuple(gate for gate in self.gates if gate not in self.windows)

    @property
    def answered(self) -> int:
        return sum(row.tick is not None for row in self.rows)


def late_now(view: View, now: datetime) -> tuple[Duty, ...]:
    """What is overdue at this very moment: the board's own view is as old as its last event."""
    return overdue(replace(view.world, now=now))


def handled(
    view: View, incident: Incident, actor: Actor, now: datetime, late: Iterable[Duty]
) -> Handled:
    world, talks = view.world, _talks(view, incident)
    hall, mine = world.hall, [duty for duty in late if duty.about == incident.id]
    waiting = {duty.step for duty in mine if duty.step}
    # By now, not by the view: a step's words may change at midnight, without any event.
    last = puts_nobody_off(replace(world, now=now))
    rows = tuple(
        _row(hall, incident, number, task_now(task, last), actor, now, number in waiting)
        for number, task in enumerate(incident.steps, 1)
    )
    level = level_of(hall.handling, incident.level)
    left, kept = unfinished(incident), checks(incident)
    given = ("acknowledge", "escalate", "mark", "confirm", "appoint", "resolve", "clear", "activate", "dismiss",
             "review", "close")  # fmt: skip
    # Only where this person may check all that is left: else the one word would cover another's.
    attests = bool(left) and all(
        check.gate == "safety-check" and may_confirm(incident, check.gate, actor.name)
        for check in left
    )
    return Handled(
        rows, next((row for row in rows if row.tick is None), None),
        tuple(_gate(hall, incident, check, actor, now) for check in kept),
        tuple(said(duty_words(duty, now)) for duty in mine), level, COLOUR_CLASS[level.colour.id],
        talks, talks or _comes(incident),
        frozenset(c for c in given if may(actor.role, c, incident)) | _notes(actor),
        bool(left) and (len(left) < len(kept) or incident.state == "recovering"),
        incident.level > 1 and may(actor.role, "escalate", incident) and actor.role in LEVEL_ROLES,
        actor.role == "admin" and bool(left),
        attests,
        tuple(Message("procedure.arrived", name=n, at=hall.local(at)) for n, at in incident.arrived.items()),
        tuple(_remark(hall, one) for one in incident.remarks),
    )  # fmt: skip


def _remark(hall: Hall, one: Remark) -> RemarkRow:
    return RemarkRow(
        REMARKS[one.kind], said(one.said), one.by, Message("words.minute", at=hall.local(one.at))
    )


def _comes(incident: Incident) -> bool:
    return incident.level <= COMES_UP_TO and incident.notice.cls != "warning"


def _talks(view: View, incident: Incident) -> bool:
    known = view.content.catalogue.kind.get(incident.notice.kind)
    return known is not None and known.use.talk is not None


def _notes(actor: Actor) -> frozenset[str]:
    return frozenset({"remark"}) if actor.role in IN_THE_HALL["remark"] else frozenset()


def _row(
    hall: Hall, incident: Incident, number: int, task: Task, actor: Actor, now: datetime, late: bool
) -> StepRow:
    tick = incident.ticks.get(number)
    at = f"{hall.local(tick.at):%H:%M}" if tick else ""
    undo_s = _left(tick.by, tick.at, actor, now) if tick else 0
    return StepRow(
        number,
        task,
        PHASES[task.phase],
        tick,
        at,
        late,
        undo_s,
        tick is not None and tick.answer == "done",
    )


def _gate(hall: Hall, incident: Incident, check: Check, actor: Actor, now: datetime) -> GateRow:
    mark = check.mark
    at = f"{hall.local(mark.at):%H:%M}" if mark else ""
    undo_s = _left(mark.by, mark.at, actor, now) if mark else 0
    allowed = may(actor.role, "confirm", incident) and may_confirm(incident, check.gate, actor.name)
    return GateRow(check, said(short_name(hall, check.target)), at, allowed, undo_s)


def _left(by: str, at: datetime, actor: Actor, now: datetime) -> int:
    return int(left(at, now, UNDO_WITHIN).total_seconds()) if by == actor.name else 0
