"""Screens and lamps as the console lists them: what each shows and should show, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from devices.schedule.health import LampHealth
from kiosk.engine.delivery import Delivery, Reach
from kiosk.engine.view import View
from kiosk.serving.screens import abilities as able
from kiosk.staff.shell.page import HEALTH_WORDS, lamp_words
from kiosk.wording.page_words import said
from signage.hall.model import Screen
from signage.language.words import Message, Words, on_one_line
from signage.shows.lamps import LampScene
from signage.shows.scene import Scene

CONNECTING: Final = Message("lists.connecting")


NAMED: Final = 4


def some_of(names: Sequence[str], most: int = NAMED) -> Words:
    """The first of them, and of how many."""
    if len(names) > most:
        return Message("act.names-and-more", names=names[:most], count=len(names))
    return Message("words.list", names=names)


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """How far what it should show has come. ``amiss`` says why nobody is known to see it; empty
    where all is well."""

    id: str
    name: str
    shows: str
    online: bool
    sent: bool
    received: bool
    amiss: str
    hidden: bool
    lacks: Words | None


def screens(view: View, delivery: Delivery) -> tuple[ScreenRow, ...]:
    return tuple(
        _screen(screen, view.scenes[screen.id], delivery.of(screen.id))
        for screen in view.content.hall.screens
    )


def _screen(screen: Screen, scene: Scene, reach: Reach) -> ScreenRow:
    return ScreenRow(
        screen.id, said(screen.name), _shows(scene), reach.online, bool(reach.sent),
        # At least, not equal: it may have received a newer one since this was asked.
        reach.received is not None and reach.received >= reach.sent, _amiss(reach), reach.state == "hidden",
        able.words(reach.lacks) if reach.lacks else None,
    )  # fmt: skip


def _shows(scene: Scene) -> str:
    everyday = scene.sign == "guidance" and not scene.closed
    drill = [Message("lists.drill")] if scene.drill else []
    strips = [Message("lists.strips", count=len(scene.strips))] if scene.strips else []
    return " · ".join(
        map(said, (*drill, EVERYDAY if everyday else on_one_line(scene.title), *strips))
    )


EVERYDAY: Final = Message("lists.everyday-guidance")


def _amiss(reach: Reach) -> str:
    if reach.state == "silent":
        return said(Message("lists.does-not-respond"))
    if not reach.online:
        return said(Message("lists.offline"))
    shown = reach.painted is not None and reach.painted >= reach.sent
    return "" if shown else said(Message("lists.waiting"))


@dataclass(frozen=True, slots=True)
class LampRow:
    """``desired`` and ``actual`` as codes and in words; ``why`` is said beside a lamp that shows
    something else."""

    id: str
    name: str
    right: bool
    health: str
    simulated: bool
    desired: str
    desired_words: str
    actual: str
    actual_words: str
    reason: str
    health_word: str
    why: str


def lamps(view: View, health: Mapping[str, LampHealth]) -> tuple[LampRow, ...]:
    hall = view.content.hall
    return tuple(
        _lamp(lamp.id, said(lamp.name), view.lamps[lamp.id], health.get(lamp.id))
        for lamp in hall.lamps
    )


def _lamp(name: str, called: str, lit: LampScene, fact: LampHealth | None) -> LampRow:
    actual = fact.actual if fact is not None else None
    right = fact is not None and fact.right
    return LampRow(
        name, called, right, fact.health if fact else "lost", fact is not None and fact.simulated,
        str(lit.pattern), lamp_words(lit.pattern), str(actual) if actual else "", lamp_words(actual),
        said(lit.reason), said(HEALTH_WORDS[fact.health] if fact else CONNECTING),
        said(fact.reason) if fact is not None and not right else "",
    )  # fmt: skip
