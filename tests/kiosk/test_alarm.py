"""What is open of life safety, calls and overdue acknowledgements is on every staff page until its
holder hears it."""

import json
import re
from collections.abc import Iterator

import pytest

from kiosk.staff.console.alarm import streamed
from kiosk.wiring import House
from signage.situation.commands import CallAssist, CallHelp, Change, Raise
from signage.situation.incidents import Actor
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet
from tests.kiosk.test_typed_everywhere import pages

BAR = re.compile(r'<aside id="alarm".*?</aside>', re.DOTALL)
PART = "/console/part/alarm"


def bar(page: str) -> str:
    found = BAR.findall(page)
    assert len(found) == 1, page[:300]
    return str(found[0])


def tablets(house: House) -> Iterator[tuple[str, Tablet]]:
    """Signed in as each role, locked, and of an enrolled tablet."""
    for name in ("李", "王", "赵"):
        yield name, Tablet(house).signed_in(name)
    yield "locked", enrolled(house)


def enrolled(house: House, name: str = "一号") -> Tablet:
    tablet = Tablet(house).signed_in("王")
    assert tablet.post("/enrol", name=name).status_code == 303
    assert tablet.post("/sign-out").status_code == 303
    return tablet


@pytest.mark.laws
def test_a_fire_is_on_every_staff_page_of_everybody(house: House) -> None:
    incident = house.services.board.do(
        Raise("FIRE", ("hall",)), Actor("token:monitor", "admin")
    ).incident
    assert incident is not None
    looked = 0
    for who, tablet in tablets(house):
        for path in ("/sign-in?name=李", *pages(house, 1)):
            answer = tablet.client.get(path, follow_redirects=True, buffered=True)
            if (
                answer.mimetype != "text/html"
                or "<body" not in answer.text
                or path in ("/", "/status", "/pair", "/trust")
                or answer.request.path.startswith("/status/")
            ):
                continue
            shown = bar(answer.text)
            assert f'data-about="{incident.id}"' in shown and "紧急疏散" in shown, (who, path)
            assert 'data-ring="life"' in shown and "alarm.js" in answer.text, (who, path)
            looked += 1
    assert looked > 60


def test_a_stranger_is_told_of_no_alarm(house: House) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    assert "alarm" not in Tablet(house).get("/sign-in").text
    assert Tablet(house).get(PART).status_code == 303
    assert Tablet(house).post("/console/alarm/heard", heard="x").status_code == 303
    assert "alarm" not in Tablet(house).get("/status").text + Tablet(house).get("/").text


def test_also_a_page_that_refuses_carries_it(house: House, guide: Tablet) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    refused = guide.post("/enrol", name="二号")
    assert refused.status_code == 403 and "紧急疏散" in bar(refused.text)
    assert "紧急疏散" in bar(guide.get("/console/raise/NONE").text)


def ring(tablet: Tablet) -> str:
    found = re.search(r'data-ring="([a-z]*)"', bar(tablet.get(PART).text))
    assert found
    return found[1]


def heard(tablet: Tablet) -> None:
    keys = re.findall(r'name="heard" value="([^"]+)"', bar(tablet.get(PART).text))
    assert keys and tablet.post("/console/alarm/heard", heard=keys).status_code == 303


def test_it_rings_until_this_tablet_has_heard_it_and_the_bar_stays(
    house: House, clock: Clock
) -> None:
    board, locked, other = house.services.board, enrolled(house), Tablet(house).signed_in("李")
    assert ring(locked) == ""
    board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    assert ring(locked) == ring(other) == "life"
    heard(locked)
    assert ring(locked) == "" and "紧急疏散" in bar(locked.get(PART).text), (
        "a reload rings no more, the bar stays"
    )
    assert ring(other) == "life", "every tablet for itself"
    board.do(Raise("ACCIDENT", ("zone/service",)), SUPERVISOR)
    assert ring(locked) == "life", "what is new rings anew"
    heard(locked)
    clock.later(minutes=3)
    assert ring(locked) == "late", "nobody has acknowledged: that rings by its own sound"


