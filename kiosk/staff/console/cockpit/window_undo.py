"""A window's setting, taken back by whoever made it, in the browser it was made in.

2026-11-30 · What was before is kept in the sign-in's own cookie and in no event: it is offered for 30
seconds to one person, and taking it back is a setting like any other, which the log has. Rejected: an
undo of settings in the log, which every reader of it would have to learn.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import session

from kiosk.serving.services import services
from signage.availability.world import WindowNow
from signage.hall.short_names import short_name
from signage.language.words import Message, Words
from signage.rules.refusal import Refused
from signage.situation.commands import SetWindow
from signage.situation.incidents import UNDO_WITHIN

KEPT: Final = "window-before"
TOO_LATE: Final = Message("open-incidents.30-s-have-passed-change")


@dataclass(frozen=True, slots=True)
class SetBack:
    """What may still be taken back: whose setting, where that is done, for how many seconds."""

    window: Words
    path: str
    left_s: int


def remember(before: WindowNow) -> None:
    """What a window was like before it is set."""
    services_then = list(before.services) if before.changed else None
    session[KEPT] = [before.id, before.open, services_then, services().board.lasting_s()]


def to_take_back() -> SetBack | None:
    kept, hall = _kept(), services().board.view.content.hall
    if kept is None or kept[0] not in hall.resources:
        return None
    name = kept[0].partition("/")[2]
    return SetBack(short_name(hall, kept[0]), f"/console/windows/{name}", _left_s(kept))


def taken_back(window: str) -> SetWindow:
    """The setting of before. Raises :class:`Refused` where it is too late."""
    kept = _kept()
    session.pop(KEPT, None)
    if kept is None or kept[0] != window:
        raise Refused("too-late", None, TOO_LATE)
    _, was_open, done, _ = kept
    return SetWindow(window) if done is None else SetWindow(window, bool(was_open), tuple(done))


def _kept() -> list[Any] | None:
    kept = session.get(KEPT)
    return kept if isinstance(kept, list) and len(kept) == 4 and _left_s(kept) > 0 else None


def _left_s(kept: list[Any]) -> int:
    left = UNDO_WITHIN.total_seconds() - (services().board.lasting_s() - float(kept[3]))
    return int(left)
