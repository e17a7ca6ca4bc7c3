"""A text cut into what one message holds: 140 octets each (3GPP TS 23.040, 9.2.3.24)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from devices.modem.septets import packed, septets_of, text_of, unpacked

Coding = Literal["gsm7", "ucs2"]
OCTETS: Final = 140
SEGMENTS_MAX: Final = 255
CONCAT_8, CONCAT_16 = 0x00, 0x08
"""Elements that say which part of how many this is, with a reference of 8 or 16 bits."""
HEADER_OCTETS: Final = 6
"""Of a header with the first of these alone: its length, the element's name and length, three of its own."""


@dataclass(frozen=True, slots=True)
class Segment:
    """``data``: the whole user data with ``header`` before it; ``length``: as TP-UDL counts, septets
    or octets, the header's with them."""

    coding: Coding
    length: int
    data: bytes
    header: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What a segment says. ``place`` of ``count``, from 1."""

    text: str
    reference: int = 0
    place: int = 1
    count: int = 1


def segments(text: str, reference: int) -> tuple[Segment, ...]:
    """In the seven-bit alphabet where it has every sign, else in UCS-2. ``reference``: 0 to 255, the
    same in all parts. Half a surrogate, which nothing can carry, becomes U+FFFD.

    Raises ValueError where it needs more than 255.
    """
    text = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    coding: Coding = "gsm7" if all(map(septets_of, text)) else "ucs2"
    room = 160 if coding == "gsm7" else OCTETS
    whole = list(_cut(text, coding, room))
    if len(whole) <= 1:
        return (_segment("".join(whole), coding, b""),)
    # Seven octets of header and fill are eight septets: 153 are left.
    room = 153 if coding == "gsm7" else OCTETS - HEADER_OCTETS
    parts = list(_cut(text, coding, room))
    if len(parts) > SEGMENTS_MAX:
        raise ValueError("longer than 255 messages")
    head = bytes((HEADER_OCTETS - 1, CONCAT_8, 3, reference % 256, len(parts)))
    return tuple(
        _segment(part, coding, head + bytes((at,))) for at, part in enumerate(parts, start=1)
    )


def _cut(text: str, coding: Coding, room: int) -> Iterator[str]:
    """Never between an escape and its sign, nor between two halves of a surrogate."""
    part, used = "", 0
    for sign in text:
        size = len(septets_of(sign)) if coding == "gsm7" else len(sign.encode("utf-16-be"))
        if used + size > room:
            yield part
            part, used = "", 0
        part, used = part + sign, used + size
    if part:
        yield part


def _segment(text: str, coding: Coding, header: bytes) -> Segment:
    if coding == "ucs2":
        data = header + text.encode("utf-16-be")
        return Segment(coding, len(data), data, bool(header))
    found = [septet for sign in text for septet in septets_of(sign)]
    before, fill = _before(header)
    return Segment(coding, before + len(found), header + packed(found, fill), bool(header))


def _before(header: bytes) -> tuple[int, int]:
    """Septets that a header takes, and the bits of the last of them that lie behind it."""
    septets = -(-len(header) * 8 // 7)
    return septets, septets * 7 - len(header) * 8


def read(segment: Segment) -> Part:
    """Raises ValueError where it is shorter than it says."""
    header = segment.data[: segment.data[0] + 1] if segment.header and segment.data else b""
    if segment.header and len(header) != (segment.data[:1] or b"\0")[0] + 1:
        raise ValueError("the header is longer than the message")
    body = segment.data[len(header) :]
    if segment.coding == "ucs2":
        length = segment.length - len(header)
        if not 0 <= length <= len(body):
            raise ValueError("shorter than it says")
        return _placed(header, body[:length].decode("utf-16-be", "replace"))
    before, fill = _before(header)
    if segment.length < before:
        raise ValueError("the header is longer than the message")
    return _placed(header, text_of(unpacked(body, segment.length - before, fill)))


def _placed(header: bytes, text: str) -> Part:
    for name, data in _elements(header):
        if name == CONCAT_8 and len(data) == 3:
            return Part(text, data[0], data[2], data[1])
        if name == CONCAT_16 and len(data) == 4:
            return Part(text, data[0] << 8 | data[1], data[3], data[2])
    return Part(text)


def _elements(header: bytes) -> Iterable[tuple[int, bytes]]:
    at = 1
    while at + 1 < len(header):
        end = at + 2 + header[at + 1]
        yield header[at], header[at + 2 : end]
        at = end
