"""What the gallery shows besides signs: touch pages and the console, each where its frame finds it,
in which size and what it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import played, target_of, world_of
from kiosk.drawing.renderer import is_page
from kiosk.drawing.svg import canvas
from kiosk.drawing.touch.panel import Panel, panel
from signage.availability.world import World, hall_opening, world
from signage.catalogue.kinds import LIFE_SAFETY
from signage.decide import decide
from signage.hall.model import Hall, Screen
from signage.language.words import Message, Spoken, Words
from signage.shows.scenes import scenes
from signage.situation.commands import CallHelp, Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import Actor
from signage.wayfinding.places import GROUPS, leads, placed

HOME: Final = "home"
HELP: Final = "help"
BUSY_STATE, LOCKED_STATE, LOST_STATE = "busy", "locked", "lost"
MANY: Final = 5
STATES: Final[Mapping[str, Words]] = {
    BUSY_STATE: Message("gallery.console.busy"),
    LOCKED_STATE: Message("gallery.console.locked"),
    LOST_STATE: Message("gallery.console.lost"),
}
"""Of the console, besides each situation."""
CONSOLES: Final = ((1280, 800), (800, 1280), (390, 844))
"""Sizes of the tablets and phones it is made for, CSS px."""
MODES: Final[Mapping[str, Words]] = {
    "large": Message("home.large-text"),
    "contrast": Message("home.high-contrast"),
    "low": Message("home.keys-low"),
}
"""Of a touch page, besides the plain one: as visitors choose them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page in a frame: ``source`` draws it, for a browser ``width`` by ``height`` px. ``lays``:
    with the scripts that lay its parts out."""

    source: str
    width: int
    height: int
    name: Words
    mode: Words
    lays: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch page by itself: as ``public/screen.html``, and nothing that listens."""

    hall: Hall
    screen: Screen
    spoken: Spoken
    read: str
    """The language that a visitor chose, and which of the screen's it is."""
    tongue: str
    mode: str
    upright: bool
    panel: Panel
    home: Markup
    opened: Markup
    example: str


def size_of(screen: Screen) -> str:
    """As its viewer sees it: 1920×1080."""
    whole = canvas(screen)
    return f"{whole.w:.0f}×{whole.h:.0f}"


def touch_frames(found: World, situation: str, tongue: str) -> Iterator[Frame]:
    """Of each shape of a touch screen that is a page now: its home in every mode, and what it opens
    in plain and in large text."""
    shown, told = scenes(found), set[tuple[str, bool]]()
    for screen in found.hall.screens:
        look = (size_of(screen), panel(screen).lowers)
        if not is_page(shown[screen.id], screen) or look in told:
            continue
        told.add(look)
        modes = ("", *(mode for mode in MODES if mode != "low" or panel(screen).lowers))
        for mode in modes:
            yield _touch(screen, situation, HOME, mode, tongue)
        for address in _opens(found, screen):
            for mode in ("", "large"):
                yield _touch(screen, situation, address, mode, tongue)


def _touch(screen: Screen, situation: str, address: str, mode: str, tongue: str) -> Frame:
    path, _, asked = address.partition("?")
    query = "&".join(filter(None, (asked, f"mode={mode}", f"lang={tongue}")))
    if mode == "large":
        query += "&large=1"
    whole = canvas(screen)
    return Frame(
        f"/gallery/touch/{situation}/{screen.id}/{path}?{query}", int(whole.w), int(whole.h),
        screen.name, MODES.get(mode, {}), lays=True,
    )  # fmt: skip


def _opens(found: World, screen: Screen) -> Iterator[str]:
    """What its keys lead to, one of a kind."""
    yield "services"
    yield from (f"service/{one.id}" for one in found.hall.services[:1])
    yield "places"
    plan = found.evacuation.plan
    if plan is not None and leads(found, screen.id):
        kept = [(group, placed(found, plan, group)) for group in GROUPS]
        yield from (f"places/{group.id}" for group, held in kept[:1] if held)
        yield "places/find?q="
        yield from (f"way/{held[-1].id}" for _, held in kept[-1:] if held)
    yield HELP


def console_frames(situation: str, tongue: str) -> Iterator[Frame]:
    """The console in the situation, then in states of its own, in every size it is made for."""
    for state in (situation, *STATES):
        for width, height in CONSOLES:
            yield Frame(
                f"/gallery/console/{state}?lang={tongue}", width, height,
                Message("base.guides-console"), STATES.get(state, {}), lays=False,
            )  # fmt: skip


def state_of(content: Content, state: str, now: datetime) -> World | None:
    """The hall in a state of the console, or in a situation; None for a name that is neither."""
    if state == BUSY_STATE:
        return _busy(content, now)
    leaving = content.catalogue.evacuation
    if state in STATES:
        return world_of(content, leaving.code, now) if leaving is not None else _busy(content, now)
    return world_of(content, state, now)


def _busy(content: Content, now: datetime) -> World | None:
    """As much at once as happens on a bad day, and nobody's life at risk."""
    kinds = sorted(
        (kind for kind in content.catalogue.kinds if kind.use.tile), key=lambda kind: kind.use.tile
    )
    calm = [kind for kind in kinds if kind.raisable and kind.classes[0] not in LIFE_SAFETY]
    acts = tuple(Raise(kind.code, (target_of(content.hall, kind),)) for kind in calm[:MANY])
    opens = hall_opening(content.hall, now)
    return played(content, acts, now if opens.open or not opens.next_open else opens.next_open)


def called_for_help(content: Content, found: World, screen: str) -> World:
    """The same hall after somebody pressed 帮助 at that screen."""
    actor = Actor(f"screen:{screen}", "screen")
    told = decide(
        content.hall, content.catalogue, found.situation, CallHelp(screen, ""), actor, found.now,
        content.evacuation,
    ).events  # fmt: skip
    numbered = enumerate(told, found.situation.revision + 1)
    after = fold((Recorded(n, found.now, actor, event) for n, event in numbered), found.situation)
    return world(content.hall, after, found.now, content.evacuation)
