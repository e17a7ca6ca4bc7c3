"""What everyone is shown at one revision, and what a command led to."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk.content.reader import Content, ContentError
from kiosk.engine.in_doubt import Failed, lamps_in_doubt, scenes_in_doubt
from signage.availability.last_days import puts_nobody_off
from signage.availability.world import World, world
from signage.language.mistake import Mistake
from signage.language.words import Message
from signage.shows.lamps import LampScene
from signage.shows.scene import Scene
from signage.shows.scenes import next_change
from signage.situation.configured_lamps import described
from signage.situation.incidents import Incident, Situation

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """Everything anyone is shown, at one revision."""

    revision: int
    content: Content
    """With the lamps configured while running."""
    read: Content
    """As it was read from its files."""
    world: World
    scenes: Mapping[str, Scene]
    lamps: Mapping[str, LampScene]
    next_change: datetime | None
    screens_in_doubt: Mapping[str, str] = field(default_factory=dict)
    """Those that could not be worked out and show the gravest alone, each with why."""
    lamps_in_doubt: Mapping[str, str] = field(default_factory=dict)


def view_of(
    read: Content,
    situation: Situation,
    now: datetime,
    before: View | None = None,
    timed: bool = True,
) -> View:
    """``before``: an earlier view, whose described hall is taken over where neither files nor lamps
    changed."""
    same = (
        before is not None
        and before.read is read
        and before.world.situation.lamps == situation.lamps
    )
    content = (
        before.content if before and same else replace(read, hall=described(read.hall, situation))
    )
    derived = world(content.hall, situation, now, content.evacuation, timed)
    # Asked of what is derived: only there it is known whether this is one of the last days.
    if puts_nobody_off(derived):
        derived = replace(derived, hall=content.hall.undelayed)
    screens, lost = scenes_in_doubt(derived, before.scenes if before else {})
    lights, dark = lamps_in_doubt(derived, before.lamps if before else {})
    return View(
        situation.revision, content, read, derived, screens, lights, next_change(derived),
        _told("screen", lost), _told("lamp", dark),
    )  # fmt: skip


def _told(what: str, failed: Failed) -> dict[str, str]:
    for name, error in failed.items():
        log.error("%s %s could not be worked out", what, name, exc_info=error)
    return {name: f"{type(error).__name__}: {error}" for name, error in failed.items()}


def require_no_new_doubt(candidate: View, before: View) -> None:
    """Raises :class:`ContentError` where with the candidate's content something cannot be worked
    out that could be before."""
    new = {
        **{n: why for n, why in candidate.screens_in_doubt.items() if n not in before.screens_in_doubt},
        **{n: why for n, why in candidate.lamps_in_doubt.items() if n not in before.lamps_in_doubt},
    }  # fmt: skip
    mend = Message("check.take-edit-back")
    if new:
        raise ContentError(
            [Mistake("content", name, Message("check.not-worked-out", why=why), mend) for name, why in new.items()]
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to: the incident it concerns, and whether that is new."""

    view: View
    incident: Incident | None
    created: bool
    stored: bool = True
    """False: it is shown, and the log will have it as soon as the store takes it."""
