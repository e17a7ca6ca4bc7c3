"""``kiosk check`` names what a screen of a generated hall cannot hold: boards below their rule,
texts cut short."""

from datetime import timedelta
from functools import cache

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.beforehand import proof
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.displays.board import rows_held
from kiosk.drawing.displays.grid import ROWS_LEAST
from kiosk.drawing.renderer import is_page, load_icons
from signage.availability.world import World
from signage.hall.model import Screen
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from tests.cast import NOON
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import played, raises, seen
from tests.halls.pages import renderer, texts
from tests.halls.seeds import FEW, LONG, some_halls

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


def boards(hall: Made) -> list[Screen]:
    return [screen for screen in hall.content.hall.screens if screen.layout == "board"]


@pytest.mark.laws
@some_halls
def test_a_board_with_room_for_fewer_rows_than_it_should_have_is_named(seed: int) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    for screen in boards(hall):
        needed = min(ROWS_LEAST, len(described.windows))
        below = rows_held(screen, systems=bool(described.systems)) < needed
        told = "has room for" in named(hall.size).get(screen.id, "")
        assert told == below, (screen.id, named(hall.size))


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
def test_first_pages_that_cannot_list_forty_windows_are_named() -> None:
    size = Size(seed=7, storeys=2, windows=40, terminals=15, exits=4, screens=26, ways="every")
    hall = made(size).content.hall
    words = named(size)
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
