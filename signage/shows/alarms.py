"""What must be heard on every tablet: open life safety, calls for help, and what nobody has
acknowledged in time.

A key names what is heard: it changes with what must ring anew (an escalation, the next tier), and
with nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signage.availability.world import World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.evacuation.state import NOBODY_STRANDED
from signage.hall.needs import NEEDS
from signage.language.words import NO_WORDS, Message, Words, listed, on_one_line, plain
from signage.shows.due_in_incidents import Duty, overdue
from signage.shows.phrases import subject_words
from signage.situation.incidents import Actor, Incident, Situation

Sort = Literal["life", "call", "late", "drill"]
ORDER: Mapping[Sort, int] = {"life": 0, "call": 1, "late": 2, "drill": 3}
"""Which of several rings, and stands first."""
CLASSES = ("evacuate", "shelter", "danger", "cordon")
ASKED = frozenset({"acknowledge", "assess", "assist", "help"})
"""Overdue duties that nobody has answered at all; what is late in the handling stays on its
card."""
COLLEAGUE = Message("alarms.a-colleague-needs-help")
VISITOR = Message("alarms.help-wanted")
LEAD = Message("alarms.screens-point-nowhere-send-someone")
UNTAKEN: Mapping[str, Words] = {
    "acknowledge": Message("alarms.not-acknowledged-in-time"),
    "assess": Message("alarms.report-not-assessed-in-time"),
    "assist": Message("alarms.call-not-answered-in-time"),
    "help": Message("alarms.call-not-answered-in-time"),
}
INSIDE = Message("alarms.staff-matter-sign-in-see")
"""On a locked tablet, which lies where anybody reads it."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """``about`` is an incident's number, a screen or a person; ``by`` who raised it: at them it
    does not ring."""

    key: str
    sort: Sort
    about: str
    words: Words
    subject: Words
    since: datetime
    by: str
    rank: int = 0
    """Among those of its sort: who must leave comes before who must keep away."""


def alarms(world: World, actor: Actor) -> tuple[Alarm, ...]:
    """What this person's or locked tablet's bar shows, the gravest and then the newest first."""
    found = [*dangers(world), *_stranded(world), *_calls(world, actor), *_late(world, actor)]
    return tuple(sorted(found, key=_first))


def _first(alarm: Alarm) -> tuple[int, int, float, str]:
    return ORDER[alarm.sort], alarm.rank, -alarm.since.timestamp(), alarm.key


def dangers(world: World) -> Iterator[Alarm]:
    """What is open of life safety, drills too."""
    for incident in world.situation.open_incidents:
        if incident.notice.cls in LIFE_SAFETY:
            # An escalation rings at everybody else, also at whoever raised it.
            by = incident.changed_by if incident.last == "escalate" else incident.raised_by
            yield Alarm(
                _heard_as(incident), "drill" if incident.drill else "life", incident.id,
                _sign(incident), subject_words(world.hall, incident.targets), incident.raised_at, by,
                rank=CLASSES.index(incident.notice.cls),
            )  # fmt: skip


def _heard_as(incident: Incident) -> str:
    again = f"+{incident.escalated}" if incident.escalated else ""
    return f"{incident.id}@{incident.level}{again}"


def _stranded(world: World) -> Iterator[Alarm]:
    """While people leave: the screens that can send nobody anywhere. It rings anew where they are
    others."""
    leaving = [
        i for i in world.situation.open_incidents if i.notice.cls == "evacuate" and not i.drill
    ]
    found = world.evacuation.stranded(world.situation) if leaving else NOBODY_STRANDED
    screens = (*found.only_up, *found.cut_off)
    if screens:
        names = [name for screen in screens if (name := _screen(world, screen))]
        subject = listed(names)
        since = min(i.activated_at or i.raised_at for i in leaving)
        key = f"lead {leaving[0].id} {' '.join(screens)}"
        yield Alarm(key, "life", leaving[0].id, LEAD, subject, since, "")


def _sign(incident: Incident) -> Words:
    return on_one_line(incident.notice.sign)


def _calls(world: World, actor: Actor) -> Iterator[Alarm]:
    for call in world.situation.assists.values():
        if call.by != actor.name:
            where = plain(f"{call.by} {call.where}".strip())
            yield Alarm(
                f"assist {call.by} {_at(call.at)}",
                "call",
                call.by,
                COLLEAGUE,
                where,
                call.at,
                call.by,
            )
    for asked in world.situation.help.values():
        words = NEEDS.get(asked.need, VISITOR)
        yield Alarm(
            f"help {asked.screen} {_at(asked.at)}", "call", asked.screen, words, _screen(world, asked.screen),
            asked.at, "",
        )  # fmt: skip


def _screen(world: World, screen: str) -> Words:
    found = world.hall.screen.get(screen)
    return found.name if found is not None else NO_WORDS


def _late(world: World, actor: Actor) -> Iterator[Alarm]:
    for duty in overdue(world):
        if duty.rule in ASKED and duty.about != actor.name:
            # The number and not the tier: the same person may stand in the list twice.
            climbed = duty.climbed(world.now) or 0
            yield Alarm(
                f"late {duty.rule} {duty.about} {_at(duty.due)} {climbed}", "late", duty.about, UNTAKEN[duty.rule],
                _of(world, duty, actor), duty.due, "",
            )  # fmt: skip


def _of(world: World, duty: Duty, actor: Actor) -> Words:
    """What it is that nobody took: an incident by its name, a call by where it came from."""
    incident = world.situation.incidents.get(duty.about)
    if incident is None:
        return _caller(world.situation, world, duty)
    if actor.role == "device" and incident.notice.cls not in LIFE_SAFETY:
        return INSIDE
    name, subject = incident.notice.name, subject_words(world.hall, incident.targets)
    return Message(
        "alarms.drill" if incident.drill else "alarms.incident", what=name, subject=subject
    )


def _caller(situation: Situation, world: World, duty: Duty) -> Words:
    if duty.rule == "help":
        return _screen(world, duty.about)
    call = situation.assists.get(duty.about)
    where = f"{duty.about} {call.where if call else ''}".strip()
    return plain(where)


def _at(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%S}"
