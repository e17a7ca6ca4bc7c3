"""Blink, re-assertion and latest wish, with a clock that stands where the test puts it."""

import pytest

from devices.codecs.adafruit import AdafruitTower
from devices.codecs.blink import burns, next_edge
from devices.codecs.codec import degrade
from devices.schedule.desired import Duty
from signage.shows.lamps import DARK, Light, Pattern
from tests.spoken import said

RYG = frozenset({"red", "yellow", "green"})
ALL = RYG | {"blue", "white"}


def tower(blink_hz: float | None = None, reassert_s: float = 10.0) -> Duty:
    return Duty(AdafruitTower(), RYG, True, blink_hz, reassert_s)


def drain(duty: Duty, now: float) -> bytes:
    """What goes out if the line never rests."""
    sent = b""
    while True:
        frame, repeat = duty.urgent(now), False
        if frame is None:
            frame, repeat = duty.again(now), True
        if frame is None:
            return sent
        sent += frame.data
        duty.wrote(frame.after, now, repeat)


@pytest.mark.parametrize(("light", "half"), [(Light.SLOW, 1.0), (Light.FAST, 0.333)])
def test_a_blinking_light_keeps_to_the_hall_clock(light: Light, half: float) -> None:
    edges = [0.0]
    while len(edges) < 2000:
        edges.append(next_edge(light, edges[-1]))
    assert edges[-1] == pytest.approx(1999 * half)
    assert [burns(light, edge, -10.0) for edge in edges] == [i % 2 == 0 for i in range(2000)]


def test_a_new_blinking_light_is_seen_at_once_in_either_half() -> None:
    for start in (4.1, 5.9):
        duty = tower()
        duty.want(Pattern(yellow=Light.SLOW), start)
        assert drain(duty, start) == b"\x28\x21\x22\x24\x12"
        assert drain(duty, 5.95) == b""
        assert drain(duty, 6.0) == b""
        assert drain(duty, 7.0) == b"\x22"
        assert drain(duty, 8.0) == b"\x12"


def test_blink_frames_carry_only_the_blinking_channel() -> None:
    duty = tower()
    duty.want(Pattern(red=Light.FAST, green=Light.ON), 0.0)
    drain(duty, 0.0)
    now, sent = 0.0, []
    while now < 2.5:
        now = duty.wake_at(now)
        sent.append((round(now, 3), drain(duty, now)))
    assert sent == [
        (0.333, b""),
        (0.666, b""),
        (0.999, b"\x21"),
        (1.332, b"\x11"),
        (1.665, b"\x21"),
        (1.998, b"\x11"),
        (2.331, b"\x21"),
        (2.664, b"\x11"),
    ]


def test_two_lamps_in_one_view_blink_together() -> None:
    early, late = tower(), tower()
    early.want(Pattern(red=Light.FAST), 0.1)
    late.want(Pattern(red=Light.FAST), 3.0)
    drain(early, 0.1)
    drain(late, 3.0)
    drain(early, 3.0)
    for now in (4.0, 4.4, 4.7, 5.1, 5.4):
        assert early.target(now) == late.target(now)


@pytest.mark.parametrize(
    ("blink_hz", "light", "bytes_"),
    [
        (None, Light.FAST, b"\x11"),
        (1.5, Light.FAST, b"\x41"),
        (1.5, Light.SLOW, b"\x11"),
        (0.5, Light.SLOW, b"\x41"),
        (0.5, Light.FAST, b"\x11"),
        (1.0, Light.FAST, b"\x11"),
        (5.0, Light.FAST, b"\x11"),
    ],
)
def test_a_lamp_blinks_by_itself_only_when_its_measured_rate_means_the_same(
    blink_hz: float | None, light: Light, bytes_: bytes
) -> None:
    duty = tower(blink_hz)
    duty.want(Pattern(red=light), 0.0)
    assert drain(duty, 0.0) == b"\x28\x21\x22\x24" + bytes_


def test_re_assertion_comes_in_its_period_and_says_the_wish_of_that_moment() -> None:
    duty = tower(reassert_s=10.0)
    duty.want(Pattern(green=Light.ON), 0.0)
    drain(duty, 0.0)
    assert drain(duty, 9.9) == b""
    assert duty.wake_at(9.9) == 10.0
    first = duty.again(10.0)
    assert first and first.data == b"\x21"
    duty.wrote(first.after, 10.0, True)
    duty.want(Pattern(red=Light.ON), 10.1)
    assert drain(duty, 10.1) == b"\x11\x24" + b"\x22\x24\x28"
    assert drain(duty, 15.0) == b""
    assert drain(duty, 20.2) == b"\x11\x22\x24\x28"


def test_re_assertion_never_delays_a_blink() -> None:
    duty = tower(reassert_s=1.0)
    duty.want(Pattern(red=Light.FAST), 0.0)
    drain(duty, 0.0)
    edge = next_edge(Light.FAST, 1.3)
    assert duty.again(edge - 0.05) is None
    assert duty.wake_at(edge - 0.05) == edge


def test_a_change_of_one_tier_does_not_restart_the_blink_of_another() -> None:
    duty = tower()
    duty.want(Pattern(red=Light.SLOW), 0.0)
    drain(duty, 0.0)
    drain(duty, 3.0)
    duty.want(Pattern(red=Light.SLOW, green=Light.ON), 3.5)
    assert drain(duty, 3.5) == b"\x14"


@pytest.mark.parametrize(
    ("wish", "tiers", "shown"),
    [
        (Pattern(blue=Light.ON), RYG, Pattern(yellow=Light.ON)),
        (Pattern(white=Light.ON), RYG, Pattern(yellow=Light.ON)),
        (Pattern(red=Light.FAST, white=Light.ON), RYG, Pattern(red=Light.FAST)),
        (Pattern(yellow=Light.SLOW, blue=Light.ON), RYG, Pattern(yellow=Light.SLOW)),
        (Pattern(yellow=Light.ON, blue=Light.SLOW), RYG, Pattern(yellow=Light.SLOW)),
        (Pattern(red=Light.FAST), frozenset({"yellow"}), Pattern(yellow=Light.FAST)),
        (Pattern(green=Light.ON), frozenset({"red", "yellow"}), DARK),
        (Pattern(white=Light.ON), ALL, Pattern(white=Light.ON)),
    ],
)
def test_what_a_tower_lacks_goes_by_the_table_and_is_reported(
    wish: Pattern, tiers: frozenset[str], shown: Pattern
) -> None:
    done = degrade(wish, tiers, True)
    assert done.pattern == shown
    assert bool(done.lost) == (
        wish != shown or (not tiers >= {"blue"} and wish.blue is not Light.OFF)
    )


def test_a_missing_sounder_is_reported_in_both_languages() -> None:
    done = degrade(Pattern(red=Light.ON, sounder=True), RYG, False)
    assert done.pattern == Pattern(red=Light.ON)
    assert said(done.lost) == {"zh": "无蜂鸣器", "en": "no sounder"}
