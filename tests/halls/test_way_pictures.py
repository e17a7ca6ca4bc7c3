"""The plan on an evacuation sign: whatever else is named, no name covers another."""

import re
from itertools import combinations

from kiosk.drawing.plan_names import meet
from kiosk.drawing.svg import Box
from kiosk.wording.typeset import width_em
from signage.situation.commands import Raise
from tests.halls import drawn, made
from tests.halls.cases import played, seen
from tests.halls.pages import drawn_screen
from tests.halls.seeds import some_halls

NAME = re.compile(
    r'<text paint-order="stroke"[^>]* x="([-0-9.]+)" y="([-0-9.]+)" font-size="([0-9.]+)"[^>]*>([^<]*)<'
)
ARROW = re.compile(r'data-arrow="([a-z-]+)"')


def named(picture: str) -> list[tuple[str, Box]]:
    found = []
    for x, y, size, words in NAME.findall(picture):
        wide, high = width_em(words) * float(size), 0.7 * float(size)
        found.append((words, Box(float(x) - wide / 2, float(y) - high, wide, high)))
    return found


@some_halls
def test_a_sign_shows_one_arrow_and_no_name_over_another(seed: int) -> None:
    hall = made(drawn(seed))
    world = seen(hall, played(hall, [Raise("FIRE", ("hall",))]))
    answer = world.evacuation.routes(world.situation)
    assert answer is not None
    for screen in hall.content.hall.screens:
        picture, way = drawn_screen(world, screen), answer.screen(screen.id)
        assert set(ARROW.findall(picture)) == ({way.arrow} if way.arrow else set()), screen.id
        covered = [(a, b) for (a, p), (b, q) in combinations(named(picture), 2) if meet(p, q)]
        assert covered == [], (screen.id, covered)
