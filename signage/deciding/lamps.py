"""Lamps as people, files and machines describe them: judged beside all others, with what is wrong in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from signage.hall.model import Hall, Lamp
from signage.language.words import FIRST_LANGUAGE, Words, both
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.configured_lamps import homeless

LAMPS_MAX = 256
BLINK_HZ_MAX = 20.0
NO_NAME = both("请填写灯的名称。", "Give the lamp a name.")
NO_ABOUT = both("请选择此灯代表什么。", "Choose what the lamp speaks for.")
NO_COLOUR = both("请至少选择一种灯色。", "Choose at least one colour.")
COLOUR_TWICE = both("灯色重复，每种只写一次。", "A colour is listed twice; list each once.")
BAD_BLINK = both(
    f"自身闪烁频率应大于 0、不超过 {BLINK_HZ_MAX:g} 次每秒，或留空。",
    f"The lamp's own blink is above 0 and at most {BLINK_HZ_MAX:g} a second; or leave it empty.",
)


def judged(hall: Hall, put: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lamps as events hold them. Raises :class:`Refused`, which names the lamp where there are several."""
    if len(put) > LAMPS_MAX:
        raise Refused("too-many", "lamps", both(f"灯过多，最多 {LAMPS_MAX} 盏。", f"At most {LAMPS_MAX} lamps."))
    lamps = [_judged(hall, given, put) for given in put]
    ids = [lamp.id for lamp in lamps]
    for number in ids:
        if ids.count(number) > 1:
            words = both(f"灯的编号“{number}”重复，请更正。", f"Two lamps have the id {number}; correct it.")
            raise Refused("duplicate-lamp", "id", words)
    return [lamp.model_dump(mode="json", by_alias=True, exclude_defaults=True) for lamp in lamps]


def _judged(hall: Hall, given: Mapping[str, Any], among: Sequence[object]) -> Lamp:
    try:
        lamp = _shaped(given)
        _require_sensible(hall, lamp)
    except Refused as refused:
        raise Refused(refused.code, refused.field, of_lamp(refused.words, str(given.get("id")), among)) from refused
    return lamp


def _shaped(given: Mapping[str, Any]) -> Lamp:
    try:
        return Lamp.model_validate(given)
    except ValidationError as error:
        raise Refused("bad-lamp", *shape_fault(error)) from error


def _require_sensible(hall: Hall, lamp: Lamp) -> None:
    for resource in homeless(hall, lamp):
        raise unknown("about", resource)
    check_text("address", lamp.address)
    for lang, text in lamp.name.items():
        check_text("name" if lang == FIRST_LANGUAGE else f"name.{lang[:40]}", text)
    for wrong, field, words in (
        (not lamp.name.get(FIRST_LANGUAGE, "").strip(), "name", NO_NAME),
        (not lamp.about, "about", NO_ABOUT),
        (not lamp.colours and not lamp.sounder, "colours", NO_COLOUR),
        (len(set(lamp.colours)) < len(lamp.colours), "colours", COLOUR_TWICE),
        (lamp.blink_hz is not None and not 0 < lamp.blink_hz <= BLINK_HZ_MAX, "blink_hz", BAD_BLINK),
    ):
        if wrong:
            raise Refused("bad-lamp", field, words)


# ---------------------------------------------------------------- what is wrong with a description, in words

_ONE_OF = both("请从列表中选择", "choose one of the list")
_FRAMES = both(
    "不是灯的状态，请写 red on、red off、red slow 等；整灯的状态请选“一条报文管整灯”",
    "is no state of a lamp; write red on, red off, red slow and the like, or choose one frame for the whole lamp",
)
_MAP = both("请按示例填写，如 red = { at = 4, on = 2 }", "write it as in red = { at = 4, on = 2 }")
KEYS: Mapping[str, tuple[Words, Words]] = {
    "id": (
        both("编号", "id"),
        both(
            "请用小写字母、数字和连字符，最多 64 个",
            "use small letters, digits and hyphens, 64 at most",
        ),
    ),
    "name": (both("名称", "name"), both("请填写中文名称", "give a Chinese name")),
    "about": (both("代表", "about"), both("请从列表中选择", "give ids such as window/5")),
    "address": (both("地址", "address"), both("请填写串口路径", "give a serial device path")),
    "protocol": (both("协议", "protocol"), _ONE_OF),
    "colours": (both("灯色", "colours"), both("可选红、黄、绿、蓝、白", "choose of red, yellow, green, blue, white")),
    "sounder": (both("蜂鸣器", "sounder"), both("请填写 true 或 false", "say true or false")),
    "blink_hz": (both("自身闪烁频率", "blink_hz"), both("请填写实测的每秒次数", "give the measured flashes a second")),
    "baud": (both("波特率", "baud"), _ONE_OF),
    "bits": (both("数据位", "bits"), _ONE_OF),
    "parity": (both("校验位", "parity"), _ONE_OF),
    "stop": (both("停止位", "stop"), _ONE_OF),
    "gap_ms": (both("报文间隔", "gap_ms"), both("请填写 0 至 10000 的整数", "0 to 10000")),
    "reply_ms": (both("回复时限", "reply_ms"), both("请填写 0 至 10000 的整数", "0 to 10000")),
    "settle_ms": (both("打开后等待", "settle_ms"), both("请填写 0 至 10000 的整数", "0 to 10000")),
    "channels": (both("通道", "channels"), both("请填写板上的路数编号", "give the relay's number on the board")),
    "size": (both("继电器路数", "size"), both("请填写 1 至 64 的整数", "1 to 64")),
    "map": (both("寄存器表", "map"), _MAP),
    "frames": (both("报文", "frames"), both("请每行写一个状态", "one frame for each state")),
    "on_stop": (both("服务停止时", "on_stop"), _ONE_OF),
    "reassert_s": (both("重申周期", "reassert_s"), both("请填写 0 以上、3600 以内的秒数", "above 0, at most 3600 s")),
}
"""Keys of a lamp as people call them, and what belongs there."""


def shape_fault(error: ValidationError) -> tuple[str, Words]:
    """The first thing that is no lamp's shape: its key, and a sentence that says what belongs there."""
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    parts = [str(part)[:40] for part in fault["loc"] if part != "[key]"]
    place = ".".join(parts) or "lamp"
    if not parts or parts[0] not in KEYS:
        words = both(f"没有“{place}”这一项，请删除或更正。", f"There is no key {place}; remove or correct it.")
        return place, words
    if parts[0] == "frames" and parts[1:2] in (["channel"], ["whole"]):
        state = " ".join(parts[2:4])
        return "frames", both(f"“{state}”{_FRAMES['zh']}。", f"“{state}” {_FRAMES['en']}.")
    name, remedy = KEYS[parts[0]]
    missing = fault["type"] == "missing" and len(parts) == 1
    what = both("缺少", "is missing") if missing else both("填写有误", "is wrong")
    within = "".join(f" {part}" for part in parts[1:])
    return place, both(
        f"{name['zh']}{within}{what['zh']}：{remedy['zh']}。", f"{name['en']}{within} {what['en']}: {remedy['en']}."
    )


def of_lamp(words: Words, name: str, among: Sequence[object]) -> Words:
    """With the lamp it is about, where there are several."""
    return both(f"灯“{name[:40]}”：{words['zh']}", f"Lamp {name[:40]}: {words['en']}") if len(among) > 1 else words
