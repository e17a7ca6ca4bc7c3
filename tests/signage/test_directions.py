"""Wayfinding: from a screen to any place, few turns, around closed doors, step-free, and found by
what people type."""

from dataclasses import replace
from itertools import pairwise

import hypothesis.strategies as st
import networkx
import pytest
from hypothesis import given

from signage.availability.nearest import walks
from signage.evacuation.blocks import Block, factors
from signage.evacuation.hall_checks import named
from signage.floorplan.geometry import crosses, enters
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Plan, Spot, Standing
from signage.wayfinding.directions import directions
from signage.wayfinding.search import findables, initials, search
from tests.halls.hall import sample as sample_hall
from tests.signage.plans import blocks_of, plans, sample

HALL = sample_hall().hall
PLAN = named(sample(), HALL)
FOUND = findables(HALL, PLAN)


@pytest.mark.parametrize("screen", sorted(PLAN.screen))
def test_every_place_can_be_reached_from_every_screen(screen: str) -> None:
    for place in (*PLAN.spot, *PLAN.exit, *PLAN.area):
        found = directions(PLAN, screen, place)
        assert found is not None, f"{screen} → {place}"
        assert found.steps[-1].turn == "arrive"
        for leg in found.legs:
            for a, b in pairwise(leg.points):
                assert not any(crosses(a, b, *line) for line in PLAN.barriers[leg.floor])


def test_the_words_lead_from_the_entrance_to_the_toilets() -> None:
    found = directions(PLAN, "entrance", "place/toilet")
    assert found is not None
    assert [step.words["zh"] for step in found.steps] == [
        "向右走约 20 米",
        "到东出口旁右转，走约 6 米",
        "到达卫生间",
    ]
    assert found.arrow == "right" and found.metres == 25


def test_a_turn_is_told_by_what_stands_there_and_the_last_steps_by_their_side() -> None:
    found = directions(PLAN, "entrance", "window/9")
    assert found is not None
    assert [step.words["zh"] for step in found.steps] == [
        "直行约 7 米",
        "经过急救箱后右转，走约 15 米",
        "到达9号窗口",
    ]
    assert found.steps[1].words["en"] == "After First Aid, turn right, go about 15 m"
    aside = directions(PLAN, "entrance", "machine/printer")
    assert aside is not None and aside.steps[-1].words["zh"] == "公用打印机就在左侧"


def test_a_way_has_few_lines_and_none_of_a_single_step_between_others() -> None:
    for screen in PLAN.screen:
        for place in (*PLAN.spot, *PLAN.exit, *PLAN.area):
            found = directions(PLAN, screen, place)
            assert found is not None and len(found.steps) <= 6
            assert all(step.metres > 1 for step in found.steps[1:-1]), (screen, place)


def test_a_door_with_steps_behind_it_is_no_step_free_goal() -> None:
    south = replace(PLAN.exit["exit/south"], step_free=False)
    plan = replace(PLAN, exits=tuple(south if door.id == south.id else door for door in PLAN.exits))
    assert directions(plan, "entrance", "exit/south") is not None
    assert directions(plan, "entrance", "exit/south", step_free=True) is None


def test_the_drawn_way_never_cuts_through_a_closed_zone() -> None:
    area = PLAN.area["zone/waiting"]
    found = directions(PLAN, "night", "window/9", [Block("zone/waiting")])
    assert found is not None
    for a, b in pairwise(found.legs[0].points):
        assert not enters(a, b, area.outline)


def test_a_closed_door_is_gone_around_and_none_is_told() -> None:
    open_way = directions(PLAN, "night", "desk/help")
    other = directions(PLAN, "night", "desk/help", [Block("door/night")])
    assert open_way is not None and other is not None and open_way.legs != other.legs
    assert (
        directions(PLAN, "night", "desk/help", [Block("door/night"), Block("door/night-hall")])
        is None
    )
    assert directions(PLAN, "nowhere", "desk/help") is None
    assert directions(PLAN, "night", "window/99") is None


def test_few_turns_come_before_a_few_metres() -> None:
    """A straight corridor of 21 m against a zigzag of 20 m."""
    nodes = (
        Node("a", (0, 0)),
        Node("m", (0, 10.5)),
        Node("b", (0, 21)),
        Node("x", (5, 0)),
        Node("y", (5, 15)),
        Node("z", (0, 15)),
    )
    edges = (
        Edge("am", "a", "m", 10.5), Edge("mb", "m", "b", 10.5), Edge("ax", "a", "x", 5), Edge("xy", "x", "y", 8),
        Edge("yb", "y", "b", 7),
    )  # fmt: skip
    plan = Plan(
        nodes, edges, spots=(Spot("place/b", (0, 21), node="b"),),
        screens=(Standing("s", (0, 0), 0.0, (0, 0), node="a"),),
    )  # fmt: skip
    found = directions(plan, "s", "place/b")
    assert found is not None and [step.turn for step in found.steps] == ["start", "arrive"]


