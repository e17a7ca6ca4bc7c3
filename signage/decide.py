"""``decide(situation, command)`` returns the events or refuses with a typed reason; nothing is ever half decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signage.commands import (
    AnswerHelp,
    BlockWay,
    CallHelp,
    Change,
    CheckLamp,
    ChooseScheme,
    Command,
    NoteConfiguration,
    NoteContent,
    NoteTime,
    Raise,
    SetLamps,
    SetWindow,
    Undo,
)
from signage.described import judged
from signage.events import (
    ChangeUndone,
    ConfigurationChanged,
    ContentChanged,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    LampChecked,
    LampPut,
    LampRemoved,
    SchemeChosen,
    TimePassed,
    WayHeld,
    WindowSet,
)
from signage.hall import Hall
from signage.incidents import (
    LAMP_ROLES,
    LEVEL_ROLES,
    STAFF_ROLES,
    STATE_WORDS,
    TRANSITIONS,
    UNDO_WITHIN,
    WINDOW_ROLES,
    Actor,
    Incident,
    Situation,
)
from signage.notices import Catalogue
from signage.raising import raised
from signage.refused import Refused, check_eta, check_level, check_text, require, unknown
from signage.words import both


def decide(
    hall: Hall, catalogue: Catalogue, situation: Situation, command: Command, actor: Actor, now: datetime
) -> list[Any]:
    """The events a command leads to. Refuses with :class:`Refused`; nothing is ever half decided."""
    return DECISIONS[type(command)](Case(hall, catalogue, situation, actor, now), command)


@dataclass(frozen=True, slots=True)
class Case:
    """What a command is judged by."""

    hall: Hall
    catalogue: Catalogue
    situation: Situation
    actor: Actor
    now: datetime


def _set_lamps(hall: Hall, command: SetLamps, actor: Actor) -> list[LampPut | LampRemoved]:
    """Every lamp is judged before the first event is made: all or none."""
    require(actor, LAMP_ROLES, None)
    for number in command.remove:
        if number not in hall.lamp:
            raise unknown("lamp", number)
    return [
        *(LampRemoved(number) for number in dict.fromkeys(command.remove)),
        *map(LampPut, judged(hall, command.put)),
    ]


def _block_way(situation: Situation, target: str, hold: Any, actor: Actor) -> list[WayHeld]:
    """An enrolled tablet may, locked: a blocked way is a matter of life. Whether the plan has it, its page checks."""
    require(actor, STAFF_ROLES | {"device"}, "target")
    known = situation.holds.get(target)
    return [] if (known.hold if known else None) == hold else [WayHeld(target, hold)]


def _check_lamp(hall: Hall, command: CheckLamp, actor: Actor) -> LampChecked:
    require(actor, STAFF_ROLES, None)
    if command.lamp not in hall.lamp:
        raise unknown("lamp", command.lamp)
    check_text("note", command.note)
    return LampChecked(command.lamp, command.works, command.note)


def _existing(situation: Situation, number: str) -> Incident:
    incident = situation.incidents.get(number)
    if incident is None:
        raise Refused(
            "unknown-incident", None, both("没有这个事件，请刷新。", "There is no such incident; reload the list.")
        )
    return incident


def _change(situation: Situation, command: Change, actor: Actor) -> IncidentChanged:
    incident = _existing(situation, command.incident)
    if command.revision is not None and command.revision < incident.revision:
        raise Refused(
            "stale-revision",
            "revision",
            both("他人已更新此事件，请查看最新情况后重试。", "Someone changed this meanwhile; look again, then retry."),
        )
    state = TRANSITIONS.get((incident.state, command.command))
    if state is None:
        raise Refused(
            "illegal-transition",
            None,
            both(
                f"事件当前为“{STATE_WORDS[incident.state]['zh']}”，不能执行此操作。",
                f"The incident is {incident.state}: {command.command} is not possible.",
            ),
        )
    ends = command.command in ("clear", "resolve")
    require(actor, incident.notice.cleared_by if ends else STAFF_ROLES, None)
    check_level(command.level)
    check_eta(command.eta)
    for name, text in (("reason", command.reason), ("cause", command.cause or ""), ("note", command.note or "")):
        check_text(name, text)
    if command.level is not None and command.level != incident.level:
        require(actor, LEVEL_ROLES, "level")
    level = command.level if command.level is not None else incident.level
    if command.command == "escalate" and command.level is None:
        level = max(1, incident.level - 1)
    return IncidentChanged(
        incident.id, command.command, state, level,
        None if command.no_eta else command.eta or incident.eta,
        incident.cause if command.cause is None else command.cause,
        incident.note if command.note is None else command.note,
        command.reason,
    )  # fmt: skip


def _undo(situation: Situation, command: Undo, actor: Actor, now: datetime) -> ChangeUndone:
    incident = _existing(situation, command.incident)
    if incident.changed_by != actor.name or incident.last == "undo" or incident.state == "closed":
        raise Refused(
            "nothing-to-undo",
            None,
            both("只能撤销自己的上一步操作。", "Only your own last change of this incident can be undone."),
        )
    if now - incident.changed_at > UNDO_WITHIN:
        raise Refused(
            "too-late", None, both("已超过 30 秒，不能撤销，请直接更改。", "30 s have passed; change it instead.")
        )
    return ChangeUndone(incident.id, incident.last)


def _set_window(hall: Hall, command: SetWindow, actor: Actor) -> WindowSet:
    if command.window not in {window.id for window in hall.windows}:
        raise unknown("window", command.window)
    require(actor, WINDOW_ROLES, "window")
    for service in command.services or ():
        if service not in hall.service:
            raise unknown("services", service)
    return WindowSet(command.window, command.open, command.services)


def _call_help(case: Case, command: CallHelp) -> list[HelpCalled]:
    if command.screen not in case.hall.screen:
        raise unknown("screen", command.screen)
    return [] if command.screen in case.situation.help else [HelpCalled(command.screen)]


def _answer_help(case: Case, command: AnswerHelp) -> list[HelpAnswered]:
    require(case.actor, STAFF_ROLES, "screen")
    return [HelpAnswered(command.screen)] if command.screen in case.situation.help else []


def _choose_scheme(case: Case, command: ChooseScheme) -> list[SchemeChosen]:
    require(case.actor, LEVEL_ROLES, "scheme")
    return [] if command.scheme == case.situation.scheme else [SchemeChosen(command.scheme)]


DECISIONS: Mapping[type, Callable[[Case, Any], list[Any]]] = {
    Raise: lambda case, command: [raised(case.hall, case.catalogue, case.situation, command, case.actor, case.now)],
    Change: lambda case, command: [_change(case.situation, command, case.actor)],
    Undo: lambda case, command: [_undo(case.situation, command, case.actor, case.now)],
    SetWindow: lambda case, command: [_set_window(case.hall, command, case.actor)],
    CallHelp: _call_help,
    AnswerHelp: _answer_help,
    SetLamps: lambda case, command: _set_lamps(case.hall, command, case.actor),
    CheckLamp: lambda case, command: [_check_lamp(case.hall, command, case.actor)],
    BlockWay: lambda case, command: _block_way(case.situation, command.target, command.hold, case.actor),
    ChooseScheme: _choose_scheme,
    NoteTime: lambda case, command: [TimePassed(command.reason)],
    NoteContent: lambda case, command: [ContentChanged(command.digest)],
    NoteConfiguration: lambda case, command: [ConfigurationChanged(command.what, command.name)],
}
"""How each command is decided; one that is not listed is a mistake of the program."""
