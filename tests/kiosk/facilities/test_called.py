"""Who is called, what calm screens say, what is rehearsed and by when things are due are edited in the
page, each into its own file, with comments kept."""

from pathlib import Path

import pytest

from kiosk.content.reader import read
from kiosk.custody.edits.hall_file import HALL
from kiosk.wiring import House
from tests.kiosk.facilities.test_things import PAGE, adopt, lines, send
from tests.kiosk.house import Tablet

TIERS = {
    "tiers.0.name.zh": "王主任", "tiers.0.name.en": "Director Wang", "tiers.0.phone": "0311 1234567",
    "tiers.1.name.zh": "李副主任", "tiers.1.name.en": "Deputy Li",
}  # fmt: skip
WANG = {
    "id": "wang", "name": "王", "tier": "1", "level": "2", "help": "yes", "ways.0.way": "console",
    "ways.1.way": "wecom", "ways.1.address": "wang-wecom", "ways.1.level": "2",
}  # fmt: skip


def test_tiers_and_their_telephones_come_and_change(built: House, place: Path) -> None:
    before = (place / HALL).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert send(keeper, "handling", "one", "", acknowledge_min="3", **TIERS).status_code == 303
    page = leader.get(PAGE).text
    assert "逐级呼叫（先叫第一行） · 1" in page and "0311 1234567" in page
    assert adopt(leader).status_code == 303
    middle = (place / HALL).read_text("utf-8")
    assert middle.startswith(before.rstrip()), "the rest stays as it was, comments too"
    found = read(place).hall.handling
    assert [one.name["zh"] for one in found.tiers] == ["王主任", "李副主任"]
    assert found.acknowledge_min == 3 and found.reach == (3, 3, 2, 1)
    sent = send(keeper, "handling", "one", "", **{"tiers.0.phone": "0311 7654321"})
    assert sent.status_code == 303 and adopt(leader).status_code == 303
    after = (place / HALL).read_text("utf-8")
    assert [one for one in lines(middle, after) if "phone" not in one] == []
    wrong = send(keeper, "handling", "one", "", reach="3 3 9 1", **{"tiers.1.phone": "x"})
    assert wrong.status_code == 422
    assert 'id="reach-fault"' in wrong.text and 'id="tiers.1.phone-fault"' in wrong.text


def test_whoever_is_called_is_written_without_a_secret(built: House, place: Path) -> None:
    before = (place / "calls.toml").read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert send(keeper, "calls.people", "new", "/new", **WANG).status_code == 303
    assert adopt(leader).status_code == 303
    assert (place / "calls.toml").read_text("utf-8").startswith(before)
    (person,) = read(place).hall.calls.people
    assert (
        person.tier == 1
        and person.help
        and [way.way for way in person.ways] == ["console", "wecom"]
    )
    assert person.ways[1].level == 2 and "王" in leader.get(f"{PAGE}/calls.people").text
    quiet = send(keeper, "calls.people", "one", "/one?id=wang", quiet="23:00 06:30")
    assert quiet.status_code == 303 and "免打扰" in leader.get(PAGE).text
    for nobody in ({"ways.0.gone": "yes", "ways.1.gone": "yes"}, {"tier": "4"}, {"quiet": "9 9"}):
        answered = send(keeper, "calls.people", "one", "/one?id=wang", **nobody)
        assert answered.status_code == 422 and "-fault" in answered.text, nobody


def test_a_tip_goes_another_comes_and_one_too_long_is_refused(built: House, place: Path) -> None:
    before = (place / HALL).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    long = send(keeper, "tips", "one", "", **{"tips.7.zh": "长" * 27, "tips.7.en": "Long"})
    assert long.status_code == 422 and 'id="tips.7.zh-fault"' in long.text
    sent = send(
        keeper, "tips", "one", "",
        **{"tips.0.gone": "yes", "tips.7.zh": "雨天地滑，请慢行", "tips.7.en": "Wet floor"},
    )  # fmt: skip
    assert sent.status_code == 303 and "雨天地滑" in leader.get(PAGE).text
    assert adopt(leader).status_code == 303
    changed = lines(before, (place / HALL).read_text("utf-8"))
    assert len(changed) == 2 and "最近的安全出口" in changed[0] and "雨天地滑" in changed[1]


def test_a_drill_is_written_and_corrected(built: House, place: Path) -> None:
    before = (place / "drills.toml").read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    new = {
        "id": "quake", "title.zh": "地震避险", "title.en": "Earthquake", "kind": "QUAKE",
        "targets": "hall", "injects.0.at_s": "0", "injects.0.text.zh": "有震感",
        "injects.0.text.en": "It shakes", "questions.0.zh": "是否就地避险？",
        "questions.0.en": "Was cover taken?",
    }  # fmt: skip
    assert send(keeper, "drills", "new", "/new", **new).status_code == 303
    assert adopt(leader).status_code == 303
    text = (place / "drills.toml").read_text("utf-8")
    assert text.startswith(before.rstrip()) and read(place).drills[-1].injects[0].at_s == 0
    later = {"injects.1.at_s": "90"}
    sent = send(keeper, "drills", "one", "/one?id=fire-evening-peak", **later)
    assert sent.status_code == 303 and adopt(leader).status_code == 303
    was, now = lines(text, (place / "drills.toml").read_text("utf-8"))
    assert was.replace("60,", "90,", 1)[1:] == now[1:]
    for wrong in ({"targets": "lift/none"}, {"injects.1.at_s": "-1"}, {"kind": "NONE"}):
        answered = send(keeper, "drills", "one", "/one?id=fire-evening-peak", **wrong)
        assert answered.status_code == 422 and f'id="{next(iter(wrong))}-fault"' in answered.text


@pytest.mark.parametrize(
    ("part", "given", "file"),
    [
        ("hours", {"monthly.0.nth": "1", "monthly.0.day": "sat", "monthly.0.spans": "9:00-12:00"}, HALL),
        ("filing", {"moved.0.planned": "2026-12-15", "moved.0.until": "2026-12-18",
                    "moved.0.source": "例子〔2026〕1号"}, "deadlines.toml"),
        ("upkeep", {"patrol_h": "1"}, HALL),
        ("papers", {"keep_days": "14"}, HALL),
        ("hall", {"public_url": "https://hall.example.cn/"}, HALL),
        ("online", {"verified_on": "2026-11-30"}, HALL),
        ("calls", {"wait_min": "4", "quiet": "21:30 06:30"}, "calls.toml"),
    ],
)  # fmt: skip
def test_each_table_is_written_where_it_stands(
    built: House, place: Path, part: str, given: dict[str, str], file: str
) -> None:
    before = (place / file).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert send(keeper, part, "one", "", **given).status_code == 303
    assert adopt(leader).status_code == 303
    after = (place / file).read_text("utf-8")
    kept = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line.startswith("#")] == kept
    assert len(lines(before, after)) <= 8 and after != before
