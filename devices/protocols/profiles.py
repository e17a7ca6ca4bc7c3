"""What a page needs to know of a protocol: its name, its settings in words, and what its lamps can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from devices.codecs.codec import BAUDS, Codec
from devices.codecs.config import LampConfig
from signage.language.words import Words, both

MakeCodec = Callable[[LampConfig, str], Codec]
"""Takes the lamp and its unit address, empty if the lamp's address names none. Raises a permanent ``DeviceError``."""

Answers = Literal["reads", "acknowledges", "silent"]
ANSWERS: Mapping[Answers, Words] = {
    "reads": both("可回读显示状态", "Says what it shows"),
    "acknowledges": both("只确认收到", "Acknowledges only"),
    "silent": both("不回话，无法核实", "Never answers, cannot be checked"),
}
Blinks = Literal["own", "measured", "ours"]
BLINKING: Mapping[Blinks, Words] = {
    "own": both("灯自己闪烁", "Blinks by itself"),
    "measured": both(
        "填写实测频率后由灯自己闪烁，否则由本系统闪烁", "Blinks by itself once its rate is measured, else by us"
    ),
    "ours": both("由本系统闪烁", "Blinked by us"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a lamp's description that its protocol takes, with the words for it."""

    key: str
    name: Words
    help: Words
    choices: tuple[str, ...] = ()


SETTINGS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            "unit",
            both("单元地址", "Unit address"),
            both(
                "与设备拨码一致；写在地址末尾 # 之后", "As set on the device; written after # at the end of the address"
            ),
        ),
        Setting(
            "size",
            both("继电器路数", "Number of relays"),
            both("板上共有几路", "How many relays the board has"),
        ),
        Setting(
            "channels",
            both("通道", "Channels"),
            both("每种灯色接在第几路，按板上的编号", "Which relay switches which colour, as printed on the board"),
        ),
        Setting(
            "blink_hz",
            both("自身闪烁频率", "Its own blink rate"),
            both("实测每秒闪几次；不填则由本系统闪烁", "Measured flashes a second; without it we blink the lamp"),
        ),
        Setting(
            "map",
            both("寄存器表", "Register map"),
            both("每种灯色的寄存器和取值", "Register and values of each colour"),
        ),
        Setting(
            "frames",
            both("报文", "Frames"),
            both(
                "每个状态的十六进制报文，可用 {crc16} {sum8} {xor} 等校验",
                "The frame of each state in hex, with {crc16}, {sum8}, {xor} and the like for checksums",
            ),
        ),
        Setting(
            "baud",
            both("波特率", "Baud rate"),
            both("与设备一致", "As set on the device"),
            tuple(map(str, BAUDS)),
        ),
        Setting("bits", both("数据位", "Data bits"), both("与设备一致", "As set on the device"), ("7", "8")),
        Setting(
            "parity",
            both("校验位", "Parity"),
            both("N 无，E 偶，O 奇；与设备一致", "N none, E even, O odd; as set on the device"),
            ("N", "E", "O"),
        ),
        Setting("stop", both("停止位", "Stop bits"), both("与设备一致", "As set on the device"), ("1", "2")),
        Setting(
            "gap_ms",
            both("报文间隔（毫秒）", "Rest between frames (ms)"),
            both("同一线路上越长越稳，越短越快", "Longer is safer, shorter is quicker"),
        ),
        Setting(
            "reply_ms",
            both("回复时限（毫秒）", "Time to answer (ms)"),
            both(
                "说明书没有写会回话的灯，可填 0，状态将标为未核实",
                "0 if a lamp of unknown manners turns out never to answer; it stays unverified",
            ),
        ),
        Setting(
            "settle_ms",
            both("打开后等待（毫秒）", "Rest after opening (ms)"),
            both("打开串口会复位的板需要等待", "For boards that restart when the port opens"),
        ),
        Setting(
            "reassert_s",
            both("重申周期（秒）", "Repeated every (s)"),
            both("每隔多久重新核对或写入一次", "How often the lamp is asked or told again"),
        ),
    )
}
"""Every setting a protocol may list; ``unit`` is part of the address, the others are keys of the lamp."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One protocol as it is offered. ``settings``: keys of ``SETTINGS``; ``defaults``: what stands for those unset."""

    id: str
    name: Words
    about: Words
    make: MakeCodec
    channels: tuple[str, ...]
    """What it can have at most, of ``CHANNELS``."""
    settings: tuple[str, ...]
    defaults: Mapping[str, str]
    answers: Answers
    blinks: Blinks
    first_relay: int | None = None
    """Number of the first relay as printed on the board; None: no relays."""
    single: bool = False
    text: bool = False
    probed: bool = False
    """Can be asked for its name without changing anything (:func:`devices.protocols.table.probe`)."""
