"""``kiosk check`` names what a screen of a generated hall cannot hold: boards below their rule,
texts cut short."""

from datetime import timedelta
from functools import cache

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.beforehand import proof
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.renderer import is_page, load_icons
from signage.availability.world import World
from signage.hall.model import Screen
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from tests.cast import NOON
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import day, played, raises, seen
from tests.halls.pages import drawn_screen, renderer, texts
from tests.halls.seeds import FEW, LONG, some_halls
from tests.halls.test_boards import parts_of

MM_PER_M, CAP, LEAST = 12.22, 0.7, 0.4
"""EN 301 549: capitals of 12.22 mm for each metre of distance; the smallest letters are 0.4 of
that."""
SITUATIONS = 60 if LONG else 2 if FEW else 6


@cache
def named(size: Size) -> dict[str, str]:
    """What the check says of each screen, all in one."""
    hall = made(size).content
    found: dict[str, str] = {}
    for note in legible(hall, load_icons(contents.icons(None)), NOON):
        screen = hall.hall.screens[int(note.key.removeprefix("screens[").removesuffix("]"))]
        found[screen.id] = f"{found.get(screen.id, '')} {note.wrong} {note.remedy}"
    return found


def asked_px(screen: Screen) -> float:
    px_per_mm = (screen.width**2 + screen.height**2) ** 0.5 / (screen.diagonal_in * 25.4)
    return float(MM_PER_M * screen.distance_m * px_per_mm / CAP)


def boards(hall: Made) -> list[Screen]:
    return [screen for screen in hall.content.hall.screens if screen.layout == "board"]


@pytest.mark.laws
@some_halls
def test_a_board_whose_states_are_too_small_for_its_distance_is_named_with_what_would_fit(
    seed: int,
) -> None:
    hall = made(drawn(seed))
    world = seen(hall, day(hall))
    if any(scene.closed for scene in scenes(world).values()):
        return
    for screen in boards(hall):
        rows = parts_of(drawn_screen(world, screen), "row")
        smallest = min(float(lines[1][0]) for lines in rows.values())
        words = named(hall.size).get(screen.id, "")
        below = smallest < LEAST * asked_px(screen) - 0.1
        told = "windows would fit" in words
        assert told or not below, (screen.id, smallest, asked_px(screen))


@pytest.mark.laws
@some_halls
def test_a_screen_that_cuts_a_text_is_named(seed: int) -> None:
    hall = made(drawn(seed))
    commands = list(raises(hall, each=1))
    for command in commands[:: max(1, len(commands) // SITUATIONS)]:
        world = seen(hall, played(hall, [command]))
        shown = scenes(world)
        for screen in hall.content.hall.screens:
            picture = renderer().scene_html(shown[screen.id], screen, world)
            cut = [text for text in texts(picture) if text.endswith("…")]
            assert not (is_page(shown[screen.id], screen) and "<text" in picture), (
                "of a page's pictures nothing is cut"
            )
            assert not cut or "cuts texts short" in named(hall.size).get(screen.id, ""), (
                screen.id,
                command,
                cut,
            )


@pytest.mark.laws
def test_forty_windows_on_one_board_are_named_and_the_first_pages_that_cannot_list_them() -> None:
    size = Size(seed=7, storeys=2, windows=40, terminals=15, exits=4, screens=26, ways="every")
    hall = made(size).content.hall
    words = named(size)
    assert all(
        "40 windows" in words[screen.id] for screen in hall.screens if screen.layout == "board"
    )
    tall = (
        s
        for s in hall.screens
        if s.layout == "touch" and (s.height > s.width) != (s.rotate in (90, 270))
    )
    assert all("windows' numbers" in words[screen.id] for screen in tall)


def test_a_hall_whose_screens_hold_everything_is_left_in_peace() -> None:
    size = Size(seed=3, windows=2, screens=3, extras=False)
    assert named(size) == {}


@pytest.mark.laws
def test_what_is_named_does_not_depend_on_the_hour() -> None:
    hall = made(Size(seed=7, windows=40, screens=12)).content
    icons = load_icons(contents.icons(None))
    notes = [
        {str(note) for note in legible(hall, icons, NOON + timedelta(hours=hours))}
        for hours in (0, 9)
    ]
    assert notes[0] == notes[1]


@pytest.mark.laws
def test_the_check_draws_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall of 40 windows is checked in 3 s: what one screen shows alike under two kinds of notice
    is drawn once."""
    hall, drawings = made(drawn(0)).content, list[tuple[str, Scene]]()

    def noted(scene: Scene, screen: Screen, world: World, icons: dict[str, str]) -> str:
        drawings.append((screen.id, scene))
        return ""

    monkeypatch.setattr(proof, "drawn", noted)
    legible(hall, load_icons(contents.icons(None)), NOON)
    assert len(drawings) > len(hall.hall.screens)
    assert not [one for number, one in enumerate(drawings) if one in drawings[:number]]
