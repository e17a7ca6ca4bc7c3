"""Reports as pages: every act on paper, a table, links that die, and a stranger who sees
nothing."""

import csv
import io
import re

import pytest

from kiosk.wiring import House
from signage.situation.commands import Change, Raise
from signage.situation.incidents import Actor
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet

HOSTILE = "<script>alert(1)</script>{{7*7}}"


def raised(
    house: House, kind: str = "SYS-CORE", target: str = "system/core", **more: object
) -> str:
    found = house.services.board.do(Raise(kind, (target,), **more), GUIDE).incident
    assert found
    return found.id


def painted(house: House, screen: str) -> None:
    here = house.services
    here.delivery.painted(screen, here.board.view.revision, True, here.clock())


def test_a_stranger_reads_no_report(house: House) -> None:
    number = raised(house)
    for path in ("/reports", f"/reports/{number}", f"/reports/{number}.csv", "/reports/statistics"):
        assert Tablet(house).get(path).headers["Location"].startswith("/sign-in")
    assert Tablet(house).get("/shared/anything").status_code == 404


def test_every_act_is_on_paper_with_its_number(house: House, clock: Clock) -> None:
    number = raised(house, cause=HOSTILE)
    clock.later(seconds=2)
    painted(house, "wall")
    house.services.board.do(Change(number, "acknowledge"), SUPERVISOR)
    tablet = Tablet(house).signed_in("王")
    assert (
        tablet.post(
            f"/reports/{number}/evidence", text="监控录像", link="javascript:alert(1)"
        ).status_code
        == 422
    )
    assert (
        tablet.post(
            f"/reports/{number}/evidence", text="=监控录像", link="https://a.cn/1"
        ).status_code
        == 303
    )
    page = tablet.get(f"/reports/{number}").text
    told = {int(seq) for seq in re.findall(r'data-act="(\d+)"', page)}
    events = house.services.store.events()
    assert told == {r.seq for r in events if getattr(r.event, "incident", None) == number}
    assert (
        HOSTILE not in page
        and "&lt;script&gt;" in page
        and 'data-stage="painted"' in page
        and "2.00 秒" in page
    )
    rows = list(
        csv.reader(io.StringIO(tablet.get(f"/reports/{number}.csv").text.removeprefix("\ufeff")))
    )
    assert len(rows) == len(told) + 1 and not any(
        c.startswith(("=", "+", "@")) for row in rows for c in row
    )
    assert tablet.get("/reports/20200101-1").status_code == 404


def test_the_first_painting_counts_and_hidden_pages_do_not(house: House, clock: Clock) -> None:
    number = raised(house, "FIRE", "hall")
    here = house.services
    here.delivery.painted("night", here.board.view.revision, False, here.clock())
    for _ in range(3):
        clock.later(seconds=1)
        painted(house, "wall")
        here.board.do(Change(number, "update", note="x"), GUIDE)
    rows = here.store.timings(number)
    assert [(row.what, row.name) for row in rows if row.what in ("committed", "painted")] == [
        ("committed", ""),
        ("painted", "wall"),
    ]
    seconds = {row.what: (row.at - clock.now).total_seconds() for row in rows}
    assert seconds["painted"] == -2.0
    assert "wall" not in {row.name for row in here.store.timings("another")}


