"""The facilities pages as people use them: who may, what they are told of a mistake, and that
nothing half is kept."""

# ruff: noqa: E501  # one line a mistake reads best here

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.custody.lamps import from_toml
from kiosk.wiring import House, build
from signage.shows.lamps import Light, Pattern
from signage.situation.commands import CheckLamp, Raise, SetLamps
from signage.situation.incidents import Actor
from tests.cast import GUIDE, SUPERVISOR, Clock
from tests.kiosk.house import Tablet, enlist

LINE, FREE = "/dev/serial/by-id/usb-board", "/dev/serial/by-id/usb-free"
KEEPER = Actor("赵", "facilities")
NEW = {
    "protocol": "modbus_relay", "id": "lamp-1", "name_zh": "7号窗口灯", "name_en": "Window 7 lamp", "about": "window/7",
    "address": "sim://board", "colours": ["red", "yellow", "green"], "channel_red": "1", "channel_yellow": "2",
    "channel_green": "3", "on_stop": "hold", "seen": "",
}  # fmt: skip
HOSTILE = "<script>alert(1)</script>"


class Hall:
    """A built hall with everyone at a tablet of their own. ``simulators``: whether a setting allows
    them."""

    def __init__(self, data: Path, *, simulators: bool = True) -> None:
        self.clock = Clock()
        self.house: House = build(data, contents.sample(), simulators=simulators, clock=self.clock)
        enlist(self.house.services.store)
        self.house.services.store.put_staff(
            "管", "admin", self.house.services.store.staff("赵").pin
        )
        self.keeper = Tablet(self.house).signed_in("赵")
        self.token = self.keeper.token()

    @property
    def lamps(self) -> dict[str, str]:
        return {
            lamp.id: lamp.name["zh"] for lamp in self.house.services.board.view.content.hall.lamps
        }

    @property
    def revision(self) -> int:
        return self.house.services.board.view.revision

    def save(self, **changed: str | list[str]) -> TestResponse:
        form = {"csrf_token": self.token, **NEW, **changed}
        return self.keeper.client.post("/facilities/lamps/save", data=form)

    def import_(self, data: bytes, tablet: Tablet | None = None) -> TestResponse:
        tablet = tablet or self.keeper
        form = {"csrf_token": tablet.token(), "file": (io.BytesIO(data), "lamps.toml")}
        return tablet.client.post(
            "/facilities/lamps/import", data=form, content_type="multipart/form-data"
        )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, sample: Content) -> Iterator[Hall]:
    """A hall in which nothing is ever stored: for everything that must be refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "read", lambda directory, known_good=None: sample)
        hall = Hall(tmp_path_factory.mktemp("kept"))
    hall.house.services.board.do(
        SetLamps((lamp_of("bus-1", f"{LINE}#1", protocol="modbus_relay"),)), KEEPER
    )
    hall.house.services.lights.start()
    yield hall
    hall.house.close()


@pytest.fixture
def hall(tmp_path: Path, sample_read: None) -> Iterator[Hall]:
    built = Hall(tmp_path / "data")
    yield built
    built.house.close()


def lamp_of(name: str, address: str, **more: object) -> dict[str, object]:
    return {"id": name, "name": {"zh": name}, "about": ["window/7"], "address": address, **more}


def told(answer: TestResponse) -> str:
    """What the page says first, as people read it."""
    found = re.search(r'<p class="fault" role="alert">(.*?)</p>', answer.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", html.unescape(found[1])).split()) if found else ""


def marked(answer: TestResponse) -> str | None:
    """The field of the form beside which the mistake is told."""
    found = re.search(r'name="([a-z_]+)"[^>]*aria-invalid', answer.text)
    return found[1] if found else None


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


# ---------------------------------------------------------------- mistakes


CUSTOM = {"protocol": "custom", "colours": "red", "frames_mode": "channel"}
MISTAKES: dict[str, tuple[dict[str, str | list[str]], str, str | None]] = {
    "nonsense for hex": ({**CUSTOM, "frames": "red on = ZZ\nred off = 00"}, "“ZZ” 不是十六进制", "frames"),
    "half a byte": ({**CUSTOM, "frames": "red on = 123\nred off = 00"}, "位数是奇数", "frames"),
    "a state without its frame": ({**CUSTOM, "frames": "red on = 01"}, "缺少 red off 的报文", "frames"),
    "a line without =": ({**CUSTOM, "frames": "red on 01"}, "第 1 行缺少“=”", "frames"),
    "a line twice": ({**CUSTOM, "frames": "red on = 01\nred  ON = 02"}, "第 2 行：“red on”写了两次", "frames"),
    "a state that is none": ({**CUSTOM, "frames": "red blinking = 01"}, "“red blinking”不是灯的状态", "frames"),
    "a light that is none": ({**CUSTOM, "frames": "pink on = 01"}, "“pink”不是灯的状态", "frames"),
    "no frames": ({**CUSTOM, "frames": " "}, "需要各状态的报文", "frames"),
    "a checksum nobody knows": ({**CUSTOM, "frames": "red on = 01 {md5}\nred off = 00"}, "没有校验方式 {md5}", "frames"),
    "a reply that is no hex": (
        {**CUSTOM, "frames": "red on = 01\nred off = 00", "frames_reply": "OK"}, "reply 的报文有误", "frames_reply",
    ),
    "a map that is no TOML": ({"protocol": "modbus_registers", "map": "[cells]\nred"}, "寄存器表末尾不是有效的 TOML", "map"),
    "a map with a stray key": (
        {"protocol": "modbus_registers", "map": "[cells]\nred = { register = 4, on = 2 }"}, "寄存器表", "map",
    ),
    "a port that is logged": ({"address": "spy:///dev/ttyUSB0"}, "不允许使用：请填写串口路径", "address"),
    "a port that loops": ({"address": "loop://"}, "不允许使用", "address"),
    "any port that matches": ({"address": "hwgrep://USB"}, "不允许使用", "address"),
    "a path that is not whole": ({"address": "ttyUSB0"}, "不允许使用", "address"),
    "no address": ({"address": ""}, "不允许使用", "address"),
    "a serial server nobody named": ({"address": "socket://10.1.2.3:4001"}, "未允许连接串口服务器 10.1.2.3", "address"),
    "a unit out of range": ({"unit": "248"}, "单元地址 248 无效", "unit"),
    "a unit that is a word": ({"unit": "one"}, "单元地址 one 无效", "unit"),
    "one relay for two lights": ({"channel_yellow": "1"}, "同一路继电器用了两次", None),
    "a relay beyond the board": ({"channel_green": "9"}, "只有 1 到 8 路", "channel_green"),
    "a relay that is a word": ({"channel_green": "three"}, "“three”不是数字", "channel_green"),
    "a light that is not wired": ({"channel_green": ""}, "没有说明", "channel_green"),
    "a board of no size": ({"protocol": "kmtronic", "size": "7"}, "不支持 7 路的板", "size"),
    "a rate no adapter has": ({"baud": "12345"}, "不支持波特率 12345", "baud"),
    "a rest without end": ({"gap_ms": "99999"}, "报文间隔填写有误：请填写 0 至 10000 的整数", "gap_ms"),
    "a period of not a number": ({"reassert_s": "nan"}, "重申周期填写有误", "reassert_s"),
    "a blink without end": ({"protocol": "adafruit_tower", "blink_hz": "inf"}, "自身闪烁频率应大于 0", "blink_hz"),
    "an id that is taken": ({"id": "hall"}, "此编号已被其他灯使用", "id"),
    "an id with capitals": ({"id": "Lamp 1"}, "编号填写有误：请用小写字母", "id"),
    "an id that is markup": ({"id": HOSTILE}, "编号填写有误", "id"),
    "no place": ({"about": []}, "请选择此灯代表什么", None),
    "a place nobody knows": ({"about": "window/99"}, "没有“window/99”", None),
    "a place that is markup": ({"about": HOSTILE}, "代表", None),
    "no name": ({"name_zh": " "}, "请填写灯的名称", "name_zh"),
    "a name without end": ({"name_zh": "灯" * 201}, "内容过长，最多 200 字", "name_zh"),
    "an English name without end": ({"name_en": "x" * 201}, "内容过长", "name_en"),
    "an address without end": ({"address": "/dev/" + "x" * 300}, "内容过长", "address"),
    "no colour at all": ({"colours": []}, "请至少选择一种灯色", None),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_saved(kept: Hall, mistake: str) -> None:
    changed, says, field = MISTAKES[mistake]
    before, lamps = kept.revision, kept.lamps
    answer = kept.save(**{"address": FREE, **changed})
    assert answer.status_code in (409, 422) and (kept.revision, kept.lamps) == (before, lamps)
    assert says in told(answer) and told(answer).startswith("没有保存："), told(answer)
    assert re.search(r'role="alert">[^<]*<span lang="en">[^<]*[a-z]', answer.text), "in English too"
    assert answer.text.count('id="amiss"') == 1 and marked(answer) == field
    for key, value in {**NEW, "address": FREE, **changed}.items():
        if (
            key.startswith(("name_", "id", "unit", "address"))
            and isinstance(value, str)
            and value.strip()
        ):
            assert html.escape(value.strip(), quote=False).replace('"', "&#34;") in answer.text, (
                "what was typed is kept"
            )
    assert HOSTILE not in answer.text


@pytest.mark.parametrize(
    ("changed", "says", "field"),
    [
        ({"unit": ""}, "第 1 路继电器已由灯 bus-1 使用", None),
        (
            {"unit": "1", "channel_red": "4", "channel_yellow": "5"},
            "第 3 路继电器已由灯 bus-1 使用",
            None,
        ),
        ({"unit": "2", "baud": "19200"}, "使用不同的串口参数", "baud"),
        ({"protocol": "adafruit_tower"}, "已由灯 bus-1 使用", "address"),
    ],
)
def test_lamps_on_one_line_must_get_on_with_each_other(
    kept: Hall, changed: dict[str, str | list[str]], says: str, field: str | None
) -> None:
    before = kept.revision
    answer = kept.save(**{"address": LINE, **changed})
    assert answer.status_code == 422 and says in told(answer) and marked(answer) == field
    assert kept.revision == before


def test_simulated_lamps_are_for_halls_that_allow_them(tmp_path: Path, sample_read: None) -> None:
    real = Hall(tmp_path / "data", simulators=False)
    before = real.revision
    answer = real.save()
    assert (
        "不允许模拟灯" in told(answer) and marked(answer) == "address" and real.revision == before
    )
    assert "不允许模拟灯" in real.keeper.get("/facilities/lamps/new?address=sim://x").text
    real.house.close()


@pytest.mark.parametrize("place", ["spy:///tmp/log", "ttyUSB0", "//x", "socket://[", HOSTILE])
def test_a_wrong_port_is_told_at_once_and_stays_to_be_corrected(kept: Hall, place: str) -> None:
    answer = kept.keeper.get(f"/facilities/lamps/new?address={place}")
    if place == "//x":
        assert answer.status_code == 200
        return
    assert (
        answer.status_code == 422 and "不允许使用" in told(answer) and marked(answer) == "address"
    )
    assert HOSTILE not in answer.text and "\0" not in answer.text


def test_hostile_words_are_shown_as_words(hall: Hall) -> None:
    assert hall.save(name_zh=HOSTILE, name_en=HOSTILE).status_code == 303
    hall.house.services.board.do(CheckLamp("lamp-1", False, HOSTILE), GUIDE)
    paths = ("/facilities", "/facilities/lamps", "/facilities/lamps?saved=lamp-1", "/facilities/opening", "/console",
             "/facilities/lamp/lamp-1", f"/facilities/lamps/new?address=/dev/{HOSTILE}")  # fmt: skip
    for path in paths:
        page = hall.keeper.get(path).text
        assert HOSTILE not in page and html.escape(HOSTILE) in page, path


# ---------------------------------------------------------------- files


def three(*wrong: str) -> bytes:
    good = (
        '[[lamps]]\nid = "a{n}"\nname = {{ zh = "灯" }}\nabout = ["hall"]\naddress = "/dev/a{n}"\n'
    )
    return (good.format(n=1) + good.format(n=2) + "\n".join(("[[lamps]]", *wrong))).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe\x00", "不是 UTF-8"),
        ("[[lamps]]".encode("utf-16"), "不是 UTF-8"),
        (b"", "没有 [[lamps]]"),
        (b"lamps = []", "没有 [[lamps]]"),
        (b"lamps = [1]", "没有 [[lamps]]"),
        (b"[hall]\nx = 1", "没有 [[lamps]]"),
        (b"[[lamps]]\nid = \nx = 1", "文件第 2 行不是有效的 TOML"),
        (b"x = " + b"[" * 5000, "不是有效的 TOML"),
        (three('id = "a3"'), "灯“a3”：名称缺少"),
        (three('id = "a3"', 'name = { zh = "灯" }', 'about = ["window/99"]', 'address = "sim://a3"'), "灯“a3”：没有“window/99”"),
        (three('id = "a1"', 'name = { zh = "灯" }', 'about = ["hall"]', 'address = "sim://a3"'), "编号“a1”重复"),
        (three('id = "a3"', 'name = { zh = "灯" }', 'about = ["hall"]', 'address = "/dev/a1"'), "灯“a3”：/dev/a1 已由灯 a1"),
        (three('id = "a3"', 'colour = "red"'), "灯“a3”：名称缺少"),
        (three('id = "a3"', 'name = { zh = "灯" }', 'about = ["hall"]', 'address = "sim://a3"', "x = 1"), "没有“x”这一项"),
        (three('id = "a3"', 'name = { zh = "灯" }', 'about = ["hall"]', "address = 2026-01-01"), "灯“a3”：地址填写有误"),
        (three('id = "a3"', 'name = { zh = "灯" }', 'about = ["hall"]', 'address = "spy://x"'), "灯“a3”：地址 spy://x"),
    ],
)  # fmt: skip
def test_one_wrong_lamp_of_a_file_keeps_all_out_and_is_named(
    kept: Hall, data: bytes, says: str
) -> None:
    before, lamps = kept.revision, kept.lamps
    answer = kept.import_(data)
    assert answer.status_code == 422 and says in told(answer), told(answer)
    assert (kept.revision, kept.lamps) == (before, lamps)


def test_a_file_too_large_or_missing_is_refused(kept: Hall) -> None:
    before = kept.revision
    assert "最多 64 KiB" in kept.import_(b"# " + b"x" * 70_000).text
    assert "没有 [[lamps]]" in told(kept.keeper.post("/facilities/lamps/import"))
    assert kept.revision == before


def test_what_is_exported_can_be_imported_again(hall: Hall) -> None:
    assert hall.save().status_code == 303
    exported = hall.keeper.get("/facilities/lamps.toml")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="lamps.toml"'
    before = hall.house.services.board.view.content.hall.lamps
    assert hall.keeper.post("/facilities/lamp/lamp-1/remove").status_code == 303
    assert hall.import_(exported.data).headers["Location"].endswith("?imported=1")
    after = hall.house.services.board.view.content.hall.lamps
    assert {lamp.id: lamp for lamp in after} == {lamp.id: lamp for lamp in before}
    assert "已全部导入" in hall.keeper.get("/facilities/lamps?imported=1").text
    assert from_toml(exported.text)[-1]["id"] == "lamp-1"


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
