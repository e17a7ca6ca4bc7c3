"""A plan that was traced over a photograph, askew and with a hand that shakes, leads out as the hall
it was taken of: its ways are proposed, and judged by the oracle of the hall's own walls."""

import math
from dataclasses import replace
from random import Random

import pytest

from kiosk.content.drawings.read_svg import read_drawing
from signage.evacuation.hall_checks import named
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.floorplan.drawing import planned
from signage.floorplan.geometry import Point
from signage.floorplan.proposals.ways import proposed_ways
from tests.halls.free_ways import FreeWays, after
from tests.halls.hall import made
from tests.halls.seeds import SEEDS
from tests.halls.size import drawn
from tests.halls.test_proposed_ways import LONGER, SLACK_M, of_hall, things, without
from tests.halls.tracing import SHAKES_M, background, camera, is_ink, photograph, traced

SHAKEN_M = 0.5
"""What shaking adds to a way, beside what proposing does."""
AHEAD_M, EIGHTH = 3.0, 45.0
"""Who follows a screen has by then turned as it says; all good ways agree so far that there is one
turn, and it is that one."""
QUICK = [seed for seed in SEEDS if seed in (2, 3, 9, 38)] or list(SEEDS)[:1]


@pytest.mark.parametrize("seed", QUICK)
def test_a_traced_photograph_leads_out_like_the_hall_it_shows(seed: int) -> None:
    hall = made(drawn(seed))
    full, text = hall.content.evacuation.plan, without(of_hall(hall), "routes")
    assert full is not None
    chance = Random(seed)  # noqa: S311  # how a hand shakes; nothing secret
    seen = camera(text, chance)
    sketch = traced(text, seen, chance)
    read = planned(replace(sketch, shapes=sketch.shapes + proposed_ways(sketch)))
    plan = named(read.plan, hall.content.hall)
    assert [str(fault) for fault in (*read.mistakes, *plan_mistakes(plan))] == []
    unit = 1 / seen.per_metre
    readers = {
        screen.id: seen.metres((plan.node[screen.node].at[0] / unit, plan.node[screen.node].at[1] / unit))
        for screen in plan.screens if screen.node is not None
    }  # fmt: skip
    oracle = FreeWays(full, readers)
    nearest, by_exit, answer = oracle.nearest(), oracle.metres(), routes(plan)
    for name, thing in things(plan):
        assert thing.node is not None, name
        exit_, metres = nearest.get(name, ("", 0.0))
        told, walked = answer.exit(thing.node), answer.distance_m(thing.node)
        if not exit_:
            continue
        most = metres * LONGER + SLACK_M + SHAKEN_M
        assert told is not None and walked is not None and walked <= most, (name, walked, metres)
        assert walked >= metres / LONGER - SLACK_M - SHAKEN_M, (name, walked, metres)
        assert told == exit_ or by_exit[told][name] <= most, (name, told, exit_, metres)
    if seed not in QUICK:
        return
    for screen in plan.screens:
        name, way = f"screen/{screen.id}", answer.screen(screen.id)
        if screen.node is None or way.exit is None or way.exit != nearest.get(name, ("", 0.0))[0]:
            continue
        nodes = [plan.node[one] for one in answer.chain(screen.node)]
        line = [
            seen.metres((one.at[0] / unit, one.at[1] / unit))
            for one in nodes if one.floor == screen.floor
        ]  # fmt: skip
        free = oracle.ahead(name, way.exit, AHEAD_M, SLACK_M)
        turns = [turned(line[0], free[0], at) for at in free]
        if turns and max(turns) <= EIGHTH:
            assert turned(line[0], after(line, AHEAD_M), free[0]) <= EIGHTH, name


def turned(at: Point, one: Point, other: Point) -> float:
    """Degrees between two directions."""
    a, b = (math.atan2(to[1] - at[1], to[0] - at[0]) for to in (one, other))
    return abs((math.degrees(a - b) + 180) % 360 - 180)


@pytest.mark.laws
@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed not in QUICK])
def test_that_holds_in_every_hall(seed: int) -> None:
    test_a_traced_photograph_leads_out_like_the_hall_it_shows(seed)


def test_what_is_traced_is_on_the_photograph() -> None:
    text = without(of_hall(made(drawn(3))), "routes", "safety", "assembly", "north", "scale")
    chance = Random(3)  # noqa: S311  # how a hand shakes; nothing secret
    seen = camera(text, chance)
    pictures = {floor: photograph(text, floor, seen) for floor in {s.floor for s in text.shapes}}
    near = SHAKES_M * seen.per_metre + 3
    for shape in traced(text, seen, chance).shapes:
        if shape.layer != "scale":
            assert all(is_ink(pictures[shape.floor], at, near) for at in shape.points), shape


def test_a_photograph_in_the_file_is_not_read() -> None:
    """Layer ``background`` with a picture inside changes nothing of what is read."""
    text = without(of_hall(made(drawn(3))), "safety")
    picture = photograph(text, "1", camera(text, Random(3)))  # noqa: S311  # no secret
    inkscape = "http://www.inkscape.org/namespaces/inkscape"
    layer = '<g i:groupmode="layer" i:label="{}">{}</g>'
    wall = '<line id="w" x1="0" y1="0" x2="500" y2="0"/>'
    image = f'<image href="{background(picture)}" width="900" height="900"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="{inkscape}">'
    bare = read_drawing(f"{head}{layer.format('walls', wall)}</svg>")
    traced_over = layer.format("background", image) + layer.format("walls", wall)
    assert read_drawing(f"{head}{traced_over}</svg>") == bare
