"""Every frame of ``serial_frames.csv``: made by its codec byte for byte or never sent for a reason;
all can be typed.

The table's rows are manuals and working programs (V) or composed from the layout they give (C);
none was confirmed on hardware by this project.
"""

from collections.abc import Mapping

import pytest

from devices.codecs.patlite import PatlitePhe
from devices.modbus import frames as modbus
from devices.modbus.coils import ModbusRelay
from devices.modbus.r421a08 import R421A08
from devices.protocols import typed_frames as typed
from devices.protocols.table import PROFILES, probe
from devices.relays import numato
from devices.relays.devantech import Devantech
from devices.relays.lcus import Lcus
from devices.relays.numato import Numato
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.frame_states import FOUR, MADE, NEVER_SENT, PLAIN, ROWS, SERIAL, plain
from tests.rows import every

UNLISTED = frozenset({"am03127", "enttec_dmx_pro", "fit_statusb"})
"""Serial devices without a codec: custom frames."""


def ids(row: Mapping[str, str]) -> str:
    return f"{row['protocol']} {row['state']}"


@every({f"{number} {ids(row)}": row for number, row in enumerate(SERIAL)})
def test_every_serial_frame_is_made_byte_for_byte_or_has_its_reason(row: Mapping[str, str]) -> None:
    key = row["protocol"], row["state"]
    if key in NEVER_SENT or row["protocol"] in UNLISTED:
        return
    assert row["certainty"] in "VC"
    made = plain(*key) if row["protocol"] in PLAIN else MADE[row["protocol"]](row["state"])
    assert typed.in_words(made) == row["frame_hex"]


def test_every_serial_frame_can_be_typed_by_hand() -> None:
    for row in SERIAL:
        assert typed.in_words(typed.frame(row["frame_hex"])) == row["frame_hex"]
        assert typed.frame(row["frame_hex"].replace(" ", "")) == typed.frame(row["frame_hex"])


CHECKED = {
    "crc16": ("cn_", "tl60", "usb_rgb", "modbus", "waveshare", "r421", "lc_mod"),
    "sum8": ("lcus_framed",),
}
SIZE = {"crc16": 2, "sum8": 1}


def test_the_checksums_of_the_table_need_not_be_reckoned_by_hand() -> None:
    for check, protocols in CHECKED.items():
        for row in SERIAL:
            if row["protocol"].startswith(protocols):
                bare = " ".join(row["frame_hex"].split()[: -SIZE[check]])
                assert typed.in_words(typed.frame(f"{bare} {{{check}}}")) == row["frame_hex"]


def test_rows_that_are_not_serial_never_apply() -> None:
    nonserial = [row for row in ROWS if row["protocol"].startswith("nonserial_")]
    assert nonserial and not any(row["protocol"] in PROFILES for row in nonserial)
    assert not any(name in MADE for name in ("nonserial_phn", "nonserial_pns"))


def test_no_reason_outlives_its_row() -> None:
    assert {(row["protocol"], row["state"]) for row in ROWS} >= NEVER_SENT.keys()
    assert {row["protocol"] for row in SERIAL} == MADE.keys() | PLAIN | UNLISTED | {
        "modbus_relay_clone"
    }


def sample(protocol: str, state: str) -> bytes:
    row = next(row for row in ROWS if row["protocol"] == protocol and row["state"] == state)
    return bytes.fromhex(row["reply_hex"])


def test_the_sample_answers_of_the_table_are_understood() -> None:
    phe_codec = PatlitePhe()
    asked = phe_codec.assertion(Pattern(green=Light.FAST))[0]
    read = phe_codec.reply(asked, sample("patlite_phe", "get state (G)"))
    assert read and read.actual == Pattern(yellow=Light.ON, green=Light.SLOW, sounder=True), (
        "flash 2 is not our flash"
    )
    info = probe(phe_codec)
    assert info and info.read(sample("patlite_phe", "get info (M)")) == "Patlite PHE v1.01"
    board = ModbusRelay(1, {"red": 1, "yellow": 2, "green": 3, "white": 8})
    read = board.reply(board.assertion(DARK)[0], sample("modbus_coil_relay", "read coils 0-7"))
    assert read and read.actual == Pattern(red=Light.ON, green=Light.ON)
    version = probe(board)
    assert (
        version
        and version.read(sample("waveshare_relay", "read firmware version")) == "Waveshare 1.00"
    )
    r421 = R421A08(1, FOUR)
    read = r421.reply(r421.assertion(DARK)[0], sample("r421a08", "relay1 status"))
    assert read and read.actual == Pattern(red=Light.ON)
    usb = Lcus({"red": 1, "green": 2}, answers=True)
    read = usb.reply(usb.assertion(DARK)[0], sample("lcus_framed", "query all"))
    assert read and read.actual == Pattern(red=Light.ON)
    rly = probe(Devantech({"red": 1}))
    assert rly and rly.read(b"\x08\x02") == "Devantech USB-RLY08 v2"
    module = probe(Numato({"red": 0}))
    assert module and module.read(b"ver\n\r00000008\n\r>") == "Numato 00000008"
    assert numato.line_of("relay on 0") == b"relay on 0\r"


@pytest.mark.parametrize(
    "state", ["exception: illegal data address to FC05", "exception: illegal data value to FC05"]
)
def test_an_exception_of_a_board_is_a_refusal(state: str) -> None:
    board = ModbusRelay(1, {"red": 1})
    frame = board.opening(Pattern(red=Light.ON))[0]
    if frame.data[1] != modbus.WRITE_COIL:
        frame = board.change(DARK, Pattern(red=Light.ON))[0]
    read = board.reply(frame, sample("modbus_coil_relay", state))
    assert read and not read.accepted


def test_an_echo_is_an_acceptance() -> None:
    for row in SERIAL:
        if row["reply_hex"] == row["frame_hex"]:
            data = bytes.fromhex(row["frame_hex"])
            read = modbus.echoed(data, data)
            assert read and read.accepted


def test_the_checksum_has_its_check_value() -> None:
    assert modbus.crc16(b"123456789") == b"\x37\x4b"
    assert modbus.framed(bytes.fromhex("01 05 00 00 FF 00"))[-2:] == b"\x8c\x3a"
    assert modbus.framed(bytes.fromhex("01 0F 00 00 00 08 01 FF"))[-2:] == b"\xbe\xd5"
