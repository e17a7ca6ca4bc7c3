"""The protocols a lamp may speak: a new one is one codec module and one entry in this table.

``PROFILES`` is what a page offers, ``PROTOCOLS`` the same for the wire. What a hall brings as data, ``hall_protocols``
puts among them.
"""

from collections.abc import Mapping

from devices.codecs import alpha, banner, cd5220
from devices.codecs.adafruit import AdafruitTower
from devices.codecs.alpha import AlphaBoard
from devices.codecs.banner import BannerTl50
from devices.codecs.cd5220 import Cd5220
from devices.codecs.channels import CHANNELS
from devices.codecs.codec import USUAL, Codec, Line, Probe
from devices.codecs.patlite import PatlitePhe
from devices.codecs.simulated import SimulatedCodec
from devices.modbus.coils import ModbusRelay
from devices.modbus.r421a08 import R421A08
from devices.modbus.registers import ModbusMap
from devices.protocols.custom import CustomFrames
from devices.protocols.profiles import MakeCodec, Profile
from devices.relays import lcus
from devices.relays.devantech import Devantech
from devices.relays.kmtronic import KMTronic
from devices.relays.lcus import Lcus
from devices.relays.numato import Numato
from signage.language.words import both

SIMULATOR = "simulator"
RYG_S = ("red", "yellow", "green", "sounder")
TIERS_ONLY = CHANNELS[:-1]
LINE_SETTINGS = ("baud", "bits", "parity", "stop", "gap_ms", "settle_ms", "reassert_s")
RELAY_SETTINGS = ("channels", *LINE_SETTINGS)


def _defaults(line: Line = USUAL, **more: str) -> Mapping[str, str]:
    return {"baud": str(line.baud), "bits": str(line.bits), "parity": line.parity, "stop": str(line.stop)} | more