def test_step_free_takes_the_lift_and_says_so() -> None:
    nodes = (
        Node("a", (0, 0)), Node("s1", (5, 0), "1", "stairs"), Node("l1", (20, 0), "1", "lift"),
        Node("s2", (5, 0), "2", "stairs"), Node("l2", (20, 0), "2", "lift"), Node("b", (8, 0), "2"),
    )  # fmt: skip
    edges = (
        Edge("1", "a", "s1", 5), Edge("2", "s1", "l1", 15), Edge("st", "s1", "s2", 7, kind="stairs"),
        Edge("li", "l1", "l2", 3.6, kind="lift"), Edge("3", "s2", "b", 3), Edge("4", "b", "l2", 12),
    )  # fmt: skip
    plan = Plan(
        nodes, edges, spots=(Spot("place/b", (8, 0), "2", "b", name={"zh": "会议室", "en": "Room"}),),
        screens=(Standing("s", (0, 1), 0.0, (0, 0), node="a"),),
    )  # fmt: skip
    walking, rolling = (
        directions(plan, "s", "place/b"),
        directions(plan, "s", "place/b", step_free=True),
    )
    assert walking is not None and rolling is not None
    assert [step.words["zh"] for step in walking.steps if step.turn == "stairs"] == [
        "经楼梯上到2层"
    ]
    assert [step.words["zh"] for step in rolling.steps if step.turn == "lift"] == ["乘电梯上到2层"]
    assert [leg.floor for leg in rolling.legs] == ["1", "2"]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, list[Block], str]:
    plan = draw(plans())
    goal = draw(st.sampled_from(plan.nodes))
    return (
        replace(plan, spots=(Spot("place/x", goal.at, node=goal.id),)),
        draw(blocks_of(plan)),
        goal.id,
    )


@given(cases())
def test_there_are_directions_exactly_where_there_is_an_open_way(
    case: tuple[Plan, list[Block], str],
) -> None:
    plan, blocks, goal = case
    cost = factors(plan, blocks)
    oracle = networkx.DiGraph()
    oracle.add_nodes_from(plan.node)
    for number, edge in enumerate(plan.graph().edges):
        for step, a, b in ((2 * number, edge.a, edge.b), (2 * number + 1, edge.b, edge.a)):
            if cost.get(step, 1) and not (edge.one_way and step & 1):
                oracle.add_edge(a, b)
    for screen in plan.screens:
        found = directions(plan, screen.id, "place/x", blocks)
        assert (found is not None) == networkx.has_path(oracle, screen.node, goal)
        if found is not None:
            assert found.legs[-1].points[-1] == plan.spot["place/x"].at


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("导税台", "desk/help"), ("dst", "desk/help"), ("咨询", "desk/help"), ("厕所", "place/toilet"),
        ("WSJ", "place/toilet"), ("wc", "place/toilet"), ("toilet", "place/toilet"), ("mys", "place/baby"),
        ("5", "window/5"), ("五号窗口", "window/5"), ("１２", "window/12"), ("十二号", "window/12"), ("5号终端", None),
        ("5号自助终端", "machine/terminal-5"), ("发票", "window/6"), ("东门", None), ("东出口", "exit/east"),
        ("dck", "exit/east"), ("24小时", "zone/24h"), ("bdc", "window/9"), ("取号", "machine/queue"), ("", None),
        ("   ", None), ("龘", None),
    ],
)  # fmt: skip
def test_what_people_type_finds_the_place(typed: str, first: str | None) -> None:
    found = search(typed, FOUND)
    assert (found[0].id if found else None) == first


@pytest.mark.parametrize(
    ("name", "short"),
    [("会计", "kj"), ("银行", "yh"), ("会计服务窗口", "kjfwck"), ("银行网点", "yhwd"), ("会议室", "hys"),
     ("行政审批", "xzsp"), ("长途", "ct"), ("重庆路", "cql"), ("调解室", "tjs"), ("还款", "hk"),
     ("厕所", "cs"), ("龘", "d")],
)  # fmt: skip
def test_initials_are_those_of_the_word_and_not_of_each_character(name: str, short: str) -> None:
    assert initials(name) == short


def test_initials_are_what_people_type() -> None:
    assert initials("办税服务厅") == "bsfwt"
    assert initials("24小时 A区") == "24xsaq"
    assert initials("啊吧擦搭鹅发嘎哈机卡拉妈那哦怕期然撒他挖西呀砸") == "abcdefghjklmnopqrstwxyz"
    assert initials("，！") == ""


def test_everything_described_can_be_found_by_its_own_name() -> None:
    for place in FOUND:
        assert place.id in {hit.id for hit in search(place.words["zh"], FOUND)}
        assert place.id in {hit.id for hit in search(initials(place.words["zh"]), FOUND, limit=40)}


def test_what_cannot_be_walked_to_is_not_nearest() -> None:
    nodes = tuple(Node(name, (x, 0.0)) for name, x in (("a", 0.0), ("b", 8.0), ("c", 9.0)))
    spots = tuple(Spot(f"window/{n.id}", n.at, node=n.id) for n in nodes)
    apart = Plan(nodes=nodes, edges=(Edge("ab", "a", "b", 8.0),), spots=spots)
    assert walks(apart, "window/a") == {"window/a": 0, "window/b": 8000}


def test_near_is_what_people_walk_to_and_not_from() -> None:
    nodes = tuple(Node(name, (x, 0.0)) for name, x in (("a", 0.0), ("b", 8.0), ("c", 40.0)))
    spots = tuple(Spot(f"window/{n.id}", n.at, node=n.id) for n in nodes)
    ways = (("ab", "a", "b", 8.0), ("bc", "b", "c", 32.0), ("ca", "c", "a", 40.0))
    ring = Plan(nodes=nodes, edges=tuple(Edge(*way, one_way=True) for way in ways), spots=spots)
    assert walks(ring, "window/a") == {"window/a": 0, "window/b": 8000, "window/c": 40000}
