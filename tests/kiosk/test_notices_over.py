"""What was published ends with what it is about, and is recorded as sent only by whoever sent
it."""

from datetime import timedelta

from defusedxml.ElementTree import fromstring

from kiosk.wiring import House
from signage.situation.commands import Change, PutRegister, Raise
from tests.cast import ADMIN, GUIDE, Clock
from tests.kiosk.house import Tablet

ATOM = "{http://www.w3.org/2005/Atom}"
BODY = "电力停电，预计 10:42 恢复。您可以选择：电子税务局。"


def notice(
    house: House, incident: str, *channels: str, title: str = "停电公告", body: str = BODY
) -> str:
    """Drafted by a guide, approved and published by a leader; the text's id."""
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    about = {"what": "notice", "incident": incident} if incident else {"what": "free"}
    assert guide.post("/notices", title=title, body=body, **about).status_code == 303
    name = list(house.services.board.view.world.situation.after.texts)[-1]
    assert leader.post(f"/notices/{name}/approve").status_code == 303
    assert leader.post(f"/notices/{name}/publish", channel=list(channels)).status_code == 303
    return name


def outage(house: House) -> str:
    eta = house.services.clock() + timedelta(minutes=42)
    incident = house.services.board.do(
        Raise("SYS-CORE", ("system/power",), eta=eta), GUIDE
    ).incident
    assert incident
    return incident.id


def told_in_public(house: House) -> tuple[str, str]:
    stranger = Tablet(house)
    return stranger.get("/status").text, stranger.get("/feed.atom").text


def test_the_act_that_ends_an_outage_takes_its_notice_from_the_status_page_and_the_feed(
    house: House,
) -> None:
    number = outage(house)
    notice(house, number, "status")
    assert all("停电" in page for page in told_in_public(house))
    house.services.board.do(Change(number, "clear", reason="已恢复"), ADMIN)
    page, feed = told_in_public(house)
    assert "停电，预计" not in page and "停电，预计" not in feed
    (entry,) = fromstring(feed.encode()).iter(f"{ATOM}entry")
    assert "恢复正常服务" in (entry.findtext(f"{ATOM}content") or "") and "恢复公告" in page


def test_no_page_says_all_is_well_beside_a_notice(house: House) -> None:
    notice(house, "", "status", title="停电公告", body="今日停电，请您改日办理。")
    page, _ = told_in_public(house)
    assert "停电公告" in page and "服务正常" not in page


def test_what_was_only_made_ready_is_nowhere_recorded_as_sent(house: House) -> None:
    number = outage(house)
    notice(house, number, "sms", "website", "wechat", "status")
    staff = Tablet(house).signed_in("王")
    report, table = staff.get(f"/reports/{number}").text, staff.get(f"/reports/{number}.csv").text
    for told in (report, table, staff.get("/notices").text):
        assert "未确认发送" in told
    events = [r.event for r in house.services.store.events() if r.event.type == "text_handled"]
    assert events[-1].act == "publish" and "sms" not in events[-1].channels


def stop(house: House, target: str, **more: str) -> None:
    fields = {
        "day": "2026-11-24",
        "from": "12:00",
        "to": "13:00",
        "what": "系统升级",
        "state": "open",
        **more,
    }
    house.services.board.do(PutRegister("stops", "s1", fields | {"target": target}, None), ADMIN)


def shown_by(house: House, layout: str, about: str = "") -> str:
    screens = house.services.board.view.content.hall.screens
    found = next(s for s in screens if s.layout == layout and (not about or about in s.about))
    return Tablet(house).get(f"/screen/{found.id}").text


def test_a_planned_stop_is_on_board_touch_home_window_and_status_before_and_during(
    house: House, clock: Clock
) -> None:
    stop(house, "window/5")
    for moment, words in ((0, "12:00–13:00"), (150, "至 13:00")):
        clock.later(minutes=moment)
        house.services.board.catch_up()
        pages = (
            shown_by(house, "board"),
            shown_by(house, "touch"),
            shown_by(house, "window", "window/5"),
        )
        for page in (*pages, *told_in_public(house)):
            assert "计划停办" in page and words in page
    clock.later(minutes=31)
    house.services.board.catch_up()
    for page in (
        shown_by(house, "board"),
        shown_by(house, "window", "window/5"),
        *told_in_public(house),
    ):
        assert "计划停办" not in page
