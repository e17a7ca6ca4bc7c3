"""Windows, screens and lamps as the console lists them: what each does, shows and should show, in
words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from devices.schedule.health import LampHealth
from kiosk.engine.delivery import Delivery, Reach
from kiosk.engine.view import View
from kiosk.serving.screens import abilities as able
from kiosk.staff.shell.page import HEALTH_WORDS, lamp_words
from kiosk.wording.page_words import said
from signage.availability.by_hand import by_hand
from signage.availability.world import World
from signage.catalogue.kinds import Kind
from signage.hall.model import Screen, Window
from signage.language.words import Message, Words, on_one_line
from signage.rules.permissions import may_raise
from signage.shows.lamps import LampScene
from signage.shows.scene import Scene

CONNECTING: Final = Message("lists.connecting")
PAPERS: Final = Message("lists.papers-by-hand")
OUT: Final = Message("lists.out-of-service")
OPEN: Final = Message("lists.serving")
NOT_OPEN: Final = Message("lists.not-open")


NAMED: Final = 4
PAUSES: Final = "suspended"


def some_of(names: Sequence[str], most: int = NAMED) -> Words:
    """The first of them, and of how many."""
    if len(names) > most:
        return Message("act.names-and-more", names=names[:most], count=len(names))
    return Message("words.list", names=names)


@dataclass(frozen=True, slots=True)
class Like:
    """Another window whose services this one may take over."""

    id: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Leads to the page that asks before the window is paused."""

    words: Words
    path: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """``look`` is out, on or off; ``word`` says the same; ``doing`` is the service it does
    today."""

    id: str
    path: str
    number: int
    look: str
    word: str
    doing: str
    open: bool
    changed: bool
    likes: tuple[Like, ...]
    pause: Pause | None
    """Nothing where it is out already or not open, or whoever looks pauses none."""


def pausing(kinds: Sequence[Kind], role: str) -> Kind | None:
    """The kind a window is paused by: of those on the first page the first that is raised on windows
    and suspends them."""
    found = [kind for kind in kinds if kind.use.tile and kind.classes[0] == PAUSES]
    found = [kind for kind in found if "window" in kind.targets and may_raise(role, kind, PAUSES)]
    return min(found, key=lambda kind: kind.use.tile, default=None)


def windows(world: World, pausing: Kind | None) -> tuple[WindowRow, ...]:
    return tuple(_window(world, window, pausing) for window in world.hall.windows)


def _window(world: World, window: Window, pausing: Kind | None) -> WindowRow:
    now = world.windows[window.id]
    look = "out" if window.id in world.out else "on" if now.open else "off"
    return WindowRow(
        window.id, window.id.partition("/")[2], window.number, look, said(_word(world, window.id)),
        _doing(world, window), now.open, now.changed, tuple(_likes(world, window)), _pause(world, window, pausing),
    )  # fmt: skip


def _pause(world: World, window: Window, kind: Kind | None) -> Pause | None:
    if kind is None or window.id in world.out or not world.windows[window.id].open:
        return None
    path = f"/console/raise/{kind.code}/confirm?target={quote(window.id)}"
    return Pause(on_one_line(kind.sign), path)


def _word(world: World, window: str) -> Words:
    if window in by_hand(world):
        return PAPERS
    out = world.out.get(window)
    if out is not None:
        return out.words or OUT
    return OPEN if world.windows[window].open else NOT_OPEN


def _doing(world: World, window: Window) -> str:
    """Its own service, or that of the window it was set to serve like."""
    now = world.windows[window.id].services
    if now == window.services:
        return said(window.name)
    return next(
        (said(other.name) for other in world.hall.windows if other.services == now),
        said(window.name),
    )


def _likes(world: World, window: Window) -> Iterator[Like]:
    """One window for each set of services that is not its own now."""
    seen = [world.windows[window.id].services]
    for other in world.hall.windows:
        if other.services not in seen:
            seen.append(other.services)
            yield Like(other.id, other.number, said(other.name))


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