_MODBUS = _defaults(unit="1", gap_ms="25", reply_ms="300")
_ONES = (
    Profile(
        "adafruit_tower",
        both("Adafruit 三色灯（USB 单字节）", "Adafruit tower (USB, single bytes)"),
        both(
            "常见的 USB 三色塔灯，CH340 芯片，不回话", "The common USB tower light with a CH340 chip; it never answers"
        ),
        lambda lamp, unit: AdafruitTower(lamp.line(USUAL), lamp.gap_s(0.1)),
        RYG_S,
        ("blink_hz", *LINE_SETTINGS),
        _defaults(gap_ms="100"),
        "silent",
        "measured",
    ),
    Profile(
        "modbus_relay",
        both("Modbus 继电器板（微雪等）", "Modbus relay board (Waveshare and others)"),
        both(
            "RS-485 或 USB 继电器板，可带任何 24 V 塔灯；写入后回读。不支持 2021 年 9 月前的旧版",
            "Relay board on RS-485 or USB for any 24 V tower; read back. Not for boards from before September 2021",
        ),
        ModbusRelay.of,
        CHANNELS,
        ("unit", "size", *RELAY_SETTINGS, "reply_ms"),
        {**_MODBUS, "size": "8"},
        "reads",
        "ours",
        first_relay=1,
        probed=True,
    ),
    Profile(
        "modbus_coil_lamp",
        both("Modbus 三色灯（线圈）", "Modbus three-colour lamp (coils)"),
        both(
            "国产 RS-485 三色报警灯，线圈 0 红 1 黄 2 绿 3 蜂鸣；校验位有 8E1 和 8N1 两种，不亮时换一种",
            "RS-485 three-colour lamp, coils 0 red, 1 yellow, 2 green, 3 buzzer; sold with 8E1 and 8N1: try the other",
        ),
        ModbusMap.coil_lamp,
        RYG_S,
        ("unit", *LINE_SETTINGS, "reply_ms"),
        _MODBUS,
        "acknowledges",
        "own",
    ),
    Profile(
        "lcus",
        both("LCUS USB 继电器", "LCUS USB relay"),
        both(
            "CH340 芯片的 1/2/4/8 路 USB 继电器，A0 开头的报文，不回话", "USB relays with A0 frames; they never answer"
        ),
        Lcus.of,
        CHANNELS,
        ("size", *RELAY_SETTINGS),
        _defaults(size="8", gap_ms="50"),
        "silent",
        "ours",
        first_relay=1,
    ),
    Profile(
        "diustou_relay",
        both("DIUSTOU USB 继电器", "DIUSTOU USB relay"),
        both("与 LCUS 报文相同，默认 115200 波特，可回读", "Frames as LCUS, 115200 baud by default, read back"),
        Lcus.diustou,
        CHANNELS,
        ("size", *RELAY_SETTINGS, "reply_ms"),
        _defaults(lcus.DIUSTOU_LINE, size="8", gap_ms="50", reply_ms="500"),
        "reads",
        "ours",
        first_relay=1,
    ),
    Profile(
        "patlite_phe",
        both("派特莱 PHE 信号灯", "Patlite PHE signal tower"),
        both(
            "PHE-3FB2/3FB3，RS-232C 或 USB；有确认，可回读，灯体上的清除键也能发现",
            "PHE-3FB2 and 3FB3 on RS-232C or USB; acknowledged and read back, so its Clear switch is noticed",
        ),
        PatlitePhe.of,
        RYG_S,
        ("blink_hz", *LINE_SETTINGS, "reply_ms"),
        _defaults(gap_ms="20", reply_ms="1000"),
        "reads",
        "measured",
        probed=True,
    ),
    Profile(
        "custom",
        both("自定义报文", "Custom frames"),
        both(
            "未收录的灯：按说明书填写每个状态的报文",
            "For an unlisted lamp: type the frame of each state from its manual",
        ),
        CustomFrames.of,
        CHANNELS,
        ("frames", *LINE_SETTINGS, "reply_ms"),
        _defaults(gap_ms="50", reply_ms="500"),
        "acknowledges",
        "own",
    ),
    Profile(
        "r421a08",
        both("R421A08 继电器板", "R421A08 relay board"),
        both(
            "8 路 RS-485 继电器板，拨码地址 0 到 63，可回读",
            "Eight relays on RS-485, address 0 to 63 by switches, read back",
        ),
        R421A08.of,
        CHANNELS,
        ("unit", *RELAY_SETTINGS, "reply_ms"),
        _MODBUS,
        "reads",
        "ours",
        first_relay=1,
    ),
    Profile(
        "kmtronic",
        both("KMTronic USB 继电器", "KMTronic USB relay"),
        both(
            "1/2/4/8 路 USB 继电器，可回读；433 MHz 无线板不可使用",
            "USB relays with 1, 2, 4 or 8 channels, read back; not for the RF 433 MHz boards",
        ),
        KMTronic.of,
        CHANNELS,
        ("size", *RELAY_SETTINGS, "reply_ms"),
        _defaults(size="8", gap_ms="50", reply_ms="500"),
        "reads",
        "ours",
        first_relay=1,
    ),
    Profile(
        "devantech_rly",
        both("Devantech USB-RLY 继电器", "Devantech USB-RLY relays"),
        both(
            "USB-RLY08/16 等，一帧写全部，可回读；整块板归一盏灯使用",
            "USB-RLY08, RLY16 and kin: one frame sets all, read back; the whole board belongs to one lamp",
        ),
        Devantech.of,
        CHANNELS,
        (*RELAY_SETTINGS, "reply_ms"),
        _defaults(gap_ms="20", reply_ms="500"),
        "reads",
        "ours",
        first_relay=1,
        probed=True,
    ),
    Profile(
        "numato",
        both("Numato USB 继电器", "Numato USB relays"),
        both(
            "ASCII 命令，用 readall 回读；继电器从 0 编号", "ASCII commands, read back by readall; relays count from 0"
        ),
        Numato.of,
        CHANNELS,
        ("size", *RELAY_SETTINGS, "reply_ms"),
        _defaults(size="8", gap_ms="20", reply_ms="500"),
        "reads",
        "ours",
        first_relay=0,
        probed=True,
    ),
    Profile(
        "modbus_registers",
        both("Modbus 寄存器灯", "Modbus register lamp"),
        both("按说明书填写每种灯色的寄存器和取值", "Give register and values of each colour from its manual"),
        ModbusMap.of,
        CHANNELS,
        ("unit", "map", *LINE_SETTINGS, "reply_ms"),
        _MODBUS,
        "acknowledges",
        "own",
    ),
    Profile(
        "banner_tl50",
        both("邦纳 TL50 Pro USB", "Banner TL50 Pro USB"),
        both(
            "一帧即整灯状态，同时只亮一色，不回话",
            "One frame is the whole state, one colour at a time; it never answers",
        ),
        BannerTl50.of,
        CHANNELS,
        ("blink_hz", *LINE_SETTINGS),
        _defaults(banner.LINE, gap_ms="90"),
        "silent",
        "measured",
        single=True,
    ),
    Profile(
        "alpha",
        both("Alpha / BetaBrite 文字屏", "Alpha or BetaBrite message board"),
        both(
            "显示标牌的一行英文，不能显示汉字；不回话",
            "Shows the sign's line in English; no Chinese letters, never answers",
        ),
        AlphaBoard.of,
        TIERS_ONLY,
        LINE_SETTINGS,
        _defaults(alpha.LINE, gap_ms="100", reassert_s="300"),
        "silent",
        "own",
        text=True,
    ),
    Profile(
        "cd5220",
        both("CD5220 顾客显示屏", "CD5220 pole display"),
        both("两行各 20 个英文字母；不回话", "Two lines of 20 letters, no Chinese letters; never answers"),
        Cd5220.of,
        TIERS_ONLY,
        LINE_SETTINGS,
        _defaults(gap_ms="50", reassert_s=f"{cd5220.REASSERT_S:.0f}"),
        "silent",
        "own",
        text=True,
    ),
    Profile(
        SIMULATOR,
        both("模拟灯", "Simulated lamp"),
        both("仅用于演示和测试", "For demonstrations and tests only"),
        lambda lamp, unit: SimulatedCodec(unit),
        CHANNELS,
        (),
        {},
        "reads",
        "own",
    ),
)
PROFILES: Mapping[str, Profile] = {profile.id: profile for profile in _ONES}
"""In the order halls buy them; the simulator last."""
PROTOCOLS: Mapping[str, MakeCodec] = {profile.id: profile.make for profile in _ONES}


def probe(codec: Codec) -> Probe | None:
    """The question for the device's name, where one is documented that changes nothing."""
    ask = getattr(codec, "probe", None)
    question = ask() if ask else None
    return question if isinstance(question, Probe) else None
