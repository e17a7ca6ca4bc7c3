"""The link in a message, the page of all calls, and a person's own ways."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.caller import Caller
from kiosk.custody.calls.links import link_to
from kiosk.custody.calls.subscribers import FILE
from kiosk.wiring import House
from signage.situation.commands import Change, Raise
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.calls.ring import CONSOLE, NTFY, PUBLIC, SECRET, URL, WANG, Post, calling
from tests.kiosk.calls.test_push import GIVEN, LINE, PUSH
from tests.kiosk.facilities.test_lost import device_named
from tests.kiosk.house import Tablet, enrolled

MINE = "/console/calls/mine"
PEOPLE = (
    {**WANG, "ways": [CONSOLE, NTFY, PUSH], "level": 2},
    {**WANG, "id": "li", "name": "Li Wei", "language": "en", "ways": [NTFY], "tier": None},
)


class Called:
    """The sample hall, which calls two people; what goes out is caught."""

    def __init__(self, house: House, clock: Clock, file: Path) -> None:
        file.write_text(f'ntfy = "{URL}"\n', "utf-8")
        file.chmod(0o600)
        self.file = file
        self.house, self.clock, self.post = house, clock, Post()
        board = house.services.board
        calls = calling(*PEOPLE).calls
        hall = board.view.content.hall.model_copy(update={"calls": calls, "public_url": PUBLIC})
        board.adopt(replace(board.view.content, hall=hall))
        self.caller = Caller(house.services, Addresses(file), self.post)  # type: ignore[arg-type]  # in place of the process
        house.services.caller = self.caller

    def raised(self) -> str:
        incident = self.house.services.board.do(Raise("FIRE", ("hall",)), GUIDE).incident
        assert incident is not None
        self.turn()
        return incident.id

    def pushes(self) -> None:
        """From now on a setting asks for them."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f'push = "{LINE}"\n')

    def turn(self) -> None:
        self.caller.turn()
        self.caller.turn()

    def links(self) -> list[str]:
        found = [re.search(r"https://\S+", message.body) for message in self.post.got]
        return [urlsplit(one[0]).path for one in found if one]

    def taken_by(self, number: str) -> str | None:
        return self.house.services.board.view.world.situation.incidents[number].acknowledged_by


@pytest.fixture
def called(house: House, clock: Clock, tmp_path: Path) -> Iterator[Called]:
    made = Called(house, clock, tmp_path / "ways.toml")
    yield made


def test_looking_answers_nothing_and_the_key_does(called: Called) -> None:
    number = called.raised()
    (path,) = called.links()
    phone = Tablet(called.house)
    for _ in range(3):
        page = phone.get(path)
        assert page.status_code == 200 and "Got it, I see to it" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert phone.client.head(path).status_code == 200
    assert called.taken_by(number) is None
    assert phone.client.post(path, base_url=PUBLIC).status_code == 303
    assert called.taken_by(number) == "Li Wei"
    assert "Li Wei answered" in phone.read(path) and "<button" not in phone.read(path)


def test_one_answer_by_link_stops_the_others_and_stands_on_the_timeline(called: Called) -> None:
    number = called.raised()
    called.house.app.test_client().post(called.links()[0], base_url=PUBLIC)
    called.turn()
    assert {call.why for call in called.caller.shown} == {"answered"}
    leader = Tablet(called.house).signed_in("王")
    report = leader.read(f"/reports/{number}")
    assert "通过消息里的链接确认" in report and "呼叫Li Wei（ntfy）：已送出" in report
    card = leader.read("/console/part/open")
    assert "已呼叫2人" in card and "Li Wei" in card


def test_a_link_that_is_old_forged_or_another_s_answers_nothing(called: Called) -> None:
    number = called.raised()
    (path,) = called.links()
    phone = called.house.app.test_client()
    for wrong in (f"{path}x", "/call/x", f"{path[:-2]}aa"):
        assert phone.get(wrong).status_code == 404 == phone.post(wrong).status_code
    other = replace(called.caller.shown[1], key="another")
    keys = called.house.services.believed("links")
    assert phone.get(urlsplit(link_to(PUBLIC, keys, other, 12)).path).status_code == 404
    called.clock.later(hours=13)
    assert "expired" in phone.get(path).text
    assert phone.post(path, base_url=PUBLIC).status_code == 303
    assert called.taken_by(number) is None


def test_a_link_under_a_foreign_name_is_refused(called: Called) -> None:
    number = called.raised()
    phone = called.house.app.test_client()
    assert phone.post(called.links()[0], base_url="http://evil.example").status_code == 403
    assert called.taken_by(number) is None


def test_the_page_of_calls_shows_each_and_answers_with_one_tap(called: Called) -> None:
    number = called.raised()
    guide = Tablet(called.house).signed_in("李")
    page = guide.read("/console/calls")
    assert page.count("data-call=") == 2 and "还没有人确认" in page and SECRET not in page
    assert guide.post("/console/calls/1/answer").status_code == 303
    called.turn()
    assert called.taken_by(number) == "李"
    assert "李" in guide.read("/console/calls") and 'data-do="answer-call"' not in guide.read(
        "/console/calls"
    )
    assert guide.post("/console/calls/99/answer").status_code == 404


