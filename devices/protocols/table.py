"""The protocols a lamp may speak: a row for each that every hall has, whatever its content.

``PROFILES`` is what a page offers, ``PROTOCOLS`` the same for the wire. What a hall brings as data,
``hall_protocols`` puts among them.
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
from signage.language.words import Message

SIMULATOR = "simulator"
RYG_S = ("red", "yellow", "green", "sounder")
TIERS_ONLY = CHANNELS[:-1]
LINE_SETTINGS = ("baud", "bits", "parity", "stop", "gap_ms", "settle_ms", "reassert_s")
RELAY_SETTINGS = ("channels", *LINE_SETTINGS)


def _defaults(line: Line = USUAL, **more: str) -> Mapping[str, str]:
    return {
        "baud": str(line.baud),
        "bits": str(line.bits),
        "parity": line.parity,
        "stop": str(line.stop),
    } | more


_MODBUS = _defaults(unit="1", gap_ms="25", reply_ms="300")
_ONES = (
    Profile(
        "adafruit_tower",
        Message("table.adafruit-tower-usb-single-bytes"),
        Message("table.common-usb-tower-light-with"),
        lambda lamp, unit: AdafruitTower(lamp.line(USUAL), lamp.gap_s(0.1)),
        RYG_S,
        ("blink_hz", *LINE_SETTINGS),
        _defaults(gap_ms="100"),
        "silent",
        "measured",
    ),
    Profile(
        "modbus_relay",
        Message("table.modbus-relay-board-waveshare-others"),
        Message("table.relay-board-on-rs-485"),
        ModbusRelay.of,
        CHANNELS,
        ("unit", "size", *RELAY_SETTINGS, "reply_ms"),
        {**_MODBUS, "size": "8"},
        "reads",
        "ours",
        first_relay=1,
        probed=True,
        silence="timer",
    ),
    Profile(
        "modbus_coil_lamp",
        Message("table.modbus-three-colour-lamp-coils"),
        Message("table.rs-485-three-colour-lamp"),
        ModbusMap.coil_lamp,
        RYG_S,
        ("unit", *LINE_SETTINGS, "reply_ms"),
        _MODBUS,
        "acknowledges",
        "own",
    ),
    Profile(
        "lcus",
        Message("table.lcus-usb-relay"),
        Message("table.usb-relays-with-a0-frames"),
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
        Message("table.diustou-usb-relay"),
        Message("table.frames-as-lcus-115200-baud"),
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
        Message("table.patlite-phe-signal-tower"),
        Message("table.phe-3fb2-3fb3-on-rs"),
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
        Message("table.custom-frames"),
        Message("table.unlisted-lamp-type-frame-each"),
        CustomFrames.of,
        CHANNELS,
        ("frames", *LINE_SETTINGS, "reply_ms"),
        _defaults(gap_ms="50", reply_ms="500"),
        "acknowledges",
        "own",
        silence="unknown",
    ),
    Profile(
        "r421a08",
        Message("table.r421a08-relay-board"),
        Message("table.eight-relays-on-rs-485"),
        R421A08.of,
        CHANNELS,
        ("unit", *RELAY_SETTINGS, "reply_ms"),
        _MODBUS,
        "reads",
        "ours",
        first_relay=1,
        silence="timer",
    ),
    Profile(
        "kmtronic",
        Message("table.kmtronic-usb-relay"),
        Message("table.usb-relays-with-1-2"),
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
        Message("table.devantech-usb-rly-relays"),
        Message("table.usb-rly08-rly16-kin-one"),
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
        Message("table.numato-usb-relays"),
        Message("table.ascii-commands-read-back-by"),
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
        Message("table.modbus-register-lamp"),
        Message("table.give-register-values-each-colour"),
        ModbusMap.of,
        CHANNELS,
        ("unit", "map", *LINE_SETTINGS, "reply_ms"),
        _MODBUS,
        "acknowledges",
        "own",
        silence="unknown",
    ),
    Profile(
        "banner_tl50",
        Message("table.banner-tl50-pro-usb"),
        Message("table.one-frame-whole-state-one"),
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
        Message("table.alpha-or-betabrite-message-board"),
        Message("table.shows-signs-line-in-english"),
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
        Message("table.cd5220-pole-display"),
        Message("table.two-lines-20-letters-no"),
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
        Message("table.simulated-lamp"),
        Message("table.for-demonstrations-and-tests-only"),
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
