"""Several targets in one raise, a window paused from its tile, and the last raise once more, on the
console's pages."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from kiosk.staff.console.choice.confirm_words import eta_choices
from kiosk.wiring import House
from signage.availability.nearest import walks
from signage.situation.commands import Raise
from tests.cast import GUIDE, NOON, SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enrolled
from tests.kiosk.test_console import incidents, raised

SIX = tuple(f"window/{n}" for n in range(4, 10))
CHOOSE = "/console/raise/WIN-PAUSE"
AGAIN = re.compile(r'data-do="again" href="([^"]+)"')


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="target" value="([^"]+)" checked', page))


def keys(page: str) -> dict[str, str]:
    """The keys that choose many, by what they send."""
    found = re.findall(r'name="pick" value="([^"]+)"[^>]*>(.*?)</button>', page, re.S)
    return {value: re.sub(r"<[^>]*>|\s+", "", words) for value, words in found}


def pick(tablet: Tablet, *targets: str, key: str = "", code: str = "WIN-PAUSE") -> str:
    asked = [("target", target) for target in targets] + ([("pick", key)] if key else [])
    return tablet.get(f"/console/raise/{code}?{urlencode(asked)}").text


# ---------------------------------------------------------------- choosing


def test_windows_are_chosen_from_the_first_to_the_last(guide: Tablet) -> None:
    page = pick(guide, "window/9", "window/4", key="between")
    assert ticked(page) == set(SIX) and re.search(r'id="several"[^>]* open', page)
    assert ticked(pick(guide, key="between")) == set()


def test_a_zone_is_chosen_whole_and_let_go_whole(house: House, guide: Tablet) -> None:
    around = house.services.board.view.content.hall.zones_around
    page = pick(guide, code="DEV-HALL")
    assert not re.search(r'id="several"[^>]* open', page) and not ticked(page)
    zones = [key for key in keys(page) if key.startswith("all machine zone/")]
    assert len(zones) > 1
    for key in [*zones, "all machine "]:
        zone = key.split(" ")[2]
        inside = {m for m in around if m.startswith("machine/") and zone in (*around[m], "")}
        whole = pick(guide, "window/1", key=key, code="DEV-HALL")
        assert ticked(whole) == inside | {"window/1"}
        none = key.replace("all ", "none ")
        assert keys(whole)[none].startswith("取消" if zone else "全不选")
        assert ticked(pick(guide, *ticked(whole), key=none, code="DEV-HALL")) == {"window/1"}


@pytest.mark.parametrize(
    "key", ["all window zone/nowhere", "some window", "all hall ", "between", "all", "%00", "all  "]
)
def test_a_key_that_nobody_offered_changes_nothing(guide: Tablet, key: str) -> None:
    assert ticked(pick(guide, "window/5", "window/99", "hall", "exit/east", key=key)) == {
        "window/5"
    }


def test_every_target_of_every_kind_can_be_among_several_but_the_whole_hall(
    house: House, supervisor: Tablet
) -> None:
    content = house.services.board.view.content
    for kind in content.catalogue.kinds:
        fitting = {r for r in content.hall.resources if r.partition("/")[0] in kind.targets}
        if not kind.raisable or len(fitting) < 2:
            continue
        page = supervisor.get(f"/console/raise/{kind.code}?choose=1").text
        assert set(re.findall(r'data-choose="([^"]+)"', page)) == fitting, kind.code


def test_other_targets_are_chosen_from_what_was_chosen(guide: Tablet) -> None:
    page = guide.get(f"{CHOOSE}/confirm?target=window/4&target=window/5&level=2").text
    (back,) = re.findall(r'href="([^"]+choose=1[^"]*)"', page)
    assert ticked(guide.get(back.replace("&amp;", "&")).text) == {"window/4", "window/5"}
    page = guide.get(f"{CHOOSE}/confirm?target=window/4").text
    assert "choose=1&amp;target" not in page


# ---------------------------------------------------------------- one confirmation, one undo


def test_six_windows_are_paused_by_one_confirmation_and_opened_by_one_undo(
    house: House, guide: Tablet
) -> None:
    page = guide.get(f"{CHOOSE}/confirm?{urlencode([('target', t) for t in SIX])}").text
    assert {f'data-preview="window-{n}"' in page for n in (5, 6)} == {True}
    assert guide.post("/console/raise", kind="WIN-PAUSE", target=list(SIX)).status_code == 303
    (incident,) = incidents(house)
    assert incident.targets == SIX and set(SIX) <= set(house.services.board.view.world.out)
    assert guide.post(f"/console/incidents/{incident.id}/undo").status_code == 303
    assert not incidents(house) and not set(SIX) & set(house.services.board.view.world.out)


def test_what_is_paused_already_is_named_and_left_as_it_is(house: House, guide: Tablet) -> None:
    first = raised(house, "WIN-PAUSE", "window/5")
    ask = f"{CHOOSE}/confirm?target=window/4&target=window/5"
    page = guide.get(ask).text
    assert re.search(r"data-again>[^<]*5号窗口已有同样的事件", page)
    assert "data-again" not in guide.get(f"{CHOOSE}/confirm?target=window/4").text
    guide.post("/console/raise", kind="WIN-PAUSE", target=["window/4", "window/5"])
    assert {i.targets for i in incidents(house)} == {("window/5",), ("window/4",)}
    second = next(i for i in incidents(house) if i.id != first.id)
    guide.post(f"/console/incidents/{second.id}/undo")
    assert [i.id for i in incidents(house)] == [first.id], "one undo takes back one raise"


def test_several_evacuated_zones_are_held_to_what_one_is(house: House, guide: Tablet) -> None:
    zones = ["zone/self-service", "zone/lobby"]
    page = guide.get(f"/console/raise/FIRE/confirm?{urlencode([('target', z) for z in zones])}")
    assert "data-hold" in page.text and "data-near" in page.text
    asked = guide.post("/console/raise", kind="FIRE", target=zones)
    assert "请再确认一次" in asked.text and not incidents(house)
    assert all(f'value="{zone}"' in asked.text for zone in zones)
    guide.post("/console/raise", kind="FIRE", target=zones, sure="yes")
    (incident,) = incidents(house)
    assert guide.post(f"/console/incidents/{incident.id}/clear", sure="yes").status_code == 403


def test_a_locked_tablet_raises_several_dangers_and_no_pause(house: House) -> None:
    tablet = enrolled(house)
    assert 'data-choose="zone/lobby"' in tablet.get("/console/raise/FIRE?choose=1").text
    assert tablet.post("/console/raise", kind="WIN-PAUSE", target=list(SIX)).status_code == 403
    zones = ["zone/self-service", "zone/lobby"]
    assert (
        tablet.post("/console/raise", kind="FIRE", target=zones, sure="yes").status_code == 303
    )  # fmt: skip
    assert [i.targets for i in incidents(house)] == [tuple(zones)]


def test_what_shares_the_supply_of_any_of_several_is_asked_about(
    house: House, guide: Tablet
) -> None:
    hall = house.services.board.view.content.hall
    kind = next(k for k in house.services.board.view.content.catalogue.kinds if k.shared_supply)
    base = f"/console/raise/{kind.code}/confirm"

    def asked(*targets: str) -> set[str]:
        page = guide.get(f"{base}?{urlencode([('target', t) for t in targets])}").text
        return set(re.findall(r'type="checkbox" name="target" value="([^"]+)"', page))

    machines = [m.id for m in hall.machines]
    alone = {m: asked(m) for m in machines}
    for one in machines:
        for other in machines:
            if one != other:
                assert asked(one, other) == (alone[one] | alone[other]) - {one}
    assert len({frozenset(found) for found in alone.values()}) > 1


# ---------------------------------------------------------------- from a window's tile


def tile(tablet: Tablet, target: str) -> str:
    """One tile of the hall, as it is sent."""
    return (
        tablet.get("/console")
        .text.partition(f'data-window="{target}"')[2]
        .partition("data-window=")[0]
    )


def test_a_window_is_paused_from_its_tile_in_two_taps(house: House, guide: Tablet) -> None:
    shown = tile(guide, "window/5")
    assert 'action="/console/raise"' in shown and 'name="target" value="window/5"' in shown
    assert 'name="kind" value="WIN-PAUSE"' in shown and 'data-do="pause"' in shown
    guide.post("/console/raise", kind="WIN-PAUSE", target="window/5")
    assert 'data-do="pause"' not in tile(guide, "window/5")
    assert 'data-do="end"' in tile(guide, "window/5"), "it is ended from there too"
    assert 'data-do="undo"' in guide.get("/console").text


def test_what_is_out_with_more_than_itself_leads_to_its_card(house: House, guide: Tablet) -> None:
    guide.post("/console/raise", kind="WIN-PAUSE", target=list(SIX[:2]))
    (incident,) = incidents(house)
    for window in SIX[:2]:
        assert f'href="/console#case-{incident.id}"' in tile(guide, window)
        assert 'data-do="end"' not in tile(guide, window)


def test_a_window_s_setting_is_taken_back_by_who_made_it_within_30_seconds(
    house: House, guide: Tablet, clock: Clock
) -> None:
    def now() -> tuple[bool, bool]:
        window = house.services.board.view.world.windows["window/5"]
        return window.open, window.changed

    before = now()
    assert guide.post("/console/windows/5", do="back").status_code == 409, "nothing was set"
    for form in ({"do": "close"}, {"like": "window/6"}):
        guide.post("/console/windows/5", **form)
        assert now() != before and 'data-do="back"' in guide.get("/console").text
        assert 'data-do="back"' not in Tablet(house).signed_in("王").get("/console").text
        guide.post("/console/windows/5", do="back")
        assert now() == before and 'data-do="back"' not in guide.get("/console").text
    guide.post("/console/windows/5", do="close")
    clock.now += timedelta(seconds=31)
    assert 'data-do="back"' not in guide.get("/console").text
    assert guide.post("/console/windows/5", do="back").status_code == 409 and now() != before


def test_an_exit_is_blocked_and_freed_from_its_tile(house: House, guide: Tablet) -> None:
    assert 'data-do="closed"' in tile(guide, "exit/south")
    form = {"target": "exit/south", "back": "/console#windows"}
    answer = guide.post("/console/plan/hold", hold="closed", **form)
    assert answer.headers["Location"] == "/console#windows"
    assert 'data-do="free"' in tile(guide, "exit/south")
    guide.post("/console/plan/hold", hold="free", **form)
    assert 'data-do="closed"' in tile(guide, "exit/south")


def test_who_sets_no_windows_pauses_one_as_the_kind_allows(house: House) -> None:
    kind = house.services.board.view.content.catalogue.kind["WIN-PAUSE"]
    page = Tablet(house).signed_in("赵").get("/console").text
    assert ('data-do="pause"' in page) == ("facilities" in kind.raised_by)
    assert 'data-do="close"' not in page


# ---------------------------------------------------------------- as last time


def key(tablet: Tablet, path: str = "/console") -> str | None:
    found = AGAIN.search(tablet.get(path).text)
    return found[1].replace("&amp;", "&") if found else None


def test_the_last_raise_is_one_key_that_fills_in_the_page_and_raises_nothing(
    house: House, guide: Tablet, clock: Clock
) -> None:
    assert key(guide) is None
    guide.post("/console/raise", kind="WIN-PAUSE", target=list(SIX[:2]), minutes="45")
    assert key(guide) is None, "it is open still"
    clock.now += timedelta(minutes=10)
    guide.post(f"/console/incidents/{incidents(house)[0].id}/clear")
    path = key(guide)
    assert path is not None
    front = guide.get("/console").text
    assert front.index('data-kind="FIRE"') < front.index('data-do="again"'), "fire stays in sight"
    before = house.services.board.view.world.situation.revision
    page = guide.get(path).text
    assert re.search(r'name="minutes" value="45"\s+checked', page) and "45 分钟" in page
    assert all(f'name="target" value="{window}"' in page for window in SIX[:2])
    assert not incidents(house)
    assert house.services.board.view.world.situation.revision == before
    guide.post("/console/raise", kind="WIN-PAUSE", target=list(SIX[:2]), minutes="45")
    (incident,) = incidents(house)
    assert incident.eta == NOON + timedelta(minutes=55) and incident.targets == SIX[:2]


def test_each_person_s_own_last_raise_and_no_drill_or_report(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    do, world = house.services.board.do, lambda: house.services.board.view.world.situation
    do(Raise("WIN-PAUSE", ("window/5",), cause="换墨盒"), GUIDE)
    do(Raise("WIN-PAUSE", ("window/6",)), SUPERVISOR)
    do(Raise("WIN-PAUSE", ("window/7",), draft=True), GUIDE)
    do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
    for incident in world().open_incidents:
        supervisor.post(f"/console/incidents/{incident.id}/clear", sure="yes")
    mine, other = key(guide), key(supervisor)
    assert mine and mine.endswith("WIN-PAUSE/confirm?target=window/5") and "换墨盒" not in mine
    assert other and other.endswith("target=window/6")


def test_the_class_that_was_chosen_is_kept_and_a_locked_tablet_has_its_own(
    house: House, supervisor: Tablet
) -> None:
    tablet = enrolled(house)
    tablet.post("/console/raise", kind="QUAKE", target="hall", sure="yes", **{"class": "evacuate"})
    supervisor.post(f"/console/incidents/{incidents(house)[0].id}/clear", sure="yes")
    path = key(tablet, "/console/locked")
    assert path == "/console/raise/QUAKE/confirm?target=hall&class=evacuate"
    page = tablet.get(path).text
    assert re.search(r'name="class" value="evacuate" checked', page) and "data-hold" in page
    assert key(supervisor) is None


@pytest.mark.parametrize(
    ("given", "chosen"),
    [("", ""), ("30", "30"), ("45", "45"), ("90", "90"), ("soon", None), ("-5", None)],
)
def test_a_time_of_last_time_stands_beside_the_quick_ones(given: str, chosen: str | None) -> None:
    found = [choice.value for choice in eta_choices(given) if choice.chosen]
    assert found == ([] if chosen is None else [chosen])


# ---------------------------------------------------------------- nearest to the tablet


def near(tablet: Tablet, code: str = "WIN-PAUSE") -> list[str]:
    page = tablet.get(f"/console/raise/{code}?choose=1").text
    part = re.search(r"<section data-near>(.*?)</section>", page, re.S)
    return re.findall(r'data-target="([^"]+)"', part[1]) if part else []


def lies(house: House, supervisor: Tablet, place: str, name: str = "导税台") -> int:
    row = next(row for row in house.services.people.devices() if row.name == name and row.active)
    return supervisor.post(f"/devices/{row.id}/place", place=place).status_code


def test_the_nearest_to_the_tablet_s_place_stand_first(house: House, supervisor: Tablet) -> None:
    tablet = enrolled(house)
    assert near(tablet) == [], "nobody said where it lies"
    assert lies(house, supervisor, "window/9") == 303
    view = house.services.board.view
    assert view.content.evacuation.plan is not None
    walked = walks(view.content.evacuation.plan, "window/9")
    found = near(tablet.signed_in("李"))
    assert found[:2] == ["window/9", "zone/service"] and len(found) == 4
    others = [name for name in walked if name.startswith(("window/", "desk/"))]
    nearest = sorted(walked[name] for name in others if name != "window/9")[:2]
    assert [walked[name] for name in found[2:]] == nearest
    assert near(supervisor) == [], "another browser is no tablet"
    assert near(tablet, "FIRE")[0] == "zone/service"


def test_a_tablet_s_place_is_said_by_a_leader_and_taken_back(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    tablet = enrolled(house)
    assert lies(house, guide, "window/9") == 403 and near(tablet, "DEV-HAZARD") == []
    assert lies(house, supervisor, "window/99") == 422
    assert lies(house, supervisor, "desk/help") == 303
    assert 'value="desk/help" selected' in supervisor.get("/facilities").text
    assert 'data-do="place"' not in guide.get("/facilities").text
    assert near(tablet, "DEV-HAZARD")
    assert lies(house, supervisor, "") == 303 and near(tablet, "DEV-HAZARD") == []
    assert supervisor.post("/devices/nobody/place", place="").status_code == 404


def test_a_place_outlives_the_token_and_not_what_it_names(house: House, supervisor: Tablet) -> None:
    tablet = enrolled(house)
    lies(house, supervisor, "window/9")
    people = house.services.people
    (row,) = (row for row in people.devices() if row.active)
    people.put_device("another token", row.name, row.by)
    assert people.tablet_place(row.name) == "window/9"
    people.put_tablet_place(row.name, "window/gone")
    assert near(tablet) == [] and tablet.get("/console/raise/FIRE?choose=1").status_code == 200
