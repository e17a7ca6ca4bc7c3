"""One thing after another, as it happens in a hall."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from signage.availability.redirects import redirects
from signage.availability.world import world
from signage.catalogue.kinds import Catalogue, Class
from signage.hall.hours import opening
from signage.language.words import fill
from signage.rules.precedence import TIER
from signage.rules.refusal import Refused
from signage.shows.boards import DAY_ENDED
from signage.shows.lamps import lamps
from signage.shows.phrases import CHECKING
from signage.shows.scene import Scene
from signage.shows.scene_parts import ALL_CLEAR, RESUMED
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Command, Raise, SetWindow, Undo
from signage.situation.incidents import Actor
from tests.cast import (
    ADMIN,
    CATALOGUE,
    ETAX,
    GUIDE,
    HALL,
    HOURS,
    NOON,
    STRANGER,
    SUPERVISOR,
    TABLET,
    Day,
)


def shown(day: Day) -> dict[str, Scene]:
    return scenes(world(HALL, day.situation, day.now))


def lit(day: Day) -> dict[str, str]:
    return {
        name: str(scene.pattern)
        for name, scene in lamps(world(HALL, day.situation, day.now)).items()
    }


def test_a_paused_window_changes_its_own_screen_and_lamp_and_the_board() -> None:
    day = Day()
    before = shown(day)
    number = day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE)
    after = shown(day)
    assert after["win-1"].sign == "suspended" and after["win-1"].title["zh"] == "暂停服务"
    assert after["win-2"] == before["win-2"] and after["term-1"].sign == "guidance"
    row = next(row for row in after["wall"].rows if row.id == "window/1")
    assert (row.state, row.word["zh"], row.note["zh"]) == (
        "paused",
        "暂停服务",
        "部分业务请到2、3号窗口",
    )
    assert [o.url for o in after["win-1"].instead if o.url] == [ETAX]
    assert after["kiosk"].strips[0].incident == number
    assert lit(day) == {"lamp-1": "yellow on", "lamp-2": "green on", "lamp-night": "green on"}
    assert number is not None
    day.do(Change(number, "clear"), GUIDE)
    assert shown(day) == before


def test_the_white_tier_says_paused_where_there_is_one() -> None:
    day = Day()
    day.do(Raise("WIN-PAUSE", ("window/2",)))
    assert lit(day)["lamp-2"] == "white on"


def test_a_core_outage_takes_windows_and_terminals_but_not_online_filing() -> None:
    day = Day()
    day.do(Raise("SYS-CORE", ("system/core",), eta=NOON + timedelta(hours=2)))
    view = world(HALL, day.situation, day.now)
    assert {"window/1", "machine/terminal-1", "system/core"} <= set(view.out)
    assert [c.kind for c in redirects(view, HALL.service["declare"])] == ["online"]
    assert shown(day)["win-1"].sign == "outage"
    assert shown(day)["win-1"].until["zh"] == "预计 12:00 恢复"
    assert shown(day)["night"].sign == "guidance"


def test_a_closed_hall_still_points_to_online_filing() -> None:
    day = Day()
    day.do(Raise("HALL-CLOSED", ("hall",)))
    assert [option.url for option in shown(day)["wall"].instead if option.kind == "online"] == [
        ETAX
    ]


def test_an_overdue_time_becomes_being_confirmed() -> None:
    day = Day()
    day.do(Raise("WIN-PAUSE", ("window/1",), eta=NOON + timedelta(minutes=5)))
    assert shown(day.later(minutes=6))["win-1"].until == CHECKING


def test_the_end_of_an_emergency_shows_its_all_clear_for_ten_minutes() -> None:
    day = Day()
    number = day.do(Raise("FIRE", ("hall",)), GUIDE)
    assert {scene.sign for scene in shown(day).values()} == {"evacuate"}
    assert lit(day)["lamp-1"] == "red fast + sounder"
    with pytest.raises(Refused, match="supervisor"):
        day.do(Change(str(number), "clear"), GUIDE)
    day.do(Change(str(number), "clear"), SUPERVISOR)
    assert {scene.title["zh"] for scene in shown(day.later(minutes=9)).values()} == {
        ALL_CLEAR["zh"]
    }
    assert shown(day.later(minutes=2))["win-1"].sign == "guidance"


def test_no_screen_says_all_clear_while_part_of_the_hall_is_told_to_leave() -> None:
    day = Day()
    first = day.do(Raise("FIRE", ("hall",)), GUIDE)
    day.do(Raise("FIRE", ("zone/self",)), GUIDE)
    day.do(Change(str(first), "clear"), SUPERVISOR)
    assert "all-clear" not in {scene.sign for scene in shown(day).values()}
    for number in [i.id for i in day.situation.open_incidents]:
        day.do(Change(number, "clear"), SUPERVISOR)
    assert {scene.sign for scene in shown(day).values()} == {"all-clear"}


def test_the_end_of_an_outage_says_service_has_resumed_for_two_minutes() -> None:
    day = Day()
    number = day.do(Raise("SYS-CORE", ("system/core",)))
    day.do(Change(str(number), "clear"))
    assert shown(day)["win-1"].title == RESUMED
    (strip,) = shown(day)["wall"].strips
    assert (strip.sign, strip.words) == ("all-clear", RESUMED), "on a board in a band (LOOKS §3)"
    later = shown(day.later(minutes=3))
    assert {later[name].sign for name in ("wall", "win-1")} == {"guidance"}
    assert not later["wall"].strips


def test_a_terminal_on_fire_keeps_its_do_not_touch_band_while_the_hall_evacuates() -> None:
    day = Day()
    day.do(Raise("DEV-HAZARD", ("machine/terminal-1",)))
    assert shown(day)["term-1"].title["zh"] == "危险！/请勿触摸"
    day.do(Raise("FIRE", ("hall",)))
    scene = shown(day)["term-1"]
    assert (scene.sign, scene.band["zh"]) == ("evacuate", "危险！请勿触摸")
    assert shown(day)["win-1"].band == {}


def test_silence_stops_the_sounder_and_leaves_the_light() -> None:
    day = Day()
    number = str(day.do(Raise("FIRE", ("hall",))))
    day.do(Change(number, "silence"), GUIDE)
    assert lit(day)["lamp-1"] == "red fast"


def test_a_raise_of_what_is_open_already_is_counted_not_doubled() -> None:
    day = Day()
    first = day.do(Raise("WIN-PAUSE", ("window/1",)))
    assert day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE) == first
    assert day.situation.incidents[str(first)].repeats == 1


def test_undo_is_for_the_same_person_within_thirty_seconds() -> None:
    day = Day()
    number = str(day.do(Raise("WIN-PAUSE", ("window/1",)), GUIDE))
    with pytest.raises(Refused):
        day.do(Undo(number), SUPERVISOR)
    day.do(Undo(number), GUIDE)
    assert day.situation.incidents[number].state == "closed"
    number = str(day.do(Raise("WIN-PAUSE", ("window/2",)), GUIDE))
    day.do(Change(number, "clear"), GUIDE)
    day.later(seconds=20).do(Undo(number), GUIDE)
    assert day.situation.incidents[number].state == "active"
    day.do(Change(number, "clear"), GUIDE)
    with pytest.raises(Refused):
        day.later(seconds=31).do(Undo(number), GUIDE)


def test_a_guide_opens_and_refunctions_a_window_for_the_day() -> None:
    day = Day()
    day.do(SetWindow("window/3", services=("declare",)), GUIDE)
    assert any(
        c.place == "window/3"
        for c in redirects(world(HALL, day.situation, day.now), HALL.service["declare"])
    )
    day.do(SetWindow("window/3", open=False), GUIDE)
    assert not any(
        c.place == "window/3"
        for c in redirects(world(HALL, day.situation, day.now), HALL.service["declare"])
    )
    tomorrow = day.later(days=1)
    assert world(HALL, tomorrow.situation, tomorrow.now).windows["window/3"].open


def test_after_hours_the_hall_says_so_and_the_night_zone_still_serves() -> None:
    day = Day().later(hours=9)
    found = shown(day)
    assert found["kiosk"].title == DAY_ENDED and found["kiosk"].closed
    assert found["kiosk"].lines[0]["zh"] == "下次开放 11月25日 09:00"
    assert not found["night"].closed
    assert lit(day) == {"lamp-1": "off", "lamp-2": "off", "lamp-night": "green on"}
    day.do(Raise("FIRE", ("hall",)))
    assert shown(day)["kiosk"].sign == "evacuate"


def test_lunch_is_a_break_and_friday_evening_points_to_monday() -> None:
    zone = HALL.zoneinfo
    assert opening(HOURS, datetime(2026, 11, 24, 12, 30, tzinfo=zone), zone).phase == "break"
    friday = opening(HOURS, datetime(2026, 11, 27, 18, 0, tzinfo=zone), zone)
    assert friday.next_open == datetime(2026, 11, 30, 9, 0, tzinfo=zone)


REFUSALS: list[tuple[Command, Actor, str]] = [
    (Raise("NO-SUCH", ("hall",)), ADMIN, "unknown-kind"),
    (Raise("FIRE", ("window/99",)), ADMIN, "unknown-targets"),
    (Raise("FIRE", ()), ADMIN, "no-target"),
    (Raise("FIRE", ("hall",), level=5), ADMIN, "bad-level"),
    (Raise("FIRE", ("hall",), eta=datetime(2026, 1, 1)), ADMIN, "bad-eta"),  # the fault under test
    (Raise("FIRE", ("hall",), eta=datetime.max.replace(tzinfo=UTC)), ADMIN, "bad-eta"),
    (Raise("WIN-PAUSE", ("window/1",), cause="x" * 201), ADMIN, "too-long"),
    (Raise("WIN-PAUSE", ("window/1",), note="a\x00b"), ADMIN, "bad-text"),
    (Raise("ALL-CLEAR", ("hall",)), ADMIN, "not-raisable"),
    (Raise("FIRE", ("hall",)), STRANGER, "not-allowed"),
    (Raise("HALL-CLOSED", ("hall",)), GUIDE, "not-allowed"),
    (Raise("WIN-PAUSE", ("window/1",), level=1), GUIDE, "not-allowed"),
    (Raise("WIN-PAUSE", ("window/1",)), TABLET, "locked"),
    (Raise("FIRE", ("hall",), cls="warning"), ADMIN, "wrong-class"),
    (Change("nothing", "clear"), ADMIN, "unknown-incident"),
    (SetWindow("window/99", open=True), ADMIN, "unknown-window"),
    (SetWindow("window/1", services=("nothing",)), ADMIN, "unknown-services"),
]


@pytest.mark.parametrize(("command", "actor", "code"), REFUSALS)
def test_bad_input_is_refused_with_its_reason_and_leaves_nothing(
    command: Command, actor: Actor, code: str
) -> None:
    day = Day()
    with pytest.raises(Refused) as refused:
        day.do(command, actor)
    assert refused.value.code == code
    assert refused.value.words["zh"] and refused.value.words["en"]
    assert day.log == []


def test_a_locked_tablet_starts_an_evacuation() -> None:
    assert Day().do(Raise("FIRE", ("hall",)), TABLET)


def test_an_older_revision_is_refused() -> None:
    day = Day()
    number = str(day.do(Raise("WIN-PAUSE", ("window/1",))))
    day.do(Change(number, "acknowledge"))
    with pytest.raises(Refused) as refused:
        day.do(Change(number, "clear", revision=1))
    assert refused.value.code == "stale-revision"


def test_a_cleared_incident_cannot_be_cleared_again() -> None:
    day = Day()
    number = str(day.do(Raise("WIN-PAUSE", ("window/1",))))
    day.do(Change(number, "clear"))
    with pytest.raises(Refused) as refused:
        day.do(Change(number, "clear"))
    assert refused.value.code == "illegal-transition"


def test_a_cause_shows_where_the_kind_is_public_and_braces_in_it_are_text() -> None:
    day = Day()
    day.do(Raise("WIN-PAUSE", ("window/1",), cause="打印机 {at} <b>"))
    assert shown(day)["win-1"].lines[0]["zh"] == "打印机 {at} <b>"
    assert fill({"zh": "{a}"}, a="{b}", b="x") == {"zh": "{b}"}


def test_a_chosen_class_brings_its_own_lamp_symbols_and_rights() -> None:
    day = Day()
    number = str(day.do(Raise("QUAKE", ("hall",), cls="evacuate"), GUIDE))
    notice = day.situation.incidents[number].notice
    assert (notice.cls, notice.lamp, notice.takes_out) == ("evacuate", "evacuate", True)
    assert notice.cleared_by == ("supervisor", "admin")


@pytest.mark.parametrize(("lamp", "takes_out"), [("notice", False), ("none", True)])
def test_a_halls_own_kind_for_staff_alone_may_light_a_lamp_and_take_things_out(
    lamp: str, takes_out: bool
) -> None:
    staff = next(kind for kind in CATALOGUE.kinds if kind.classes == ("staff",))
    own = staff.model_copy(update={"code": "OWN", "lamp": lamp, "takes_out": takes_out})
    day = Day(catalogue=Catalogue(kinds=(*CATALOGUE.kinds, own)))
    day.do(Raise("OWN", ("hall",)), ADMIN)
    there = world(day.hall, day.situation, day.now)
    assert {scene.incident for scene in lamps(there).values()} == set(day.situation.incidents)
    assert {scene.incident for scene in scenes(there).values()} == {None}


def test_every_class_has_its_place_among_what_wins() -> None:
    assert {*get_args(Class)} <= TIER.keys()
