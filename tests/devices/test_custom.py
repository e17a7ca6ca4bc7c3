"""Frames typed by hand: what is understood, and the sentence for everything that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.faults import DeviceError
from devices.protocols import typed_frames as typed
from devices.protocols.custom import CustomFrames, state
from signage.hall.wires import Frames
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import lamp_config

RED = Pattern(red=Light.ON)
ON_OFF = {"off": "A5 00", "on": "A5 01"}


def codec(colours: tuple[str, ...] = ("red",), unit: str = "", **frames: object) -> CustomFrames:
    lamp = lamp_config("lamp", "/dev/x", "custom", colours, frames=Frames.model_validate(frames))
    return CustomFrames.of(lamp, unit)


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("01 05 00 00 FF 00 {crc16}", "01 05 00 00 FF 00 8C 3A"),
        ("01 05 00 00 FF 00 {crc16be}", "01 05 00 00 FF 00 3A 8C"),
        ("a00101{sum8}", "A0 01 01 A2"),
        ("0xA0, 0x01, 0x01, {sum8}", "A0 01 01 A2"),
        ("A0-01-01-A2", "A0 01 01 A2"),
        ("02 10 20 {xor:1} 03", "02 10 20 30 03"),
        ("10 20 {neg8}", "10 20 D0"),
        ("FF FF 02 {sum16}", "FF FF 02 02 00"),
        ("'relay on 0' 0D", "72 65 6C 61 79 20 6F 6E 20 30 0D"),
        ('"@??S100000!"', "40 3F 3F 53 31 30 30 30 30 30 21"),
        ("{unit} 06", "01 06"),
    ],
)
def test_what_people_copy_from_manuals_is_understood(text: str, bytes_: str) -> None:
    assert typed.in_words(typed.frame(text)) == bytes_


@pytest.mark.parametrize(
    ("text", "says", "zh"),
    [
        ("", "empty", "为空"),
        ("   ", "empty", "为空"),
        ("01 0", "odd number", "奇数"),
        ("012", "odd number", "奇数"),
        ("0x", "not hex", "不是十六进制"),
        ("01 GG", "“GG” is not hex", "“GG”"),
        ("01 红", "not hex", "“红”"),
        ("０１", "not hex", "不是十六进制"),
        ("01 {crc32}", "no checksum {crc32}", "{crc32}"),
        ("01 {sum8:9}", "no bytes before it", "前面没有"),
        ("01 {sum8:x}", "no checksum", "没有校验方式"),
        ("{crc16} 01", "no bytes before it", "前面没有"),
        ("01 {crc16", "not hex", "“{”"),
        ("01 'relay", "not hex", "“'”"),
        ("00 " * 300, "longer than 256", "超过 256"),
    ],
)
def test_nonsense_is_refused_with_the_part_that_is_wrong(text: str, says: str, zh: str) -> None:
    with pytest.raises(DeviceError) as told:
        typed.frame(text)
    assert (
        told.value.permanent and says in told.value.message["en"] and zh in told.value.message["zh"]
    )


@given(st.text())
def test_any_text_is_a_frame_or_a_sentence(text: str) -> None:
    for read in (typed.frame, typed.answer):
        try:
            read(text)
        except DeviceError as error:
            assert error.permanent and error.message["zh"] and error.message["en"]


@given(st.binary(min_size=1, max_size=100))
def test_what_is_shown_can_be_typed_again(data: bytes) -> None:
    assert typed.frame(typed.in_words(data)) == data


@pytest.mark.parametrize(
    ("frames", "says"),
    [
        ({}, "needs the frames of its states"),
        ({"channel": {"red": ON_OFF}, "whole": {"off": "00"}}, "one kind only"),
        ({"channel": {"red": {"on": "A5 01"}}}, "“red off” is missing"),
        (
            {"channel": {"red": {"off": "A5", "on": "A"}}},
            "for “red on” is wrong: “A” has an odd number",
        ),
        ({"channel": {"red": ON_OFF}, "open": ["zz"]}, "for “open” is wrong"),
        ({"channel": {"red": ON_OFF}, "reply": "0"}, "for “reply” is wrong"),
        ({"channel": {"red": ON_OFF}, "refusal": "xyz"}, "for “refusal” is wrong"),
        ({"whole": {"red on": "01"}}, "“off” is missing"),
        ({"whole": {"off": "00", "red fast": "02"}}, "“red on” is missing"),
        ({"whole": {"off": "00", "rot an": "02"}}, "“rot an” is no state"),
        ({"whole": {"off": "00", "red on sounder": "02"}}, "is no state"),
    ],
)
def test_a_frame_that_is_missing_or_wrong_is_named_by_its_state(
    frames: dict[str, object], says: str
) -> None:
    with pytest.raises(DeviceError) as told:
        codec(**frames)
    assert told.value.permanent and says in told.value.message["en"]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("off", DARK),
        ("Red On", RED),
        ("red fast + sounder", Pattern(red=Light.FAST, sounder=True)),
        ("red fast+sounder", Pattern(red=Light.FAST, sounder=True)),
        ("sounder", Pattern(sounder=True)),
    ],
)
def test_a_state_is_named_as_it_is_printed(text: str, pattern: Pattern) -> None:
    assert state(text) == pattern
    assert state(str(pattern)) == pattern


def test_frames_of_the_whole_lamp_show_one_colour_and_fall_back_to_what_was_typed() -> None:
    lamp = codec(whole={"off": "00", "red on": "01", "red fast + sounder": "02", "green on": "03"})
    assert (
        lamp.capability.single
        and lamp.capability.tiers == {"red", "green"}
        and lamp.capability.sounder
    )
    assert [lamp.opening(p)[-1].data.hex() for p in (DARK, RED, Pattern(green=Light.ON))] == [
        "00",
        "01",
        "03",
    ]
    assert lamp.opening(Pattern(red=Light.FAST, sounder=True))[-1].data == b"\x02"
    assert lamp.opening(Pattern(red=Light.ON, sounder=True))[-1].data == b"\x01"
    assert lamp.opening(Pattern(sounder=True))[-1].data == b"\x00"


def test_a_lamp_blinks_by_itself_only_if_all_its_lights_have_the_frame() -> None:
    fast = {**ON_OFF, "fast": "A5 02"}
    assert codec(channel={"red": fast}).capability.rates == {Light.FAST}
    assert (
        codec(("red", "green"), channel={"red": fast, "green": ON_OFF}).capability.rates
        == frozenset()
    )


def test_answers_are_awaited_only_if_one_was_typed() -> None:
    assert not codec(channel={"red": ON_OFF}).capability.replies
    lamp = codec(channel={"red": ON_OFF}, reply="06 xx", refusal="15")
    frame = lamp.change(DARK, RED)[0]
    assert frame.reply_s > 0
    answers = [lamp.reply(frame, data) for data in (b"", b"\x06", b"\xff\x06\x01", b"\x15")]
    assert [answer and answer.accepted for answer in answers] == [None, None, True, False]
    echo = codec(channel={"red": ON_OFF}, reply="echo")
    answers = [echo.reply(frame, data) for data in (b"\xa5", b"\x00\xa5\x01\x00")]
    assert [answer and answer.accepted for answer in answers] == [None, True]


def test_typed_lamps_share_a_line_if_every_frame_carries_the_unit() -> None:
    frames = {"red": {"off": "{unit} 00 {sum8}", "on": "{unit} 01 {sum8}"}}
    lamp = codec(unit="7", channel=frames)
    assert lamp.capability.addressed and lamp.capability.unit == 7
    assert lamp.change(DARK, RED)[0].data == b"\x07\x01\x08"
    assert not codec(channel={"red": ON_OFF}).capability.addressed


def test_two_letters_of_a_quoted_answer_are_letters() -> None:
    found = typed.answer("'maxx ' xx 0D")
    assert found.search(b"maxx 7\r") and not found.search(b"ma77 7\r")
