"""The pages of lamps as facilities use them: who may, setting up, two people at once, tests."""

import html
import re
from typing import get_args

import pytest

from devices.protocols.profiles import Silence
from devices.protocols.table import PROFILES
from kiosk.staff.facilities.lamp_rows import SILENCES
from signage.shows.lamps import Light, Pattern
from signage.situation.commands import Raise, SetLamps
from tests.cast import SUPERVISOR
from tests.kiosk.facilities.keeper import HOSTILE, KEEPER, LINE, NEW, Hall, lamp_of, told
from tests.kiosk.facilities.test_mistakes import CUSTOM
from tests.kiosk.house import Tablet

# ---------------------------------------------------------------- who may


READ = (
    "/facilities/lamps",
    "/facilities/opening",
    "/facilities/lamp/hall",
    "/facilities/lamps.toml",
)
KEEPERS = ("/facilities/lamps/new", "/facilities/lamps/new?address=sim://x&protocol=lcus")
WRITES = ("/facilities/lamps/save", "/facilities/lamps/import", "/facilities/lamps/try", "/facilities/lamps/identify",
          "/facilities/lamp/hall/remove")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "may"), [("李", False), ("王", False), ("赵", True), ("管", True)]
)
def test_everyone_on_duty_looks_at_lamps_but_only_facilities_and_admins_set_them_up(
    kept: Hall, name: str, may: bool
) -> None:
    tablet = Tablet(kept.house)
    assert tablet.sign_in(name, "714905" if name == "管" else None).status_code == 303
    assert [tablet.get(path).status_code for path in READ] == [200] * 4
    assert {tablet.get(path).status_code for path in KEEPERS} == {200 if may else 403}
    assert ('data-do="save"' in tablet.get("/facilities/lamp/hall").text) is may
    if not may:
        before = kept.revision
        assert {tablet.post(path, **NEW).status_code for path in WRITES} == {403}
        assert kept.revision == before


def test_a_stranger_and_a_locked_tablet_are_asked_to_sign_in(kept: Hall) -> None:
    locked = Tablet(kept.house).signed_in("王")
    assert locked.post("/enrol", name="平板 1").status_code == 303
    assert locked.post("/sign-out").status_code == 303
    before = kept.revision
    for nobody in (Tablet(kept.house), locked):
        for path in (*READ, *KEEPERS):
            assert nobody.get(path).headers["Location"].startswith("/sign-in"), path
        for path in (
            *WRITES,
            "/facilities/lamps/test",
            "/facilities/lamp/hall/check",
            "/facilities/lamps/silence",
        ):
            assert nobody.post(path, **NEW).headers["Location"].startswith("/sign-in"), path
    assert kept.revision == before


def test_a_form_without_its_token_changes_nothing(kept: Hall) -> None:
    before = kept.revision
    for path in (*WRITES, "/facilities/lamps/test", "/facilities/lamp/hall/check"):
        assert kept.keeper.client.post(path, data=NEW).status_code == 400, path
    assert kept.revision == before


# ---------------------------------------------------------------- setting up


def test_a_lamp_is_added_moved_and_removed_and_every_step_says_so(hall: Hall) -> None:
    answer = hall.save()
    assert answer.headers["Location"] == "/facilities/lamps?saved=lamp-1"
    page = hall.keeper.get(answer.headers["Location"]).text
    assert "“7号窗口灯”已保存" in page and 'data-lamp="lamp-1"' in page
    form = hall.keeper.get("/facilities/lamp/lamp-1").text
    seen = re.search(r'name="seen" value="(\w+)"', form)
    assert seen and 'name="channel_green" value="3"' in form
    moved = {"known": "lamp-1", "seen": seen[1], "name_zh": "8号窗口灯", "about": "window/8"}
    assert hall.save(**moved).status_code == 303
    lamp = hall.house.services.board.view.content.hall.lamp["lamp-1"]
    assert (lamp.name["zh"], lamp.about) == ("8号窗口灯", ("window/8",))
    assert (
        hall.keeper.post("/facilities/lamp/lamp-1/remove")
        .headers["Location"]
        .endswith("?removed=1")
    )
    assert (
        "灯已移除" in hall.keeper.get("/facilities/lamps?removed=1").text
        and "lamp-1" not in hall.lamps
    )
    assert hall.keeper.post("/facilities/lamp/lamp-1/remove").status_code == 404
    last = [
        recorded
        for recorded in hall.house.services.store.events()
        if recorded.event.type.startswith("lamp_")
    ]
    assert [(r.actor.name, r.event.type) for r in last] == [
        ("赵", "lamp_put"), ("赵", "lamp_put"), ("赵", "lamp_removed"),
    ]  # fmt: skip


