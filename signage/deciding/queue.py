"""How full the hall is, by numbers a queue system or a person tells: a warning, or the notice of a
crowd proposed.

A warning is no incident (plan line 303); numbers never raise anything by themselves.
"""

from datetime import datetime, timedelta
from typing import Literal

from signage.availability.world import World, windows_now
from signage.hall.model import Hall
from signage.language.durations import BACK, within
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.refusal import Refused
from signage.situation.commands import NoteQueue
from signage.situation.events import QueueNoted
from signage.situation.incidents import Actor, Situation

Crowding = Literal["calm", "warn", "crowd"]
FRESH = timedelta(minutes=30)
"""Numbers that are older say nothing any more."""
AGAIN = timedelta(minutes=5)
"""Numbers that mean the same are kept again only after this: a queue system tells its own every few
seconds."""
PEOPLE_MAX, WAIT_MAX = 9999, 24 * 60


def queue_noted(
    hall: Hall, situation: Situation, command: NoteQueue, actor: Actor, now: datetime
) -> list[QueueNoted]:
    """Nothing happens where the numbers mean what those a moment ago meant."""
    permit(actor, "queue")
    if not 0 <= command.waiting <= PEOPLE_MAX:
        words = Message("queue.people-waiting-0-to", people=PEOPLE_MAX)
        raise Refused("bad-number", "waiting", words)
    if command.wait_min is not None and not 0 <= command.wait_min <= WAIT_MAX:
        words = Message("queue.minutes-waiting-0-or-left", wait=WAIT_MAX)
        raise Refused("bad-number", "wait_min", words)
    known = situation.queue
    told = (command.waiting, command.wait_min)
    if known is not None and -BACK <= now - known.at < AGAIN:
        windows = sum(window.open for window in windows_now(hall, situation, now).values())
        if _crowding(hall, windows, known.waiting, known.wait_min) == _crowding(
            hall, windows, *told
        ):
            return []
    return [QueueNoted(*told)]


def announced(world: World) -> bool:
    """Whether the notice of a crowd is up; a drill tells nobody of a real one."""
    return any(
        incident.notice.kind == world.hall.marked.crowd and not incident.drill
        for incident in world.situation.open_incidents
    )


def crowding(world: World) -> Crowding:
    """By the last numbers told; calm where they are old, or where the notice is already up."""
    return "calm" if announced(world) else fullness(world)


def fullness(world: World) -> Crowding:
    """By the last numbers told, whatever is announced; calm where they are old."""
    queue = world.situation.queue
    if queue is None or not fresh(world):
        return "calm"
    windows = sum(window.open for window in world.windows.values())
    return _crowding(world.hall, windows, queue.waiting, queue.wait_min)


def fresh(world: World) -> bool:
    """Whether the last numbers still say something."""
    queue = world.situation.queue
    return queue is not None and within(queue.at, world.now, FRESH)


def _crowding(hall: Hall, windows: int, waiting: int, wait_min: int | None) -> Crowding:
    upkeep, minutes = hall.upkeep, wait_min or 0
    # No open window counts as one, or the first person to wait would be a crowd.
    if minutes >= upkeep.queue_min or waiting > upkeep.queue_per_window * max(1, windows):
        return "crowd"
    return "warn" if minutes >= upkeep.queue_warn_min else "calm"
