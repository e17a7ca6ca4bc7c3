"""Wayfinding as pages: every place in a group, a search that takes anything, ways that keep to what
is open now."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.wiring import House, build
from signage.evacuation.state import NO_PLAN, Evacuation
from signage.floorplan.graph import Edge, Node
from signage.floorplan.plan import Plan, Spot, Standing
from signage.situation.commands import BlockWay, Raise
from signage.wayfinding.places import GROUPS
from tests.cast import ADMIN, SUPERVISOR, Clock

PATH = re.compile(r'data-path="" d="([^"]+)"')
HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}"


@pytest.fixture
def house(tmp_path: Path, sample_read: None) -> Iterator[House]:
    built = build(tmp_path / "data", contents.sample(), simulators=True, clock=Clock())
    yield built
    built.close()


@pytest.fixture
def visitor(house: House) -> FlaskClient:
    return house.app.test_client()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, sample: Content) -> Iterator[House]:
    """A hall in which nothing happens, for those who only look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "read", lambda directory, known_good=None: sample)
        built = build(
            tmp_path_factory.mktemp("quiet"), contents.sample(), simulators=True, clock=Clock()
        )
    yield built
    built.close()


@pytest.fixture
def reader(quiet: House) -> FlaskClient:
    return quiet.app.test_client()


