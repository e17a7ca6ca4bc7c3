"""Handling on the tablet: assess, tick, confirm gates, call silently, end, review and archive."""

import re

from kiosk.wiring import House
from signage.situation.commands import Raise
from signage.situation.incidents import Actor, Incident
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet


def raised(house: House, kind: str, target: str, actor: Actor = GUIDE) -> str:
    found = house.services.board.do(Raise(kind, (target,)), actor).incident
    assert found
    return found.id


def now(house: House, number: str) -> Incident:
    return house.services.board.view.world.situation.incidents[number]


def test_three_answers_lead_to_a_filled_in_form(guide: Tablet, supervisor: Tablet) -> None:
    first = guide.get("/console/assess").text
    assert "1/3" in first and 'data-answer="hurt"' in first
    assert "2/3" in guide.get("/console/assess?harm=none").text
    page = guide.get("/console/assess?harm=none&what=system&scope=wider").text
    assert 'data-suggested="SYS-CORE"' in page and "Ⅰ级" in page and "级别由负责人确定" in page
    (address,) = re.findall(r'data-do="raise" href="([^"]+)"', page)
    form = supervisor.get(supervisor.get(address).headers["Location"]).text
    assert re.search(r'name="level" value="1" checked', form)


def test_a_report_waits_for_a_leader_and_shows_nothing_meanwhile(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    page = guide.get("/console/assess?harm=none&what=power&scope=hall").text
    (address,) = re.findall(r'data-do="draft"\s+href="([^"]+)"', page)
    form = guide.get(guide.get(address.replace("&amp;", "&")).headers["Location"]).text
    assert "提交待评估" in form and "没有屏幕会改变" in form
    guide.post("/console/raise", kind="PWR", target="system/power", draft="yes", level="2")
    (number,) = house.services.board.view.world.situation.incidents
    assert now(house, number).state == "draft" and "由负责人评估" in guide.get("/console").text
    assert guide.post(f"/console/incidents/{number}/activate", reason="情况属实").status_code == 403
    assert 'data-do="activate"' in supervisor.get("/console").text
    assert (
        supervisor.post(f"/console/incidents/{number}/activate", reason="情况属实").status_code
        == 303
    )
    assert now(house, number).state == "active" and now(house, number).level == 2


def test_an_evacuation_reported_first_is_still_asked_for_twice(
    house: House, supervisor: Tablet
) -> None:
    found = house.services.board.do(Raise("FIRE", ("hall",), draft=True), GUIDE).incident
    assert found
    path = f"/console/incidents/{found.id}/activate"
    assert (
        "确认启动" in supervisor.post(path, reason="属实").text
        and now(house, found.id).state == "draft"
    )
    assert (
        supervisor.post(path, reason="属实", sure="yes").status_code == 303
        and now(house, found.id).open
    )


def test_the_next_step_is_one_tap_and_two_tablets_lose_no_tick(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    number = raised(house, "FIRE", "hall")
    assert 'data-next="1"' in guide.get("/console").text
    assert guide.post(f"/console/incidents/{number}/steps/1/done").status_code == 303
    assert supervisor.post(f"/console/incidents/{number}/steps/2/done").status_code == 303
    again = supervisor.post(f"/console/incidents/{number}/steps/1/done")
    assert again.status_code == 200 and "第 1 步已由李于 10:00 记录" in again.text
    assert [now(house, number).ticks[n].by for n in (1, 2)] == ["李", "王"]
    page = guide.get("/console").text
    assert 'data-next="3"' in page and "✓ 完成 · 王 10:00" in page and 'data-do="open-1"' in page
    assert 'data-do="open-2"' not in page
    assert guide.post(f"/console/incidents/{number}/steps/1/open").status_code == 303
    assert guide.post(f"/console/incidents/{number}/steps/1/skipped").status_code == 422
    assert (
        guide.post(f"/console/incidents/{number}/steps/1/skipped", reason="不适用").status_code
        == 303
    )


def test_an_outage_ends_when_each_window_has_confirmed(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    number = raised(house, "WIN-FAULT", "window/5")
    refused = guide.post(f"/console/incidents/{number}/clear")
    assert (
        refused.status_code == 409
        and "5号窗口 最后一笔业务核对" in refused.text
        and 'data-do="confirm-gate"' in refused.text
    )
    guide.post(f"/console/incidents/{number}/gates/last-operation", target="window/5")
    assert (
        guide.post(f"/console/incidents/{number}/clear").status_code == 303
        and not now(house, number).open
    )


def test_whoever_raised_a_hazard_is_told_another_must_check(
    house: House, supervisor: Tablet, guide: Tablet
) -> None:
    number = raised(house, "DEV-HAZARD", "machine/terminal-2", SUPERVISOR)
    assert "须由另一人复检" in supervisor.get("/console").text
    refused = supervisor.post(f"/console/incidents/{number}/clear", sure="yes")
    assert refused.status_code == 409 and "安全复检" in refused.text and now(house, number).open
    guide.post(
        f"/console/incidents/{number}/gates/safety-check",
        target="machine/terminal-2",
        note="赵师傅，绝缘合格",
    )
    assert "赵师傅，绝缘合格" in supervisor.get("/console").text
    assert supervisor.post(f"/console/incidents/{number}/clear", sure="yes").status_code == 303


def test_commander_and_escalation_are_a_leader_s_with_a_reason(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    number = raised(house, "SYS-CORE", "system/core")
    assert 'data-do="command-me"' not in guide.get("/console").text
    assert guide.post(f"/console/incidents/{number}/commander").status_code == 403
    assert supervisor.post(f"/console/incidents/{number}/commander").status_code == 303
    assert "指挥长：王" in guide.get("/console").text
    supervisor.post(f"/console/incidents/{number}/escalate", reason="影响扩大")
    assert now(house, number).level == 1


def test_what_is_overdue_stands_on_the_card_with_whom_to_call(
    house: House, guide: Tablet, clock: Clock
) -> None:
    raised(house, "SYS-CORE", "system/core")
    assert "data-late" not in guide.get("/console").text
    clock.later(minutes=2)
    assert "无人确认，请呼叫负责人" in guide.get("/console").text
    assert house.services.board.catch_up()
    clock.later(minutes=2)
    assert "无人确认，请呼叫副职" in guide.get("/console").text


def test_a_silent_call_comes_up_on_every_other_page_and_stays_quiet_on_one_s_own(
    house: House, guide: Tablet, supervisor: Tablet, clock: Clock
) -> None:
    answer = guide.post("/console/assist", back="/console/kinds")
    assert answer.status_code == 303 and answer.headers["Location"] == "/console/kinds"
    assert guide.post("/console/assist", back="//evil.example/").headers["Location"] == "/console"
    mine = guide.get("/console/kinds").text
    assert "data-assist-mine" in mine and "data-assist=" not in mine
    for path in ("/console", "/console/raise/WIN-PAUSE", "/facilities", "/console/part/assists"):
        page = supervisor.get(path).text
        assert 'data-assist="李"' in page and "data-assist-mine" not in page, path
    assert "没有进行中的事件" not in supervisor.get("/console").text
    clock.later(minutes=2)
    assert "求助无人应答，请呼叫负责人" in supervisor.get("/console/part/assists").text
    assert supervisor.post("/console/assist/answer", person="李").status_code == 303
    assert not house.services.board.view.world.situation.assists
    stranger = Tablet(house)
    assert stranger.post("/console/assist").headers["Location"].startswith("/sign-in")


def test_the_numbers_card_is_read_aloud_with_address_and_floor_even_on_a_locked_tablet(
    house: House, supervisor: Tablet
) -> None:
    raised(house, "FIRE", "zone/service")
    assert supervisor.post("/enrol", name="平板 1").status_code == 303
    assert supervisor.post("/sign-out").status_code == 303
    page = supervisor.get("/console/numbers").text
    assert [n for n in ("110", "119", "120", "122") if f'href="tel:{n}"' in page] == [
        "110",
        "119",
        "120",
        "122",
    ]
    for part in (
        "这里是青禾县办税服务厅",
        "地址：青禾县人民路 1 号一层",
        "楼层：一层",
        "情况：火灾",
        "位置：办税服务区",
    ):
        assert part in page, part
    assert supervisor.get("/console/talk").headers["Location"].startswith("/sign-in")


def test_the_cards_for_talking_are_one_tap_from_a_dispute_and_never_on_a_screen(
    house: House, guide: Tablet
) -> None:
    raised(house, "DISPUTE", "window/5")
    assert 'data-do="talk"' in guide.get("/console").text
    page = guide.get("/console/talk").text
    assert "清空六步" in page and "四项原则" in page and "我愿意帮助您" in page
    assert "争执" not in guide.get("/screen/window-5").text


def test_what_is_over_is_reviewed_and_signed_off(
    house: House, clock: Clock, guide: Tablet, supervisor: Tablet
) -> None:
    number = raised(house, "FIRE", "hall")
    supervisor.post(f"/console/incidents/{number}/clear", sure="yes", reason="火已扑灭")
    clock.later(seconds=31)
    assert "data-ended" not in guide.get("/console").text
    page = supervisor.get("/console").text
    assert 'data-do="review"' in page and 'data-do="archive"' not in page
    supervisor.post(f"/console/incidents/{number}/review", reason="增设引导员", cause="线路老化")
    assert (
        now(house, number).cause == "线路老化"
        and 'data-do="archive"' in supervisor.get("/console").text
    )
    assert (
        supervisor.post(f"/console/incidents/{number}/close", reason="同意归档").status_code == 303
    )
    assert (
        now(house, number).state == "closed" and "data-ended" not in supervisor.get("/console").text
    )


def test_pages_of_handling_keep_inside_the_content_policy(house: House, supervisor: Tablet) -> None:
    raised(house, "DEV-HAZARD", "machine/terminal-2")
    house.services.board.do(Raise("OTHER", ("hall",), draft=True), GUIDE)
    for path in ("/console", "/console/assess?harm=none", "/console/assess?harm=none&what=fire&scope=hall",
                 "/console/numbers", "/console/talk"):  # fmt: skip
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=", supervisor.get(path).text), (
            path
        )


def test_the_numbers_card_names_the_outside_contacts_of_the_kind(
    house: House, guide: Tablet, supervisor: Tablet
) -> None:
    assert "登记外部单位" in guide.get("/console/numbers").text
    for row, name, sector in (
        ("a", "县供电公司", "power"),
        ("b", "县联通", "telecom"),
        ("c", "<i>维保", "vendor"),
    ):
        fields = {"name": name, "kind": "external", "sector": sector, "phone": "0310 5550001"}
        assert (
            supervisor.post("/facilities/registers/contacts", id=row, seen="", **fields).status_code
            == 303
        )
    number = raised(house, "PWR", "system/power")
    page = guide.get(f"/console/numbers?incident={number}").text
    assert re.findall(r'data-callee="(\w+)"', page) == ["power", "vendor"]
    assert 'href="tel:03105550001"' in page and "&lt;i&gt;" in page
    assert re.findall(r'data-callee="(\w+)"', guide.get("/console/numbers").text) == [
        "power",
        "telecom",
        "vendor",
    ]


def test_the_form_of_an_unlisted_event_offers_the_steps_of_others(
    house: House, guide: Tablet
) -> None:
    form = guide.get("/console/raise/OTHER/confirm?target=hall&like=PWR").text
    assert (
        re.search(r'<option value="PWR" selected>', form)
        and 'value="OTHER"' not in form.split('name="like"')[1]
    )
    assert 'name="like"' not in guide.get("/console/raise/PWR/confirm?target=system/power").text
    assert guide.post("/console/raise", kind="OTHER", target="hall", like="PWR").status_code == 303
    (number,) = house.services.board.view.world.situation.incidents
    assert "电" in str([task.text["zh"] for task in now(house, number).steps])
