"""Things of the hall are changed, added, copied and removed in the page: with the messages of the
check, at their fields, and nothing but what was meant."""

import re
import tomllib
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.reader import read
from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.shelf import DRAFT, Shelf
from kiosk.custody.edits.things.copies import numbered
from kiosk.custody.edits.things.field_words import choice_words, field_words
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.staff.facilities.weekly.things.pages import next_like
from kiosk.wiring import House
from signage.language.words import plain
from signage.rules import permissions
from signage.rules.permissions import ON_THE_DESCRIPTION, ON_THINGS
from signage.situation.commands import Raise
from tests.kiosk.facilities.keeper import KEEPER
from tests.kiosk.house import Tablet

PAGE, DESCRIPTION = "/facilities/things", "/facilities/description"
SCREENS = "screens.toml"
Fields = dict[str, str | list[str]]


def form(browser: Tablet, address: str) -> Fields:
    """What a page's form sends as it stands."""
    text = browser.get(address).text
    part = text[text.index('lampform"') :]
    part = part[: part.index("</form>")]
    sent: dict[str, list[str]] = {}
    for field in re.finditer(r"<input([^>]*)>", part):
        told = dict(re.findall(r'([a-z]+)="([^"]*)"', field[1]))
        if told.get("type") != "checkbox" or re.search(r"\schecked", field[1]):
            sent.setdefault(told["name"], []).append(unescape(told.get("value", "")))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        sent[name] = [chosen[1] if chosen else ""]
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', part, re.S
    ):
        sent[name] = [unescape(inside)]
    return {name: texts if len(texts) > 1 else texts[0] for name, texts in sent.items()}


def send(
    browser: Tablet, part: str, act: str, shown: str, **changed: str | list[str]
) -> TestResponse:
    return browser.post(
        f"{PAGE}/{part}/{act}", **{**form(browser, f"{PAGE}/{part}{shown}"), **changed}
    )


