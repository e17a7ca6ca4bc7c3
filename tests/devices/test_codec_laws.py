"""What every codec promises, whatever the pattern and whatever comes down the wire."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.channels import CHANNELS
from devices.codecs.codec import BLINKS, Codec, Display, degrade
from devices.codecs.config import LampConfig
from devices.lines.echo import past_echo
from devices.modbus import frames as modbus
from devices.protocols.hall_protocols import makers, named
from devices.protocols.table import SIMULATOR, probe
from signage.hall.wires import Frames
from signage.shows.lamps import DARK, TIERS, Light, Pattern
from tests.devices.configs import lamp_config
from tests.devices.protocol_files import PROTOCOL_FILES

TABLE = named(PROTOCOL_FILES)
FRAMES = Frames.model_validate(
    {
        "open": ["FF"],
        "channel": {
            "red": {"off": "A0 01 00 {sum8}", "on": "A0 01 01 {sum8}"},
            "green": {"off": "A0 02 00 {sum8}", "on": "A0 02 01 {sum8}"},
            "sounder": {"off": "A0 03 00 {sum8}", "on": "A0 03 01 {sum8}"},
        },
        "reply": "06 xx",
        "refusal": "15",
    }
)
MAP = next(file.map for file in PROTOCOL_FILES if file.id == "tl60")


def lamp(protocol: str, **more: object) -> LampConfig:
    tiers = tuple(c for c in TABLE[protocol].channels if c != "sounder")
    given = {
        "frames": FRAMES if protocol == "custom" else None,
        "map": MAP if protocol == "modbus_registers" else None,
    }
    return lamp_config(
        "lamp", "/dev/x", protocol, tiers, "sounder" in TABLE[protocol].channels, **(given | more)
    )


CODECS: Mapping[str, Codec] = {
    name: make(lamp(name), "") for name, make in makers(TABLE).items() if name != SIMULATOR
}
PATTERNS = st.builds(Pattern, **dict.fromkeys(TIERS, st.sampled_from(Light)), sounder=st.booleans())
TEXTS = st.text(max_size=200)


def able(codec: Codec, pattern: Pattern, text: str) -> Pattern:
    """The pattern as the duty would ask this codec for it: what it can show, its own blink standing
    for one light."""
    can = codec.capability
    if can.text:
        return Display.of(pattern, text)
    shown = degrade(pattern, can.tiers, can.sounder, can.single).pattern
    own = {Light.FAST} if can.native_blink else can.rates
    lights = {tier: Light.ON for tier in TIERS if shown.tier(tier) in BLINKS - own}
    return Pattern(**({tier: shown.tier(tier) for tier in TIERS} | lights), sounder=shown.sounder)


@pytest.mark.parametrize("name", CODECS)
@given(PATTERNS, PATTERNS, TEXTS)
def test_every_change_ends_in_what_is_wanted(
    name: str, one: Pattern, two: Pattern, text: str
) -> None:
    codec = CODECS[name]
    before, after = able(codec, one, ""), able(codec, two, text)
    now, frames = before, 0
    while now != after:
        frame = codec.change(now, after)[0]
        assert frame.after is not None and frame.data
        now, frames = frame.after, frames + 1
        assert frames <= 2 * len(CHANNELS)
    assert codec.change(after, after) == ()


@pytest.mark.parametrize("name", CODECS)
@given(PATTERNS, PATTERNS, TEXTS)
def test_openings_end_in_a_known_pattern_and_assertions_keep_it(
    name: str, one: Pattern, two: Pattern, text: str
) -> None:
    codec = CODECS[name]
    here, there = able(codec, one, text), able(codec, two, "")
    opening = codec.opening(here)
    assert [frame.after is None for frame in opening] == [True] * (len(opening) - 1) + [False]
    if name != "adafruit_tower":
        assert opening[-1].after == here
    assert {frame.after for frame in codec.assertion(here)} == {here}
    assert len(codec.assertion(here)) == len(codec.assertion(there)), (
        "a change may come between two of them"
    )


@pytest.mark.parametrize("name", CODECS)
@given(PATTERNS, st.binary(max_size=60), st.binary(max_size=8))
def test_whatever_comes_down_the_wire_is_an_answer_or_none(
    name: str, pattern: Pattern, received: bytes, more: bytes
) -> None:
    codec = CODECS[name]
    wish = able(codec, pattern, "")
    for frame in (*codec.opening(wish), *codec.assertion(wish), *codec.change(DARK, wish)):
        for bytes_ in (received, frame.data + received, received + frame.data + more, b""):
            reply = codec.reply(frame, bytes_)
            if reply and reply.actual is not None and not codec.capability.text:
                assert (
                    degrade(reply.actual, codec.capability.tiers, codec.capability.sounder).pattern
                    == reply.actual
                )
    question = probe(codec)
    if question:
        answer = question.read(received)
        assert answer is None or answer.isprintable()


@pytest.mark.parametrize("name", CODECS)
def test_the_table_says_what_the_codec_can(name: str) -> None:
    profile, can = TABLE[name], CODECS[name].capability
    if name not in ("custom", "modbus_registers"):
        assert can.tiers == set(profile.channels) - {"sounder"} and can.sounder == (
            "sounder" in profile.channels
        )
        assert can.rates == (BLINKS if profile.blinks == "own" else frozenset())
        assert can.native_blink == (profile.blinks == "measured" or can.text)
        reads, replies = profile.answers == "reads", profile.answers != "silent"
        assert (can.reads, can.replies) == (reads, replies)
    assert can.single == profile.single and can.text == profile.text
    assert profile.probed == (probe(CODECS[name]) is not None)
    assert can.addressed == ("unit" in profile.settings)


@pytest.mark.parametrize("name", CODECS)
def test_line_settings_of_the_lamp_go_before_those_of_the_protocol(name: str) -> None:
    make, default = TABLE[name].make, TABLE[name].defaults
    usual = make(lamp(name), "").line
    told = {
        "baud": str(usual.baud),
        "bits": str(usual.bits),
        "parity": usual.parity,
        "stop": str(usual.stop),
    }
    assert told.items() <= default.items()
    line = make(lamp(name, baud=19200, bits=7, parity="E", stop=2, gap_ms=123), "").line
    assert (line.baud, line.bits, line.parity, line.stop) == (19200, 7, "E", 2)
    frames = make(lamp(name, gap_ms=123), "").opening(DARK)
    assert {frame.gap_s for frame in frames} <= {0.123, 2.0}


@pytest.mark.parametrize("name", CODECS)
def test_the_defaults_a_page_shows_are_the_ones_the_wire_keeps(name: str) -> None:
    codec, default = CODECS[name], TABLE[name].defaults
    for frame in codec.opening(DARK):
        assert frame.gap_s in (int(default["gap_ms"]) / 1000, 2.0)
        if frame.reply_s and "reply_ms" in default:
            assert frame.reply_s == int(default["reply_ms"]) / 1000


@given(st.binary(max_size=40), st.binary(max_size=10), st.integers(1, 247), st.integers(0, 255))
def test_an_answer_is_found_between_garbage_but_only_with_its_checksum(
    before: bytes, after: bytes, unit: int, value: int
) -> None:
    sent = modbus.request(unit, modbus.READ_COILS, 0, 8)
    answer = modbus.framed(bytes([unit, 1, 1, value]))
    assert modbus.answered(sent, before + answer + after, 1) is not None
    assert modbus.answered(sent, answer[:-1], 1) is None
    broken = answer[:-1] + bytes([answer[-1] ^ 1])
    assert modbus.answered(sent, broken, 1) is None
    assert modbus.answered(sent, sent + answer, 1) == bytes([value]), (
        "past the echo of the converter"
    )


@pytest.mark.parametrize(("baud", "gap"), [(1200, 35 / 1200), (9600, 0.025), (115200, 0.025)])
def test_between_modbus_frames_the_line_rests_three_and_a_half_letters_or_what_converters_need(
    baud: int, gap: float
) -> None:
    line = lamp("modbus_relay", baud=baud).line(CODECS["modbus_relay"].line)
    assert modbus.gap_s(line) == pytest.approx(gap)


@pytest.mark.parametrize("name", [name for name, codec in CODECS.items() if probe(codec)])
def test_no_device_is_named_by_the_echo_of_the_question(name: str) -> None:
    asked = probe(CODECS[name])
    assert asked is not None
    for more in (b"", b"\x00", b"\xff\x00"):
        assert asked.read(past_echo(asked.data, asked.data + more[:0])) is None
        assert past_echo(asked.data, asked.data + more) == more
    assert past_echo(asked.data, b"answer") == b"answer"
