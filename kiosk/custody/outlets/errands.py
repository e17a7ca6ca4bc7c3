"""What is passed on to an outlet next, and when: arithmetic of values alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from pydantic import TypeAdapter

from signage.records.outlets import Reading
from signage.situation.texts import Act

AGAIN_S: Final = 5.0
"""After the first failure; twice as long after each further one."""
AGAIN_MAX_S: Final = 300.0
GONE_H: Final = 72
"""Hours for which an outlet that does not answer is asked to take something back."""
ENDED_MAX: Final = 200
Numbers = Callable[[], int]
"""One that was never given before."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One notice at one outlet. ``there``: what arrived last; ``handle``: what the other side calls
    it; ``due`` None: nothing is to be done; ``tries`` of this act, begun.

    ``number`` is of this act with these words: a receiver that gets it twice knows it by that.
    """

    reading: Reading
    act: Act
    number: int
    due: datetime | None
    since: datetime
    there: Reading | None = None
    handle: str = ""
    tries: int = 0
    why: str = ""
    gone: bool = False
    """It was taken back, or was sent for good and is over."""


ERRANDS: Final = TypeAdapter(tuple[Errand, ...])


def given_up(errand: Errand) -> bool:
    """Nothing is tried any more of what never arrived."""
    open_end = errand.act == "withdraw" or (errand.reading.report and errand.there is None)
    return errand.gone and bool(errand.why) and open_end


def settled(
    known: Mapping[str, Errand],
    wanted: Iterable[Reading],
    numbers: Numbers,
    now: datetime,
    again: Mapping[tuple[str, str], datetime] = MappingProxyType({}),
) -> Mapping[str, Errand]:
    """After what is wanted now. ``again``: by text and outlet, when a person asked anew for what had
    been given up."""
    found, asked = dict(known), {one.key: one for one in wanted}
    for key, one in asked.items():
        before = found.get(key)
        found[key] = (
            Errand(one, "publish", numbers(), now, now)
            if before is None
            else _asked(before, one, numbers, now)
        )
    for key, errand in known.items():
        if key not in asked and not errand.gone:
            over = _ended(errand, numbers, now)
            if over is None:
                del found[key]
            else:
                found[key] = over
    for key, errand in known.items():
        asked_at = again.get((errand.reading.text, errand.reading.outlet), errand.since)
        if given_up(errand) and asked_at > errand.since:
            found[key] = _anew(errand, errand.reading, errand.act, numbers, now)
    return _without_old(found)


def _asked(before: Errand, one: Reading, numbers: Numbers, now: datetime) -> Errand:
    if one.once:
        waits = before.there is None and before.tries == 0 and not before.gone
        return replace(before, reading=one) if waits else before
    if before.gone:
        # Hung up again, by undoing what ended it.
        return _anew(before, one, "publish", numbers, now)
    if before.act != "withdraw" and before.reading.says(one):
        done = before.there is not None and before.there.says(one)
        return replace(before, reading=one, due=None if done else before.due or now)
    if before.there is None and before.act == "publish" and before.tries == 0:
        return replace(before, reading=one)
    return _anew(before, one, "correct" if before.there else "publish", numbers, now)


def _ended(errand: Errand, numbers: Numbers, now: datetime) -> Errand | None:
    """None where nobody can have read it. One that was tried may have arrived."""
    if errand.there is None and errand.tries == 0:
        return None
    if errand.reading.once:
        return replace(errand, due=None, gone=True)
    if errand.act != "withdraw":
        return _anew(errand, errand.reading, "withdraw", numbers, now)
    late = now - errand.since >= timedelta(hours=GONE_H)
    return replace(errand, due=None, gone=True) if late else errand


def _anew(before: Errand, one: Reading, act: Act, numbers: Numbers, now: datetime) -> Errand:
    return Errand(one, act, numbers(), now, now, before.there, before.handle)


def begun(errand: Errand) -> Errand:
    return replace(errand, tries=errand.tries + 1)


def arrived(errand: Errand, went: Errand, handle: str) -> Errand:
    """What ``went`` is there; where something else is wanted since, that is found when it is
    settled."""
    handle = handle or errand.handle
    if errand.number != went.number:
        there = None if went.act == "withdraw" else went.reading
        return replace(errand, there=there, handle=handle)
    if errand.act == "withdraw":
        return replace(errand, due=None, there=None, why="", gone=True)
    return replace(errand, due=None, there=went.reading, handle=handle, why="")


def failed(errand: Errand, why: str, now: datetime, chance: Callable[[], float]) -> Errand:
    """Tried later, and ever later. ``chance`` from 0 to 1, so that all do not come at one moment."""
    wait_s = min(AGAIN_MAX_S, AGAIN_S * 2 ** min(max(errand.tries - 1, 0), 10))
    due = now + timedelta(seconds=wait_s * (0.5 + chance() / 2))
    return replace(errand, why=why, due=due)


def _without_old(found: dict[str, Errand]) -> Mapping[str, Errand]:
    gone = [key for key, one in found.items() if one.gone]
    for key in gone[: max(0, len(gone) - ENDED_MAX)]:
        del found[key]
    return found