def test_the_form_of_a_new_lamp_shows_what_will_be_taken(kept: Hall) -> None:
    form = kept.keeper.get(f"/facilities/lamps/new?address={LINE}%233&protocol=modbus_relay").text
    for name, value in (
        ("channel_red", 1),
        ("channel_green", 3),
        ("channel_sounder", 4),
        ("unit", 3),
        ("address", LINE),
    ):
        assert f'name="{name}" value="{value}"' in form, name
    assert "默认（9600）" in form and 'name="id" value="lamp-1"' in form
    numato = kept.keeper.get("/facilities/lamps/new?address=/dev/x&protocol=numato").text
    assert 'name="channel_red" value="0"' in numato


def test_a_light_the_lamp_does_not_have_needs_no_relay(hall: Hall) -> None:
    """Its field is hidden; what stands there neither counts as wired nor as used twice."""
    assert hall.save(colours=["red"], channel_yellow="1", channel_green="x").status_code == 303
    assert hall.house.services.board.view.content.hall.lamp["lamp-1"].channels == {"red": 1}


def test_saving_a_form_untouched_changes_nothing_of_the_lamp(hall: Hall) -> None:
    """Also what no field shows: a further language, an answer not waited for."""
    described = lamp_of(
        "full", "sim://full#2", protocol="modbus_relay", colours=["red", "green"], reply_ms=0, gap_ms=0,
        channels={"red": 4, "green": 2}, reassert_s=1234.5678, parity="E", size=16, on_stop="fault",
    )  # fmt: skip
    described["name"] = {"zh": "全", "bo": "ཀ"}
    hall.house.services.board.do(SetLamps((described,)), KEEPER)
    before = hall.house.services.board.view.content.hall.lamp["full"]
    assert hall.keeper.post("/facilities/lamps/save", **form_of(hall, "full")).status_code == 303
    assert hall.house.services.board.view.content.hall.lamp["full"] == before


def form_of(hall: Hall, name: str) -> dict[str, str | list[str]]:
    """The fields of a lamp's page as a browser would send them."""
    page = html.unescape(hall.keeper.get(f"/facilities/lamp/{name}").text)
    page = page[page.index('<form class="lampform"') : page.index('data-do="save"')]
    sent: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        found = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        ticked = found.get("type") not in ("checkbox", "radio") or tag.endswith(" checked>")
        if ticked and found.get("name") in ("colours", "about"):
            sent[found["name"]] = [*sent.get(found["name"], []), found["value"]]
        elif ticked and "name" in found:
            sent[found["name"]] = found.get("value", "")
    for key, inner in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        sent[key] = inner
    for key, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", inner)
        sent[key] = (chosen[1] or chosen[2]) if chosen else ""
    return sent


def test_frames_typed_by_hand_come_back_as_they_were_typed(hall: Hall) -> None:
    typed = "open = 'hello' 0D\nred on = A5 00 01 {sum8}\nred off = A5 00 00 {sum8}"
    custom = {**CUSTOM, "frames": typed, "frames_reply": "06 xx", "channel_red": ""}
    assert hall.save(**custom).status_code == 303
    sent = form_of(hall, "lamp-1")
    assert (sent["frames"], sent["frames_reply"], sent["frames_mode"]) == (
        typed,
        "06 xx",
        "channel",
    )
    before = hall.house.services.board.view.content.hall.lamp["lamp-1"]
    assert hall.keeper.post("/facilities/lamps/save", **sent).status_code == 303
    assert hall.house.services.board.view.content.hall.lamp["lamp-1"] == before


