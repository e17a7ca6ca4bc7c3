"""A thing taken off a drawn plan takes its shapes and its name in other labels with it, and nothing
else of the file."""

import pytest

from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.drawings.taken_off import came_and_went, labelled, taken_off
from signage.floorplan.plan import plan_document
from tests.halls.drawing import drawing
from tests.halls.hall import CONTENT, made
from tests.halls.seeds import some_halls
from tests.halls.size import drawn


@some_halls
def test_only_what_says_the_exit_goes(seed: int) -> None:
    hall = made(drawn(seed))
    text = drawing(hall.size, hall.building, hall.stock)
    for name in (hall.building.exits[0].id, f"screen/{hall.stock.screens[0].id}"):
        after = taken_off(text, name)
        assert labelled(text) - labelled(after) == {name}
        assert list(came_and_went(text, after)) == [(name, False)]
        old, new = text.splitlines(), after.splitlines()
        gone = [line for line in old if line not in new]
        assert gone and all(name.removeprefix("screen/") in line for line in gone)
        assert len(old) - len(new) == len([line for line in gone if f'"{name} ' in line])
        assemblies = read_plan(after).plan.assemblies
        assert all(point.exits == (name,) for point in assemblies if name in point.exits)


def test_the_shipped_plan_is_what_it_was_but_for_the_screen() -> None:
    text = (CONTENT / "plan.svg").read_text("utf-8")
    plan = read_plan(text).plan
    after = read_plan(taken_off(text, "screen/entrance")).plan
    assert {*plan.screen} - {*after.screen} == {"entrance"}
    assert plan_document(after)["exits"] == plan_document(plan)["exits"]
    assert taken_off(text, "exit/nowhere") == text


INK = 'xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape"'


def layer(name: str, inside: str) -> str:
    return f'<g i:groupmode="layer" i:label="{name}">{inside}</g>'


@pytest.mark.parametrize(
    "shape",
    [
        '<line i:label="exit/a width=2" x1="0" y1="0" x2="1" y2="0"/>',
        "<line i:label='ＥＸＩＴ/a &quot;name=a&gt;b&quot;' x1='0' y1='0' x2='1' y2='0'></line>",
        '<line data-id="exit/a" x1="0" y1="0" x2="1" y2="0"><title>&gt; a</title></line>',
    ],
)
def test_however_it_was_written(shape: str) -> None:
    kept = layer("decor", '<text i:label="exit/a">甲</text>')
    point = layer("assembly", '<circle i:label="assembly/a exits={}" cx="0" cy="9" r="1"/>')
    whole = "<svg {}>{}{}{}</svg>"
    text = whole.format(INK, kept, layer("exits", shape), point.format("exit/b、exit/a"))
    wanted = whole.format(INK, kept, layer("exits", ""), point.format("exit/b"))
    assert taken_off(text, "exit/a") == wanted
    alone = whole.format(INK, kept, layer("exits", shape), point.format("exit/a"))
    assert "exits=exit/a" in taken_off(alone, "exit/a"), "of no exit it would be everybody's"


def test_what_is_no_drawing_has_nothing_on_it() -> None:
    assert labelled("<svg") == frozenset() == labelled("")
    with pytest.raises(ValueError, match="no element"):
        taken_off("", "exit/a")
