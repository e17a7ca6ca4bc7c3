"""What is due in the hall whether or not anything is open: papers, registers, daily checks. One
derived list.

What an open incident obliges to by the minute, up the tiers, is in :mod:`due_in_incidents`; here
the day is the step.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from signage.availability.deadlines import is_working_day
from signage.availability.world import World
from signage.deciding.alerts import asks, disputed, raised_for
from signage.deciding.drills import due
from signage.deciding.queue import announced, fresh, fullness
from signage.deciding.text_channels import SENT_LATE
from signage.hall.alerts.rules import AlertRule
from signage.hall.hours import spans, unlisted_year
from signage.hall.model import Hall
from signage.language.words import Message, Words, fill, listed
from signage.records.due_in_registers import OWED
from signage.records.measures import repeated_faults
from signage.shows.notice_board import in_force, posted
from signage.situation.alerts import Heard
from signage.situation.five_fields import OWED_AFTER, missing_words, owed
from signage.situation.incidents import Incident
from signage.situation.registers import REGISTERS, Row
from signage.situation.texts import OTHERS

CLASS_WORDS = {
    "terminal": Message("due-in-hall.self-service-terminals"), "queue": Message("due-in-hall.queue-machines"),
    "printer": Message("due-in-hall.printers"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """``rule`` and ``about`` name it for tests and links; ``page`` is where it is done."""

    rule: str
    about: str
    words: Words
    page: str
    overdue: bool
    answer: str = ""
    """Where it is answered at once, yes or no; empty = only at its page."""


def standing(world: World) -> tuple[Standing, ...]:
    """Everything due: what is reported and who is waiting now, then what is overdue."""
    found = [one for rule in RULES for one in rule(world)]
    return tuple(sorted(found, key=lambda one: (one.rule not in AT_ONCE, not one.overdue)))


def rows_of(world: World, register: str) -> dict[str, Row]:
    return world.situation.registers.get(register, {})


def on_duty(world: World) -> tuple[Row, ...]:
    """Who is on by the roster; a shift whose end is not after its start runs past midnight."""
    local = world.hall.local(world.now)
    # Hours of two digits compare as text.
    today, clock = local.date().isoformat(), f"{local:%H:%M}"
    before = (local.date() - timedelta(days=1)).isoformat()

    def on(shift: dict[str, str]) -> bool:
        day, start, end = shift["day"], shift["from"], shift["to"]
        if end > start:
            return day == today and start <= clock < end
        return (day == today and start <= clock) or (day == before and clock < end)

    return tuple(row for row in rows_of(world, "roster").values() if on(row.fields))


def _today(world: World) -> date:
    return world.hall.local(world.now).date()


def _page(register: str) -> str:
    return f"/facilities/registers/{register}"


def _ledger(world: World) -> Iterator[Standing]:
    counted: Counter[str] = Counter(entry.state for entry in world.situation.ledger.values())
    for state, task in (
        ("waiting", Message("due-in-hall.to-enter")),
        ("entered", Message("due-in-hall.to-call-back")),
    ):
        if counted[state]:
            words = Message("due-in-hall.papers", task=task, counted=counted[state])  # fmt: skip
            yield Standing("ledger", state, words, f"/console/ledger?state={state}", False)


def _open_rows(world: World) -> Iterator[Standing]:
    """Faults and hazards past their day."""
    today = _today(world).isoformat()
    for register in ("faults", "hazards"):
        for name, row in rows_of(world, register).items():
            due = row.fields.get("due")
            if row.fields["state"] == "open" and due is not None and due <= today:
                title = REGISTERS[register].title
                words = Message("due-in-hall.due", title=title, what=row.fields["what"], due=due)
                yield Standing(register, name, words, _page(register), due < today)


def _dated(
    world: World, register: str, about: str, name: str, day: str, said: tuple[Words, Words]
) -> Iterator[Standing]:
    when, today = date.fromisoformat(day), _today(world)
    if when <= today + timedelta(days=world.hall.upkeep.expiry_days):
        late, soon = said
        words = fill(late if when < today else soon, name=name, day=day)
        yield Standing(register, about, words, _page(register), when < today)


def _materials(world: World) -> Iterator[Standing]:
    for about, row in rows_of(world, "materials").items():
        name, fields = row.fields["name"], row.fields
        if "expires" in fields:
            said = Message("due-in-hall.material-expired"), Message("due-in-hall.material-expires")
            yield from _dated(world, "materials", about, name, fields["expires"], said)
        if "least" in fields and int(fields["count"]) < int(fields["least"]):
            words = Message(
                "due-in-hall.stock-below-its-minimum",
                what=name,
                count=fields["count"],
                least=fields["least"],
            )
            yield Standing("stock", about, words, _page("materials"), False)


def _training(world: World) -> Iterator[Standing]:
    """The latest training on each topic says when the next is due."""
    latest: dict[str, tuple[str, Row]] = {}
    for about, row in rows_of(world, "training").items():
        known = latest.get(row.fields["topic"])
        # Days in ISO form compare as text.
        if known is None or known[1].fields["held"] < row.fields["held"]:
            latest[row.fields["topic"]] = about, row
    for topic, (about, row) in latest.items():
        if "next" in row.fields:
            said = Message("due-in-hall.training-late"), Message("due-in-hall.training-soon")
            yield from _dated(world, "training", about, topic, row.fields["next"], said)


def _by_day(world: World) -> Iterator[Standing]:
    """Rows that fall due by their own dates."""
    today = _today(world)
    for register, owed_of in OWED.items():
        for about, row in rows_of(world, register).items():
            owed = owed_of(row.fields, world.hall.upkeep)
            if owed is not None and owed.day <= today + timedelta(days=owed.warn):
                late = owed.day < today
                words = fill(owed.late if late else owed.soon, name=owed.name, day=f"{owed.day}")
                yield Standing(f"{register}-due", about, words, _page(register), late)


def _checks(world: World) -> Iterator[Standing]:
    """On a working day: the check before the doors open, then the patrols (plan line 901)."""
    hall, today = world.hall, _today(world)
    opens = spans(hall.hours, today, hall.zoneinfo)
    if not opens or not is_working_day(hall.hours, today):
        return
    # A hall open from midnight on opens no door: its day of checks begins at nine.
    begins = opens[0][0] if opens[0][0].time() > time(0) else opens[0][0].replace(hour=9)
    done = {kind: _noted(world, kind) for kind in ("opening", "patrol")}
    left = [lamp for lamp in hall.lamps if not _seen_today(world, lamp.id)]
    if not done["opening"] and (left or not hall.lamps):
        page = "/facilities/opening" if left else _page("patrols")
        seen, lamps = len(hall.lamps) - len(left), len(hall.lamps)
        words = Message("due-in-hall.opening-check-not-done-yet")
        if lamps:
            words = Message("due-in-hall.opening-check-lamps-seen", seen=seen, lamps=lamps)
        yield Standing("check", "opening", words, page, begins <= world.now)
    due = _patrol_due(world, begins, opens[-1][1], done["patrol"])
    if due is not None:
        words = Message("due-in-hall.daily-patrol-not-recorded-yet")
        if done["patrol"]:
            words = Message("due-in-hall.patrol-due-at", due=f"{hall.local(due):%H:%M}")
        yield Standing("check", "patrol", words, _page("patrols"), due <= world.now)


def _noted(world: World, kind: str) -> list[datetime]:
    """When checks of this kind were noted today."""
    today = _today(world).isoformat()
    rows = rows_of(world, "patrols").values()
    return [row.at for row in rows if (row.fields["day"], row.fields["kind"]) == (today, kind)]


def _seen_today(world: World, lamp: str) -> bool:
    check = world.situation.checks.get(lamp)
    return check is not None and world.hall.local(check.at).date() == _today(world)


def _patrol_due(
    world: World, opens: datetime, closes: datetime, noted: Sequence[datetime]
) -> datetime | None:
    """When the next patrol is due; None when there is no further one today."""
    every = world.hall.upkeep.patrol_every_h
    if not noted:
        return opens + timedelta(hours=world.hall.upkeep.patrol_h)
    due = max(noted) + timedelta(hours=every) if every else None
    return due if due is not None and due < closes else None


def _drill(world: World) -> Iterator[Standing]:
    """Drills at least once a year (plan line 137)."""
    found = due(world.situation.after, world.hall.upkeep, world.now)
    if found.by is None:
        yield Standing("drill", "never", Message("due-in-hall.no-drill-held-yet"), "/drills", False)
    elif found.state != "right":
        day = f"{world.hall.local(found.by):%Y-%m-%d}"
        words = Message("due-in-hall.next-drill-due-by", day=day)
        yield Standing("drill", day, words, "/drills", found.state == "overdue")


def _faults(world: World) -> Iterator[Standing]:
    days = world.hall.upkeep.fault_days
    for target, times in repeated_faults(world).items():
        if target in world.hall.resources:
            words = Message(
                "due-in-hall.faults-in-days",
                target=world.hall.name_of(target),
                days=days,
                times=times,
            )
            yield Standing("repeated", target, words, _page("faults"), False)


def _class_down(world: World) -> Iterator[Standing]:
    """Several devices of one class out at once: more than a fault (plan line 881)."""
    reported = {
        target
        for incident in world.situation.open_incidents
        if incident.notice.takes_out and not incident.drill
        for target in incident.targets
    }
    out = Counter(machine.what for machine in world.hall.machines if machine.id in reported)
    for what, count in sorted(out.items()):
        if count >= world.hall.upkeep.class_down and what in CLASS_WORDS:
            name = CLASS_WORDS[what]
            words = Message("due-in-hall.out-at-once", count=count, what=name)
            yield Standing("class", what, words, _page("faults"), False)


def _queue(world: World) -> Iterator[Standing]:
    """A warning is no incident (plan line 303): the notice of a crowd is proposed, a person raises
    and ends it."""
    state, queue, up = fullness(world), world.situation.queue, announced(world)
    if queue is None or not fresh(world) or (state == "calm" and not up):
        return
    told = Message("due-in-hall.waiting", people=queue.waiting)
    if queue.wait_min is not None:
        told = Message(
            "due-in-hall.waiting-for-minutes", people=queue.waiting, minutes=queue.wait_min
        )
    if up and state == "calm":
        words = Message("due-in-hall.crowding-notice-may-end", told=told)
        yield Standing("queue", state, words, "/console#open", False)
    elif up:
        yield Standing("queue", state, told, "/console#windows", False)
    elif state == "crowd":
        words = Message("due-in-hall.consider-the-crowding-notice", told=told)
        crowd = world.hall.marked.crowd
        path = f"/console/raise/{crowd}" if crowd else "/console"
        yield Standing("queue", state, words, path, False)
    else:
        words = Message("due-in-hall.consider-opening-a-window", told=told)
        yield Standing("queue", state, words, "/console#windows", False)


def reports(world: World) -> Iterator[Standing]:
    """What monitoring systems report: proposed, and over; a person raises and ends it."""
    hall, situation = world.hall, world.situation
    for rule in hall.alerts.rules:
        ask, incident = asks(hall, situation, rule, world.now), raised_for(situation, rule)
        known = situation.alerts.get(rule.id)
        if ask is None or known is None or not hall.knows(rule.target):
            continue
        told = Message("due-in-hall.monitoring-reports", text=known.text)
        if known.warned:
            told = Message("due-in-hall.warning-heard", text=known.text)
            if disputed(situation, known, world.now):
                told = Message("due-in-hall.warning-heard-and-disputed", text=known.text)
        if ask == "stale":
            yield _silent(hall, rule, known, incident)
        elif ask == "disputed" and incident is not None:
            words = Message(
                "due-in-hall.warning-disputed", text=known.text, what=incident.notice.name
            )
            yield Standing("disputed", rule.id, words, f"/console#case-{incident.id}", False)
        elif incident is not None:
            told = Message("due-in-hall.monitoring-reports-recovery", text=known.text)
            if known.warned:
                told = Message("due-in-hall.warning-over", text=known.text)
            words = Message("due-in-hall.end-it", told=told, what=incident.notice.name)
            yield Standing("recovered", rule.id, words, f"/console#case-{incident.id}", False)
        else:
            words = Message(
                "due-in-hall.raise-it", told=told, what=known.name, target=hall.name_of(rule.target)
            )
            path = f"/console/raise/{rule.kind}/confirm?target={rule.target}"
            yield Standing("alert", rule.id, words, path, False, f"/console/alerts/{rule.id}")


def _silent(hall: Hall, rule: AlertRule, known: Heard, incident: Incident | None) -> Standing:
    """Nobody repeats what fired: it may be over, or its source may be gone."""
    when = f"{hall.local(known.renewed):%m-%d %H:%M}"
    words = Message("due-in-hall.monitoring-is-silent", text=known.text, when=when)
    if incident is not None:
        return Standing("stale", rule.id, words, f"/console#case-{incident.id}", False)
    path = f"/console/raise/{rule.kind}/confirm?target={rule.target}"
    return Standing("stale", rule.id, words, path, False, f"/console/alerts/{rule.id}")


def _roster(world: World) -> Iterator[Standing]:
    """A hall that keeps a roster has a leader on every working day (plan lines 181, 359)."""
    rows, today = rows_of(world, "roster").values(), _today(world)
    if not rows or not is_working_day(world.hall.hours, today):
        return
    if not any(
        row.fields["day"] == today.isoformat() and row.fields["duty"] == "leader" for row in rows
    ):
        words = Message("due-in-hall.roster-no-leader-today")
        yield Standing("roster", "leader", words, _page("roster"), False)


def _calendar(world: World) -> Iterator[Standing]:
    """Without the published list the hall would be open on screens on a day when nobody is
    there."""
    today = _today(world)
    year = unlisted_year(world.hall.hours, today)
    if year is not None:
        words = Message("due-in-hall.holidays-of-are-not-entered", year=year)
        yield Standing("holidays", str(year), words, "/facilities", year == today.year)


def _five(world: World) -> Iterator[Standing]:
    """Reports that lack some of the five fields of plan line 457."""
    for incident in world.situation.incidents.values():
        if incident.state == "cleared" and incident.cleared_at is not None and owed(incident):
            lacks, name = missing_words(incident), incident.notice.name
            words = Message("due-in-hall.report-lacks", lacks=lacks, what=name, id=incident.id)  # fmt: skip
            late = world.now >= incident.cleared_at + OWED_AFTER
            yield Standing("five", incident.id, words, f"/reports/{incident.id}#five", late)


def _unsent(world: World) -> Iterator[Standing]:
    """Texts made ready for a channel, of which nobody has said that they were sent."""
    hanging = {one.id for one in posted(world)} | {
        text.id
        for text in world.situation.after.texts.values()
        if not text.channels and in_force(world, text)
    }
    for text in world.situation.after.texts.values():
        if (
            text.state == "published"
            and text.unconfirmed
            and text.id in hanging
            and text.issued_at is not None
        ):
            names = listed([OTHERS[channel] for channel in text.unconfirmed])
            words = Message(
                "due-in-hall.notice-sending-not-confirmed",
                title=text.title,
                names=names,
                id=text.id,
            )
            yield Standing(
                "unsent",
                text.id,
                words,
                f"/notices#{text.id}",
                world.now >= text.issued_at + SENT_LATE,
            )


AT_ONCE = ("alert", "recovered", "disputed", "stale", "queue")
"""Rules of what goes on at this moment."""
RULES: tuple[Callable[[World], Iterator[Standing]], ...] = (
    reports, _queue, _ledger, _checks, _open_rows, _class_down, _faults, _materials, _training, _by_day, _roster,
    _drill, _calendar, _five, _unsent,
)  # fmt: skip
