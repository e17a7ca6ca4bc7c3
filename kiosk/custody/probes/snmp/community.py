"""One question and its answer in SNMPv2c: bytes in and out, without IO.

Source: RFC 1901, certainty V against net-snmp 5.9.

**Decision, 2026-11-30.** *Rejected:* pysnmp 7.1 (246 modules and 90 ms of processor for each question, in
the process that paints alarms; it is for agents and MIBs, of which a hall asks five numbers).
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.custody.probes.snmp.ber import (
    INTEGER,
    OCTETS,
    RESPONSE,
    SEQUENCE,
    Garbled,
    Oid,
    Told,
    asking,
    bindings,
    integer,
    number_of,
    parts,
    tagged,
    told_in,
)
from signage.language.words import NO_WORDS, Words

V2C: Final = 1


class CommunityTalk:
    """Ask with :meth:`question`, give what comes to :meth:`take`."""

    refused: Words = NO_WORDS
    """An agent says nothing to whom it does not know."""

    def __init__(self, community: bytes, oids: Sequence[Oid]) -> None:
        self._number = secrets.randbelow(2**31)
        self._asked = question(self._number, community, oids)

    def question(self) -> bytes:
        """The same each time, for a datagram may be lost."""
        return self._asked

    def take(self, data: bytes) -> Mapping[Oid, Told]:
        return answer(data, self._number)


def question(number: int, community: bytes, oids: Sequence[Oid]) -> bytes:
    """``number``: 0 to 2³¹ - 1, by which its answer is known."""
    head = integer(V2C) + tagged(OCTETS, community)
    return tagged(SEQUENCE, head + asking(number, oids))


def answer(data: bytes, number: int) -> Mapping[Oid, Told]:
    """What an agent says by name. Raises :class:`Garbled`, also for another question's answer."""
    (content,) = parts(data, (SEQUENCE,))
    version, _, pdu = parts(content, (INTEGER, OCTETS, RESPONSE))
    if number_of(version) != V2C:
        raise Garbled("of another version")
    return dict(bindings(told_in(pdu, number)))
