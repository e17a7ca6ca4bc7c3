"""Any text comes through: cut, packed, sent, read by the standard alone and joined, it is the same."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.modem.pdu import Incoming, Report, received, submit
from devices.modem.segments import Part, Segment, read, segments
from devices.modem.septets import BASIC, EXTENDED, packed, text_of, unpacked
from tests.devices.modem import standard

GSM = st.sampled_from([*BASIC.replace("\x1b", ""), *EXTENDED.values()])
ANY = st.characters(exclude_categories=("Cs",))
TEXTS = st.one_of(
    st.text(GSM, max_size=500),
    st.text(ANY, max_size=300),
    st.text(st.sampled_from("厅火灾疏散€😀𠮷a"), min_size=50, max_size=300),
)


@given(TEXTS, st.integers(0, 255), st.booleans())
@example("a" * 153 + "€" * 40, 7, True)
@example("火" * 66 + "😀" * 70, 7, True)
def test_any_text_comes_back_however_its_parts_arrive(
    text: str, reference: int, backwards: bool
) -> None:
    made = list(segments(text, reference))
    assert all(len(one.data) <= 140 for one in made)
    sent = [standard.read_submit(*submit("+8613800138000", one)) for one in made]
    sent = sorted(sent[::-1] if backwards else sent, key=lambda one: one.place)
    assert [one.place for one in sent] == [*range(1, len(made) + 1)]
    assert {one.count for one in sent} == {len(made)}
    assert len(made) == 1 or {one.reference for one in sent} == {reference}
    assert "".join(one.text for one in sent) == text, "and each part reads by itself"
    parts = [read(one) for one in made]
    assert "".join(part.text for part in parts) == text


@given(st.text(max_size=200))
def test_half_a_surrogate_is_told_and_stops_nothing(text: str) -> None:
    found = "".join(read(one).text for one in segments(text + "\ud83d", 0))
    assert found.endswith("\ufffd") and len(found) == len(text) + 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1),
        ("€" * 81, 2), ("火" * 70, 1), ("火" * 71, 2), ("火" * 134, 2), ("火" * 135, 3), ("", 1),
    ],
)  # fmt: skip
def test_no_text_takes_more_messages_than_it_must(text: str, count: int) -> None:
    assert len(segments(text, 0)) == count


def test_what_255_messages_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="255"):
        segments("火" * (67 * 255 + 1), 0)


@given(st.lists(st.integers(0, 127), max_size=200), st.integers(0, 6))
def test_septets_are_packed_and_unpacked_alike(septets: list[int], fill: int) -> None:
    assert unpacked(packed(septets, fill), len(septets), fill) == tuple(septets)


@given(st.lists(st.integers(0, 127), max_size=50))
def test_any_septets_read_as_something(septets: list[int]) -> None:
    assert "\x1b" not in text_of(septets)


def test_samples_that_are_printed_everywhere() -> None:
    """The PDU tutorials' own, which every phone has read since."""
    assert packed([BASIC.index(sign) for sign in "hellohello"]).hex() == "e8329bfd4697d9ec37"
    found, octets = submit("+46708251358", segments("hellohello", 0)[0])
    assert found == "0031000B916407281553F800002F0AE8329BFD4697D9EC37" and octets == 23
    came = "07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37"
    assert received(came) == Incoming("27838890001", Part("hellohello"))


@given(st.text(st.sampled_from("0123456789"), min_size=1, max_size=20), st.booleans(), ANY)
def test_what_comes_in_says_who_and_what(digits: str, abroad: bool, sign: str) -> None:
    number = f"+{digits}" if abroad else digits
    assert received(standard.deliver(number, sign)) == Incoming(number, Part(sign))
    for status, delivered, given_up in (
        (0, True, False),
        (0x20, False, False),
        (0x41, False, True),
    ):
        found = received(standard.report(number, 200, status))
        assert found == Report(number, 200, status)
        assert (found.delivered, found.given_up) == (delivered, given_up)


@pytest.mark.parametrize("wrong", ["", "+", "12ü", "1" * 21, "+86 138"])
def test_a_number_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="number"):
        submit(wrong, segments("a", 0)[0])


@given(st.binary(max_size=60), st.booleans())
def test_whatever_comes_is_read_or_refused(noise: bytes, header: bool) -> None:
    for text in (noise.hex(), "00" + noise.hex(), standard.deliver("1", "a") + noise.hex()):
        try:
            received(text[: max(2, len(text) - len(noise))])
        except ValueError:
            continue
    with contextlib.suppress(ValueError):
        read(Segment("gsm7", len(noise), noise, header))


def test_a_sender_with_a_name_and_a_message_of_bytes_are_read() -> None:
    name = packed([BASIC.index(sign) for sign in "China"])
    who = bytes((2 * len(name), 0xD0)) + name
    raw = b"\0\x04" + who + b"\0\x04" + standard.STAMP + b"\x01\xff"
    assert received(raw.hex()) == Incoming("China", Part(""))
