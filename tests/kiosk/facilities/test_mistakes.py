"""What is wrong with a lamp or a file of lamps is told beside its field, and nothing half is kept."""

# ruff: noqa: E501  # one line a mistake reads best here

import html
import re
from pathlib import Path

import pytest

from kiosk.custody.lamps import from_toml
from signage.situation.commands import CheckLamp
from tests.cast import GUIDE
from tests.kiosk.facilities.keeper import FREE, HOSTILE, LINE, NEW, Hall, marked, told

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
