"""A drawing as Inkscape saves it becomes a plan; a drawing that cannot, says why with its
element."""

import pytest

from kiosk.content.drawings.read_svg import read_drawing, read_plan
from kiosk.wording.matrices import IDENTITY, transform
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'viewBox="0 0 2000 2000">'
)


def svg(**layers: str) -> str:
    groups = "".join(
        f'<g inkscape:groupmode="layer" inkscape:label="{name}">{inner}</g>'
        for name, inner in layers.items()
    )
    return f"{HEAD}{groups}</svg>"


ROUTE = '<path id="r" d="M 0,0 H 1000 V 500"/>'
EXIT = '<line id="e" x1="0" y1="-90" x2="0" y2="90" inkscape:label="exit/a width=1.8 name=南门 en=\'South gate\'"/>'
SCREEN = '<path id="s" d="m 1100,500 -100,0" inkscape:label="screen/wall mount=wall"/>'


def test_a_small_drawing_leads_its_screen_out() -> None:
    read = read_plan(svg(routes=ROUTE, exits=EXIT, screens=SCREEN))
    assert read.mistakes == () and plan_mistakes(read.plan) == []
    way = routes(read.plan).screen("wall")
    assert (way.exit, way.exit_name, way.distance_m) == (
        "exit/a",
        {"zh": "南门", "en": "South gate"},
        15,
    )
    assert read.plan.exit["exit/a"].width_m == 1.8


def test_every_way_to_draw_the_same_line_is_the_same_plan() -> None:
    ways = (
        '<path id="r" d="M0 0L1000 0L1000 500"/>',
        '<path id="r" d="m0,0 1000,0 0,500"/>',
        '<path id="r" d="M 0 0 h 1e3 v 500"/>',
        '<polyline id="r" points="0,0 1000,0 1000,500"/>',
        '<path id="r" transform="translate(-500 -20)" d="M500 20h1000v500"/>',
        '<g transform="scale(2)"><path id="r" transform="matrix(.5 0 0 .5 0 0)" d="M0 0h1000v500"/></g>',
        '<g transform="translate(1000,0) rotate(90)"><path id="r" d="M0 1000V0H500"/></g>',
    )
    digests = {read_plan(svg(routes=way, exits=EXIT, screens=SCREEN)).plan.digest for way in ways}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("shape", "wrong"),
    [
        ('<path id="x" d="M0 0C1 1 2 2 3 3"/>', "curve (C)"),
        ('<path id="x" d="M0 0a5 5 0 0 1 9 9"/>', "curve (a)"),
        ('<path id="x" d="M0 0h5M9 9h5"/>', "several strokes"),
        ('<use id="x" href="#r"/>', "clone"),
        ('<rect id="x" x="wide" y="0" width="5" height="5"/>', "numbers cannot be read"),
    ],
)
def test_what_is_not_straight_is_told_with_its_id(shape: str, wrong: str) -> None:
    found = [m for m in read_plan(svg(routes=ROUTE + shape, exits=EXIT)).mistakes if m.key == "x"]
    assert len(found) == 1 and wrong in found[0].wrong


def test_curves_are_welcome_where_they_are_decoration() -> None:
    read = read_plan(
        svg(
            routes=ROUTE,
            exits=EXIT,
            details='<path d="M0 0C1 1 2 2 3 3"/>',
            labels="<text>大厅</text>",
        )
    )
    assert read.mistakes == ()


def test_a_scale_line_and_a_north_line_are_read() -> None:
    scale = '<line id="l" x1="0" y1="0" x2="100" y2="0" inkscape:label="scale length=5"/>'
    north = '<line x1="0" y1="0" x2="10" y2="0" inkscape:label="north"/>'
    plan = read_plan(svg(routes=ROUTE, exits=EXIT, scale=scale, north=north)).plan
    assert plan.edge["r.0"].length_m == pytest.approx(50.0)
    assert plan.north_deg == pytest.approx(90.0)


