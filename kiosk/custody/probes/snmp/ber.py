"""What SNMP is written in: bytes in and out.

Source: X.690 (BER, definite lengths), RFC 3416 (what an answer binds), certainty V against net-snmp 5.9.
"""

from collections.abc import Iterator, Sequence
from typing import Final

Oid = tuple[int, ...]
Told = int | bytes | None
"""None: the agent has nothing there."""
INTEGER, OCTETS, NULL, OID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
GET, RESPONSE, REPORT = 0xA0, 0xA2, 0xA8
NUMBERS: Final = frozenset({INTEGER, 0x41, 0x42, 0x43, 0x46})
"""INTEGER, Counter32, Gauge32, TimeTicks, Counter64."""
Span = tuple[int, int, int]
"""Tag, and where its content begins and ends."""


class Garbled(ValueError):
    """What came is no answer to the question."""


def asking(number: int, oids: Sequence[Oid]) -> bytes:
    """The question itself, under whatever head. ``number``: 0 to 2³¹ - 1."""
    names = b"".join(tagged(SEQUENCE, tagged(OID, _name(one)) + tagged(NULL)) for one in oids)
    return tagged(GET, integer(number) + integer(0) + integer(0) + tagged(SEQUENCE, names))


def told_in(pdu: bytes, number: int | None) -> bytes:
    """What an answer binds; ``number``: of the question, None where it is another one's business.
    Raises :class:`Garbled`."""
    asked, error, _, bound = parts(pdu, (INTEGER, INTEGER, INTEGER, SEQUENCE))
    if number is not None and number_of(asked) != number:
        raise Garbled("of another question")
    if number_of(error):
        raise Garbled(f"error-status {number_of(error)}")
    return bound


def bindings(bound: bytes) -> Iterator[tuple[Oid, Told]]:
    for tag, binding in fields(bound):
        if tag != SEQUENCE:
            raise Garbled("no binding")
        found = list(fields(binding))
        if len(found) != 2 or found[0][0] != OID:
            raise Garbled("no binding")
        (_, name), (sort, value) = found
        told: Told = None
        if sort in NUMBERS:
            told = number_of(value)
        elif sort == OCTETS:
            told = value
        yield _oid(name), told


def tagged(tag: int, content: bytes = b"") -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def integer(value: int) -> bytes:
    return tagged(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _name(oid: Oid) -> bytes:
    first, second, *rest = oid
    return b"".join(map(_arc, (first * 40 + second, *rest)))


def _arc(value: int) -> bytes:
    """Seven bits a byte, all but the last with the eighth set."""
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(0x80 | value & 0x7F)
    return bytes(reversed(found))


def spans(data: bytes, at: int, end: int) -> Iterator[Span]:
    """One beside the other between the two. Raises :class:`Garbled`."""
    while at < end:
        first, size = at + 2, data[at + 1] if at + 1 < end else 0xFF
        if size & 0x80:
            long = size & 0x7F
            if not 1 <= long <= 4 or first + long > end:
                raise Garbled("no length")
            size = int.from_bytes(data[first : first + long], "big")
            first += long
        if first + size > end:
            raise Garbled("broken off")
        yield data[at], first, first + size
        at = first + size


def fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    for tag, first, end in spans(data, 0, len(data)):
        yield tag, data[first:end]


def parts(data: bytes, tags: Sequence[int]) -> list[bytes]:
    found = list(fields(data))
    if [tag for tag, _ in found] != list(tags):
        raise Garbled("no answer")
    return [content for _, content in found]


def number_of(content: bytes) -> int:
    if not 1 <= len(content) <= 9:
        raise Garbled("no number")
    return int.from_bytes(content, "big", signed=True)


def _oid(content: bytes) -> Oid:
    arcs, arc = [], 0
    for byte in content:
        arc = arc << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    if not arcs or content[-1] & 0x80:
        raise Garbled("no name")
    return (
        (*divmod(min(arcs[0], 119), 40), *arcs[1:])
        if arcs[0] < 120
        else (2, arcs[0] - 80, *arcs[1:])
    )