# ---------------------------------------------------------------- two people, one lamp


def test_who_was_slower_is_told_before_the_other_s_work_is_lost(hall: Hall) -> None:
    assert hall.save().status_code == 303
    mine = form_of(hall, "lamp-1")
    theirs = {**form_of(hall, "lamp-1"), "name_zh": "别人的名字"}
    assert hall.keeper.post("/facilities/lamps/save", **theirs).status_code == 303
    typo = hall.keeper.post("/facilities/lamps/save", **{**mine, "baud": "1"})
    assert typo.status_code == 409, "also where there is another mistake"
    refused = hall.keeper.post("/facilities/lamps/save", **mine)
    assert (
        refused.status_code == 409
        and "已被他人修改" in told(refused)
        and hall.lamps["lamp-1"] == "别人的名字"
    )
    seen = re.search(r'name="seen" value="(\w+)"', refused.text)
    assert (
        seen
        and hall.keeper.post("/facilities/lamps/save", **{**mine, "seen": seen[1]}).status_code
        == 303
    )
    assert hall.lamps["lamp-1"] == "7号窗口灯"


def test_a_lamp_removed_meanwhile_is_not_brought_back_by_accident(hall: Hall) -> None:
    assert hall.save().status_code == 303
    mine = form_of(hall, "lamp-1")
    assert hall.keeper.post("/facilities/lamp/lamp-1/remove").status_code == 303
    for _ in range(2):
        refused = hall.keeper.post("/facilities/lamps/save", **mine)
        assert (
            refused.status_code == 409
            and "已被他人移除" in told(refused)
            and "lamp-1" not in hall.lamps
        )


# ---------------------------------------------------------------- tests and the opening check


def lit(hall: Hall, name: str, wanted: Pattern) -> None:
    lamp = hall.house.services.lights.simulated(name)
    with lamp.changed:
        assert lamp.changed.wait_for(lambda: lamp.pattern == wanted, 3), lamp.pattern


def test_a_tried_lamp_shows_what_is_pressed_and_an_alarm_takes_it_back(hall: Hall) -> None:
    hall.house.services.lights.start()
    assert hall.save(sounder="yes", channel_sounder="4").status_code == 303
    lit(hall, "lamp-1", Pattern(green=Light.ON))
    tried = hall.keeper.post(
        "/facilities/lamps/try", **{**form_of(hall, "lamp-1"), "pattern": "yellow on"}
    )
    assert 'data-shown="yes"' in tried.text
    hall.house.services.board.do(Raise("FIRE", ("hall",)), SUPERVISOR)
    lit(hall, "lamp-1", Pattern(red=Light.FAST, sounder=True))
    again = hall.keeper.post(
        "/facilities/lamps/try", **{**form_of(hall, "lamp-1"), "pattern": "green on"}
    )
    assert 'data-shown="no"' in again.text and "有紧急情况" in again.text
    for path, next_ in (
        ("/facilities/lamps/test", ""),
        ("/facilities/lamps/test", "/facilities/opening"),
    ):
        refused = hall.keeper.post(path, lamp="lamp-1", next=next_)
        assert refused.status_code == 409 and "有紧急情况" in told(refused)
        assert ("开门检查：状态灯" in refused.text) is bool(next_), (
            "told on the page it was asked from"
        )
    assert "静音" in hall.keeper.get("/facilities/lamps").text
    assert hall.keeper.post("/facilities/lamps/silence").status_code == 303
    lit(hall, "lamp-1", Pattern(red=Light.FAST))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"address": "/dev/serial/by-id/none"}, "找不到 /dev/serial/by-id/none"),
        ({"address": "spy://x"}, "不允许使用"),
        ({"channel_red": "9"}, "只有 1 到 8 路"),
        ({"channel_red": "x"}, "“x”不是数字"),
        ({"gap_ms": "99999"}, "报文间隔填写有误"),
        ({"address": "sim://mute?mute"}, "灯不回应"),
    ],
)  # fmt: skip
def test_a_trial_that_cannot_work_says_why(kept: Hall, changed: dict[str, str], says: str) -> None:
    tried = kept.keeper.post(
        "/facilities/lamps/try", **{**NEW, "address": "sim://t", **changed, "pattern": "red on"}
    )
    assert tried.status_code == 200 and 'data-shown="no"' in tried.text and says in tried.text