def test_a_report_is_reviewed_signed_and_archived(house: House) -> None:
    number = raised(house, "QUEUE", "hall")
    house.services.board.do(Change(number, "clear"), SUPERVISOR)
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    assert 'data-do="review"' not in guide.get(f"/reports/{number}").text
    assert guide.post(f"/reports/{number}/review", reason="好").status_code == 403
    assert leader.post(f"/reports/{number}/review", reason="增设引导").status_code == 303
    assert leader.post(f"/reports/{number}/close", reason="同意归档").status_code == 303
    page = guide.get(f"/reports/{number}").text
    assert "增设引导" in page and "同意归档" in page and "已关闭" in page


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_link_shows_one_report_without_names_until_it_is_dead(
    house: House, clock: Clock, end: str
) -> None:
    number, other = raised(house, note="找李"), raised(house, "WIN-PAUSE", "window/5")
    assert (
        Tablet(house)
        .signed_in("李")
        .post("/reports/links", about=f"incident:{number}", days="7")
        .status_code
        == 403
    )
    leader = Tablet(house).signed_in("王")
    assert leader.post("/reports/links", about=f"incident:{number}", days="7").status_code == 303
    address = re.search(r"<code>(/shared/[^<]+)</code>", leader.get(f"/reports/{number}").text)
    assert address
    page = Tablet(house).get(address[1])
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    assert (
        number in page.text
        and other not in page.text
        and "李" not in page.text
        and "王" not in page.text
    )
    assert Tablet(house).get(address[1] + "x").status_code == 404
    if end == "revoked":
        link = re.search(r'data-link="([^"]+)"', leader.get("/reports").text)
        assert link and leader.post(f"/reports/links/{link[1]}/revoke").status_code == 303
    else:
        clock.later(days=7)
    assert Tablet(house).get(address[1]).status_code == 404


def test_a_period_in_figures_is_shown_and_can_be_shared(house: House, clock: Clock) -> None:
    for kind, target in (
        ("WIN-PAUSE", "window/5"),
        ("SYS-CORE", "system/core"),
        ("WIN-PAUSE", "window/6"),
    ):
        number = raised(house, kind, target)
        clock.later(minutes=5)
        house.services.board.do(Change(number, "clear", reason="好"), Actor("管理员", "admin"))
    leader = Tablet(house).signed_in("王")
    page = leader.get("/reports/statistics?period=2026-11").text
    assert (
        "<b>3</b> 起" in page
        and page.count('class="chart"') == 3
        and 'data-chart="week"' in page
        and "5 分 0 秒" in page
    )
    assert "data-uptime" in page and "<td>5 分 0 秒</td>" in page and "均为 100%" in page
    assert "均可用" in leader.get("/reports/statistics?period=2026-10").text
    assert leader.get("/reports/statistics?period=2026-13").status_code == 404
    assert leader.post("/reports/links", about="period:2026-11", days="1").status_code == 303
    address = re.search(r"<code>(/shared/[^<]+)</code>", leader.get("/reports").text)
    assert address and "<b>3</b> 起" in Tablet(house).get(address[1]).text


def test_presence_support_losses_and_findings_stand_on_the_report(
    house: House, clock: Clock
) -> None:
    number = raised(house, "FIRE", "hall")
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    assert 'data-do="arrived"' in guide.get("/console").text
    clock.later(seconds=75)
    assert guide.post(f"/console/incidents/{number}/remarks", kind="arrived").status_code == 303
    assert 'data-do="arrived"' not in guide.get("/console").text
    assert (
        guide.post(f"/console/incidents/{number}/remarks", kind="support", text=HOSTILE).status_code
        == 303
    )
    assert "&lt;script&gt;" in leader.get("/console").text
    assert (
        guide.post(
            f"/reports/{number}/remarks", kind="loss", text="打印机一台，约3000元"
        ).status_code
        == 303
    )
    assert guide.post(f"/reports/{number}/remarks", kind="loss", text="").status_code == 422
    assert guide.get(f"/reports/{number}/findings").status_code == 403
    form = leader.get(f"/reports/{number}/findings").text
    assert 'name="insurance"' in form and 'name="counsel"' in form
    told = {"insurance": "已报案", "counsel": "已安排", "cost": "贵", "seen": ""}
    answer = leader.post(f"/reports/{number}/findings", **told)
    assert answer.status_code == 422 and "已报案" in answer.text, "what was typed is kept"
    assert leader.post(f"/reports/{number}/findings", **{**told, "cost": "300"}).status_code == 303
    assert leader.post(f"/reports/{number}/findings", **{**told, "cost": "400"}).status_code == 409
    page = guide.get(f"/reports/{number}").text
    assert (
        "data-losses" in page
        and "data-findings" in page
        and "保险报案与赔付" in page
        and "<td>300</td>" in page
    )
    assert HOSTILE not in page and "请求支援" in page and 'data-do="findings"' not in page
    assert 'data-do="findings"' in leader.get(f"/reports/{number}").text
