"""How far each outlet of events has the log, and when it is tried again: arithmetic of values alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from kiosk.custody.outlets.errands import AGAIN_MAX_S, AGAIN_S


@dataclass(frozen=True, slots=True)
class Position:
    """``after``: number of the last event that arrived; ``tries`` of the next that failed;
    ``due``: not before; ``why``: of the last failure."""

    after: int
    tries: int = 0
    due: datetime | None = None
    why: str = ""

    def waits(self, now: datetime) -> bool:
        return self.due is not None and now < self.due


AFTER: Final = TypeAdapter(dict[str, int])
"""What is kept: after a start everything is tried at once."""


def described(
    known: Mapping[str, Position], outlets: Iterable[str], head: int
) -> Mapping[str, Position]:
    """One that is new begins with what happens from now on."""
    return {name: known.get(name, Position(head)) for name in outlets}


def arrived(position: Position, seq: int) -> Position:
    return Position(max(position.after, seq))


def failed(position: Position, why: str, now: datetime, chance: Callable[[], float]) -> Position:
    """Tried later, and ever later. ``chance`` from 0 to 1, so that all do not come at one moment."""
    wait_s = min(AGAIN_MAX_S, AGAIN_S * 2 ** min(position.tries, 10))
    due = now + timedelta(seconds=wait_s * (0.5 + chance() / 2))
    return replace(position, tries=position.tries + 1, due=due, why=why)
