"""What screens of any hall hold beforehand: an alarm with one exit, staircase or lift closed is a
change of it."""

import json

from kiosk.drawing.beforehand.pack import Packs
from kiosk.engine.view import View, view_of
from signage.hall.model import Screen
from signage.situation.commands import BlockWay, Raise
from tests.cast import SUPERVISOR
from tests.halls import Made
from tests.halls.cases import day
from tests.halls.closings import planned
from tests.halls.pages import renderer
from tests.halls.seeds import LONG, some_halls


def burning(hall: Made, closed: str) -> View:
    at = day(hall)
    at.do(BlockWay(closed, "closed"), SUPERVISOR)
    at.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    return view_of(hall.content, at.situation, at.now)


def put_together(held: str, change: bytes) -> str:
    parts = held.split("<")
    for number, piece in json.loads(change)["pieces"]:
        parts[number] = piece
    return "<".join(parts)


def told(packs: Packs, view: View, screen: Screen) -> bool:
    html = renderer().scene_html(view.scenes[screen.id], screen, view.world)
    change, held = packs.change(view, screen.id, html), packs.of(view, screen).scenes
    return change is not None and put_together(held[json.loads(change)["base"]], change) == html


@some_halls
def test_whatever_one_tap_closes_an_evacuation_is_a_change_of_what_is_held(seed: int) -> None:
    hall, plan = planned(seed)
    packs, at = Packs(renderer()), day(hall)
    screens = [screen for screen in hall.content.hall.screens if screen.id in plan.screen][
        : 3 if LONG else 1
    ]
    for screen in screens:
        packs.of(view_of(hall.content, at.situation, at.now), screen)
    for name in (*plan.exit, *plan.shaft):
        view = burning(hall, name)
        assert [screen.id for screen in screens if not told(packs, view, screen)] == [], name
