"""Planned stops in any hall: on every screen that speaks to the whole hall and on the windows
concerned, in full."""

import re
from datetime import timedelta

from signage.hall.model import HALL
from signage.shows.notice_board import posted
from signage.shows.scenes import STRIP_LAYOUTS, scenes
from signage.situation.commands import PutRegister
from tests.cast import ADMIN, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, seen
from tests.halls.pages import drawn_screen
from tests.halls.seeds import every_hall

TEXT = re.compile(r"<text[^>]*>([^<]*计划停办[^<]*)</text>")


def stopped(hall: Made, target: str) -> Day:
    """Two days before a stop of it, from noon to one."""
    found = day(hall)
    on = hall.content.hall.local(found.now) + timedelta(days=2)
    hours = {"day": f"{on:%Y-%m-%d}", "from": "12:00", "to": "13:00"}
    found.do(
        PutRegister(
            "stops", "s", {**hours, "what": "检修", "target": target, "state": "open"}, None
        ),
        ADMIN,
    )
    return found


def some(hall: Made) -> tuple[str, ...]:
    described = hall.content.hall
    return (HALL, described.windows[-1].id, *(system.id for system in described.systems[:1]))


@every_hall
def test_a_planned_stop_is_said_where_it_concerns_somebody_and_nowhere_else(seed: int) -> None:
    hall = made(drawn(seed))
    for target in some(hall):
        world = seen(hall, stopped(hall, target))
        assert [one.kind for one in posted(world)] == ["stop"]
        shown = scenes(world)
        for screen in hall.content.hall.screens:
            strips = [strip for strip in shown[screen.id].strips if strip.sign == "notice"]
            concerned = target in hall.content.hall.screen_reach[screen.id]
            wanted = screen.layout in STRIP_LAYOUTS or (screen.layout == "window" and concerned)
            assert len(strips) == wanted, (screen.id, target)


@every_hall
def test_the_line_of_a_planned_stop_is_drawn_whole_on_boards_and_windows(seed: int) -> None:
    hall = made(drawn(seed))
    for target in some(hall):
        world = seen(hall, stopped(hall, target))
        for screen in hall.content.hall.screens:
            told = screen.layout == "board" or (
                screen.layout == "window" and target in hall.content.hall.screen_reach[screen.id]
            )
            lines = TEXT.findall(drawn_screen(world, screen)) if told else []
            assert bool(lines) == told, (screen.id, target)
            assert not any(line.endswith("…") for line in lines), (screen.id, lines)


def test_when_it_is_over_no_screen_of_it_is_left() -> None:
    hall = made(drawn(3))
    at = stopped(hall, HALL)
    at.later(days=2, hours=4)
    assert not posted(seen(hall, at))
    assert not any(s.strips for s in scenes(seen(hall, at)).values())
