"""Seasonal hours and a year's holidays in the page: by the notice itself, compared with the calendar."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.reader import read
from kiosk.custody.edits.arrangement import Unread, arrangement
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import DRAFT
from kiosk.wiring import House
from signage.hall.hours import DAYS
from tests.kiosk.facilities.test_description import PAGE as DESCRIPTION
from tests.kiosk.facilities.test_description import mark
from tests.kiosk.house import Tablet

PAGE = "/facilities/calendar"
NOTICE = """某年部分节假日安排的通知（例子，并非公布的安排）
国办发明电〔2098〕1号
现将2099年部分节假日安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（星期日）上班。
二、春节：1月20日（农历腊月二十九、周二）至26日（周一）放假调休，共7天。1月18日（周日）、2月1日（周日）上班。
三、清明节：4月4日（周六）放假。
"""
SUMMER = {"s0.since": "6月1日", "s0.until": "9-30", "s0.mon": "8:30-12:00 14:30-18:00"}


def send(tablet: Tablet, address: str, **given: str) -> TestResponse:
    seen = re.search(r'name="seen" value="([^"]+)"', tablet.get(PAGE).text)
    assert seen is not None
    return tablet.post(address, seen=seen[1], **given)


def test_a_notice_is_read_as_it_is_worded() -> None:
    found = arrangement(NOTICE)
    assert (found.year, found.source, len(found.off)) == (2099, "国办发明电〔2098〕1号", 11)
    assert found.worked == (date(2099, 1, 4), date(2099, 1, 18), date(2099, 2, 1))
    listed = "holidays = [2099-01-01]\nmake_up = [2099-01-04]"
    assert arrangement(listed).off == (date(2099, 1, 1),)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("（周四）", "（周五）"), ("至3日", "至2日"), ("1月4日（星期日）", "1月5日（星期日）"),
        ("至3日（周六）", "至35日"), ("2099年", ""), (NOTICE, ""), (NOTICE, "holidays = [2099-01-01]"),
        (NOTICE, "holidays = [2099-01-01]\nmake_up = [2099-01-01]"),
        (NOTICE, 'holidays = ["x"]\nmake_up = []'), (NOTICE, "year = 9\nholidays = [2099-01-01]\nmake_up = []"),
    ],
)  # fmt: skip
def test_what_does_not_agree_with_the_calendar_is_no_notice(was: str, now: str) -> None:
    with pytest.raises(Unread):
        arrangement(NOTICE.replace(was, now))


def test_a_years_holidays_come_with_its_notice_and_other_years_stay(
    built: House, place: Path
) -> None:
    before = (place / HALL).read_text("utf-8")
    leader = Tablet(built).signed_in("王")
    answer = send(leader, f"{PAGE}/arrangement", notice=NOTICE)
    assert answer.status_code == 303 and answer.location.endswith("year=2099")
    page = leader.get(answer.location).text
    assert page.count('<td class="off">') == 11 and page.count('<td class="worked">') == 3
    assert "国办发明电〔2098〕1号" in page, "why, where nobody says another"
    assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    hours, old = read(place).hall.hours, built.services.board.view.content.hall.hours
    assert hours == old and date(2099, 1, 26) in hours.holidays
    assert sum(day.year == 2026 for day in hours.holidays) == 33
    kept = {line for line in before.splitlines() if line.strip().startswith("#")}
    assert kept <= {*(place / HALL).read_text("utf-8").splitlines()}
    assert send(leader, f"{PAGE}/arrangement", notice=NOTICE).status_code == 422, "nothing changes"


def test_seasons_are_written_changed_and_taken_out(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    assert send(leader, PAGE, **SUMMER, why="夏令时").status_code == 303
    page = leader.get(PAGE).text
    assert "06-01 ~ 09-30 · 周一 08:30-12:00 14:30-18:00" in page and "s1.since" in page
    assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    (season,) = read(place).hall.hours.seasons
    assert (season.since, season.until) == ("06-01", "09-30")
    told = [str(one.event) for one in built.services.store.events()]
    assert any("seasons" in one for one in told)
    assert send(leader, PAGE).status_code == 303, "all empty: it goes"
    leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader), gone="yes")
    assert not read(place).hall.hours.seasons


@pytest.mark.parametrize("name", ["since", "until", *DAYS])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    built: House, tmp_path: Path, name: str
) -> None:
    leader = Tablet(built).signed_in("王")
    for wrong in ("13-40", "25:00-26:00", "x"):
        page = send(leader, PAGE, **{**SUMMER, f"s0.{name}": wrong})
        assert page.status_code == 422 and f'id="s0.{name}-fault"' in page.text, wrong
        assert 'value="9-30"' in page.text or name == "until", "what was typed stays"
    assert not (tmp_path / "data" / DRAFT).exists()


def test_a_notice_that_cannot_be_read_is_said_so(built: House, tmp_path: Path) -> None:
    leader = Tablet(built).signed_in("王")
    for wrong in ("", " \u3000", "\u202e\u200b", "放假", NOTICE.replace("（周四）", "（周五）")):
        page = send(leader, f"{PAGE}/arrangement", notice=wrong)
        assert page.status_code == 422 and 'id="notice-fault"' in page.text
    page = send(leader, PAGE, **{"s0.since": "06-01", "s0.until": "09-30"})
    assert 'id="s0.mon-fault"' in page.text, "hours of one day at least"
    assert leader.post(PAGE, seen="old", **SUMMER).status_code == 409
    assert not (tmp_path / "data" / DRAFT).exists()


def upload(tablet: Tablet, data: bytes) -> TestResponse:
    seen = re.search(r'name="seen" value="([^"]+)"', tablet.get(PAGE).text)
    assert seen is not None
    form = {"csrf_token": tablet.token(), "seen": seen[1], "file": (BytesIO(data), "holidays.toml")}
    return tablet.client.post(f"{PAGE}/arrangement", data=form, content_type="multipart/form-data")


def test_a_years_days_go_out_as_a_file_and_come_in_as_one(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    before = read(place).hall.hours
    given = leader.get(f"{PAGE}/arrangement.toml?year=2026")
    assert given.mimetype == "application/toml"
    found = arrangement(given.text)
    assert found.off == before.holidays and found.worked == before.make_up
    assert upload(leader, given.data).status_code == 422, "nothing changes"
    for data in (NOTICE.encode("gb18030"), given.data.replace(b"2026-10-07", b"2026-10-08")):
        assert upload(leader, data).status_code == 303
        assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
    days = read(place).hall.hours.holidays
    assert date(2099, 1, 1) in days and date(2026, 10, 8) in days and date(2026, 10, 7) not in days
    for nothing in (b"\xff" * 9, b"a = " + b"[" * 60_000, b"holidays = 1"):
        assert upload(leader, nothing).status_code == 422