def test_fire_equipment_is_read_by_its_labels_and_a_wrong_one_is_told() -> None:
    def circle(name: str, label: str) -> str:
        return f'<circle id="{name}" cx="300" cy="200" r="9" inkscape:label="{label}"/>'

    hung = circle("a", "extinguisher/door name=灭火器") + circle("b", "AED/desk")
    read = read_plan(svg(routes=ROUTE, exits=EXIT, 消防器材=hung))
    assert [mistake.remedy for mistake in read.mistakes] == ["did you mean safety?"]
    assert len(read.plan.equipment) == 2
    read = read_plan(svg(routes=ROUTE, exits=EXIT, safety=hung))
    assert [(one.id, one.what, one.at) for one in read.plan.equipment] == [
        ("extinguisher/door", "extinguisher", (3.0, 2.0)),
        ("aed/desk", "aed", (3.0, 2.0)),
    ]
    assert read.mistakes == ()
    wrong = circle("a", "extinguisher/1") + circle("b", "extinguisher/1") + circle("c", "bucket/1")
    told = {m.key: m for m in read_plan(svg(routes=ROUTE, exits=EXIT, safety=wrong)).mistakes}
    assert told["b"].wrong == "extinguisher/1 is also a"
    assert told["c"].wrong == "bucket/1 is no id for layer safety"
    assert told["c"].remedy.startswith("label it extinguisher/… or hose/…")


def test_floors_are_layers_around_layers_and_stairs_join_them() -> None:
    def floor(name: str, inner: str) -> str:
        return f'<g inkscape:groupmode="layer" inkscape:label="floor {name}">{inner}</g>'

    def layer(name: str, inner: str) -> str:
        return f'<g inkscape:groupmode="layer" inkscape:label="{name}">{inner}</g>'

    stair = '<circle cx="1000" cy="500" r="9" inkscape:label="stairs/a rise=3.6 width=1.2"/>'
    up = layer("routes", '<path id="u" d="M1000 500H0"/>') + layer("stairs", stair)
    up += layer(
        "screens", '<line id="v" x1="0" y1="600" x2="0" y2="500" inkscape:label="screen/upper"/>'
    )
    down = layer("routes", ROUTE) + layer("exits", EXIT) + layer("stairs", stair)
    plan = read_plan(f"{HEAD}{floor('1', down)}{floor('2', up)}</svg>").plan
    assert plan.floors == ("1", "2") and plan_mistakes(plan) == []
    way = routes(plan).screen("upper")
    assert way.exit == "exit/a" and [leg.floor for leg in way.legs] == ["2", "1"]
    assert "经楼梯下到1层" in [line["zh"] for line in way.lines]
    assert routes(plan, step_free=True).screen("upper").form == "no-route"


def test_data_attributes_say_the_same_as_a_label() -> None:
    shape = '<line id="e" x1="0" y1="-90" x2="0" y2="90" data-id="exit/a" data-width="1.8" data-name="南门" data-en="South gate"/>'  # noqa: E501  # one element
    assert (
        read_plan(svg(routes=ROUTE, exits=shape)).plan
        == read_plan(svg(routes=ROUTE, exits=EXIT)).plan
    )


@pytest.mark.parametrize(
    "text",
    [
        "no xml at all",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        f'{HEAD}<g transform="matrix(1 2)"/></svg>',
    ],
)
def test_a_file_that_is_no_drawing_is_one_mistake(text: str) -> None:
    read = read_plan(text)
    assert [m.key for m in read.mistakes] == ["(file)"]
    assert read.plan.nodes == ()


def test_shapes_outside_of_layers_mean_nothing() -> None:
    assert read_drawing(f"{HEAD}{ROUTE}</svg>").shapes == ()


def test_transforms_multiply_from_left_to_right() -> None:
    assert transform("") == IDENTITY
    assert transform("translate(10 20) scale(2)") == (2, 0, 0, 2, 10, 20)
    assert transform("rotate(90 10 10)") == pytest.approx((0, 1, -1, 0, 20, 0))
