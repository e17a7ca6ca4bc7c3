"""Papers taken by hand, and the last filing day, on the pages people open: console, touch page,
status page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.content.reader import sample
from kiosk.serving.pins import make_token
from kiosk.wiring import House, build
from signage.availability.by_hand import by_hand
from signage.hall.filing_services import filed
from signage.language.postponement import advice
from signage.situation.commands import Change, Raise
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enlist

LATE = datetime(2026, 12, 15, 8, 40, tzinfo=UTC)
"""16:40 of the last filing day."""


@pytest.fixture
def house(tmp_path: Path, sample_read: None) -> Iterator[House]:
    found = build(tmp_path, sample(), simulators=True, clock=Clock(LATE))
    enlist(found.services.store)
    yield found
    found.close()


def down(house: House, *outages: tuple[str, str]) -> list[str]:
    for kind, system in outages:
        house.services.board.do(Raise(kind, (system,)), GUIDE)
    return list(house.services.board.view.world.situation.incidents)


def test_one_tap_begins_and_one_ends_it_and_every_page_says_so(house: House) -> None:
    guide, visitor = Tablet(house).signed_in("李"), Tablet(house)
    (number,) = down(house, ("SYS-CORE", "system/core"))
    asked = guide.get("/console").text
    assert (
        'data-ask="begin"' in asked
        and "今天是申报最后一天，请手工受理" in asked
        and "申报缴纳" in asked
    )
    assert "手工受理" not in visitor.get("/status").text, (
        "nobody is told before somebody takes them"
    )
    assert guide.post(f"/console/incidents/{number}/papers", on="yes").status_code == 303
    assert 'data-ask="taking"' in guide.get("/console").text
    status = visitor.get("/status").text
    assert "data-papers" in status and "领取回执" in status and "<b>手工受理</b> 10 个" in status
    page = visitor.get("/screen/entrance/service/declare").text
    assert (
        'data-way="papers"' in page
        and "请带纸质资料" in page
        and 'data-broken="window"' not in page
    )
    assert "bring papers" in visitor.get("/screen/entrance/service/declare?lang=en").text
    house.services.board.do(Change(number, "resolve"), SUPERVISOR)
    assert 'data-ask="end"' in guide.get("/console").text
    assert guide.post(f"/console/incidents/{number}/papers", on="no").status_code == 303
    assert "data-papers" not in visitor.get("/status").text
    assert 'data-way="papers"' not in visitor.get("/screen/entrance/service/declare").text


def test_the_page_of_what_is_filed_says_that_today_is_the_last_day(house: House) -> None:
    visitor = Tablet(house)
    page = visitor.get("/screen/entrance/service/declare").text
    assert "data-last-day" in page and "今天是申报最后一天" in page
    assert "last filing day" in visitor.get("/screen/entrance/service/declare?lang=en").text


def test_what_is_not_filed_has_no_last_day(house: House) -> None:
    hall = house.services.board.view.content.hall
    others = [service.id for service in hall.services if service not in filed(hall)]
    assert others and not any(
        "data-last-day" in Tablet(house).get(f"/screen/entrance/service/{name}").text
        for name in others
    )


def test_the_api_says_which_windows_take_papers(house: House) -> None:
    token, hashed = make_token()
    house.services.store.put_token("queue", hashed, "read")

    def told() -> list[dict[str, str]]:
        answer = house.app.test_client().get(
            "/api/v1/hall", headers={"Authorization": f"Bearer {token}"}
        )
        return list(answer.get_json()["by_hand"])

    (number,) = down(house, ("SYS-CORE", "system/core"))
    assert told() == []
    assert (
        Tablet(house)
        .signed_in("李")
        .post(f"/console/incidents/{number}/papers", on="yes")
        .status_code
        == 303
    )
    taking = [one["window"] for one in told() if one["incident"] == number]
    assert len(taking) == 10 and taking == list(by_hand(house.services.board.view.world))


def test_a_stranger_and_the_technician_begin_nothing(house: House) -> None:
    (number,) = down(house, ("SYS-CORE", "system/core"))
    keeper = Tablet(house).signed_in("赵")
    assert 'data-do="papers"' not in keeper.get("/console").text
    assert keeper.post(f"/console/incidents/{number}/papers", on="yes").status_code == 403
    assert Tablet(house).post(f"/console/incidents/{number}/papers", on="yes").status_code in (
        303,
        400,
        403,
    )
    assert not house.services.board.view.world.situation.by_hand


def test_the_tablet_asks_for_no_papers_while_windows_work(house: House) -> None:
    down(house, ("ETAX-DOWN", "system/etax"))
    assert "data-paper" not in Tablet(house).signed_in("李").get("/console").text


def test_on_the_last_day_the_pages_say_it_and_staff_are_not_told_to_put_people_off(
    house: House,
) -> None:
    guide, visitor = Tablet(house).signed_in("李"), Tablet(house)
    down(house, ("QUEUE", "hall"))
    for page in ("/screen/entrance", "/screen/wall", "/status"):
        text = visitor.get(page).text
        assert "今天是申报最后一天" in text and not advice(text, "zh"), page
    assert not advice(guide.get("/console").text, "zh")