def lines(before: str, after: str) -> list[str]:
    """What went, then what came, line by line."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return [*(f"-{line}" for line in (old - new)), *(f"+{line}" for line in (new - old))]


def adopt(browser: Tablet, **more: str) -> TestResponse:
    found = re.search(r'name="mark" value="([^"]+)"', browser.get(PAGE).text)
    assert found is not None
    return browser.post(f"{DESCRIPTION}/adopt", mark=found[1], **more)


def test_every_thing_has_a_page_that_changes_nothing_as_it_stands(
    built: House, place: Path
) -> None:
    leader = Tablet(built).signed_in("赵")
    assert leader.get(PAGE).status_code == 200
    for part, kind in KINDS.items():
        assert leader.get(f"{PAGE}/{part}").status_code == 200
        listed = kind.items(tomllib.loads((place / kind.file).read_text("utf-8")))
        for one in listed[:1]:
            shown = f"/one?id={one['id']}" if kind.table is None else ""
            answered = send(leader, part, "one", shown)
            assert answered.status_code == 422 and "没有任何改动" in answered.text, part


def test_a_screen_is_moved_and_only_its_line_differs(built: House, place: Path) -> None:
    before = (place / SCREENS).read_text("utf-8")
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    sent = send(keeper, "screens", "one", "/one?id=wall", distance_m="9.5", why="搬远了")
    assert sent.status_code == 303 and (place / SCREENS).read_text("utf-8") == before
    assert "9.5" in leader.get(PAGE).text
    assert adopt(leader).status_code == 303
    after = (place / SCREENS).read_text("utf-8")
    assert lines(before, after) == ["-distance_m = 8", "+distance_m = 9.5"]
    assert read(place).hall.screen["wall"].distance_m == 9.5


def test_windows_of_one_name_are_told_apart_by_their_numbers(built: House) -> None:
    leader = Tablet(built).signed_in("王")
    for address in (f"{PAGE}/lamps/one?id=window-5", f"{PAGE}/windows", "/facilities/depends"):
        text = leader.get(address).text
        assert "5号窗口 申报纳税" in text and "5号窗口；" not in text, address
    assert "<span>申报纳税</span>" not in leader.get(f"{PAGE}/lamps/one?id=window-5").text


def test_what_is_shown_where_it_stands_is_told_once(built: House) -> None:
    text = Tablet(built).signed_in("王").get(f"{PAGE}/screens").text
    row = text[text.index('data-thing="window-5"') :].partition("</tr>")[0]
    assert row.count("5号窗口 申报纳税") == 1


def test_a_draft_says_in_words_which_thing_and_which_text(built: House) -> None:
    leader = Tablet(built).signed_in("王")
    send(leader, "screens", "one", "/one?id=window-5", **{"name.zh": "五号屏", "width": "1280"})
    text = leader.get(PAGE).text
    assert "屏幕 · 5号窗口屏 · 名称（中文）" in text and "屏幕 · 5号窗口屏 · 宽（像素）" in text
    assert "window-5 ·" not in text and "· zh" not in text


def test_what_is_described_is_changed_from_where_it_is_told_of(built: House) -> None:
    text = Tablet(built).signed_in("王").get("/facilities").text
    part = text[text.index("described") :].partition("</section>")[0]
    for address in (PAGE, "/facilities/calendar", "/facilities/deadlines", "/facilities/kinds"):
        assert f'href="{address}"' in part, address


def test_several_terminals_are_made_like_one(built: House, place: Path) -> None:
    before = (place / HALL).read_text("utf-8")
    leader = Tablet(built).signed_in("王")
    model = {"model": "machine/terminal-1", "since": "6", "until": "8"}
    refused = send(leader, "machines", "copies", "", **model)
    assert refused.status_code == 422 and "6号自助终端" in refused.text
    sent = send(leader, "machines", "copies", "", **model, those="yes")
    assert sent.status_code == 303
    assert adopt(leader).status_code == 303
    machines = {one.id: one for one in read(place).hall.machines}
    assert machines["machine/terminal-8"].name["zh"] == "8号自助终端"
    assert machines["machine/terminal-8"].depends == machines["machine/terminal-1"].depends
    assert machines["machine/terminal-6"].zone == "zone/self-service", "like the first"
    gone = [one for one in lines(before, (place / HALL).read_text("utf-8")) if one[0] == "-"]
    assert gone == [
        '-zone = "zone/24h"',
        '-where = { zh = "24小时自助办税区", en = "24-hour zone" }',
    ]
    for wrong in ({"since": "x"}, {"until": "1"}, {"until": "999"}):
        assert send(leader, "machines", "copies", "", **{**model, **wrong}).status_code == 422


def test_a_copy_stays_on_the_storeys_of_its_model() -> None:
    stairs = {"id": "stairs/1", "floors": ["floor/1", "floor/2"]}
    assert numbered(stairs, 2) == {**stairs, "id": "stairs/2"}
    window = {"id": "window/1", "number": 1, "zone": "zone/1"}
    assert numbered(window, 2) == {"id": "window/2", "number": 2, "zone": "zone/1"}


def test_people_leave_from_one_storey_whose_copy_is_another() -> None:
    floor = {"id": "floor/1", "height_m": 0.0, "discharge": True}
    assert numbered(floor, 2) == {"id": "floor/2", "height_m": 0.0}
    assert next_like({**floor, "id": "floor/ground"}, [], ()) == {
        "id": "floor/ground-2", "height_m": 0.0,
    }  # fmt: skip


def test_what_begins_like_another_names_nothing_that_is_not_there() -> None:
    """The fourth screen at an exit of a hall with three; and with a fourth."""
    door = {"id": "exit-1", "place": "exit/1", "about": ["exit/1", "hall"], "layout": "door"}
    others = [door, {**door, "id": "exit-3"}, {**door, "id": "window-12", "place": "window/12"}]
    here = {"exit/1", "exit/2", "exit/3", "window/12"}
    begun = {"id": "exit-4", "about": ["hall"], "layout": "door"}
    assert next_like(door, others, here) == begun
    whole = {**begun, "place": "exit/4", "about": ["exit/4", "hall"]}
    assert next_like(door, others, {*here, "exit/4"}) == whole
    assert next_like({"id": "wall"}, others, here) == {"id": "wall-2"}


def test_a_new_lamp_is_as_another(built: House, place: Path) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    lamp = send(
        keeper, "lamps", "new", "/new?model=hall", address="sim://hall-2", id="hall-2",
        **{"name.zh": "大厅灯二", "name.en": "Hall lamp 2"},
    )  # fmt: skip
    assert lamp.status_code == 303
    assert adopt(leader).status_code == 303
    assert read(place).hall.lamp["hall-2"].about == ("zone/service",)


def test_what_is_to_be_drawn_too_is_drafted_and_waits_for_its_drawing(
    built: House, place: Path
) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    lift = send(
        keeper, "lifts", "new", "/new", id="lift/a", floors=["floor/1"],
        **{"name.zh": "电梯", "name.en": "Lift"},
    )  # fmt: skip
    assert lift.status_code == 303
    page = leader.get(PAGE).text
    assert "data-left" in page and "没有画 lift/a" in page
    assert 'data-do="adopt"' not in page
    draft = shelf_of(place).draft
    assert draft is not None
    assert leader.post(f"{DESCRIPTION}/adopt", mark=draft.mark).status_code == 422
    assert not read(place).hall.lifts


def shelf_of(place: Path) -> Shelf:
    return Shelf(place.parent / "data", place)


def test_what_is_wrong_is_said_as_the_check_says_it(
    built: House, place: Path, tmp_path: Path
) -> None:
    keeper = Tablet(built).signed_in("赵")
    wrong: Fields = {"width": "wide", "distance_m": "900", "sound_hours": "[["}
    answered = send(keeper, "screens", "one", "/one?id=wall", **wrong)
    assert answered.status_code == 422 and not (tmp_path / "data" / DRAFT).exists()
    for field in wrong:
        assert f'id="{field}-fault"' in answered.text, field
    assert "请填写整数" in answered.text and "必须小于 50。" in answered.text
    assert "Input should" not in answered.text, "nor for what belongs to no field"
    keeper.post("/language", lang="en")
    answered = send(keeper, "screens", "one", "/one?id=wall", **wrong)
    assert "Input should be a valid integer" in answered.text
    keeper.post("/language", lang="zh")
    later = send(keeper, "screens", "one", "/one?id=wall", about=["window/99"])
    assert later.status_code == 422 and "厅里没有“window/99”" in later.text
    assert 'data-field="about"' in later.text and 'id="about-fault"' in later.text


def test_what_goes_is_said_with_what_it_carried_and_asked_about(built: House, place: Path) -> None:
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    raised = Raise("FIRE", ("zone/service",))
    built.services.board.do(raised, KEEPER)
    assert send(keeper, "lamps", "remove", "/one?id=hall").status_code == 303
    page = leader.get(PAGE).text
    assert "data-gone" in page and "办税服务区" in page and "将不再有人管" in page
    assert "现有未了结事项" in page
    assert adopt(leader).status_code == 422
    assert "hall" in read(place).hall.lamp
    assert adopt(leader, gone="yes").status_code == 303
    assert "hall" not in read(place).hall.lamp


def test_a_window_goes_out_of_the_lists_that_name_it(built: House, place: Path) -> None:
    keeper = Tablet(built).signed_in("赵")
    page = keeper.get(f"{PAGE}/systems/one?id=system/network").text
    assert "引用它的有" in page
    sent = send(keeper, "systems", "remove", "/one?id=system/network", lists="yes")
    assert sent.status_code == 422 and "services.toml" in sent.text, "services depend on it still"
    machine = send(keeper, "machines", "remove", "/one?id=machine/terminal-4", lists="yes")
    assert machine.status_code == 303
    draft = shelf_of(place).draft
    assert draft is not None and draft.files == (HALL, "lamps.toml")


def test_a_hall_without_a_technician_describes_its_ways_out(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    sent = send(leader, "exits", "one", "/one?id=exit/east", **{"name.zh": "东大门"})
    assert sent.status_code == 303 and adopt(leader).status_code == 303
    assert read(place).hall.name_of("exit/east")["zh"] == "东大门"


def test_what_a_leader_may_not_adopt_is_not_offered_and_refused(
    built: House, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the table says so of a kind of thing."""
    strict = {**ON_THINGS, "screens": {**ON_THE_DESCRIPTION, "adopt": frozenset({"admin"})}}
    monkeypatch.setattr(permissions, "ON_THINGS", strict)
    leader = Tablet(built).signed_in("王")
    assert send(leader, "screens", "one", "/one?id=wall", width="1280").status_code == 303
    page, draft = leader.get(PAGE).text, shelf_of(place).draft
    assert draft is not None and 'data-do="adopt"' not in page and "data-draft" in page
    assert leader.post(f"{DESCRIPTION}/adopt", mark=draft.mark).status_code == 403
    assert shelf_of(place).draft == draft and not shelf_of(place).history()


def test_what_depends_on_what_is_drawn_and_told(built: House) -> None:
    page = Tablet(built).signed_in("赵").get("/facilities/depends").text
    assert "<svg" in page and "<path" in page and "窗口 12 个" in page
    assert "税收征管系统" in page and page.count("<tr>") > 20
    opened = page.index('<details class="panel" open>')
    assert opened < page.index("系统 4 个") < page.index('<details class="panel">')
    assert "6号窗口等 21 个" in page, "what others depend on stands open, first"


def test_every_field_of_every_model_has_words() -> None:
    """A new one is there without, named as its file names it; here it asks for them."""
    for kind in KINDS.values():
        for field in (*kind.fields, *(inner for one in kind.fields for inner in one.rows)):
            assert not field.name or field_words(field) != plain(field.name), (kind.part, field)
            for one in field.choices:
                assert one.lstrip("-").isdecimal() or choice_words(one, field.model) != plain(one)
