"""What the screens of a described hall cannot hold, drawn beforehand: for ``kiosk check``.

Nothing here keeps a hall from being served: a person should know which panel is too small, and what
would fit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import unescape

from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import played
from kiosk.drawing.displays.board import rows_held
from kiosk.drawing.displays.grid import ROWS_LEAST
from kiosk.drawing.displays.page_turns import round_s
from kiosk.drawing.displays.panels.led import bitmap_font_found
from kiosk.drawing.layout.sizes import MAIN, URGENT, asked
from kiosk.drawing.layout.words import GRAVE
from kiosk.drawing.renderer import drawn, is_page, is_touched
from kiosk.drawing.touch.home import listed_at_most
from kiosk.drawing.touch.panel import HIGHEST_MM, LOWEST_MM, better_mm, lacks_mm
from signage.availability.world import World, hall_opening, world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import Kind
from signage.hall.model import HALL, Hall, Screen
from signage.language.mistake import Mistake
from signage.language.words import Message, Spoken, Words, say
from signage.shows.boards import listed_on
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from signage.situation.incidents import NOTHING

ROUND_S = 60.0
"""Longer nobody stands before a board for their own window's turn."""
LEAST = 0.4
"""S5 beside what a distance asks: nothing smaller is read from there."""
NEARLY = 0.97
NAMED = 2
"""Texts named of those that a screen cuts short."""
_TEXT = re.compile(r'<text[^>]*font-size="([0-9.]+)"[^>]*>([^<]*)</text>')


def legible(content: Content, icons: dict[str, str], now: datetime) -> list[Mistake]:
    """A note for each screen that shows less than it is meant to."""
    hall = content.hall
    found = [
        note
        for at, screen in enumerate(hall.screens)
        for note in (
            *_small(hall, screen, f"screens[{at}]"),
            *_reached(screen, f"screens[{at}]"),
            *_dots(screen, f"screens[{at}]"),
        )
    ]
    return [*found, *_misfits(content, icons, now)]


def _note(key: str, wrong: Words, remedy: Words) -> Mistake:
    return Mistake("screens.toml", key, wrong, remedy)


def _small(hall: Hall, screen: Screen, key: str) -> Iterator[Mistake]:
    if screen.layout == "board":
        yield from _board(hall, screen, key)
    if screen.layout == "touch" and _upright(screen):
        most = listed_at_most(hall, screen, 0)
        if most < len(hall.windows):
            wrong = Message(
                "check.first-page-full", screen=screen.id, most=most, windows=len(hall.windows)
            )
            yield _note(key, wrong, Message("check.lists-closed-ones"))


def _dots(screen: Screen, key: str) -> Iterator[Mistake]:
    if screen.display == "led" and not bitmap_font_found():
        wrong = Message("check.strokes-touch", screen=screen.id)
        yield _note(key, wrong, Message("check.install-unifont"))


def _reached(screen: Screen, key: str) -> Iterator[Mistake]:
    if not is_touched(screen) or not lacks_mm(screen):
        return
    better = better_mm(screen)
    wrong = Message("check.out-of-reach", screen=screen.id, least=LOWEST_MM, most=HIGHEST_MM)
    if better is None:
        yield _note(key, wrong, Message("check.take-other-panel"))
        return
    by = better - (screen.mount_mm or 0)
    lower = Message("check.hang-lower" if by < 0 else "check.hang-higher", by=abs(by))
    yield _note(key, wrong, lower)


def _upright(screen: Screen) -> bool:
    return (screen.height > screen.width) != (screen.rotate in (90, 270))


def _board(hall: Hall, screen: Screen, key: str) -> Iterator[Mistake]:
    held = rows_held(screen, systems=bool(hall.systems))
    windows = len(listed_on(hall, screen))
    if (round_ := round_s(held, windows)) > ROUND_S:
        wrong = Message(
            "check.board-takes-long", screen=screen.id, seconds=f"{round_:.0f}", windows=windows
        )
        yield _note(key, wrong, Message("check.let-speak-for-zone"))
    if held >= min(ROWS_LEAST, windows):
        return
    wrong = Message(
        "check.few-rows",
        screen=screen.id,
        rows=held,
        metres=f"{screen.distance_m:g}",
        windows=windows,
    )
    needed, systems = min(ROWS_LEAST, windows), bool(hall.systems)
    fits = partial(_holds, needed=needed, systems=systems)
    yield _note(key, wrong, _larger(screen, fits))


def _holds(screen: Screen, *, needed: int, systems: bool) -> bool:
    return rows_held(screen, systems=systems) >= needed


