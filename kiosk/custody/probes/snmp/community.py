"""One question and its answer in SNMPv2c: bytes in and out, without IO.

Source: RFC 1901, RFC 3416 (PDUs), X.690 (BER, definite lengths), certainty V against net-snmp 5.9.

**Decision, 2026-11-30.** *Rejected:* pysnmp 7.1 (246 modules and 90 ms of processor for each question, in
the process that paints alarms; it is for agents and MIBs, of which a hall asks five numbers); version 3
here: Network UPS Tools speak it for supplies (``snmp-ups``), monitoring for the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Oid = tuple[int, ...]
Told = int | bytes | None
"""None: the agent has nothing there."""
INTEGER, OCTETS, NULL, OID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
GET, RESPONSE = 0xA0, 0xA2
NUMBERS: Final = frozenset({INTEGER, 0x41, 0x42, 0x43, 0x46})
"""INTEGER, Counter32, Gauge32, TimeTicks, Counter64."""
V2C: Final = 1
DEPTH_MAX: Final = 5


class Garbled(ValueError):
    """What came is no answer to the question."""


def question(number: int, community: bytes, oids: Sequence[Oid]) -> bytes:
    """``number``: 0 to 2³¹ - 1, by which its answer is known."""
    names = b"".join(_field(SEQUENCE, _field(OID, _name(one)) + _field(NULL)) for one in oids)
    pdu = _integer(number) + _integer(0) + _integer(0) + _field(SEQUENCE, names)
    head = _integer(V2C) + _field(OCTETS, community)
    return _field(SEQUENCE, head + _field(GET, pdu))


def answer(data: bytes, number: int) -> Mapping[Oid, Told]:
    """What an agent says by name. Raises :class:`Garbled`, also for another question's answer."""
    version, _, pdu = _parts(_only(data, SEQUENCE), (INTEGER, OCTETS, RESPONSE))
    asked, error, _, bound = _parts(pdu, (INTEGER, INTEGER, INTEGER, SEQUENCE))
    if (_number(version), _number(asked)) != (V2C, number):
        raise Garbled("of another question")
    if _number(error):
        raise Garbled(f"error-status {_number(error)}")
    return dict(_bindings(bound))


def _bindings(bound: bytes) -> Iterator[tuple[Oid, Told]]:
    for tag, binding in _fields(bound):
        if tag != SEQUENCE:
            raise Garbled("no binding")
        found = list(_fields(binding))
        if len(found) != 2 or found[0][0] != OID:
            raise Garbled("no binding")
        (_, name), (sort, value) = found
        told: Told = None
        if sort in NUMBERS:
            told = _number(value)
        elif sort == OCTETS:
            told = value
        yield _oid(name), told


def _field(tag: int, content: bytes = b"") -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _integer(value: int) -> bytes:
    return _field(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def _name(oid: Oid) -> bytes:
    first, second, *rest = oid
    return b"".join(map(_arc, (first * 40 + second, *rest)))


def _arc(value: int) -> bytes:
    """Seven bits a byte, all but the last with the eighth set."""
    found = [value & 0x7F]
    while value := value >> 7:
        found.append(0x80 | value & 0x7F)
    return bytes(reversed(found))


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        size_at, size = at + 2, data[at + 1] if at + 1 < len(data) else 0xFF
        if size & 0x80:
            long = size & 0x7F
            if not 1 <= long <= 4 or size_at + long > len(data):
                raise Garbled("no length")
            size = int.from_bytes(data[size_at : size_at + long], "big")
            size_at += long
        if size_at + size > len(data):
            raise Garbled("broken off")
        yield data[at], data[size_at : size_at + size]
        at = size_at + size


def _only(data: bytes, tag: int) -> bytes:
    (content,) = _parts(data, (tag,))
    return content


def _parts(data: bytes, tags: Sequence[int]) -> list[bytes]:
    found = list(_fields(data))
    if [tag for tag, _ in found] != list(tags):
        raise Garbled("no answer")
    return [content for _, content in found]


def _number(content: bytes) -> int:
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
