"""The bytes of the Adafruit 5125, one channel each: red 11/21/41, yellow 12/22/42, green 14/24/44,
buzzer 18/28/48."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.adafruit import GAP_S, AdafruitTower
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.lamp_rigs import TOWER

TOWER_CODEC = AdafruitTower()
LIGHTS = st.sampled_from([Light.OFF, Light.ON, Light.FAST])
PATTERNS = st.builds(Pattern, red=LIGHTS, yellow=LIGHTS, green=LIGHTS, sounder=st.booleans())


def wire(before: Pattern, after: Pattern) -> bytes:
    return b"".join(frame.data for frame in TOWER_CODEC.change(before, after))


@pytest.mark.parametrize(
    ("before", "after", "bytes_"),
    [
        (DARK, Pattern(red=Light.ON), b"\x11"),
        (Pattern(red=Light.ON), DARK, b"\x21"),
        (DARK, Pattern(red=Light.FAST), b"\x41"),
        (DARK, Pattern(yellow=Light.ON), b"\x12"),
        (Pattern(yellow=Light.ON), DARK, b"\x22"),
        (DARK, Pattern(yellow=Light.SLOW), b"\x42"),
        (DARK, Pattern(green=Light.ON), b"\x14"),
        (Pattern(green=Light.ON), DARK, b"\x24"),
        (DARK, Pattern(green=Light.SLOW), b"\x44"),
        (DARK, Pattern(sounder=True), b"\x18"),
        (Pattern(sounder=True), DARK, b"\x28"),
        (Pattern(red=Light.ON), Pattern(red=Light.FAST), b"\x21\x41"),
        (Pattern(red=Light.FAST), Pattern(red=Light.ON), b"\x21\x11"),
        (Pattern(green=Light.ON), Pattern(red=Light.ON), b"\x11\x24"),
        (Pattern(red=Light.ON, sounder=True), Pattern(green=Light.ON), b"\x14\x21\x28"),
        (Pattern(red=Light.ON), Pattern(red=Light.ON), b""),
    ],
)
def test_a_change_sends_only_what_changes_and_lights_first(
    before: Pattern, after: Pattern, bytes_: bytes
) -> None:
    assert wire(before, after) == bytes_


def test_opening_silences_and_darkens_the_tower() -> None:
    frames = TOWER_CODEC.opening(DARK)
    assert b"".join(frame.data for frame in frames) == b"\x28\x21\x22\x24"
    assert [frame.after for frame in frames] == [None, None, None, DARK]


def test_re_assertion_sends_target_bytes_only() -> None:
    frames = TOWER_CODEC.assertion(Pattern(red=Light.ON, yellow=Light.FAST))
    assert b"".join(frame.data for frame in frames) == b"\x11\x42\x24\x28"


def test_the_line_rests_a_tenth_of_a_second_after_each_byte() -> None:
    frames = (*TOWER_CODEC.opening(DARK), *TOWER_CODEC.change(DARK, Pattern(red=Light.ON)))
    assert GAP_S == 0.1 and {(len(frame.data), frame.gap_s) for frame in frames} == {(1, 0.1)}


@given(PATTERNS, PATTERNS)
def test_every_change_ends_in_the_wanted_pattern_and_each_frame_tells_the_truth(
    before: Pattern, after: Pattern
) -> None:
    state = before
    for frame in TOWER_CODEC.change(before, after):
        channel, value = TOWER[frame.data[0]]
        fields = {name: getattr(state, name) for name in ("red", "yellow", "green", "sounder")}
        assert fields[channel] != value
        state = Pattern(**(fields | {channel: value}))
        assert frame.after == state
    assert state == after
    assert len(TOWER_CODEC.assertion(before)) == len(TOWER_CODEC.assertion(after))
