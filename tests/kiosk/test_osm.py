"""Indoor data of OpenStreetMap becomes a plan that leads out. The house is made up: two storeys,
one entrance."""

from itertools import pairwise
from math import hypot

import pytest

from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.osm_rooms import levels
from signage.evacuation.blocks import Block
from signage.evacuation.plan_checks import plan_mistakes
from signage.evacuation.routes import routes
from signage.floorplan.geometry import crosses

M = 1 / 111_320.0


class House:
    """Writes OSM XML with corners in metres; y downwards."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[float, float], int] = {}
        self._tags: dict[int, dict[str, str]] = {}
        self._ways: list[str] = []
        self._relations: list[str] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        number = self._nodes.setdefault((x, y), len(self._nodes) + 1)
        self._tags.setdefault(number, {}).update(tags)
        return number

    def way(self, *points: tuple[float, float], closed: bool = True, **tags: str) -> "House":
        refs = [self.node(*p) for p in points]
        refs += refs[:1] if closed else []
        inner = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inner += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        self._ways.append(f'<way id="{len(self._ways) + 1}">{inner}</way>')
        return self

    def relation(self, *members: tuple[int, str], **tags: str) -> "House":
        """Of ways by their number from 1, each with its role."""
        inner = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        inner += "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())
        self._relations.append(f'<relation id="{len(self._relations) + 1}">{inner}</relation>')
        return self

    def __str__(self) -> str:
        nodes = "".join(
            f'<node id="{n}" lat="{-y * M:.9f}" lon="{x * M:.9f}">'
            + "".join(f'<tag k="{k}" v="{v}"/>' for k, v in self._tags[n].items())
            + "</node>"
            for (x, y), n in self._nodes.items()
        )
        return f'<osm version="0.6">{nodes}{"".join(self._ways)}{"".join(self._relations)}</osm>'


def house() -> str:
    """Ground floor: an L-shaped corridor, two rooms on it, a staircase; upstairs a room at the
    staircase."""
    drawn = House()
    drawn.node(0, 2, entrance="main", width="1.6", name="南门")
    drawn.node(6, 4, door="yes")
    drawn.node(18, 8, door="yes")
    drawn.node(14, 12, door="yes", level="0;1")
    drawn.way(
        (0, 0),
        (18, 0),
        (18, 8),
        (18, 12),
        (14, 12),
        (12, 12),
        (12, 4),
        (6, 4),
        (0, 4),
        (0, 2),
        indoor="corridor",
        level="0",
    )
    drawn.way((0, 4), (6, 4), (12, 4), (12, 12), (0, 12), indoor="room", level="0", name="档案室")
    drawn.way((18, 0), (24, 0), (24, 12), (18, 12), (18, 8), indoor="room", level="0", ref="102")
    drawn.way(
        (12, 12), (14, 12), (18, 12), (18, 18), (12, 18), indoor="room", level="0;1", stairs="yes"
    )
    drawn.way(
        (12, 6), (18, 6), (18, 12), (14, 12), (12, 12), indoor="room", level="1", name="会议室"
    )
    return str(drawn)


def test_every_room_reaches_the_entrance_over_both_floors() -> None:
    plan = read_osm(house())
    assert plan.floors == ("0", "1")
    assert [door.name["zh"] for door in plan.exits] == ["南门"] and plan.exits[0].width_m == 1.6
    assert {spot.name["zh"] for spot in plan.spots} == {"档案室", "102", "会议室"}
    answer = routes(plan)
    for spot in plan.spots:
        assert answer.exit(spot.node or "") == plan.exits[0].id
        assert 5 < (answer.distance_m(spot.node or "") or 0) < 60
    upstairs = next(spot for spot in plan.spots if spot.floor == "1")
    assert {plan.node[name].floor for name in answer.chain(upstairs.node or "")} == {"0", "1"}
    assert routes(plan, step_free=True).exit(upstairs.node or "") is None


def test_ways_bend_around_corners_and_go_through_doors_only() -> None:
    plan = read_osm(house())
    assert plan_mistakes(plan) == [], "lines of one room may cross"
    archive = next(spot for spot in plan.spots if spot.name["zh"] == "档案室")
    shut = routes(plan, [Block(edge.id) for edge in plan.edges if "node/2@0" in (edge.a, edge.b)])
    assert shut.exit(archive.node or "") is None


def test_steps_join_the_levels_of_their_ends() -> None:
    drawn = House()
    drawn.node(0, 2, entrance="yes")
    drawn.way((0, 0), (10, 0), (10, 4), (0, 4), (0, 2), indoor="area", level="0")
    drawn.way((20, 0), (30, 0), (30, 4), (20, 4), indoor="area", level="1")
    drawn.way((22, 2), (8, 2), closed=False, highway="steps", level="0;1", incline="down")
    plan = read_osm(str(drawn))
    assert [edge.kind for edge in plan.edges if edge.element == "way/3"] == ["stairs"]
    assert routes(plan).exit("way/2@1") == plan.exits[0].id


@pytest.mark.parametrize(
    ("text", "found"),
    [("0", ("0",)), ("0;1", ("0", "1")), ("-1-2", ("-1", "0", "1", "2")), ("-2--1", ("-2", "-1")), ("1.5", ("1.5",)),
     ("roof", ()), ("", ()), ("3;1", ("1", "3")), ("0-99999", ())],
)  # fmt: skip
def test_levels_are_lists_and_ranges(text: str, found: tuple[str, ...]) -> None:
    assert levels(text) == found


@pytest.mark.parametrize("text", ["<svg/>", "<osm/>"])
def test_what_is_no_building_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"its root|no nodes"):
        read_osm(text)


def storeys(**door: str) -> House:
    """A room with its own stairs on each of three storeys, joined by one door that is drawn
    once."""
    drawn = House()
    drawn.node(0, 2, entrance="yes", level="0")
    drawn.node(10, 2, door="hinged", **door)
    drawn.way(
        (0, 0), (10, 0), (10, 2), (10, 4), (0, 4), (0, 2), indoor="room", level="0;1;2", name="大厅"
    )
    drawn.way(
        (10, 0), (14, 0), (14, 4), (10, 4), (10, 2), indoor="room", level="0;1;2", stairs="yes"
    )
    return drawn


def test_a_door_repeated_on_other_levels_opens_there_too() -> None:
    plan = read_osm(str(storeys(level="0", repeat_on="1-2")))
    answer = routes(plan)
    assert [answer.exit(spot.node or "") is not None for spot in plan.spots] == [True, True, True]
    shut = read_osm(str(storeys(level="0")))
    assert [routes(shut).exit(spot.node or "") is not None for spot in shut.spots] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("reached", ["2;10", "9-11", "-2;-1"])
def test_a_door_of_no_level_of_its_own_leads_out_on_the_lowest_it_is_on(reached: str) -> None:
    """As numbers: as words 10 comes before 2, and -1 before -2."""
    drawn = House()
    drawn.node(0, 2, entrance="yes")
    drawn.way((0, 0), (10, 0), (10, 4), (0, 4), (0, 2), indoor="room", level=reached)
    assert [door.floor for door in read_osm(str(drawn)).exits] == [levels(reached)[0]]


def test_a_room_repeated_on_other_levels_is_there_too() -> None:
    drawn = House().way(
        (0, 0), (10, 0), (10, 4), (0, 4), indoor="room", level="0", repeat_on="2", name="资料室"
    )
    assert [ground.floor for ground in read_osm(str(drawn)).grounds] == ["0", "2"]


def test_a_door_drawn_twice_at_one_place_is_one_door() -> None:
    """Two nodes at one place would be joined by a way of no length, which a drawing cannot keep."""
    once = str(storeys(level="0", repeat_on="1-2"))
    twice = once.replace(
        "<way",
        f'<node id="99" lat="{-2 * M:.9f}" lon="{10 * M:.9f}"><tag k="door" v="yes"/></node><way',
        1,
    )
    plan = read_osm(twice)
    assert plan == read_osm(once)
    assert all(edge.length_m > 0 for edge in plan.edges)


def foyer(*, whole: bool = True) -> str:
    """A foyer whose outline is drawn in two ways, around a room with its door to the foyer's far
    side."""
    drawn = House()
    drawn.node(0, 6, entrance="main")
    drawn.node(14, 6, door="yes")
    drawn.way((0, 6), (0, 0), (20, 0), (20, 6), closed=False)
    drawn.way((0, 6), (0, 12), (20, 12), *([(20, 6)] if whole else []), closed=False)
    drawn.way((6, 4), (14, 4), (14, 6), (14, 8), (6, 8), indoor="room", level="0", name="咨询室")
    tags = {"type": "multipolygon", "indoor": "area", "level": "0", "name": "前厅"}
    return str(drawn.relation((1, "outer"), (2, "outer"), (3, "inner"), **tags))


def test_a_foyer_around_a_room_is_walked_around_it() -> None:
    plan = read_osm(foyer())
    answer = routes(plan)
    room = next(spot for spot in plan.spots if spot.name["zh"] == "咨询室")
    assert answer.exit(room.node or "") == plan.exits[0].id
    middle, door = plan.node[room.node or ""].at, (14, 6)
    walked = [plan.node[name].at for name in answer.chain(room.node or "")]
    assert walked[0] == middle and walked[1] == pytest.approx(door, abs=0.01)
    walls = [((6, 4), (14, 4)), ((14, 8), (6, 8)), ((6, 8), (6, 4))]
    assert not [wall for wall in walls for a, b in pairwise(walked) if crosses(a, b, *wall)]
    around = 4 + 2 * hypot(0.3, 2.3) + 8.6
    assert around < (answer.distance_m(room.node or "") or 0) < around + 10


def test_an_outline_that_does_not_close_is_no_room() -> None:
    plan = read_osm(foyer(whole=False))
    assert [ground.element for ground in plan.grounds] == ["way/3"]
    assert [ground.element for ground in read_osm(foyer()).grounds] == ["way/3", "relation/1"]


EXITS: tuple[tuple[dict[str, str], bool], ...] = (
    ({"entrance": "yes"}, True), ({"entrance": "main"}, True), ({"entrance": "secondary"}, True),
    ({"entrance": "service"}, True), ({"entrance": "staircase"}, True), ({"entrance": "shop"}, True),
    ({"entrance": "home"}, True), ({"entrance": "exit"}, True), ({"entrance": "emergency"}, True),
    ({"exit": "emergency"}, True), ({"exit": "yes"}, True), ({"door": "yes", "exit": "yes"}, True),
    ({"entrance": "Main"}, True), ({"entrance": "main;service"}, True),
    ({"entrance": "no"}, False), ({"entrance": "entrance"}, False), ({"entrance": "yes", "exit": "no"}, False),
    ({"entrance": "garage"}, False), ({"entrance": "parking"}, False), ({"door": "yes"}, False),
    ({"entrance": "window"}, False), ({"entrance": "main", "exit": "no"}, False),
    ({"entrance": "yes", "access": "private"}, False), ({"entrance": "yes", "access": "no"}, False),
    ({"entrance": "service", "access": "delivery"}, False), ({"entrance": "service", "foot": "private"}, False),
    ({"entrance": "yes", "access": "private", "foot": "yes"}, True), ({"entrance": "yes", "access": "customers"}, True),
    ({"entrance": "yes", "access": "permissive"}, True), ({"entrance": "yes", "locked": "yes"}, False),
    ({"entrance": "emergency", "access": "no"}, True), ({"exit": "emergency", "access": "private"}, True),
    ({"entrance": "no", "exit": "emergency"}, True), ({"entrance": "emergency", "locked": "yes"}, False),
    ({"disused:entrance": "yes"}, False), ({"entrance": "yes", "disused": "yes"}, False),
    ({"entrance": "yes", "abandoned": "yes"}, False), ({"entrance": "yes", "construction": "yes"}, False),
)  # fmt: skip
"""What of the tags of a door makes it a way out, and what does not."""


@pytest.mark.parametrize(("tags", "leaves"), EXITS)
def test_only_a_door_that_lets_everybody_out_is_an_exit(tags: dict[str, str], leaves: bool) -> None:
    drawn = House()
    drawn.node(0, 2, **tags)
    drawn.way((0, 0), (10, 0), (10, 4), (0, 4), (0, 2), indoor="room", level="0", name="大厅")
    assert [door.id for door in read_osm(str(drawn)).exits] == (["exit/1"] if leaves else [])


@pytest.mark.parametrize(
    "gone", ['visible="false"', 'action="delete"', "action='delete' timestamp='x'"]
)
@pytest.mark.parametrize("what", ['<node id="1"', '<way id="2"', '<way id="5"', '<node id="2"'])
def test_what_was_deleted_is_not_there(what: str, gone: str) -> None:
    whole = house()
    assert what in whole
    marked = whole.replace(what, f"{what} {gone}", 1)
    kind, number = what[1:].split(" ", 1)
    end = f"</{kind}>"
    start = whole.index(f"{what}")
    without = whole[:start] + whole[whole.index(end, start) + len(end) :]
    assert read_osm(marked) == read_osm(without) != read_osm(whole), number


def test_a_node_without_a_place_moves_no_other() -> None:
    """Editors leave such a node behind where only a part of the data was fetched."""
    lost = house().replace('<osm version="0.6">', '<osm version="0.6"><node id="999"/>')
    assert read_osm(lost) == read_osm(house())
