"""The frames of each state in `serial_frames.csv`, made by the codecs."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.codecs import alpha, cd5220, patlite
from devices.codecs.adafruit import AdafruitTower
from devices.codecs.banner import BannerTl50
from devices.codecs.codec import Codec, Display
from devices.codecs.patlite import PatlitePhe
from devices.modbus import frames as modbus
from devices.modbus import registers as modbus_map
from devices.modbus.coils import ModbusRelay
from devices.modbus.r421a08 import R421A08
from devices.modbus.registers import ModbusMap
from devices.protocols.hall_protocols import makers, named
from devices.relays import lcus
from devices.relays.devantech import Devantech
from devices.relays.kmtronic import KMTronic
from devices.relays.lcus import Lcus
from devices.relays.numato import Numato
from signage.shows.lamps import DARK, TIERS, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.protocol_files import PROTOCOL_FILES

TABLE = Path(__file__).parent / "serial_frames.csv"
ROWS = tuple(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
SERIAL = tuple(
    row for row in ROWS if not row["protocol"].startswith("nonserial_") and row["frame_hex"]
)
LAMP = lamp_config("lamp", "/dev/null", sounder=True)
NAMED = makers(named(PROTOCOL_FILES))
ALL = Pattern(Light.ON, Light.ON, Light.ON, Light.ON, Light.ON, True)
FOUR = {"red": 1, "yellow": 2, "green": 3, "sounder": 4}
EIGHT = dict(zip((*TIERS, "sounder"), (1, 2, 3, 4, 5, 8), strict=True))
PHE = {"red": 0, "amber": 1, "green": 2}


def changed(codec: Codec, before: Pattern, after: Pattern) -> bytes:
    return b"".join(frame.data for frame in codec.change(before, after))


def one(channel: str, light: Light = Light.ON) -> Pattern:
    return (
        Pattern(sounder=True) if channel in ("buzzer", "sounder") else Pattern(**{channel: light})
    )


def relay(codec: Codec, outputs: Mapping[str, int], number: int, on: bool) -> bytes:
    channel = next(name for name, at in outputs.items() if at == number)
    return changed(codec, DARK, one(channel)) if on else changed(codec, one(channel), DARK)


def channel_state(codec: Codec, state: str, lights: Mapping[str, Light]) -> bytes:
    channel, _, light = state.partition(" ")
    if light == "off":
        return changed(codec, one(channel), DARK)
    return changed(codec, DARK, one(channel, lights[light]))


def adafruit(state: str) -> bytes:
    return channel_state(AdafruitTower(), state, {"on": Light.ON, "blink": Light.FAST})


def phe(state: str) -> bytes:
    codec = PatlitePhe()
    whole = {
        "all off (S)": DARK,
        "red on, rest off (S)": Pattern(red=Light.ON),
        "amber on, rest off (S)": Pattern(yellow=Light.ON),
        "green on, rest off (S)": Pattern(green=Light.ON),
        "red flash1, rest off (S)": Pattern(red=Light.FAST),
        "red flash1 + buzzer1, rest off (S)": Pattern(red=Light.FAST, sounder=True),
        "amber flash1, rest off (S)": Pattern(yellow=Light.SLOW),
        "green flash1, rest off (S)": Pattern(green=Light.FAST),
    }
    if state in whole:
        return codec.opening(whole[state])[0].data
    asked = {"get state (G)": codec.assertion(DARK)[0].data, "get info (M)": codec.probe().data}
    return asked.get(state) or patlite.framed(*PHE_BITS[state])


PHE_BITS = {
    "red flash2, rest off (S)": ("S", "300000"),
    "red on, amber keep, green off, buzzer4 (S)": ("S", "190004"),
    "clear all (C)": ("C", ""),
    "set red on": ("1", "01"),
    "set amber on": ("1", "02"),
    "set green on": ("1", "04"),
    "set red flash": ("1", "20"),
    "set amber flash": ("1", "40"),
    "set green flash": ("1", "80"),
    "clear red on+flash": ("0", "21"),
    "clear amber on+flash": ("0", "42"),
    "clear green on+flash": ("0", "84"),
    "set red flash + amber on + green on + buzzer1": ("1", "2>"),
    "set buzzer1": ("1", "08"),
    "set buzzer2": ("1", "10"),
    "set red+amber+green on": ("1", "07"),
    "set red flash + buzzer2 + amber on": ("1", "32"),
    "clear every bit": ("0", "??"),
}
"""Commands the codec never mixes with ``S``; the framing makes them all the same."""


def coil_lamp(state: str) -> bytes:
    raw = {"red": 0, "yellow": 1, "green": 2, "buzzer": 3}
    values = {"2Hz": 0xF000, "1Hz": 0xF100, "0.5Hz": 0xF200, "0.25Hz": 0xF300}
    channel, _, light = state.partition(" ")
    if state in ("all on", "all off"):
        return modbus.request(1, 5, 0xFF if state == "all on" else 0xEF, 0xFF00)
    if light in ("1Hz", "0.25Hz") or (channel == "buzzer" and light in values):
        return modbus.request(1, 5, raw[channel], values[light])
    codec = ModbusMap(modbus_map.COIL_LAMP)
    return channel_state(codec, state, {"on": Light.ON, "2Hz": Light.FAST, "0.5Hz": Light.SLOW})


def from_file(protocol: str, state: str) -> bytes:
    codec = NAMED[protocol](LAMP, "")
    opening = {"enable RTU control": 0, "master on": 0}
    if state in opening:
        return codec.opening(DARK)[opening[state]].data
    if state.startswith("read"):
        return codec.assertion(DARK)[0].data
    return channel_state(codec, state, {"on": Light.ON, "100%": Light.ON})


def alarm_v2(state: str) -> bytes:
    codec = NAMED["alarm_v2"](LAMP, "")
    patterns = {
        "sound1+flash": Pattern(red=Light.FAST, sounder=True),
        "flash only": Pattern(red=Light.SLOW),
        "sound1 only": Pattern(sounder=True),
        "all off": DARK,
    }
    return codec.opening(patterns[state])[0].data


def tl50(state: str) -> bytes:
    colour, _, rest = state.partition(" ")
    light = {"steady": Light.ON, "flash": Light.FAST, "flash + pulsed sounder": Light.FAST}
    if state == "off":
        return BannerTl50().opening(DARK)[0].data
    wish = Pattern(**{colour: light[rest]}, sounder="sounder" in rest)  # type: ignore[arg-type]  # one tier by name
    return BannerTl50().opening(wish)[0].data


def relays(
    codec: Callable[[Mapping[str, int]], Codec], outputs: Mapping[str, int] = EIGHT
) -> Callable[[str], bytes]:
    def made(state: str) -> bytes:
        words = state.replace("relay ", "relay").replace("ch", "relay").split()
        return relay(codec(outputs), outputs, int(words[0].removeprefix("relay")), words[1] == "on")

    return made


def modbus_relay(state: str) -> bytes:
    board = ModbusRelay(1, dict(zip((*TIERS, "sounder"), range(1, 7), strict=True)))
    if state.startswith("write coils 0-7 = "):
        mask = int(state[-2:], 16)
        return modbus.write_coils(1, 0, tuple(bool(mask >> at & 1) for at in range(8)))
    if state == "read coils 0-7":
        return ModbusRelay(1, {"red": 1, "green": 8}).assertion(DARK)[0].data
    return relays(lambda outputs: ModbusRelay(1, outputs), board.outputs)(state)


def alpha_board(state: str) -> bytes:
    wishes = {
        "priority file, hold, FIRE": Display.of(DARK, "FIRE"),
        "priority file, flash, red EXIT": Display.of(Pattern(red=Light.FAST), "EXIT"),
        "clear priority file": Display.of(DARK),
    }
    if state in wishes:
        return alpha.AlphaBoard().opening(wishes[state])[0].data
    return alpha.written("HELLO", alpha.HOLD, "A")


def pole(state: str) -> bytes:
    codec = cd5220.Cd5220()
    clear, start, bright, text = (
        f.data for f in codec.opening(Display.of(DARK, "COUNTER CLOSED      PLEASE WAIT"))
    )
    assert text == clear + cd5220.written(b"A", "COUNTER CLOSED") + cd5220.written(
        b"B", "PLEASE WAIT"
    )
    return {
        "init": start,
        "clear, leave string mode": clear,
        "brightness 4": bright,
        "upper line COUNTER CLOSED": text[1:25],
        "lower line PLEASE WAIT": text[25:],
    }[state]


def numato_module(state: str) -> bytes:
    codec = Numato({"red": 0})
    asked = {"read all": codec.assertion(DARK)[0].data, "version": codec.probe().data}
    return asked.get(state) or relays(Numato, {"red": 0})(state)


def kmtronic(state: str) -> bytes:
    asked = {"status relay1": 1, "status all": 4}
    if state in asked:
        return KMTronic({"red": 1}, asked[state]).assertion(DARK)[0].data
    return relays(KMTronic)(state)


def devantech(state: str) -> bytes:
    codec = Devantech({"red": 1, "green": 3})
    return {
        "set mask relays 1+3": codec.opening(Pattern(red=Light.ON, green=Light.ON))[0].data,
        "get mask": codec.assertion(DARK)[0].data,
        "get module id + version": codec.probe().data,
    }[state]


def r421a08(state: str) -> bytes:
    if state == "relay1 status":
        return R421A08(1, FOUR).assertion(DARK)[0].data
    return relays(lambda outputs: R421A08(1, outputs))(state)


MADE: Mapping[str, Callable[[str], bytes]] = {
    "adafruit_tower": adafruit,
    "patlite_phe": phe,
    "cn_coil_lamp": coil_lamp,
    "cn_alarm_v2": alarm_v2,
    "tl60": lambda state: from_file("tl60", state),
    "usb_rgb_lamp": lambda state: from_file("usb_rgb_lamp", state),
    "banner_tl50": tl50,
    "lcus": relays(Lcus),
    "lcus_framed": lambda state: {
        "all on": lcus.framed(lcus.ALL, lcus.ON),
        "all off": lcus.framed(lcus.ALL, lcus.OFF),
        "query all": Lcus(FOUR, answers=True).assertion(DARK)[0].data,
        "query channel 1": lcus.framed(1, lcus.ASK),
    }[state],
    "modbus_coil_relay": modbus_relay,
    "waveshare_relay": lambda state: {
        "all on": modbus.request(1, 5, 0x00FF, 0xFF00),
        "all off": modbus.request(1, 5, 0x00FF, 0x0000),
        "read firmware version": ModbusRelay(1, FOUR).probe().data,
    }[state],
    "lc_modbus_relay": lambda state: channel_state(
        NAMED["lc_relay"](LAMP, ""), state.replace("relay1", "red"), {"on": Light.ON}
    ),
    "r421a08": r421a08,
    "kmtronic_usb": kmtronic,
    "numato": numato_module,
    "devantech_rly": devantech,
    "alpha": alpha_board,
    "cd5220": pole,
}
PLAIN_LIGHTS = {"on": Light.ON, "slow": Light.SLOW, "fast": Light.FAST}
PLAIN = frozenset(row["protocol"] for row in SERIAL) & NAMED.keys() - MADE.keys()
"""Protocols whose rows say no more than a light: ``red on``, ``green slow``, ``yellow off``, ``all
off``."""


def plain(protocol: str, state: str) -> bytes:
    codec = NAMED[protocol](LAMP, "")
    return (
        codec.opening(DARK)[0].data
        if state == "all off"
        else channel_state(codec, state, PLAIN_LIGHTS)
    )


NEVER_SENT: Mapping[tuple[str, str], str] = {
    ("adafruit_tower", "buzzer blink"): "a sounder of ours is on or off",
    ("lcus", "query all (FF)"): "its answer is often stale and often missing",
    ("waveshare_relay", "toggle ch1"): "a repeated toggle is no state",
    ("waveshare_relay", "pulse ch1 on 700 ms"): "whether a pulse can be armed again is unknown",
    ("waveshare_relay", "pulse ch1 on 30 s"): "whether a pulse can be armed again is unknown",
    ("waveshare_relay", "pulse ch1 off 700 ms"): "whether a pulse can be armed again is unknown",
    ("modbus_relay_clone", "pulse ch1 on 700 ms"): "a dialect that contradicts the usual one",
    ("r421a08", "relay1 toggle"): "a repeated toggle is no state",
    ("r421a08", "relay2 toggle"): "a repeated toggle is no state",
    ("r421a08", "relay1 on 10 s then off"): "a lamp that goes dark by itself reads as all clear",
    ("cn_alarm_v2", "sound2+flash"): "we have one sound",
    ("cn_alarm_v2", "sound2 only"): "we have one sound",
    ("numato", "relay 0 read"): "readall tells all relays at once",
    ("numato", "all off (8-ch)"): "it would touch relays of others",
    ("devantech_rly", "all on"): "the mask says it in one frame",
    ("devantech_rly", "all off"): "the mask says it in one frame",
    ("devantech_rly", "relay1 on"): "the mask says it in one frame",
    ("devantech_rly", "relay1 off"): "the mask says it in one frame",
    ("devantech_rly", "get serial number"): "not in the original manual",
}
"""Rows no codec of ours sends, and why. Whoever needs one types it as a custom frame."""
