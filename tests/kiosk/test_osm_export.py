"""A plan as OpenStreetMap's indoor data: what other programs read of it, and what is lost."""

from defusedxml.ElementTree import fromstring

from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.write_osm import plan_osm
from signage.floorplan.geometry import distance
from signage.floorplan.plan import Plan
from tests.halls.hall import made, sample
from tests.halls.size import drawn


def plan_of(seed: int | None = None) -> Plan:
    content = sample() if seed is None else made(drawn(seed)).content
    assert content.evacuation.plan is not None
    return content.evacuation.plan


def tagged(text: str, key: str, value: str) -> list[dict[str, str]]:
    """Tags of every node and way that has this one."""
    found = [{t.get("k"): t.get("v") for t in e.iter("tag")} for e in fromstring(text)]
    return [tags for tags in found if tags.get(key) == value]


def test_exits_come_back_where_they_were_with_their_names_and_widths() -> None:
    plan = plan_of()
    text, _ = plan_osm(plan, 39.9, 116.4)
    back = {door.name.get("zh"): door for door in read_osm(text).exits}
    assert set(back) == {door.name.get("zh") for door in plan.exits}
    one = plan.exits[0]
    for door in plan.exits:
        twin, first = back[door.name.get("zh")], back[one.name.get("zh")]
        assert twin.width_m == door.width_m
        assert abs(distance(twin.at, first.at) - distance(door.at, one.at)) < 0.05


def test_storeys_are_levels_and_stairs_and_lifts_join_them() -> None:
    plan = plan_of(2)
    text, _ = plan_osm(plan, 0.0, 0.0)
    below = sum(plan.heights[f] < plan.heights[plan.discharge or f] for f in plan.floors)
    levels = {tags["level"] for tags in tagged(text, "indoor", "area")}
    assert {str(n - below) for n in range(len(plan.floors))} <= levels
    stairs = [shaft for shaft in plan.shafts if shaft.kind == "stairs"]
    steps = {tags["ref"] for tags in tagged(text, "highway", "steps") if "ref" in tags}
    assert steps == {shaft.id for shaft in stairs}
    lifts = {tags["ref"] for tags in tagged(text, "highway", "elevator")}
    assert lifts == {shaft.id for shaft in plan.shafts if shaft.kind == "lift"}


def test_every_node_a_way_names_is_there_and_what_is_lost_is_said() -> None:
    plan = plan_of()
    text, lost = plan_osm(plan, 39.9, 116.4)
    root = fromstring(text)
    there = {node.get("id") for node in root.iter("node")}
    assert {nd.get("ref") for nd in root.iter("nd")} <= there
    assert f"{len(plan.screens)} screens" in lost
    assert {tags["ref"] for tags in tagged(text, "indoor", "yes") if "ref" in tags} >= set(
        plan.spot
    )