def test_a_test_of_a_lamp_that_is_none_is_refused_and_not_written_down(kept: Hall) -> None:
    before = kept.revision
    assert kept.keeper.post("/facilities/lamps/test", lamp=HOSTILE).status_code == 404
    assert kept.keeper.post("/facilities/lamp/none/check", works="yes").status_code == 404
    assert kept.keeper.post("/facilities/lamp/hall/check", works="perhaps").status_code == 422
    assert kept.revision == before


def test_the_opening_check_walks_from_lamp_to_lamp_until_all_were_seen(hall: Hall) -> None:
    guide = Tablet(hall.house).signed_in("李")
    for name in hall.lamps:
        page = guide.get("/facilities/opening").text
        assert f'data-waiting="{name}"' in page
        assert (
            guide.post(
                f"/facilities/lamp/{name}/check", works="no" if name == "hall" else "yes"
            ).status_code
            == 303
        )
    page = guide.get("/facilities/opening").text
    assert "今日状态灯已全部检查" in page and page.count("<strong>有不亮的</strong>") == 1
    assert "今日开门检查尚未完成" not in guide.get("/console").text, (
        "walking from lamp to lamp is the opening check"
    )
    assert guide.post("/facilities/lamp/hall/check", works="yes").status_code == 303
    assert "<strong>有不亮的</strong>" not in guide.get("/facilities/opening").text, (
        "a wrong word can be put right"
    )
    hall.clock.later(days=1)
    assert (
        f'data-waiting="{next(iter(hall.lamps))}"'
        in Tablet(hall.house).signed_in("李").get("/facilities/opening").text
    )


def test_a_lamp_wired_anew_was_not_checked_yet(hall: Hall) -> None:
    """The look was at another lamp; one that is only renamed or moved stays checked."""
    assert hall.save().status_code == 303

    def checks() -> set[str]:
        return set(hall.house.services.board.view.world.situation.checks)

    hall.keeper.post("/facilities/lamp/lamp-1/check", works="yes")
    hall.keeper.post("/facilities/lamps/save", **{**form_of(hall, "lamp-1"), "name_zh": "新名"})
    assert checks() == {"lamp-1"}
    hall.keeper.post("/facilities/lamps/save", **{**form_of(hall, "lamp-1"), "channel_red": "5"})
    assert checks() == set()
    hall.keeper.post("/facilities/lamp/lamp-1/check", works="yes")
    hall.keeper.post("/facilities/lamp/lamp-1/remove")
    assert hall.save().status_code == 303 and checks() == set()


def test_the_trace_is_there_for_whoever_asks(hall: Hall) -> None:
    hall.house.services.lights.start()
    lit(hall, "hall", Pattern(green=Light.ON))
    assert "<code>" in hall.keeper.get("/facilities/lamp/hall/trace").text
    assert hall.keeper.get("/facilities/lamp/none/trace").status_code == 404


# ---------------------------------------------------------------- when the hall's machine dies


@pytest.mark.parametrize("path", ["/facilities/lamps", "/facilities/opening"])
def test_the_lamps_that_would_not_show_a_dead_server_are_named(kept: Hall, path: str) -> None:
    kept.save()
    said = [
        html.unescape(found)
        for found in re.findall(r"<p class=\"hint\" data-silence>(.*?)</p>", kept.keeper.get(path).text, re.S)
    ]  # fmt: skip
    (timed,) = (words for words in said if "定时" in words)
    assert "7号窗口灯" in timed and "常闭触点" in timed and "normally-closed" in timed


def test_every_protocol_says_what_silence_does_and_none_is_trusted_to_tell_it() -> None:
    assert set(SILENCES) == set(get_args(Silence))
    told = {name for name, profile in PROFILES.items() if profile.silence == "timer"}
    assert told == {"modbus_relay", "r421a08"}, "the manuals print a timer of these alone"
