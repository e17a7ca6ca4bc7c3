"""What everyone is shown at one revision, and what a command led to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.content.reader import Content
from signage.availability.last_days import puts_nobody_off
from signage.availability.world import World, world
from signage.shows.lamps import LampScene, lamps
from signage.shows.scene import Scene
from signage.shows.scenes import next_change, scenes
from signage.situation.configured_lamps import described
from signage.situation.incidents import Incident, Situation


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
    return View(
        situation.revision,
        content,
        read,
        derived,
        scenes(derived),
        lamps(derived),
        next_change(derived),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to: the incident it concerns, and whether that is new."""

    view: View
    incident: Incident | None
    created: bool
    stored: bool = True
    """False: it is shown, and the log will have it as soon as the store takes it."""