def test_an_escalation_rings_anew(house: House, guide: Tablet) -> None:
    board = house.services.board
    incident = board.do(Raise("ACCIDENT", ("zone/service",), level=2), SUPERVISOR).incident
    assert incident is not None and incident.level > 1
    heard(guide)
    board.do(Change(incident.id, "acknowledge"), SUPERVISOR)
    assert ring(guide) == ""
    board.do(Change(incident.id, "escalate", reason="扩大"), SUPERVISOR)
    assert ring(guide) == "life"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_escalation_rings_anew_also_where_the_level_cannot_rise(
    house: House, guide: Tablet, level: int
) -> None:
    board = house.services.board
    incident = board.do(Raise("FIRE", ("hall",), level=level), SUPERVISOR).incident
    assert incident is not None
    for number in range(4):
        heard(guide)
        assert ring(guide) == "", number
        board.do(Change(incident.id, "escalate", reason="扩大"), SUPERVISOR)
        assert ring(guide) == "life", number
    heard(guide)
    board.do(Change(incident.id, "update", note="消防已到"), SUPERVISOR)
    assert ring(guide) == "", "what is only written down rings nobody"


def test_who_raises_or_calls_is_not_rung_at(house: House) -> None:
    guide, colleague = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    assert ring(guide) == "" and ring(colleague) == "life"
    heard(colleague)
    house.services.board.do(CallAssist("一号"), GUIDE)
    assert ring(guide) == "" and ring(colleague) == "call", (
        "a silent call is silent where it was made"
    )
    assert "李" not in bar(guide.get(PART).text)


def test_a_visitor_s_call_and_an_overdue_one_ring(
    house: House, guide: Tablet, clock: Clock
) -> None:
    touch = next(
        s.id for s in house.services.board.view.content.hall.screens if s.layout == "touch"
    )
    house.services.board.do(CallHelp(touch), Actor(f"screen:{touch}", "screen"))
    assert ring(guide) == "call"
    heard(guide)
    assert ring(guide) == ""
    clock.later(minutes=3)
    assert ring(guide) == "late"


def test_a_drill_rings_by_its_own_sound_and_says_so(house: House, guide: Tablet) -> None:
    house.services.board.do(Raise("FIRE", ("hall",), drill=True), SUPERVISOR)
    assert ring(guide) == "drill" and "演练" in bar(guide.get(PART).text)
    house.services.board.do(Raise("ACCIDENT", ("zone/service",)), SUPERVISOR)
    assert ring(guide) == "life", "what is real comes first"


def test_a_locked_tablet_tells_nobody_of_a_dispute(house: House, clock: Clock) -> None:
    locked = enrolled(house)
    house.services.board.do(Raise("DISPUTE", ("zone/service",)), SUPERVISOR)
    clock.later(minutes=3)
    shown = bar(locked.get(PART).text)
    assert (
        ring(locked) == "late" and "纠纷" not in shown and "争议" not in shown and "登录" in shown
    )
    assert "超时未确认" in shown


@pytest.mark.parametrize("path", ["/shared/x", "/papers/x", "/way/entrance/desk/help"])
def test_public_pages_have_no_bar(house: House, path: str) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    assert 'id="alarm"' not in Tablet(house).get(path).text


def test_who_must_leave_is_told_first_and_the_rest_is_counted(house: House, guide: Tablet) -> None:
    board = house.services.board
    fire = board.do(Raise("FIRE", ("hall",)), SUPERVISOR).incident
    for zone in ("zone/service", "zone/self-service", "exit/east", "machine/terminal-1"):
        if board.view.content.hall.knows(zone):
            board.do(Raise("FLOOD", (zone,)), SUPERVISOR)
    shown = re.findall(r'data-about="([^"]+)"', bar(guide.get(PART).text))
    assert fire is not None and shown[0] == fire.id and len(shown) == 3
    assert "另有" in bar(guide.get(PART).text)


def test_the_stream_itself_tells_of_a_danger(house: House) -> None:
    assert json.loads(streamed(house.services.board.view.world)) == {"life": []}
    fire = house.services.board.do(
        Raise("FIRE", ("hall",), cause="张伟 13812345678"), SUPERVISOR
    ).incident
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), SUPERVISOR)
    (told,) = json.loads(streamed(house.services.board.view.world))["life"]
    assert fire is not None and told["about"] == fire.id
    assert (told["sort"], told["words"]["zh"], told["subject"]["zh"]) == (
        "life",
        "紧急疏散",
        "全厅",
    )
