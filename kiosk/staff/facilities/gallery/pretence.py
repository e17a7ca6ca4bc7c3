"""The hall as it would be, for pages that are looked at beforehand: whoever asks for the services
within :func:`pretending` finds one situation, a calm house around it, and a board on which nothing
can be done."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from flask import g

from devices.engine.lights import Lights
from devices.schedule.health import LampHealth
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.voice.maker import Voice
from kiosk.engine.board import Board
from kiosk.engine.delivery import Delivery
from kiosk.engine.health import Health
from kiosk.engine.view import View, view_of
from kiosk.serving.services import ACTING, NAME, Services, services
from signage.availability.world import World
from signage.language.words import NO_WORDS, Words
from signage.situation.incidents import Actor


@dataclass(frozen=True, slots=True)
class Still:
    """What pages read of a board. There is no door to the log here: nothing comes of what is done,
    and what is not named is not there."""

    view: View
    identity: Any
    unsaved: Any
    clock: Any
    troubles: dict[str, Words | str] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.view.world.now

    def lasting_s(self) -> float:
        return self.view.world.now.timestamp()

    def do(self, *_: object, **__: object) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Mute:
    """A voice that reads aloud what there is, and is asked to record nothing."""

    voice: str

    def ask(self, *_: object) -> None:
        """Nothing is recorded of what nobody reads."""


@dataclass(frozen=True, slots=True)
class Lit:
    """Every lamp shows what it should."""

    view: View

    def health(self) -> Mapping[str, LampHealth]:
        return {
            name: LampHealth(name, "verified", lit.pattern, NO_WORDS, wanted=lit.pattern)
            for name, lit in self.view.lamps.items()
        }


LOCKED: Final = Actor("tablet:-", "device")
"""A tablet that nobody is signed in at."""


def _services(world: World, read: Content | None) -> Services:
    here = services()
    board = here.board
    view = view_of(read or board.view.read, world.situation, world.now)
    found = copy(here)
    found.board = cast(Board, Still(view, board.identity, board.unsaved, board.clock))
    found.clock = lambda: world.now
    found.delivery, found.health, found.troubles = _all_show(view), Health(), {}
    found.lights = cast(Lights, Lit(view))
    if here.voice is not None:
        found.voice = cast(Voice, Mute(here.voice.voice))
    return found


def _all_show(view: View) -> Delivery:
    """Every screen is there, and shows it."""
    found = Delivery()
    for screen in view.content.hall.screen:
        found.joined(screen, "gallery")
        found.painted(screen, view.revision, True, view.world.now)
    return found


@contextmanager
def pretending(
    world: World, actor: Actor | None = None, read: Content | None = None
) -> Iterator[Services]:
    """Within it this request's services are those of that hall; ``actor`` looks, where it is
    not whoever is signed in. ``read``: what the hall is made of, else the content in force."""
    found = _services(world, read)
    setattr(g, NAME, found)
    if actor is not None:
        setattr(g, ACTING, actor)
    try:
        yield found
    finally:
        g.pop(NAME)
        g.pop(ACTING, None)
