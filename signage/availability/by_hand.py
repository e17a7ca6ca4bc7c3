"""Windows that take papers by hand (手工受理, plan lines 933 and 935), as a state that is derived and
never set.

2026-11-28 · A window takes papers while it is staffed, everything that has taken it out is a
failure of equipment, and one of these is handled by hand: a kind that means paper, or one for which
a person said so. A danger, a closure or a pause of the window itself ends it at once; the end of
the outage ends it by itself. Rejected: a switch at each window, which stays on when the system is
back; taking papers because of the time alone, with nobody there told.
"""

from collections.abc import Iterator, Mapping

from signage.availability.world import World, causes
from signage.hall.model import Window
from signage.hall.short_names import window_name
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.incidents import Incident

NAMED = 6
"""Numbers of windows in one line; of more the first and how many."""
PAPERS = Message("by-hand.papers-accepted-by-hand")
PAPERS_WORD = Message("by-hand.papers-only")
PAPERS_NOTE = Message("by-hand.bring-your-papers")
AT_WINDOW = (
    Message("by-hand.down-window-takes-papers"),
    Message("by-hand.leave-phone-number-take-your"),
)
NO_PAPERS_SIGN = Message("by-hand.temporarily-closed")
NO_PAPERS_LINE = Message("by-hand.repair-in-progress-sorry-inconvenience")
NO_PAPERS_STRIP = Message("by-hand.equipment-fault-repair-in-progress")


def by_hand(world: World) -> Mapping[str, str]:
    """Each window that takes papers, with the incident for which it does; in the hall's order."""
    taken = {i.id for i in world.situation.open_incidents if handled_by_hand(world, i)}
    return dict(_taking(world, taken)) if taken else {}


def handled_by_hand(world: World, incident: Incident) -> bool:
    return _equipment(incident) and (
        incident.notice.kind in world.hall.marked.papers or incident.id in world.situation.by_hand
    )


def would_take(world: World, incident: Incident) -> tuple[str, ...]:
    """The windows that would take papers if this incident were handled by hand."""
    return (
        tuple(window for window, _ in _taking(world, {incident.id})) if _equipment(incident) else ()
    )


def _equipment(incident: Incident) -> bool:
    """Real, open and a failure of equipment: nothing that endangers or closes."""
    return (
        incident.open
        and not incident.drill
        and incident.notice.cls == "outage"
        and incident.notice.takes_out
    )


def _taking(world: World, taken: set[str]) -> Iterator[tuple[str, str]]:
    out = [i for i in world.situation.open_incidents if i.notice.takes_out and not i.drill]
    felt = [(i, frozenset(i.targets)) for i in out if i.notice.cls != "redirect"]
    for window in world.hall.windows:
        if not world.windows[window.id].open:
            continue
        reasons = {window.id, *causes(world.hall, window)}
        hits = [incident for incident, targets in felt if not targets.isdisjoint(reasons)]
        mine = [incident for incident in hits if incident.id in taken]
        # One danger or closure among them ends it: nobody queues at a window under a cordon.
        if mine and all(map(_equipment, hits)):
            yield window.id, min(mine, key=lambda i: (i.level, i.raised_at, i.id)).id


def windows_words(world: World, windows: Mapping[str, str] | tuple[str, ...]) -> Words:
    """3、5号窗口; of many 1、2、3、4、5、6号等12个窗口."""
    numbers = [w.number for w in world.hall.windows if w.id in windows]
    if len(numbers) == 1:
        return window_name(numbers[0])
    shown = [str(number) for number in numbers[:NAMED]]
    if len(numbers) <= NAMED:
        return Message("by-hand.windows", shown=shown)
    return Message(
        "by-hand.windows-and-more", shown=shown, number=len(numbers), more=len(numbers) - NAMED
    )


def papers_line(world: World) -> Words:
    """手工受理：3、5号窗口，请带齐纸质资料，办后领取回执; nothing while no window does."""
    taking = by_hand(world)
    if not taking:
        return NO_WORDS
    named = windows_words(world, taking)
    return Message("by-hand.papers-taken-by-hand-leave", named=named)


def services_at(world: World, windows: tuple[str, ...]) -> tuple[Words, ...]:
    """What can be handed in there."""
    names = dict.fromkeys(s for w in windows for s in world.windows[w].services)
    return tuple(world.hall.service[name].name for name in names if name in world.hall.service)


def served_by_hand(world: World, service: str) -> tuple[Window, ...]:
    """The windows that take papers of this service."""
    taking = by_hand(world)
    return tuple(
        w for w in world.hall.windows if w.id in taking and service in world.windows[w.id].services
    )
