"""Reports to the authority: a leader approves, they leave at once or at their due minute, and its receipt
comes back as a remark."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, SUPERVISOR
from tests.kiosk.house import Tablet
from tests.kiosk.outlets.test_publisher import CALLS, Hall

BUREAU = """
[[calls.outlets]]
id = "bureau"
name = { zh = "市局值班室", en = "Duty desk" }
sort = "report"
address = "site"
"""


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr("tests.kiosk.outlets.test_publisher.CALLS", CALLS + BUREAU)
    made = Hall(tmp_path)
    yield made
    made.house.close()


def raised(
    hall: Hall, kind: str = "SYS-CORE", target: str = "system/core", *, drill: bool = False
) -> str:
    command = Raise(kind, (target,), level=1, cause="光缆被挖断", drill=drill)
    outcome = hall.house.services.board.do(command, SUPERVISOR)
    assert outcome.incident is not None
    return outcome.incident.id


def sent(hall: Hall, number: str, **more: str) -> int:
    form = {"stage": "first", "text": "时间：上午\n原因：光缆被挖断", "to": "bureau", **more}
    return hall.leader().post(f"/reports/{number}/upward", **form).status_code


@pytest.mark.parametrize("setting", [True, False])
def test_one_that_nobody_took_in_a_day_is_told_and_goes_anew_when_a_person_asks(
    hall: Hall, setting: bool
) -> None:
    """``setting``: whether the hall knows where to send it from the first."""
    ways, number = hall.ways, raised(hall)
    hall.ways = ways if setting else None
    hall.begin()
    hall.post.why = "no-answer"
    assert sent(hall, number) == 303
    hall.turn(3)
    page = f"/reports/{number}"
    assert "未送达，继续重试" in hall.leader().get(page).text
    hall.clock.later(hours=24)
    hall.turn(3)
    told = hall.leader().get(page).text
    assert "未送达，11-25 10:00 起不再自动重试" in told and 'data-is="failed"' not in told
    hall.post.why, hall.ways = "", ways
    hall.begin()
    tried = len(hall.post.got)
    (report,) = hall.house.services.board.view.world.situation.after.upward
    assert hall.leader().post(f"/notices/{report}/anew", outlet="bureau").status_code == 303
    hall.turn(3)
    assert len(hall.post.got) == tried + 1
    assert "11-25 10:00 已送达" in hall.leader().get(page).text


def test_the_five_fields_stand_in_the_form_and_leave_once_a_leader_approves(hall: Hall) -> None:
    number = raised(hall)
    page = hall.leader().get(f"/reports/{number}").text
    for field in ("时间：", "地点：", "原因：光缆被挖断", "影响：", "应急处置措施："):
        assert field in page
    assert (
        'data-do="send-upward"'
        not in Tablet(hall.house).signed_in("李").get(f"/reports/{number}").text
    )
    hall.turn()
    assert hall.post.got == []
    assert sent(hall, number) == 303
    hall.turn()
    (form,) = (one.form or {} for one in hall.post.got)
    assert form["type"] == "report" and form["title"].startswith("首报：")
    assert form["text"].startswith("时间：上午\n原因：光缆被挖断")
    page = hall.leader().get(f"/reports/{number}").text
    assert "市局值班室：11-24 10:00 已送达（HTTP 200）" in page and "首报已送达市局值班室" in page
    incident = hall.house.services.board.view.world.situation.incidents[number]
    assert incident.reported_at is not None, "the next one is due by that"


def test_one_approved_ahead_leaves_at_its_minute(hall: Hall) -> None:
    number = raised(hall)
    due = hall.clock.now + timedelta(minutes=30)
    assert sent(hall, number, stage="progress", at=due.isoformat()) == 303
    hall.turn()
    assert (
        hall.post.got == []
        and "已批准，11-24 10:30 发出" in hall.leader().get(f"/reports/{number}").text
    )
    hall.clock.later(minutes=29)
    hall.turn()
    assert hall.post.got == []
    hall.clock.later(minutes=1)
    hall.turn()
    assert len(hall.post.got) == 1
    hall.clock.later(hours=30)
    hall.turn()
    assert len(hall.post.got) == 1, "and never again"


def test_the_authority_s_receipt_comes_back_once_and_looking_says_nothing(hall: Hall) -> None:
    number = raised(hall)
    sent(hall, number)
    hall.turn()
    assert hall.post.got[0].form is not None
    address = hall.post.got[0].form["receipt"]
    path = re.sub(r"^https?://[^/]+", "", address)
    assert address in hall.post.got[0].form["text"]
    stranger = Tablet(hall.house)
    before = hall.house.services.board.view.revision
    assert "请确认已收到此报告" in stranger.get(path).text
    assert hall.house.services.board.view.revision == before
    for _ in range(2):
        assert stranger.client.post(path).status_code == 303
    page = hall.leader().get(f"/reports/{number}").text
    assert "市局值班室 11-24 10:00 已签收" in page
    incident = hall.house.services.board.view.world.situation.incidents[number]
    said = [(one.kind, one.by) for one in incident.remarks]
    assert said == [("reported", "system"), ("liaison", "市局值班室")]
    assert "已确认收到。" in stranger.get(path).text
    assert stranger.get(f"{path}x").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"to": "site"}, {"stage": "last"}, {"at": "soon"}, {"text": "联系 13812345678"}],
)
def test_what_cannot_be_sent_is_said_on_the_page(hall: Hall, wrong: dict[str, str]) -> None:
    assert sent(hall, raised(hall), **wrong) in (404, 422)
    hall.turn()
    assert hall.post.got == []


def test_a_drill_is_reported_to_nobody_and_only_leaders_report(hall: Hall) -> None:
    number = raised(hall, "FIRE", "hall", drill=True)
    assert 'data-do="send-upward"' not in hall.leader().get(f"/reports/{number}").text
    assert sent(hall, number) == 422
    guide = Tablet(hall.house).signed_in("李")
    assert (
        guide.post(f"/reports/{number}/upward", stage="first", text="x", to="bureau").status_code
        == 403
    )


def test_an_end_asks_for_the_final_report_and_notices_go_nowhere_near_the_authority(
    hall: Hall,
) -> None:
    number = raised(hall)
    sent(hall, number)
    assert '<option value="progress" selected' in hall.leader().get(f"/reports/{number}").text
    hall.house.services.board.do(Change(number, "clear", reason="恢复"), ADMIN)
    assert '<option value="final" selected' in hall.leader().get(f"/reports/{number}").text
    assert "市局值班室" not in hall.page()
