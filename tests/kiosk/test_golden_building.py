"""What must hold of every imported building: a made-up house always, the APB of TU Dresden where
its file is given.

``KIOSK_TEST_APB=/path/to/APBorig.osm make fast`` runs the latter. The file
(Accessible-InfoPoint/2.5D-Indoor-Maps, ``public/geojson/APBorig.osm``; data ODbL, © OpenStreetMap
contributors) is fetched by whoever runs it, never committed. Numbers depend on the importer, so
these are laws (evacuation reference §10).
"""

import os
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.drawings.write_svg import plan_svg
from signage.evacuation.blocks import Block
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.floorplan.plan import Plan
from tests.kiosk.test_osm import house
from tests.kiosk.test_plan_draw import graph

APB = "KIOSK_TEST_APB"
given = pytest.mark.skipif(not os.environ.get(APB), reason=f"{APB} names no file")


@pytest.fixture(scope="module", params=["made-up", pytest.param("apb", marks=given)])
def plan(request: pytest.FixtureRequest) -> Plan:
    return read_osm(house() if request.param == "made-up" else Path(os.environ[APB]).read_bytes())


def test_following_step_after_step_ends_at_an_open_exit(plan: Plan) -> None:
    answer = routes(plan)
    walked = answer.walked_m()
    for node in plan.nodes:
        chain = answer.chain(node.id)
        assert len(set(chain)) == len(chain)
        if answer.exit(node.id) is not None:
            assert chain[-1] == plan.exit[answer.exit(node.id) or ""].node
            lengths = [walked[name] for name in chain]
            assert lengths == sorted(lengths, reverse=True) and len(set(lengths)) == len(lengths)


def test_nearly_every_room_reaches_an_exit(plan: Plan) -> None:
    answer = routes(plan)
    reached = [
        spot for spot in plan.spots if spot.node is not None and answer.exit(spot.node) is not None
    ]
    assert len(reached) >= 0.99 * len(plan.spots)
    assert median(answer.distance_m(spot.node or "") or 0.0 for spot in reached) < 60


def test_blocking_an_exit_sends_nobody_through_it_and_shortens_no_way(plan: Plan) -> None:
    before = routes(plan).walked_m()
    for door in plan.exits:
        after = routes(plan, [Block(door.id)])
        walked = after.walked_m()
        assert all(after.exit(node.id) != door.id for node in plan.nodes)
        assert set(walked) <= set(before) and all(
            walked[name] >= before[name] - 1e-9 for name in walked
        )


def test_without_steps_no_way_uses_stairs(plan: Plan) -> None:
    answer = routes(plan, step_free=True)
    stairs = {frozenset((edge.a, edge.b)) for edge in plan.edges if edge.kind == "stairs"}
    others = {frozenset((edge.a, edge.b)) for edge in plan.edges if edge.kind != "stairs"}
    for node in plan.nodes:
        chain = answer.chain(node.id)
        assert not {frozenset(pair) for pair in pairwise(chain)} & (stairs - others)


def test_the_drawing_made_of_it_is_the_same_graph(plan: Plan) -> None:
    again = read_plan(plan_svg(plan, "© OpenStreetMap contributors, ODbL"))
    assert again.mistakes == ()
    assert graph(again.plan) == graph(plan)
    assert len(plan_mistakes(again.plan)) == len(plan_mistakes(plan))
