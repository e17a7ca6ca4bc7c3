"""The first page of touch screens in generated halls: numbers as on the windows' own signs, no more
than have room."""

import re

from kiosk.drawing.touch.home import KEYS_U, room_for_numbers
from signage.situation.commands import Raise
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import day, played, seen
from tests.halls.pages import drawn_screen
from tests.halls.seeds import every_hall

NUMBERS = re.compile(r'<ul class="numbers".*?</ul>', re.DOTALL)


def numbers(page: str) -> list[str]:
    return [
        number for found in NUMBERS.findall(page) for number in re.findall("<b>(.*?)</b>", found)
    ]


def homes(hall: Made, commands: list[Raise]) -> dict[str, list[str]]:
    """The numbers on every upright touch page."""
    world = seen(hall, played(hall, commands) if commands else day(hall))
    found = {}
    for screen in hall.content.hall.screens:
        if screen.layout == "touch" and (screen.height > screen.width) != (
            screen.rotate in (90, 270)
        ):
            found[screen.id] = numbers(drawn_screen(world, screen))
    return found


@every_hall
def test_windows_are_called_by_their_numbers_not_by_their_ids(seed: int) -> None:
    hall = made(drawn(seed))
    known = {str(window.number) for window in hall.content.hall.windows}
    for listed in homes(hall, []).values():
        assert {number for number in listed if not number.startswith("+")} <= known


def test_a_hall_of_many_windows_lists_first_those_that_do_not_serve() -> None:
    hall = made(Size(seed=4, windows=70, screens=30, hours="never-closed"))
    out = hall.content.hall.windows[40]
    for name, listed in homes(hall, [Raise("WIN-PAUSE", (out.id,))]).items():
        screen = hall.content.hall.screen[name]
        assert str(out.number) in listed
        assert len(listed) <= 36 and len(set(listed)) == len(listed), (name, screen.width)


def test_every_number_is_listed_where_all_have_room() -> None:
    hall = made(Size(seed=2, windows=9, screens=30, hours="never-closed"))
    for listed in homes(hall, []).values():
        assert listed == [str(window.number) for window in hall.content.hall.windows]


def test_less_room_holds_fewer_numbers_and_the_keys_keep_theirs() -> None:
    assert room_for_numbers(KEYS_U, 0) == 0
    assert room_for_numbers(300.0, 0) > room_for_numbers(300.0, 3) > 0