def text(page: str) -> str:
    """What is read on a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def look(visitor: FlaskClient, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.text


def adopt(house: House, **changed: object) -> None:
    """The same hall with another plan or another address."""
    content: Content = house.services.board.view.content
    house.services.board.adopt(replace(content, digest="0" * 64, **changed))


def two_floors() -> Plan:
    """The toilets are upstairs: by stairs near the entrance, by a lift at the far end."""
    nodes = (
        Node("a", (0, 0)), Node("s1", (5, 0), "1", "stairs"), Node("l1", (20, 0), "1", "lift"),
        Node("s2", (5, 0), "2", "stairs"), Node("l2", (20, 0), "2", "lift"), Node("b", (8, 0), "2"),
    )  # fmt: skip
    edges = (
        Edge("1", "a", "s1", 5), Edge("2", "s1", "l1", 15), Edge("st", "s1", "s2", 7, kind="stairs"),
        Edge("li", "l1", "l2", 3.6, kind="lift"), Edge("3", "s2", "b", 3), Edge("4", "b", "l2", 12),
    )  # fmt: skip
    toilet = Spot("place/toilet", (8, 0), "2", "b", name={"zh": "卫生间", "en": "Toilets"})
    return Plan(
        nodes,
        edges,
        spots=(toilet,),
        screens=(Standing("entrance", (0, 1), 0.0, (0, 0), node="a"),),
    )


def test_every_place_on_the_plan_has_a_tile_with_its_state_and_a_page(
    quiet: House, reader: FlaskClient
) -> None:
    plan = quiet.services.board.view.content.evacuation.plan
    assert plan is not None
    tiles: list[str] = []
    for group in GROUPS:
        page = look(reader, f"/screen/entrance/places/{group.id}")
        found = re.findall(r'data-place="([^"]+)"', page)
        assert page.count('class="state ') == len(found)
        tiles += found
    assert sorted(tiles) == sorted({*plan.spot, *plan.exit, *plan.area})
    for place in tiles:
        assert "data-path" in look(reader, f"/screen/entrance/way/{place}")


def test_the_first_page_opens_each_group_and_shows_the_facilities(reader: FlaskClient) -> None:
    page = look(reader, "/screen/entrance/places")
    assert re.findall(r'data-open="(places/[a-z]+)"', page) == [
        "places/find", "places/windows", "places/terminals", "places/zones", "places/exits",
    ]  # fmt: skip
    assert re.findall(r'data-place="([^"]+)"', page)[:2] == ["desk/help", "place/toilet"]
    assert "共 12 处" in text(page)


@pytest.mark.parametrize(
    ("typed", "first"), [("cs", "place/toilet"), ("CS", "place/toilet"), ("zzzd", "machine/terminal-1"),
                         ("5", "window/5"), ("dst", "desk/help"), ("printer", "machine/printer")],
)  # fmt: skip
def test_letters_and_numbers_find_places(reader: FlaskClient, typed: str, first: str) -> None:
    page = look(reader, f"/screen/entrance/places/find?q={typed}")
    found = re.findall(r'data-place="([^"]+)"', page)
    assert found[0] == first and len(found) <= 6


@pytest.mark.parametrize(
    "typed", [HOSTILE, "%00", "a" * 5000, "龘", "%F0%9F%98%80", "..%2F..%2Fetc", "'; DROP TABLE"]
)
def test_whatever_is_typed_is_text_and_short(reader: FlaskClient, typed: str) -> None:
    answer = reader.get("/screen/entrance/places/find", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.text and "7*7}}" not in answer.text.replace("{{7*7", "7*7")
    shown = re.search(r'class="typed">([^<]*)<', answer.text)
    assert shown is not None and len(shown[1]) <= 16 * 6


@pytest.mark.parametrize(
    "path",
    ["/screen/entrance/way/window/99", "/screen/nowhere/way/window/1", "/screen/entrance/way/system/core",
     "/screen/entrance/way/hall", "/screen/entrance/places/doors", "/way/nowhere/window/1", "/way/entrance/window/99",
     "/screen/entrance/way/", "/screen/entrance/way/../../etc/passwd", "/screen/nowhere/places"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_a_closed_door_changes_the_way_and_opening_it_gives_the_old_one_back(
    house: House, visitor: FlaskClient
) -> None:
    path = "/screen/night/way/desk/help"
    before = PATH.findall(look(visitor, path))
    house.services.board.do(BlockWay("door/night", "closed"), SUPERVISOR)
    around = PATH.findall(look(visitor, path))
    assert around and around != before
    house.services.board.do(BlockWay("door/night-hall", "closed"), SUPERVISOR)
    shut = look(visitor, path)
    assert not PATH.findall(shut) and "没有可走的路线" in shut and 'data-post="help"' in shut
    for door in ("door/night", "door/night-hall"):
        house.services.board.do(BlockWay(door, None), SUPERVISOR)
    assert PATH.findall(look(visitor, path)) == before


def test_a_closed_exit_says_so_and_names_open_ones_the_nearest_first(
    house: House, visitor: FlaskClient
) -> None:
    house.services.board.do(BlockWay("exit/south", "closed"), SUPERVISOR)
    page = look(visitor, "/screen/entrance/way/exit/south")
    assert "南出口已关闭，您可以改去：" in page and not PATH.findall(page)
    named = re.findall(r'data-place="([^"]+)"', page)
    assert len(named) == 3 and "exit/south" not in named
    metres = [
        int(re.findall(r"约 (\d+) 米", look(visitor, f"/screen/entrance/way/{name}"))[0])
        for name in named
    ]
    assert metres == sorted(metres)
    assert "已关闭" in text(look(visitor, "/screen/entrance/places/exits"))


def test_a_broken_printer_with_no_other_sends_people_to_the_desk(
    house: House, visitor: FlaskClient
) -> None:
    house.services.board.do(Raise("DEV-HALL", ("machine/printer",)), ADMIN)
    page = look(visitor, "/screen/entrance/way/machine/printer")
    assert "公用打印机现在暂停使用，可以到这里询问：" in page
    assert re.findall(r'data-place="([^"]+)"', page) == ["desk/help"]
    english = look(visitor, "/screen/entrance/way/machine/printer?lang=en")
    assert "Public printer is out of service now. You can ask here:" in english


def test_a_flooded_area_is_kept_away_from_and_walked_around(
    house: House, visitor: FlaskClient
) -> None:
    before = PATH.findall(look(visitor, "/screen/entrance/way/window/9"))
    house.services.board.do(Raise("FLOOD", ("zone/waiting",)), ADMIN)
    page = look(visitor, "/screen/entrance/way/window/9")
    assert PATH.findall(page) != before and 'data-shut="zone/waiting"' in page
    assert "请勿靠近卫生间" in look(visitor, "/screen/entrance/way/place/toilet")


def test_a_drill_closes_nothing(house: House, visitor: FlaskClient) -> None:
    before = look(visitor, "/screen/entrance/way/window/9")
    house.services.board.do(Raise("FLOOD", ("zone/waiting",), drill=True), ADMIN)
    assert look(visitor, "/screen/entrance/way/window/9") == before


def test_the_step_free_way_is_offered_where_it_differs_and_takes_the_lift(
    house: House, visitor: FlaskClient
) -> None:
    assert "无障碍路线" not in look(visitor, "/screen/entrance/way/place/toilet")
    adopt(house, evacuation=Evacuation(two_floors()))
    usual = look(visitor, "/screen/entrance/way/place/toilet")
    assert (
        "经楼梯上到2层" in usual
        and 'data-swap="way/place/toilet?free=1"' in usual
        and "无台阶" not in usual
    )
    free = look(visitor, "/screen/entrance/way/place/toilet?free=1")
    assert (
        "乘电梯上到2层" in free and 'data-swap="way/place/toilet"' in free and "全程无台阶" in free
    )
    assert usual.count("data-path") == free.count("data-path") == 2, "one picture a floor"


def test_a_way_with_steps_and_no_other_says_so(house: House, visitor: FlaskClient) -> None:
    plan = two_floors()
    adopt(
        house,
        evacuation=Evacuation(
            replace(plan, edges=tuple(e for e in plan.edges if e.kind != "lift"))
        ),
    )
    page = look(visitor, "/screen/entrance/way/place/toilet")
    assert "这条路线有台阶" in page and "data-swap" not in page


def test_a_hall_without_a_plan_and_a_screen_off_the_plan_keep_the_plain_list(
    house: House, visitor: FlaskClient
) -> None:
    adopt(house, evacuation=Evacuation(two_floors()))
    assert visitor.get("/screen/night/way/place/toilet").status_code == 404
    listed = look(visitor, "/screen/night/places")
    assert 'data-place="exit/east"' in listed and "data-open" not in listed
    adopt(house, evacuation=NO_PLAN)
    listed = look(visitor, "/screen/entrance/places")
    assert 'data-place="exit/east"' in listed and "data-open" not in listed
    assert "data-open" not in look(visitor, "/screen/entrance/service/declare")
    assert visitor.get("/way/entrance/place/toilet").status_code == 404


def test_a_service_leads_to_the_nearest_window_and_terminal_that_work(
    house: House, visitor: FlaskClient
) -> None:
    page = look(visitor, "/screen/self-service/service/declare")
    assert re.findall(r'data-open="way/([^"]+)"', page) == ["window/1", "machine/terminal-1"]
    house.services.board.do(Raise("WIN-PAUSE", ("window/1",)), ADMIN)
    page = look(visitor, "/screen/self-service/service/declare")
    assert "window/2" in re.findall(r'data-open="way/([^"]+)"', page)


def test_a_code_is_offered_only_with_a_public_address_and_a_way(
    house: House, visitor: FlaskClient
) -> None:
    path = "/screen/entrance/way/window/6"
    assert "data-qr" not in look(visitor, path)
    hall = house.services.board.view.content.hall
    adopt(house, hall=hall.model_copy(update={"public_url": "https://hall.example.gov.cn/"}))
    assert 'data-qr="https://hall.example.gov.cn/way/entrance/window/6"' in look(visitor, path)
    assert "/way/entrance/window/6?lang=en" in look(visitor, path + "?lang=en")
    house.services.board.do(Raise("WIN-PAUSE", ("window/6",)), ADMIN)
    assert "data-qr" not in look(visitor, path)


def test_the_phone_s_page_says_the_same_lines_and_keeps_nothing(reader: FlaskClient) -> None:
    answer = reader.get("/way/entrance/window/6")
    lines = re.findall(r'<li data-turn="[a-z-]+">.*?<span>(.+?)</span>', answer.text, re.S)
    assert lines == re.findall(
        r'<li data-turn="[a-z-]+">.*?<span>(.+?)</span>',
        look(reader, "/screen/entrance/way/window/6"),
        re.S,
    )
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    assert answer.text.count("<script") == 1 and "/static/fresh.js" in answer.text
    assert '<noscript><meta http-equiv="refresh"' in answer.text and "data-path" in answer.text


def test_a_line_may_break_before_a_turn_and_a_host_at_its_dots(
    house: House, visitor: FlaskClient
) -> None:
    """Large letters have no room for either whole, and a word is not torn."""
    hall = house.services.board.view.content.hall
    adopt(house, hall=hall.model_copy(update={"public_url": "https://hall.example.gov.cn/"}))
    page = look(visitor, "/screen/night/way/machine/queue")
    assert "<span>经过网上办税体验机后<wbr>右转，走约 4 米</span>" in page
    assert "<span data-unread>hall<wbr>.example<wbr>.gov<wbr>.cn</span>" in page


def test_on_evacuation_a_phone_is_led_to_no_counter(house: House, visitor: FlaskClient) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    page = look(visitor, "/way/entrance/window/6")
    assert "紧急疏散" in page and "data-path" not in page and "data-turn" not in page


def test_a_hundred_facilities_are_all_behind_one_tile(house: House, visitor: FlaskClient) -> None:
    content = house.services.board.view.content
    plan = content.evacuation.plan
    assert plan is not None
    toilet, spot = (
        next(p for p in content.hall.places if p.id == "place/toilet"),
        plan.spot["place/toilet"],
    )
    more = [toilet.model_copy(update={"id": f"place/toilet-{n}"}) for n in range(100)]
    drawn = replace(plan, spots=(*plan.spots, *(replace(spot, id=place.id) for place in more)))
    hall = content.hall.model_copy(update={"places": (*content.hall.places, *more)})
    adopt(house, hall=hall, evacuation=Evacuation(drawn))
    first = look(visitor, "/screen/entrance/places")
    assert first.count("data-place=") == 8 and 'data-open="places/others"' in first
    rest = look(visitor, "/screen/entrance/places/others")
    assert len(set(re.findall(r'data-place="([^"]+)"', rest))) == 109
