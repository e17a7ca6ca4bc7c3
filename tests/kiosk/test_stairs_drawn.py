"""Stairs and lifts are things: drawn and named on screens, tablet, touch page and paper, and closed
by a tap."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from kiosk.drawing.print.plan import plan_sheet, position
from kiosk.drawing.print.sizes import PAPERS
from kiosk.drawing.renderer import Renderer
from kiosk.drawing.svg import GREEN, QUIET, RED
from kiosk.wiring import House
from signage.evacuation.blocks import Block
from signage.evacuation.routes import routes
from signage.evacuation.state import Evacuation
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Ground, Plan, Spot, Wall
from signage.floorplan.shafts import Landing
from signage.situation.commands import BlockWay, Raise
from tests.cast import GUIDE
from tests.kiosk.house import Tablet
from tests.kiosk.test_wayfinding import adopt
from tests.signage.towers import screen, shaft, two_storeys
from tests.spoken import both

FIRE = Raise("FIRE", ("hall",))


def building() -> Plan:
    """Two storeys with stairs in the west and a lift in the east; a screen and a place on each."""
    plan = two_storeys(up_exit=False, head=(0.0, 0.0), foot=(0.0, 0.0), level_m=10.0)
    lift, rides = shaft("lift/a", [plan.node["1-1"], plan.node["2-1"]], 3.6)
    lift = replace(lift, name=both("客梯", "Lift A"))
    outline = ((-2.0, -3.0), (12.0, -3.0), (12.0, 3.0), (-2.0, 3.0))
    return replace(
        plan, edges=(*plan.edges, *rides), shafts=(*plan.shafts, lift),
        grounds=(Ground("1", outline), Ground("2", outline)),
        screens=(screen("entrance", plan.node["1-1"], (8.0, 1.0)), screen("night", plan.node["2-1"], (8.0, 1.0))),
        spots=(Spot("place/toilet", (10.0, 0.0), "2", "2-1", name=both("卫生间", "Toilets")),),
    )  # fmt: skip


@pytest.fixture
def visitor(house: House) -> FlaskClient:
    return house.app.test_client()


@pytest.fixture
def upstairs(house: House) -> House:
    adopt(house, evacuation=Evacuation(building()))
    house.services.board.do(FIRE, GUIDE)
    return house


def part(page: str, shaft: str) -> str:
    """The drawn mark of a shaft; empty where it is not drawn."""
    found = re.search(rf'<g data-shaft="{shaft}".*?</g>', page, re.S)
    return found[0] if found else ""


def test_a_way_that_changes_storey_ends_in_a_head_at_its_stairs_by_name(
    upstairs: House, visitor: FlaskClient
) -> None:
    page = visitor.get("/screen/night").text
    assert "经楼梯a下到1层" in page and "data-head" in page
    mark = part(page, "stairs/a")
    assert "data-goal" in mark and "楼梯a" in mark
    assert "2层" in page, "the reader's own storey is named"


def test_a_lift_is_drawn_crossed_out_on_the_way_out(upstairs: House, visitor: FlaskClient) -> None:
    assert "data-closed" in part(visitor.get("/screen/night").text, "lift/a")
    assert "不要乘电梯" in visitor.get("/screen/night").text


def test_stairs_that_are_closed_are_crossed_out(upstairs: House, visitor: FlaskClient) -> None:
    assert "data-closed" not in part(visitor.get("/screen/entrance").text, "stairs/a")
    upstairs.services.board.do(BlockWay("stairs/a", "closed"), GUIDE)
    assert "data-closed" in part(visitor.get("/screen/entrance").text, "stairs/a")


def test_a_tap_closes_stairs_and_another_frees_them(upstairs: House, guide: Tablet) -> None:
    page = guide.get("/console/plan").text
    assert page.count('data-target="stairs/a"') == page.count('data-target="lift/a"') == 2, (
        "one on each storey"
    )
    assert 'data-way="stairs/a"' in page and "楼梯a" in page
    closing = {"target": "stairs/a", "hold": "closed"}
    assert "data-stay" in guide.post("/console/plan/hold", **closing).text
    assert guide.post("/console/plan/hold", sure="yes", **closing).status_code == 303
    assert upstairs.services.board.view.scenes["night"].way.form == "no-route"
    assert guide.post("/console/plan/hold", target="stairs/a", hold="free").status_code == 303
    assert upstairs.services.board.view.scenes["night"].exit == "exit/main"


def test_every_storeys_picture_has_its_own_doors_alone(house: House, guide: Tablet) -> None:
    plan = building()
    edges = tuple(
        replace(edge, doors=("door/low",)) if edge.id == "w1-0" else edge for edge in plan.edges
    )
    adopt(house, evacuation=Evacuation(replace(plan, edges=edges)))
    assert guide.get("/console/plan").text.count('class="hit" data-target="door/low"') == 1


def test_on_a_touch_page_the_way_goes_by_stairs_or_lift_that_are_drawn(
    house: House, visitor: FlaskClient
) -> None:
    adopt(house, evacuation=Evacuation(building()))
    page = visitor.get("/screen/entrance/way/place/toilet").text
    assert (
        "乘客梯上到2层" in page and "data-goal" in part(page, "lift/a") and part(page, "stairs/a")
    )
    house.services.board.do(BlockWay("lift/a", "closed"), GUIDE)
    page = visitor.get("/screen/entrance/way/place/toilet").text
    assert "经楼梯a上到2层" in page and "data-goal" in part(page, "stairs/a")
    assert "data-closed" in part(page, "lift/a")


def test_paper_shows_the_stairs_and_says_what_the_mark_means(
    house: House, renderer: Renderer
) -> None:
    plan, hall = building(), house.services.board.view.content.hall
    for paper in PAPERS.values():
        sheet = plan_sheet(position(hall, plan, "night"), paper, renderer.icons, date(2026, 11, 28))
        drawn = "".join(sheet.parts)
        assert part(drawn, "stairs/a") and "data-closed" in part(drawn, "lift/a")
        assert "经楼梯a下到1层" in drawn and "楼梯" in drawn


@pytest.mark.laws
def test_a_sheet_with_stairs_and_a_lift_is_printed_as_a_file(
    house: House, renderer: Renderer
) -> None:
    """The painter of paper reads the marks: what it cannot read it could not print."""
    plan, hall = building(), house.services.board.view.content.hall
    sheet = plan_sheet(
        position(hall, plan, "night"), PAPERS["a4-landscape"], renderer.icons, date(2026, 11, 28)
    )
    painted = sheet.picture()
    colours = {
        f"#{red:02X}{green:02X}{blue:02X}"
        for _, (red, green, blue) in painted.getcolors(1 << 24) or ()
    }
    assert {GREEN, RED, QUIET} <= colours, "stairs green, the lift grey and crossed out in red"


def test_paper_says_follow_staff_where_only_a_climb_is_left(house: House) -> None:
    """Not: there is no other exit."""
    plan = replace(
        two_storeys(), screens=(screen("entrance", two_storeys().node["1-0"], (0.0, 2.0)),)
    )
    other = position(house.services.board.view.content.hall, plan, "entrance").other
    assert other is not None and other.form == "follow-staff"


def test_a_crossed_mark_stands_for_every_shaft_that_may_not_be_used() -> None:
    answer = routes(building(), [Block("stairs/a", "fire")])
    assert set(answer.screen("night").shut) == {"stairs/a"}


def test_the_tablet_marks_as_staying_only_who_is_sent_nowhere(house: House, guide: Tablet) -> None:
    """On a landing the way on this storey has no length, and yet people go."""
    plan = building()
    plan = replace(
        plan,
        screens=(
            screen("night", plan.node["2-0"]),
            screen("entrance", plan.node["1-1"], (9.9, 0.0)),
        ),
    )
    adopt(house, evacuation=Evacuation(plan))
    pictures = guide.get("/console/plan").text
    assert pictures.count("data-pointing=") == 2 and "data-staying" not in pictures
    assert (
        guide.post("/console/plan/hold", target="stairs/a", hold="closed", sure="yes").status_code
        == 303
    )
    pictures = guide.get("/console/part/plan").text
    assert pictures.count("data-pointing=") == 1 and 'data-staying="night"' in pictures


def bent(*walls: Wall) -> Plan:
    """The stairs lie half a metre beside the end of a corridor."""
    plan = building()
    landing = replace(plan.node["2-0"], at=(0.0, 0.4))
    corner = Node("corner", (0.0, 0.0), "2")
    nodes = tuple(landing if node.id == "2-0" else node for node in plan.nodes)
    edges = tuple(replace(edge, b="corner") if edge.id == "w2-0" else edge for edge in plan.edges)
    edges = tuple(
        replace(edge, a="corner", b="2-1") if edge.id == "w2-0" else edge for edge in edges
    )
    stairs = replace(
        plan.shafts[0], landings=(plan.shafts[0].landings[0], Landing("2", "2-0", (0.0, 0.4)))
    )
    return replace(
        plan, nodes=(*nodes, corner), edges=(*edges, Edge("stub", "corner", "2-0", 0.4)), walls=walls,
        shafts=(stairs, plan.shafts[1]),
    )  # fmt: skip


@pytest.mark.parametrize("walls", [(), (Wall((0.3, 0.05), (0.3, 2.0), "2"),)])
def test_a_way_to_stairs_round_a_corner_has_a_head_too(
    house: House, renderer: Renderer, visitor: FlaskClient, walls: tuple[Wall, ...]
) -> None:
    """Straight to them where no wall stands between, else before the corner; on screens and on
    paper."""
    plan = bent(*walls)
    adopt(house, evacuation=Evacuation(plan))
    house.services.board.do(FIRE, GUIDE)
    assert visitor.get("/screen/night").text.count("data-head") == 1
    hall = house.services.board.view.content.hall
    sheet = plan_sheet(
        position(hall, plan, "night"), PAPERS["a4-landscape"], renderer.icons, date(2026, 11, 28)
    )
    assert "".join(sheet.parts).count("data-head") == 1


def test_a_sign_that_sends_nobody_anywhere_does_not_lapse_into_one_that_does(
    house: House, visitor: FlaskClient
) -> None:
    """No arrow, no lease: with the server gone people still stay, or wait for staff; the fixed
    signs lead nowhere."""
    plan = replace(
        two_storeys(), screens=(screen("entrance", two_storeys().node["1-0"], (0.0, 2.0)),)
    )
    adopt(house, evacuation=Evacuation(plan))
    house.services.board.do(FIRE, GUIDE)
    assert "按绿色" in visitor.get("/screen/entrance").text, "an arrow has a lease"
    for closed, words in (("exit/main", "请听从工作人员安排"), ("exit/up", "请留在原处")):
        house.services.board.do(BlockWay(closed, "closed"), GUIDE)
        page = visitor.get("/screen/entrance").text
        scene = page[page.index('id="scene"') :]
        assert words in scene and "按绿色" not in scene and 'class="leased"' not in scene