def _larger(screen: Screen, fits: Callable[[Screen], bool]) -> Words:
    """From how near, or on how large a panel."""
    tenths = range(int(10 * screen.distance_m), 4, -1)
    near = (
        next((at for at in tenths if fits(screen.model_copy(update={"distance_m": at / 10}))), 5)
        / 10
    )
    inches = screen.diagonal_in * screen.distance_m / near
    return Message("check.nearer-or-larger", metres=f"{near:g}", inches=f"{inches:.0f}")


# ---------------------------------------------------------------- texts that do not fit


@dataclass(slots=True)
class _Misfits:
    """Of one screen: texts that are cut short, its smallest main line beside what is due, and its
    smallest text beside what its distance asks."""

    cut: dict[str, None] = field(default_factory=dict)
    main: tuple[float, str, float] = (1.0, "", 0.0)
    """Its share of what is due, its words, and how many letters would fit."""
    least: tuple[float, str] = (LEAST, "")

    def look(self, scene: Scene, screen: Screen, spoken: Spoken, picture: str) -> None:
        needed = asked(screen)
        texts = [(float(size), unescape(words)) for size, words in _TEXT.findall(picture) if words]
        self.cut.update({words: None for _, words in texts if words.endswith("…")})
        size, words = min(texts, default=(needed, ""))
        self.least = min(self.least, (size / needed, words))
        if scene.sign != "guidance":
            due = needed * (URGENT if scene.sign in GRAVE else MAIN)
            title = spoken.say(scene.way.words if scene.way is not None else scene.title)
            lines = [(size, line) for size, line in texts if line in title.replace("/", "")]
            size, line = max(lines, default=(due, ""))
            self.main = min(self.main, (size / due, line, len(line) * size / due))

    def notes(self, screen: Screen) -> Iterator[tuple[Words, Words]]:
        texts = list(self.cut)
        if texts:
            named = [
                Message("check.letters-fit", text=text, letters=len(text) - 1)
                for text in texts[:NAMED]
            ]
            if len(texts) > NAMED:
                wrong = Message(
                    "check.cuts-more", screen=screen.id, named=named, more=len(texts) - NAMED
                )
            else:
                wrong = Message("check.cuts", screen=screen.id, named=named)
            yield wrong, Message("check.shorten-or-wider")
        share, line, fit = self.main
        if share < NEARLY:
            yield (
                Message(
                    "check.main-line-small",
                    line=line,
                    screen=screen.id,
                    share=f"{share:.2f}",
                    metres=f"{screen.distance_m:g}",
                    letters=f"{fit:.0f}",
                ),
                _nearer(screen, share),
            )
        share, line = self.least
        if share < NEARLY * LEAST:
            yield (
                Message(
                    "check.text-small",
                    line=line,
                    screen=screen.id,
                    share=f"{share:.2f}",
                    metres=f"{screen.distance_m:g}",
                    least=f"{LEAST:g}",
                ),
                _nearer(screen, share / LEAST),
            )


def _nearer(screen: Screen, share: float) -> Words:
    metres, inches = screen.distance_m * share, screen.diagonal_in / share
    return Message("check.nearer-or-larger", metres=f"{metres:.1f}", inches=f"{inches:.0f}")


def _misfits(content: Content, icons: dict[str, str], now: datetime) -> Iterator[Mistake]:
    """Pages are no pictures: their text wraps, and nothing of it is cut."""
    hall = content.hall
    found: dict[str, _Misfits] = {screen.id: _Misfits() for screen in hall.screens}
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
            # A panel's main line is its title even where a page would point somewhere.
            said = scene if screen.display == "page" else scene._replace(way=None)
            found[screen.id].look(said, screen, hall.spoken_on(screen), picture)
    for at, screen in enumerate(hall.screens):
        for wrong, remedy in found[screen.id].notes(screen):
            yield _note(f"screens[{at}]", wrong, remedy)


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
                there = played(content, (Raise(kind.code, (target,)),), staffed)
                if there is not None:
                    yield there


def _targets(hall: Hall, kind: Kind, *, every: bool) -> list[str]:
    """Its usual target; of one kind of each class the longest name of each type besides, and of one
    that makes people leave every exit: each is closed on screens of its own."""
    usual = usual_target(hall, kind) or (HALL if HALL in kind.targets else None)
    longest = {
        what: max(
            (name for name in hall.resources if name.partition("/")[0] == what),
            key=lambda name: max(map(len, hall.name_of(name).values())), default=None,
        )
        for what in kind.targets if what != HALL
    }  # fmt: skip
    exits = [exit_.id for exit_ in hall.exits if "exit" in kind.targets]
    leaving = exits if every and kind.classes[0] == "evacuate" else []
    named = (usual, *(longest.values() if every or usual is None else ()), *leaving)
    return [name for name in dict.fromkeys(named) if name is not None]
