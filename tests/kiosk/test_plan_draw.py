"""An imported building written as a drawing and read back is the same graph: a person may go on
drawing there."""

from collections import Counter

from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.drawings.write_svg import plan_svg
from signage.evacuation.blocks import Block
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.floorplan.plan import Plan
from tests.kiosk.test_osm import House, house

Place = tuple[str, float, float]


OFF = 0.0002
"""Middles of whole millimetres lie on half ones, which would round either way."""


def places(plan: Plan) -> dict[str, Place]:
    return {
        node.id: (node.floor, round(node.at[0] + OFF, 3), round(node.at[1] + OFF, 3))
        for node in plan.nodes
    }


def graph(plan: Plan) -> Counter[object]:
    """Ways by where they lead, how long they are and what they are; names apart."""
    at = places(plan)
    return Counter(
        (frozenset((at[e.a], at[e.b])), round(e.length_m + OFF, 3), e.kind, e.one_way)
        for e in plan.edges
    )


def staircase() -> str:
    """Three storeys; nothing but the staircase is drawn on the middle one, and a lift beside it."""
    drawn = House()
    drawn.node(0, 2, entrance="main", width="1.6", name="南门 &quot;A&quot; &amp; 'B'")
    drawn.node(10, 2, door="yes", level="0;2")
    drawn.node(10, 4, door="yes", level="0;2")
    drawn.way(
        (0, 0), (10, 0), (10, 2), (10, 4), (10, 6), (0, 6), (0, 2), indoor="corridor", level="0"
    )
    drawn.way((10, 0), (14, 0), (14, 3), (10, 3), (10, 2), indoor="room", level="0-2", stairs="yes")
    drawn.way(
        (10, 3), (14, 3), (14, 6), (10, 6), (10, 4), indoor="room", level="0-2", room="elevator"
    )
    drawn.way(
        (0, 0), (10, 0), (10, 2), (10, 4), (10, 6), (0, 6), indoor="room", level="2", name="会议室"
    )
    return str(drawn)


def test_an_imported_house_reads_back_to_the_same_graph() -> None:
    for text in (house(), staircase()):
        plan = read_osm(text)
        read = read_plan(plan_svg(plan, "© OpenStreetMap contributors, ODbL"))
        assert read.mistakes == ()
        again = read.plan
        assert set(places(again).values()) == set(places(plan).values())
        assert graph(again) == graph(plan)
        assert [(d.id, d.name, d.width_m) for d in again.exits] == [
            (d.id, d.name, d.width_m) for d in plan.exits
        ]
        mine, theirs = places(plan), places(again)
        assert {s.id: (s.name, theirs[s.node or ""]) for s in again.spots} == {
            s.id: (s.name, mine[s.node or ""]) for s in plan.spots
        }
        assert plan_mistakes(again) == plan_mistakes(plan) == []


def test_ways_out_are_as_long_after_the_round() -> None:
    plan = read_osm(staircase())
    again = read_plan(plan_svg(plan, "")).plan
    for step_free in (False, True):
        before, after = routes(plan, step_free=step_free), routes(again, step_free=step_free)
        for spot in plan.spots:
            twin = again.spot[spot.id]
            assert before.exit(spot.node or "") == after.exit(twin.node or "")
            assert before.distance_m(spot.node or "") == after.distance_m(twin.node or "")


def test_stairs_and_lifts_stay_one_thing_each_over_all_their_storeys() -> None:
    plan = read_osm(staircase())
    again = read_plan(plan_svg(plan, "")).plan
    for one in (plan, again):
        found = {
            shaft.id: (shaft.kind, [landing.floor for landing in shaft.landings])
            for shaft in one.shafts
        }
        assert sorted(kind for kind, _ in found.values()) == ["lift", "stairs"]
        assert all(floors == ["0", "1", "2"] for _, floors in found.values())
        assert all(routes(one, [Block(name)]).fate(one.spots[0].node) == ("none" if kind == "stairs" else "out")
                   for name, (kind, _) in found.items())  # fmt: skip
    assert {shaft.id for shaft in again.shafts} == {shaft.id for shaft in plan.shafts}


def test_the_drawing_names_its_source_and_its_layers() -> None:
    text = plan_svg(read_osm(house()), "© OpenStreetMap contributors, ODbL")
    assert "<desc>© OpenStreetMap contributors, ODbL</desc>" in text
    for layer in ("floor 0", "floor 1", "routes", "exits", "stairs", "places", "walls"):
        assert f'inkscape:label="{layer}"' in text
