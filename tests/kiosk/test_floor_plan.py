"""The floor plan on the tablet: one tap blocks, another frees, and nobody is left without a way out
unasked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.api.told import scene_out
from kiosk.drawing.renderer import Renderer
from kiosk.staff.console.floorplan.rows import between_words
from kiosk.wiring import House
from signage.decide import decide
from signage.evacuation.state import Evacuation
from signage.floorplan.plan import Wall
from signage.language.words import say
from signage.rules.refusal import Refused
from signage.situation.commands import BlockWay, CallHelp, Change, ChooseScheme, Raise
from signage.situation.events import WayHeld
from signage.situation.incidents import Actor
from tests.cast import GUIDE, STRANGER, SUPERVISOR, TABLET, Clock
from tests.kiosk.house import Tablet
from tests.kiosk.test_wayfinding import adopt
from tests.signage.towers import screen, two_storeys

EXITS = ("exit/north", "exit/east", "exit/south", "exit/west")
FIRE = Raise("FIRE", ("hall",))


def arrows(house: House) -> dict[str, tuple[str | None, str | None]]:
    return {
        name: (scene.arrow, scene.exit) for name, scene in house.services.board.view.scenes.items()
    }


def holds(house: House) -> dict[str, str]:
    return {
        name: held.hold for name, held in house.services.board.view.world.situation.holds.items()
    }


def test_on_evacuation_every_screen_has_its_own_way(house: House) -> None:
    assert set(arrows(house).values()) == {(None, None)}
    house.services.board.do(FIRE, GUIDE)
    found = arrows(house)
    assert all(arrow and way in EXITS for arrow, way in found.values())
    assert len(set(found.values())) > 2


def test_a_blocked_exit_turns_every_screen_that_pointed_there(house: House, guide: Tablet) -> None:
    house.services.board.do(FIRE, GUIDE)
    before = arrows(house)
    assert guide.post("/console/plan/hold", target="exit/south", hold="closed").status_code == 303
    after = arrows(house)
    assert any(way == "exit/south" for _, way in before.values())
    assert not any(way == "exit/south" for _, way in after.values())
    assert house.services.board.view.scenes["exit-south"].way.form == "blocked"
    assert "exit/south" in house.services.board.view.world.out
    assert guide.post("/console/plan/hold", target="exit/south", hold="free").status_code == 303
    assert arrows(house) == before


def test_where_only_a_climb_is_left_people_follow_staff_and_staff_are_told(
    house: House, guide: Tablet
) -> None:
    """The console asks before, the screen sends nobody up, and the console says where to go."""
    plan = two_storeys()
    low = replace(screen("entrance", plan.node["1-0"]), stand=(0.0, 3.0))
    high = replace(screen("wall", plan.node["2-0"]), stand=(0.0, 3.0))
    adopt(house, evacuation=Evacuation(replace(plan, screens=(low, high))))
    house.services.board.do(FIRE, GUIDE)
    assert "data-stranded" not in guide.get("/console/part/open").text
    asked = guide.post("/console/plan/hold", target="exit/main", hold="closed")
    assert (
        asked.status_code == 200 and "data-follow" in asked.text and "data-stay" not in asked.text
    )
    assert (
        guide.post("/console/plan/hold", target="exit/main", hold="closed", sure="yes").status_code
        == 303
    )
    scene = house.services.board.view.scenes["entrance"]
    assert scene.way.form == "follow-staff" and (scene.arrow, scene.exit) == (None, None)
    assert house.services.board.view.scenes["wall"].exit == "exit/up"
    for page in ("/console/part/open", "/console/part/plan"):
        told = guide.get(page).text
        assert "只剩向上的路，屏幕请人听从工作人员安排" in told and "data-stranded" in told
    assert "有屏幕无路可指，请派人带领" in guide.get("/console/part/open").text


def turned(house: House) -> dict[str, str]:
    """Screens that say their way is another than the evacuation began with, and the exit they
    name."""
    ways = {name: scene.way for name, scene in house.services.board.view.scenes.items()}
    return {name: say(way.changed) for name, way in ways.items() if way is not None and way.changed}


def test_a_screen_whose_exit_changed_says_so_until_it_is_the_first_again(house: House) -> None:
    board = house.services.board
    board.do(BlockWay("exit/west", "closed"), GUIDE)
    board.do(FIRE, GUIDE)
    began = arrows(house)
    assert turned(house) == {}, "what was blocked before the alarm is no change"
    board.do(BlockWay("exit/south", "closed"), GUIDE)
    names = {"exit/north": "北出口", "exit/east": "东出口"}
    other = {name: exit_ for name, (_, exit_) in arrows(house).items() if exit_ != began[name][1]}
    crossed = {
        name
        for name, scene in board.view.scenes.items()
        if scene.way is not None and scene.way.closed
    }
    assert "exit-south" in crossed & set(other), (
        "a screen at a closed exit crosses it out, which says it already"
    )
    assert turned(house) == {
        n: f"路线已改，现在走{names[e or '']}" for n, e in other.items() if n not in crossed
    }
    shown = Renderer.scene_html(
        house.app.extensions["renderer"], board.view.scenes["entrance"], board.view.content.hall.screen["entrance"],
        board.view.world,
    )  # fmt: skip
    assert "路线已改，现在走" in shown and "发生火警" not in shown
    board.do(BlockWay("exit/south", None), GUIDE)
    assert turned(house) == {} and arrows(house) == began


def test_a_scheme_switched_during_an_evacuation_is_a_change_and_the_next_evacuation_begins_anew(
    house: House,
) -> None:
    board = house.services.board
    first = board.do(FIRE, GUIDE).incident
    assert first is not None
    board.do(ChooseScheme("avoid-south"), SUPERVISOR)
    assert turned(house)
    drill = board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR).incident
    assert turned(house) and drill is not None, "a drill beside it changes nothing"
    for number in (drill.id, first.id):
        board.do(Change(number, "clear", reason="演练"), SUPERVISOR)
    board.do(FIRE, GUIDE)
    assert turned(house) == {} and board.view.world.situation.scheme == "avoid-south"
    board.do(BlockWay("exit/east", "closed"), GUIDE)
    assert turned(house)
    assert house.services.store.situation().begun == board.view.world.situation.begun


def test_where_no_way_is_left_nothing_is_said_of_a_changed_one(house: House) -> None:
    board = house.services.board
    board.do(FIRE, GUIDE)
    for name in EXITS:
        board.do(BlockWay(name, "closed"), GUIDE)
    assert turned(house) == {} and {exit_ for _, exit_ in arrows(house).values()} == {None}


def test_the_epoch_only_grows_and_survives_a_restart(house: House, tmp_path: Path) -> None:
    board = house.services.board
    seen = [board.view.world.situation.epoch]
    for command in (FIRE, BlockWay("exit/east", "fire"), BlockWay("exit/east", None)):
        board.do(command, GUIDE)
        seen.append(board.view.world.situation.epoch)
    assert seen == sorted(set(seen))
    again = house.services.store.situation()
    assert again.epoch == seen[-1]


def test_what_changes_no_way_repaints_no_way(house: House) -> None:
    board = house.services.board
    board.do(FIRE, GUIDE)
    before = board.view.scenes["wall"]
    board.do(CallHelp("entrance"), Actor("screen:entrance", "screen"))
    assert board.view.scenes["wall"] == before


def test_closing_the_last_exit_is_asked_twice(house: House, guide: Tablet) -> None:
    for name in EXITS[:3]:
        assert guide.post("/console/plan/hold", target=name, hold="closed").status_code == 303
    asked = guide.post("/console/plan/hold", target=EXITS[3], hold="closed")
    assert asked.status_code == 200 and "没有出路" in asked.text and EXITS[3] not in holds(house)
    assert (
        guide.post("/console/plan/hold", target=EXITS[3], hold="closed", sure="yes").status_code
        == 303
    )
    house.services.board.do(FIRE, GUIDE)
    assert {scene.way.form for scene in house.services.board.view.scenes.values()} == {"no-route"}
    assert set(arrows(house).values()) == {(None, None)}


def test_staff_are_told_what_fixed_signs_will_not_do(guide: Tablet) -> None:
    guide.post("/console/plan/hold", target="exit/east", hold="closed")
    page = guide.get("/console/plan").text
    assert "东出口上方的固定标志仍显示“安全出口”" in page


def test_a_machine_can_tell_who_must_stay_from_who_may_go(house: House) -> None:
    house.services.board.do(FIRE, GUIDE)
    assert {scene_out(scene).form for scene in house.services.board.view.scenes.values()} <= {
        "go",
        "behind",
        "at-exit",
    }
    for door in EXITS:
        house.services.board.do(BlockWay(door, "closed"), SUPERVISOR)
    shown = [scene_out(scene) for scene in house.services.board.view.scenes.values()]
    assert {(scene.form, scene.arrow) for scene in shown} == {("no-route", None)}


def test_nobody_is_sent_to_the_assembly_point_behind_the_fire(house: House, guide: Tablet) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    assert "data-behind-fire" not in guide.get("/console/plan").text
    house.services.board.do(Raise("FIRE", ("exit/south",)), GUIDE)
    ways = [scene.way for scene in house.services.board.view.scenes.values()]
    assert all(way is not None and "南门外广场" not in str(way.lines) for way in ways)
    assert any(way is not None and "北门外停车场" in str(way.lines) for way in ways)
    page = guide.get("/console/plan").text
    assert "data-behind-fire" in page and "集合点南门外广场" in page


def test_nothing_that_is_not_drawn_can_be_blocked(house: House, guide: Tablet) -> None:
    for target, hold in (
        ("exit/moon", "closed"),
        ("", "closed"),
        ("exit/east", "water"),
        ("<script>", "fire"),
    ):
        assert guide.post("/console/plan/hold", target=target, hold=hold).status_code == 422
    assert holds(house) == {}


def test_a_locked_tablet_may_block_a_way_and_a_stranger_may_not(house: House) -> None:
    view = house.services.board.view

    def asked(actor: Actor) -> tuple[object, ...]:
        return decide(
            view.content.hall, view.content.catalogue, view.world.situation, BlockWay("exit/east", "fire"), actor,
            house.services.clock(),
        ).events  # fmt: skip

    assert asked(TABLET) == (WayHeld("exit/east", "fire"),)
    with pytest.raises(Refused):
        asked(STRANGER)


def locked_tablet(house: House) -> Tablet:
    tablet = Tablet(house).signed_in("王")
    assert (
        tablet.post("/enrol", name="导税台").status_code == 303
        and tablet.post("/sign-out").status_code == 303
    )
    return tablet


def test_a_locked_tablet_frees_no_way_but_what_it_has_just_closed_itself(
    house: House, clock: Clock
) -> None:
    """Less danger needs a person; a tap beside the mark is taken back within half a minute."""
    tablet = locked_tablet(house)
    house.services.board.do(BlockWay("exit/east", "fire"), GUIDE)
    for lessened in ("free", "crowd", "closed"):
        told = tablet.post("/console/plan/hold", target="exit/east", hold=lessened)
        assert told.status_code == 403 and "请先登录" in told.text
    assert holds(house) == {"exit/east": "fire"}
    assert tablet.post("/console/plan/hold", target="exit/north", hold="closed").status_code == 303
    assert tablet.post("/console/plan/hold", target="exit/north", hold="fire").status_code == 303, (
        "graver is no less"
    )
    clock.later(seconds=30)
    assert tablet.post("/console/plan/hold", target="exit/north", hold="free").status_code == 303
    assert tablet.post("/console/plan/hold", target="exit/north", hold="closed").status_code == 303
    clock.later(seconds=31)
    assert tablet.post("/console/plan/hold", target="exit/north", hold="free").status_code == 403
    assert holds(house) == {"exit/east": "fire", "exit/north": "closed"}


def test_a_locked_tablet_leaves_no_screen_without_a_way(house: House) -> None:
    tablet = locked_tablet(house)
    for name in EXITS[:3]:
        assert tablet.post("/console/plan/hold", target=name, hold="closed").status_code == 303
    told = tablet.post("/console/plan/hold", target=EXITS[3], hold="closed", sure="yes")
    assert told.status_code == 403 and "请先登录" in told.text and EXITS[3] not in holds(house)


def test_a_supervisor_switches_to_a_prepared_scheme(house: House, guide: Tablet) -> None:
    board = house.services.board
    board.do(FIRE, GUIDE)
    board.do(ChooseScheme("avoid-south"), SUPERVISOR)
    assert not any(way == "exit/south" for _, way in arrows(house).values())
    assert guide.post("/console/plan/scheme", scheme="normal").status_code == 403
    leader = Tablet(house).signed_in("王")
    assert leader.post("/console/plan/scheme", scheme="no-such").status_code == 422
    assert leader.post("/console/plan/scheme", scheme="normal").status_code == 303
    assert board.view.world.situation.scheme == "normal"


def test_a_drill_of_fire_shows_ways_without_blocking_anything_real(house: House) -> None:
    board = house.services.board
    board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
    assert all(scene.drill and scene.way is not None for scene in board.view.scenes.values())
    board.do(FIRE, GUIDE)
    assert not any(scene.drill for scene in board.view.scenes.values())


@pytest.mark.parametrize(
    ("soonest", "latest", "words"),
    [
        (12.0, 14.9, "约 10 秒"),
        (0.4, 3.0, "约 10 秒"),
        (48.0, 62.0, "约 50 秒至 1 分钟"),
        (100.0, 131.0, "约 1 分 40 秒至 2 分 10 秒"),
        (100.0, float("inf"), "无法估算，门太窄"),
    ],
)
def test_how_long_leaving_takes_is_said_in_tens_of_seconds(
    soonest: float, latest: float, words: str
) -> None:
    assert between_words(soonest, latest) == words


def test_staff_see_how_long_leaving_may_take_and_what_closed_exits_leave(
    house: House, guide: Tablet
) -> None:
    page = guide.get("/console/plan").text
    assert "按高峰 188 人" in page and "可能达到 1.5 倍" in page and "人没有出路" not in page
    rows = re.findall(r"<td>([^<]*)</td>\s*<td>\s*—\s*</td>\s*<td>(\d+) 米</td>", page)
    assert len(rows) == 10 and sum("、" in closed for closed, _ in rows) == 6
    for name in EXITS:
        guide.post("/console/plan/hold", target=name, hold="closed", sure="yes")
    page = guide.get("/console/part/plan").text
    assert "188 人没有出路" in page and "出口全部封闭" in page
    house.services.board.do(FIRE, GUIDE)
    assert not any("188" in str(scene) for scene in house.services.board.view.scenes.values())


def test_new_content_is_drawn_anew_whatever_is_told_before_it(house: House) -> None:
    """Walls are no part of a scene: an equal scene of other content is another picture."""
    board, renderer = house.services.board, house.app.extensions["renderer"]
    board.do(FIRE, GUIDE)
    before, old = renderer.all(board.view), board.view.read
    plan = old.evacuation.plan
    assert plan is not None
    built = replace(plan, walls=(*plan.walls, Wall((0.5, 0.5), (1.5, 0.5))))
    board.adopt(replace(old, digest="0" * 64, evacuation=replace(old.evacuation, plan=built)))
    after = renderer.all(board.view)
    planned = [name for name in before if "data-plan" in before[name]]
    assert planned and not [name for name in planned if before[name] == after[name]]


def test_what_stays_marked_after_an_evacuation_stands_on_the_console(
    house: House, guide: Tablet
) -> None:
    """Else the next alarm is led around two good doors."""
    board = house.services.board
    number = board.do(FIRE, GUIDE).incident
    assert number is not None and "data-held-ways" not in guide.get("/console").text
    for name in ("exit/east", "exit/north"):
        board.do(BlockWay(name, "closed"), GUIDE)
    board.do(BlockWay("zone/etax", "crowd"), GUIDE)
    board.do(ChooseScheme("avoid-south"), SUPERVISOR)
    board.do(Change(number.id, "clear", reason="已扑灭"), SUPERVISOR)
    locked = Tablet(house).signed_in("王")
    assert (
        locked.post("/enrol", name="导税台").status_code == 303
        and locked.post("/sign-out").status_code == 303
    )
    for page in (guide.get("/console").text, locked.get("/console/locked").text):
        assert (
            "东出口、北出口标为封闭；电子税务局体验区标为拥挤；预案为“避开南侧和24小时区”" in page
        )
    for name in ("exit/east", "exit/north", "zone/etax"):
        board.do(BlockWay(name, None), GUIDE)
    board.do(ChooseScheme("normal"), SUPERVISOR)
    assert "data-held-ways" not in guide.get("/console").text


def test_no_two_ways_on_the_plan_page_have_one_name(house: House, guide: Tablet) -> None:
    page = guide.get("/console/plan").text
    names = re.findall(r'data-way="[^"]*" data-held="[^"]*">\s*<b>([^<]*)</b>', page)
    assert len(names) == len(set(names)) > 15 and {
        "卫生间门",
        "西侧办公区门",
        "东侧办公区门",
    } <= set(names)
    assert "当前预案：<b>常规疏散</b>" in page and 'name="scheme"' not in page, (
        "a guide sees it, a supervisor switches"
    )
    assert 'name="scheme"' in Tablet(house).signed_in("王").get("/console/plan").text


def test_an_evacuation_is_taken_back_by_holding_like_it_was_raised(
    house: House, guide: Tablet
) -> None:
    house.services.board.do(FIRE, GUIDE)
    assert "长按撤销" in guide.get("/console").text and "步未勾选" not in guide.get("/console").text
    assert "清单还有 12 步未勾选" in Tablet(house).signed_in("王").get("/console").text
