"""When windows should take papers by hand and when end it: what staff are asked (plan lines 931 to
935)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from signage.availability.by_hand import by_hand, handled_by_hand, would_take
from signage.availability.deadlines import deadline_now
from signage.availability.world import World, channels
from signage.hall.filing_services import filed
from signage.situation.incidents import Incident

Ask = Literal["begin", "taking", "end"]


@dataclass(frozen=True, slots=True)
class Hand:
    """An outage with the windows behind which its system stands. ``ask``: begin, papers are taken,
    or end it again.

    ``last``: it is asked at once, because today is the last filing day. ``ends_with_it``: papers
    are what the kind itself means, and end with the incident.
    """

    incident: Incident
    windows: tuple[str, ...]
    ask: Ask
    last: bool = False
    ends_with_it: bool = False


def hands(world: World) -> tuple[Hand, ...]:
    """Everything about papers that staff are told, in the order it began."""
    taking = by_hand(world)
    found = []
    for incident in world.situation.open_incidents:
        mine = tuple(window for window, of in taking.items() if of == incident.id)
        if handled_by_hand(world, incident) and (mine or incident.state == "recovering"):
            ask: Ask = "end" if incident.state == "recovering" else "taking"
            ends = incident.notice.kind in world.hall.marked.papers
            found.append(Hand(incident, mine, ask, ends_with_it=ends))
        elif not handled_by_hand(world, incident) and (windows := _wanted(world, incident)):
            found.append(
                Hand(
                    incident,
                    windows,
                    "begin",
                    _is_last_day(world) and not _is_long(world, incident),
                )
            )
    return tuple(found)


def paper_wanted(world: World) -> tuple[Incident, ...]:
    """Outages for which windows should begin to take papers."""
    return tuple(hand.incident for hand in hands(world) if hand.ask == "begin")


def _wanted(world: World, incident: Incident) -> tuple[str, ...]:
    """The windows that would, where it lasts or today is the last filing day, and no other window
    does what they do."""
    if incident.state != "active" or not (_is_long(world, incident) or _is_last_day(world)):
        return ()
    windows = tuple(w for w in would_take(world, incident) if w not in by_hand(world))
    wanted = {service for window in windows for service in world.windows[window].services}
    if not _is_long(world, incident):
        # Asked for the day's sake alone: then only for what is due on it.
        wanted &= {service.id for service in filed(world.hall)}
    done = {
        name
        for name in wanted
        if name in world.hall.service
        and any(
            c.kind == "window" and c.available for c in channels(world, world.hall.service[name])
        )
    }
    return windows if wanted - done else ()


def _is_long(world: World, incident: Incident) -> bool:
    """By what is expected, or by now."""
    longer = timedelta(minutes=world.hall.papers.long_min)
    expected = incident.eta is not None and incident.eta - incident.raised_at > longer
    return expected or world.now - incident.raised_at > longer


def _is_last_day(world: World) -> bool:
    return world.timed and deadline_now(world).day == world.hall.local(world.now).date()
