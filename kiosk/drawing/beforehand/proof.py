"""What the screens of a described hall cannot hold, drawn beforehand: for ``kiosk check``.

Nothing here keeps a hall from being served: a person should know which panel is too small, and what
would fit.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape

from kiosk.content.reader import Content
from kiosk.drawing.displays import state_px
from kiosk.drawing.renderer import drawn, is_page
from kiosk.drawing.touch.home import listed_at_most
from kiosk.wording.typeset import min_px
from signage.availability.world import World, hall_opening, world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import Kind
from signage.decide import decide
from signage.hall.model import HALL, Hall, Screen
from signage.language.mistake import Mistake
from signage.language.words import say
from signage.rules.refusal import Refused
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor

BOARD_LEAST = 0.4
"""The smallest letters of any screen beside those that its distance asks: nothing smaller can be
read from there."""
NAMED = 2
"""Texts named of those that a screen cuts short."""
CHECK = Actor("check", "admin")
_CUT = re.compile(r"<text[^>]*>([^<]*…)</text>")


def legible(content: Content, icons: dict[str, str], now: datetime) -> list[Mistake]:
    """A note for each screen that shows less than it is meant to."""
    hall = content.hall
    found = [
        note
        for at, screen in enumerate(hall.screens)
        for note in _small(hall, screen, f"screens[{at}]")
    ]
    return [*found, *_cut_short(content, icons, now)]


def _note(key: str, wrong: str, remedy: str) -> Mistake:
    return Mistake("screens.toml", key, wrong, remedy)


def _small(hall: Hall, screen: Screen, key: str) -> Iterator[Mistake]:
    if screen.layout == "board":
        yield from _board(hall, screen, key)
    if screen.layout == "touch" and _upright(screen):
        most = listed_at_most(hall, screen, 0)
        if most < len(hall.windows):
            wrong = f"the first page of {screen.id} has room for {most} of {len(hall.windows)} windows' numbers"
            yield _note(
                key, wrong, "it then lists those that do not serve; a taller panel lists more"
            )


def _upright(screen: Screen) -> bool:
    return (screen.height > screen.width) != (screen.rotate in (90, 270))


def _board(hall: Hall, screen: Screen, key: str) -> Iterator[Mistake]:
    windows, systems = len(hall.windows), bool(hall.systems)
    asked = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
    share = state_px(screen, windows, systems=systems) / asked
    if share >= BOARD_LEAST:
        return
    fit = next(
        (
            n
            for n in range(windows - 1, 0, -1)
            if state_px(screen, n, systems=systems) >= BOARD_LEAST * asked
        ),
        0,
    )
    wrong = (
        f"{screen.id} lists {windows} windows: their states stand at {share:.2f} of the size"
        f" that {screen.distance_m:g} m ask, the least is {BOARD_LEAST:g}; {fit} windows would fit"
    )
    metres, inches = (
        screen.distance_m * share / BOARD_LEAST,
        screen.diagonal_in * BOARD_LEAST / share,
    )
    yield _note(
        key,
        wrong,
        f"let it be read from {metres:.1f} m at most, or hang a panel of {inches:.0f} inches",
    )


# ---------------------------------------------------------------- texts that are cut short


def _cut_short(content: Content, icons: dict[str, str], now: datetime) -> Iterator[Mistake]:
    """Pages are no pictures: their text wraps, and nothing of it is cut."""
    hall = content.hall
    cut: dict[str, dict[str, None]] = {}
    seen: dict[tuple[str, str, tuple[str, ...]], list[Scene]] = {}
    for there in _worlds(content, now):
        shown = scenes(there)
        for screen in hall.screens:
            scene = shown[screen.id]
            alike = seen.setdefault(
                (screen.id, say(scene.title), tuple(say(strip.words) for strip in scene.strips)), []
            )
            if scene in alike or is_page(scene, screen):  # most notices change few screens
                continue
            alike.append(scene)
            # Drawn, not measured apart: only the drawing knows how much room the bands have left.
            picture = drawn(scene, screen, there, icons)
            if "…" in picture:
                cut.setdefault(screen.id, {}).update(
                    dict.fromkeys(unescape(text) for text in _CUT.findall(picture))
                )
    for at, screen in enumerate(hall.screens):
        texts = list(cut.get(screen.id, ()))
        if texts:
            named = ", ".join(f"“{text}” ({len(text) - 1} letters fit)" for text in texts[:NAMED])
            more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
            wrong = f"{screen.id} cuts texts short: {named}{more}"
            yield _note(f"screens[{at}]", wrong, "shorten what they name, or take a wider panel")


def _worlds(content: Content, now: datetime) -> Iterator[World]:
    """The hall at rest, open and closed, and under every kind of notice on what has the longest
    name."""
    hall = content.hall
    opens = hall_opening(hall, now)
    staffed = now if opens.open or opens.next_open is None else opens.next_open
    for at in dict.fromkeys((now, staffed)):
        yield world(hall, NOTHING, at, content.evacuation)
    seen: set[str] = set()
    for kind in content.catalogue.kinds:
        if kind.raisable and kind.public != "none":
            every = kind.classes[0] not in seen
            seen.add(kind.classes[0])
            for target in _targets(hall, kind, every=every):
                yield from _raised(content, Raise(kind.code, (target,)), staffed)


def _targets(hall: Hall, kind: Kind, *, every: bool) -> list[str]:
    """Its usual target; of one kind of each class the longest name of each type besides."""
    usual = usual_target(hall, kind) or (HALL if HALL in kind.targets else None)
    longest = {
        what: max(
            (name for name in hall.resources if name.partition("/")[0] == what),
            key=lambda name: max(map(len, hall.name_of(name).values())), default=None,
        )
        for what in kind.targets if what != HALL
    }  # fmt: skip
    named: Sequence[str | None] = (usual, *(longest.values() if every or usual is None else ()))
    return [name for name in dict.fromkeys(named) if name is not None]


def _raised(content: Content, command: Raise, at: datetime) -> Iterator[World]:
    try:
        events = decide(content.hall, content.catalogue, NOTHING, command, CHECK, at).events
    except Refused:
        return
    situation = fold(Recorded(number, at, CHECK, event) for number, event in enumerate(events, 1))
    yield world(content.hall, situation, at, content.evacuation)