def test_who_is_called_tests_their_own_ways_and_sees_what_came_of_it(called: Called) -> None:
    leader = Tablet(called.house).signed_in("王")
    assert "测试我的联系方式" in leader.read("/console/calls/mine")
    assert leader.post("/console/calls/mine").status_code == 303
    called.turn()
    page = leader.read("/console/calls/mine")
    assert page.count("已送出") == 2 and SECRET not in page
    assert 'href="/console/calls/mine"' in leader.read("/console/settings")


def test_who_is_not_called_is_told_where_it_is_described(called: Called) -> None:
    guide = Tablet(called.house).signed_in("李")
    assert "calls.toml" in guide.read("/console/calls/mine")
    assert guide.post("/console/calls/mine").status_code == 422


def test_a_call_that_is_over_says_so_behind_its_link(called: Called) -> None:
    number = called.raised()
    called.house.services.board.do(Change(number, "clear", reason="误报"), SUPERVISOR)
    called.turn()
    assert "over since" in called.house.app.test_client().get(called.links()[0]).text


def test_a_link_outlives_a_change_of_keys_for_its_time(called: Called) -> None:
    called.raised()
    here = called.house.services
    here.keys = here.keys.rotated(called.clock(), ("links",))
    called.clock.later(hours=1)
    assert called.house.app.test_client().get(called.links()[0]).status_code == 200


def test_who_is_left_alone_by_night_is_not_said_to_have_been_called(called: Called) -> None:
    board = called.house.services.board
    hall, (since, until) = board.view.content.hall, (time(0), time(23, 59))
    calls = hall.calls.model_copy(update={"quiet": (since, until)})
    board.adopt(replace(board.view.content, hall=hall.model_copy(update={"calls": calls})))
    board.do(Raise("SYS-CORE", ("system/core",)), GUIDE)
    called.turn()
    leader = Tablet(called.house).signed_in("王")
    assert "静音时段，23:59 起呼叫" in leader.read("/console/calls")
    card = leader.read("/console/part/open")
    assert "静音时段暂不呼叫：" in card and "未送达：" not in card and "已呼叫" not in card


def test_a_person_turns_pushes_on_and_off_and_reads_whose_service_it_is(called: Called) -> None:
    leader, guide = Tablet(called.house).signed_in("王"), Tablet(called.house).signed_in("李")
    assert "data-off" in leader.read(MINE), "no setting asks for it"
    assert leader.post("/console/calls/push", **GIVEN).status_code == 422
    called.pushes()
    page = leader.read(MINE)
    assert "它在大厅之外" in page and "谷歌（fcm.googleapis.com）" in page and "data-push=" in page
    assert leader.post("/console/calls/push", **GIVEN).status_code == 303
    page = leader.read(MINE)
    assert (
        "经谷歌的推送服务" in page and GIVEN["endpoint"] not in page and GIVEN["auth"] not in page
    )
    (device,) = called.caller.devices.of("wang")
    assert guide.post(f"/console/calls/push/{device.id}/end").status_code == 303
    assert called.caller.devices.of("wang") == (device,), "nobody puts away another's"
    called.caller.devices.end((device.id,))
    assert "已失效" in leader.read(MINE)
    assert leader.post(f"/console/calls/push/{device.id}/end").status_code == 303
    assert "data-device" not in leader.read(MINE)


def test_a_browser_of_a_service_nobody_allowed_is_refused_by_its_name(called: Called) -> None:
    leader, guide = Tablet(called.house).signed_in("王"), Tablet(called.house).signed_in("赵")
    called.pushes()
    answer = leader.post("/console/calls/push", **{**GIVEN, "endpoint": "https://10.0.0.1/x"})
    assert answer.status_code == 422 and "10.0.0.1" in answer.text
    assert leader.post("/console/calls/push", endpoint=GIVEN["endpoint"]).status_code == 422
    assert guide.post("/console/calls/push", **GIVEN).status_code == 422, (
        "the hall never calls them"
    )
    assert "fetch" not in leader.read("/console/calls/worker.js"), "it answers for no page"


def test_a_lost_tablet_gets_no_pushes_and_its_owner_is_told(called: Called) -> None:
    called.pushes()
    house, devices = called.house, called.caller.devices
    tablet, phone = enrolled(house, "一号").signed_in("王"), Tablet(house).signed_in("王")
    before = {**GIVEN, "endpoint": f"{GIVEN['endpoint']}0"}
    devices.add("wang", **before)
    assert tablet.post("/console/calls/push", **GIVEN).status_code == 303
    own = {**GIVEN, "endpoint": f"{GIVEN['endpoint']}1"}
    assert phone.post("/console/calls/push", **own).status_code == 303
    keeper = Tablet(house).signed_in("赵")
    assert keeper.post(f"/devices/{device_named(house, '一号')}/lost").status_code == 303
    assert [one.endpoint for one in devices.targets("wang")] == [own["endpoint"]]
    kept = (house.services.store.directory / FILE).read_text("utf-8")
    assert GIVEN["endpoint"] + '"' not in kept and before["endpoint"] not in kept
    assert phone.read(MINE).count("已报失") == 2, (
        "of what was added before nobody knows where it is"
    )


def test_who_leaves_gets_no_pushes(called: Called) -> None:
    called.pushes()
    Tablet(called.house).signed_in("王").post("/console/calls/push", **GIVEN)
    called.turn()
    assert called.caller.devices.targets("wang")
    called.house.services.store.remove_staff("王")
    called.house.services.people.refresh()
    called.raised()
    assert called.caller.devices.of("wang") == ()
    assert "webpush:" not in "".join(one.url for one in called.post.got)
