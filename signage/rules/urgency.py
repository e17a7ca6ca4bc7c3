"""Which commands are shown before they are stored, where the store cannot take them.

Life safety alone: what shows more of a danger, what corrects it, and its end by a supervisor (issue
of 2026-11-28). Everything else is acknowledged only after the commit.
"""

from collections.abc import Callable, Mapping
from typing import Any

from signage.catalogue.kinds import LIFE_SAFETY, Catalogue
from signage.situation.commands import (
    AnswerAssist,
    AnswerHelp,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    Command,
    NoteTime,
    Raise,
    Undo,
)
from signage.situation.incidents import LEVEL_ROLES, Actor, Situation

SHOWN: frozenset[str] = frozenset({"activate", "update", "escalate"})
"""Changes of a life-safety incident that wait for no store; of ``clear`` see :func:`_change`."""


def urgent(command: Command, actor: Actor, catalogue: Catalogue, situation: Situation) -> bool:
    """Whether ``command`` may be shown before it is stored. Whether it is allowed at all says
    :func:`decide`."""
    judge = URGENT.get(type(command))
    return judge is not None and judge(command, actor, catalogue, situation)


def _raise(command: Raise, actor: Actor, catalogue: Catalogue, situation: Situation) -> bool:
    kind = catalogue.kind.get(command.kind)
    return (
        kind is not None and not command.drill and (command.cls or kind.classes[0]) in LIFE_SAFETY
    )


def _change(command: Change, actor: Actor, catalogue: Catalogue, situation: Situation) -> bool:
    allowed = command.command in SHOWN or (command.command == "clear" and actor.role in LEVEL_ROLES)
    return allowed and _about_life(command.incident, situation)


def _undo(command: Undo, actor: Actor, catalogue: Catalogue, situation: Situation) -> bool:
    return _about_life(command.incident, situation)


def _about_life(number: str, situation: Situation) -> bool:
    incident = situation.incidents.get(number)
    return incident is not None and not incident.drill and incident.notice.cls in LIFE_SAFETY


CALLS: frozenset[type] = frozenset({CallHelp, AnswerHelp, CallAssist, AnswerAssist})


def without_log(command: Command, actor: Actor, catalogue: Catalogue, situation: Situation) -> bool:
    """Whether a hall without its log still does it: what is urgent, calls, and what concerns an
    open danger."""
    about = getattr(command, "incident", "")
    return (
        urgent(command, actor, catalogue, situation)
        or type(command) in CALLS
        or _about_life(about, situation)
    )


URGENT: Mapping[type, Callable[[Any, Actor, Catalogue, Situation], bool]] = {
    Raise: _raise,
    Change: _change,
    Undo: _undo,
    BlockWay: lambda command, actor, catalogue, situation: command.hold is not None,
    # The hall follows the clock whatever the disk does: it opens, closes, and an all-clear ends.
    NoteTime: lambda command, actor, catalogue, situation: True,
}
"""Command → whether this one is. One that is not listed waits for the store."""
