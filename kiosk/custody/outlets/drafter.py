"""Drafts what the public must be told before a deadline, a moment after it is so; a leader approves."""

from typing import TYPE_CHECKING, Final

from kiosk.engine.board import SYSTEM
from kiosk.engine.periodic import Periodic
from signage.language.words import Message
from signage.records.drafts import drafts
from signage.rules.refusal import Refused

if TYPE_CHECKING:
    from kiosk.serving.services import Services

HEAD_START_S: Final = 1.0
"""What is shown in the hall goes first."""
REST_S: Final = 60.0
"""A deadline comes near by the clock alone."""


class Drafter:
    """``turn`` is that of one repeating thread. :attr:`refused`: incidents whose text did not pass the
    check of wording, which a person has to write."""

    def __init__(self, here: "Services") -> None:
        self._here = here
        self.refused: set[str] = set()
        self.turning = Periodic("drafts", self._after_screens, REST_S)

    def tell(self, view: object) -> None:
        """Of a new view: the work is the thread's own."""
        self.turning.wake()

    def _after_screens(self) -> None:
        if self.turning.pause(HEAD_START_S):
            self.turn()

    def turn(self) -> None:
        """Raises :class:`StoreError` where it cannot be kept."""
        world = self._here.board.view.world
        for draft in drafts(world) if world.timed else ():
            if draft.incident not in self.refused:
                try:
                    self._here.board.do(draft, SYSTEM)
                except Refused:
                    self.refused.add(draft.incident)


def drafting(here: "Services") -> Periodic:
    drafter = Drafter(here)
    here.board.subscribe("drafts", drafter.tell)
    here.health.watch(drafter.turning, Message("drafts.drafting-notices"), vital=False)
    return drafter.turning
