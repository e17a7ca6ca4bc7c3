"""When which way of a call is taken: arithmetic of times alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from devices.modem.pdu import Report
from kiosk.store.tables.outbox import Call, Try
from signage.availability.world import World
from signage.hall.calls import Calls, Person, Way

TEST: Final = "test"
AGAIN_S: Final = 5.0
"""After the first failure; twice as long after each further one."""
AGAIN_MAX_S: Final = 300.0


def begins(call: Call, ways: Sequence[Way], times: Calls) -> datetime | None:
    """When the next way is due; None where none is any more. One that does not work leads to the
    next at once, one that may have been heard after a wait."""
    if call.rule == TEST:
        return call.at if len(call.tries) < len(ways) else None
    if not call.tries:
        return call.at
    last, (rounds, place) = call.tries[-1], divmod(len(call.tries), len(ways))
    wait = timedelta(minutes=times.wait_min)
    if place:
        return (last.told or last.begun) if last.why else last.begun + wait
    if rounds > times.repeats and not call.life:
        return None
    return last.begun + max(wait, timedelta(minutes=times.repeat_min))


def ways(person: Person, call: Call) -> tuple[Way, ...]:
    return person.ways if call.rule == TEST else person.ways_for(call.level)


def begun(call: Call, way: Way, now: datetime) -> Call:
    """With this way taken. Where it still waits from the round before, it goes on waiting: a gateway
    that is down is asked no oftener for it."""
    before = next((one for one in reversed(call.tries) if _same(one, way)), None)
    new = Try(way.way, way.named, "waiting", now, now)
    if before is None or before.state != "waiting":
        return replace(call, tries=(*call.tries, new))
    kept = tuple(replace(one, state="dropped") if one is before else one for one in call.tries)
    new = replace(new, next=max(now, before.next), count=before.count, why=before.why)
    return replace(call, tries=(*kept, new))


def _same(one: Try, way: Way) -> bool:
    return (one.way, one.address) == (way.way, way.named)


def tried_before(call: Call, number: int) -> bool:
    """Whether the same way failed in an earlier round."""
    one = call.tries[number]
    same = (before for before in call.tries[:number] if before.way == one.way)
    return any(before.address == one.address and before.why for before in same)


def again(one: Try, why: str, now: datetime, chance: Callable[[], float]) -> Try:
    """After an attempt that failed: tried later, and ever later. ``chance`` from 0 to 1, so that two
    hundred calls do not come back in one moment."""
    wait_s = min(AGAIN_MAX_S, AGAIN_S * 2 ** min(one.count, 10)) * (0.5 + chance() / 2)
    return replace(
        one, count=one.count + 1, told=now, why=why, next=now + timedelta(seconds=wait_s)
    )


def sent(one: Try, now: datetime, parts: tuple[int, ...] = ()) -> Try:
    return replace(one, state="sent", count=one.count + 1, told=now, why="", parts=parts)


def reported(one: Try, report: Report, now: datetime) -> Try:
    """Delivered once the telephone has all its parts; while the network goes on trying, as it was."""
    if report.given_up:
        return refused(one, "not-delivered", now)
    if not report.delivered:
        return one
    left = tuple(other for other in one.parts if other != report.reference)
    one = replace(one, parts=left)
    return one if left else replace(one, state="delivered", told=now)


def refused(one: Try, why: str, now: datetime) -> Try:
    """Never this way."""
    return replace(one, state="failed", count=one.count + 1, told=now, why=why)


def dropped(call: Call) -> Call:
    """Nobody needs what still waits."""
    left = (replace(one, state="dropped") if one.state == "waiting" else one for one in call.tries)
    return replace(call, tries=tuple(left))


def ended(world: World, call: Call, now: datetime) -> Call:
    """Nobody wants it any more: somebody answered, here or on the console, or what it was about is
    over."""
    answer = world.situation.answered.get(call.key)
    incident = world.situation.incidents.get(call.incident)
    by = answer.by if answer is not None else ""
    if not by and incident is not None and incident.open and call.rule in ("raised", "acknowledge"):
        by = incident.acknowledged_by or ""
    return replace(dropped(call), ended=now, why="answered" if by else "over", by=by)
