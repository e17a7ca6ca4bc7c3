"""帮助 promises somebody only while somebody is there; outside those hours it says whom to call and
when staff come."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.wiring import House, build
from signage.availability.staff import staffed
from signage.availability.world import world
from signage.shows.scenes import scenes
from signage.situation.incidents import Situation
from tests.cast import NOON, Clock

NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
PROMISES = ("马上就来", "已通知工作人员")
At = Callable[[datetime], House]


@pytest.fixture
def at(tmp_path: Path, sample_read: None) -> Iterator[At]:
    """The sample hall at a moment."""
    built: list[House] = []

    def hall(now: datetime) -> House:
        built.append(
            build(tmp_path / str(len(built)), contents.sample(), simulators=True, clock=Clock(now))
        )
        return built[-1]

    yield hall
    for house in built:
        house.close()


def called(house: House, screen: str = "night", lang: str = "zh") -> str:
    answer = house.app.test_client().post(f"/screen/{screen}/help?lang={lang}")
    assert answer.status_code == 200
    return answer.text


def test_while_staff_are_there_they_come(at: At) -> None:
    said = called(at(NOON))
    assert all(words in said for words in PROMISES)
    assert "data-phone" not in said


@pytest.mark.parametrize("screen", ["night", "entrance"])
def test_at_night_nobody_is_promised_and_the_page_says_whom_to_call(at: At, screen: str) -> None:
    house = at(NIGHT)
    said = called(house, screen)
    assert not any(words in said for words in PROMISES)
    assert "现在没有工作人员在岗" in said and "11月25日 09:00" in said
    for phone in ("12366", "110", "119", "120"):
        assert f'data-phone="{phone}"' in said or f"<b>{phone}</b>" in said
    assert "someone is coming" not in called(house, screen, "en")
    assert [recorded.event.type for recorded in house.services.store.events()].count(
        "help_called"
    ) == 1


def test_at_night_no_key_for_help_promises_staff(at: At) -> None:
    house = at(NIGHT)
    for screen in ("night", "entrance", "terminal-2"):
        page = house.app.test_client().get(f"/screen/{screen}").text.partition('id="failed"')[0]
        assert "请工作人员" not in page, screen
    assert "请工作人员到这里来" in at(NOON).app.test_client().get("/screen/night").text


def test_who_answers_at_night_is_said_first(at: At) -> None:
    house = at(NIGHT)
    view = house.services.board.view
    object.__setattr__(view.content.hall, "duty_phone", "0311-1234 5678")
    said = called(house)
    assert said.index("0311-1234 5678") < said.index("12366")


@pytest.mark.laws
def test_through_a_week_a_screen_says_staffed_only_while_hall_or_a_window_is_open(at: At) -> None:
    hall = at(NOON).services.board.view.content.hall
    for half_hours in range(7 * 48):
        now = NOON + timedelta(minutes=30 * half_hours)
        there = world(hall, Situation(), now)
        open_now = there.opening.open or any(window.open for window in there.windows.values())
        assert staffed(there) == open_now
        assert {
            scene.staffed for scene in scenes(there).values() if scene.layout in ("touch", "zone")
        } == {open_now}
