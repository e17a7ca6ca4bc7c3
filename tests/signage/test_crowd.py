"""Predicted clear times against the reference's rooms, and prices that spread people without
hardship."""

from dataclasses import replace

import pytest

from signage.evacuation.blocks import NORMAL, Block
from signage.evacuation.crowd import FLOW, NOTE, Occupancy, clear_time, occupancy, priced, queue_s
from signage.evacuation.routes import routes
from signage.evacuation.state import Evacuation
from signage.floorplan.geometry import distance
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Area, ExitDoor, Plan
from signage.situation.incidents import Situation
from tests.signage.plans import room, sample


def everywhere(plan: Plan, persons: float) -> dict[str, float]:
    places = [node.id for node in plan.nodes if node.kind != "exit"]
    return dict.fromkeys(places, persons / len(places))


def test_imo_1_one_person_walks_40_m_in_40_s_at_1_m_a_second() -> None:
    nodes = tuple(Node(f"n{x:02}", (float(x), 1.0)) for x in range(0, 41, 10))
    edges = tuple(Edge(f"e{n}", f"n{n * 10:02}", f"n{n * 10 + 10:02}", 10.0) for n in range(4))
    corridor = Plan(nodes, edges, (ExitDoor("exit/end", "n40", (40, 1), width_m=2.0),))
    one = clear_time(routes(corridor), {"n00": 1.0}, speed=1.0)
    assert one.soonest_s == pytest.approx(40.0, rel=0.02)
    rimea = clear_time(routes(corridor), {"n00": 1.0})
    assert 26 <= rimea.soonest_s <= rimea.latest_s <= 34.5


IMO_4 = (("1.0", 1.0, 106.5), ("2.0", 2.0, 44.0), ("3.0", 3.0, 28.0))


@pytest.mark.parametrize(("_name", "width", "documented"), IMO_4, ids=[row[0] for row in IMO_4])
def test_imo_4_a_hundred_people_leave_a_room(_name: str, width: float, documented: float) -> None:
    """Effective width within 5 % of the documented figures; never more than 1.33 persons a second
    and metre."""
    imo = room(8, 5, {"a": (8.0, 2.5, width)}, step=0.5)
    found = clear_time(routes(imo), everywhere(imo, 100))
    assert found.latest_s == pytest.approx(documented, rel=0.05)
    assert 100 / found.soonest_s <= 1.33 * width


def test_rimea_9_half_the_doors_take_about_twice_as_long() -> None:
    doors = {f"{x:.0f}-{y:.0f}": (x, y, 1.0) for x in (4.5, 25.5) for y in (0.0, 20.0)}
    square = room(30, 20, doors)
    people = everywhere(square, 300)
    four = clear_time(routes(square), people)
    two = clear_time(
        routes(square, [Block(f"exit/{name}") for name in doors if name.endswith("-20")]), people
    )
    assert 1.6 <= two.soonest_s / four.soonest_s <= 2.4
    assert four.soonest_s == pytest.approx(57.7, rel=0.05)
    assert two.soonest_s == pytest.approx(115.4, rel=0.05)


def test_the_queue_formula_is_exact() -> None:
    assert queue_s([], 1.0) == 0.0
    assert queue_s([(0.0, 50.0)], FLOW * 0.6) == pytest.approx(64.1, abs=0.05)
    assert queue_s([(0.0, 1.0), (100.0, 1.0)], 1.0) == 101.0
    assert queue_s([(0.0, 1.0)], 0.0) == float("inf")


def test_nobody_counted_twice_and_the_stranded_are_told() -> None:
    people = occupancy(sample(), {"zone/waiting": 120, "zone/24h": 6})
    assert sum(people.values()) == pytest.approx(126)
    shut = clear_time(routes(sample(), [Block(name) for name in sample().exit]), people)
    assert shut.stranded == pytest.approx(126) and shut.exits == ()


def test_people_on_a_storey_without_any_way_are_stranded() -> None:
    above = Area("zone/above", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)), "2")
    plan = replace(room(10, 10, {"exit/a": (5, 0, 1.4)}), areas=(above,))
    people = occupancy(plan, {"zone/above": 7})
    found = clear_time(routes(plan), people)
    assert (found.stranded, found.exits) == (7, ())
    assert priced(plan, people) == NORMAL


def test_the_time_is_a_range_in_tens_with_its_note() -> None:
    people = occupancy(sample(), {"zone/waiting": 150, "zone/service": 60, "zone/lobby": 40})
    found = clear_time(routes(sample()), people)
    assert found.soonest_s < found.latest_s
    assert all(second % 10 == 0 for second in found.shown_s)
    assert found.note == NOTE


def test_prices_gain_time_and_lead_nobody_far_around_or_past_an_open_door() -> None:
    """The reference's hall: 40 × 24 m, exits of 2.4, 1.2, 1.2 and 0.9 m; 200 people crowded in the
    east."""
    doors = {
        "main": (20.0, 24.0, 2.4),
        "east": (40.0, 12.0, 1.2),
        "north": (20.0, 0.0, 1.2),
        "west": (0.0, 12.0, 0.9),
    }
    hall = room(40, 24, doors, step=2.0)
    crowded = {node.id: 2.0 for node in hall.nodes if node.kind != "exit" and node.at[0] > 22}
    nearest = routes(hall)
    scheme = priced(hall, crowded)
    answer = routes(hall, (), scheme)
    assert clear_time(answer, crowded).soonest_s < 0.9 * clear_time(nearest, crowded).soonest_s
    for node in crowded:
        before, after = nearest.distance_m(node) or 0.0, answer.distance_m(node) or 0.0
        assert after <= before * 1.5 + 1e-6 and after <= before + 20
        goal = answer.exit(node)
        if goal != nearest.exit(node):
            assert all(distance(hall.node[node].at, d.at) > 5 for d in hall.exits if d.id != goal)


def test_prices_that_gain_nothing_are_not_taken() -> None:
    """What is bearable for the waiting area's people saves them no second."""
    assert priced(sample(), occupancy(sample(), {"zone/waiting": 300})).prices == {}


def test_an_empty_hall_has_no_prices() -> None:
    assert priced(sample(), {}).prices == {}


def test_without_an_occupancy_nothing_is_predicted() -> None:
    assert Evacuation(sample()).clear_time(Situation()) is None
    assert Evacuation().clear_time(Situation()) is None


def test_exits_are_priced_only_where_the_occupancy_says_so() -> None:
    persons = {"zone/service": 300.0}
    nearest, spread = (
        Evacuation(sample(), (), Occupancy(persons, spread=spread)) for spread in (False, True)
    )
    assert nearest.routes(Situation()).scheme.prices == {}  # type: ignore[union-attr]  # it has a plan
    assert spread.routes(Situation()).scheme.prices  # type: ignore[union-attr]  # it has a plan
    before, after = nearest.clear_time(Situation()), spread.clear_time(Situation())
    assert before is not None and after is not None and after.soonest_s < before.soonest_s


def test_what_every_closed_pair_of_exits_leaves_is_told_of_the_scheme_in_force() -> None:
    rows = Evacuation(sample()).resilience(Situation())
    exits = sorted(sample().exit)
    assert [row.closed for row in rows if len(row.closed) == 1] == [(name,) for name in exits]
    assert len([row for row in rows if len(row.closed) == 2]) == len(exits) * (len(exits) - 1) // 2
    assert (
        all(row.cut_off == () for row in rows)
        and max(row.longest_m for row in rows) > rows[0].longest_m
    )
