"""Messages as they travel between a modem and its network (3GPP TS 23.040, 9.2), in hex as the
modem takes and gives them (TS 27.005, 3.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from devices.modem.segments import Coding, Part, Segment, read
from devices.modem.septets import text_of, unpacked

SUBMIT, WITH_VALIDITY, WITH_REPORT, WITH_HEADER = 0x01, 0x10, 0x20, 0x40
"""Bits of the first octet (9.2.2.2)."""
DELIVER, REPORT = 0, 2
"""TP-MTI of what comes in (9.2.3.1)."""
INTERNATIONAL, NATIONAL, ALPHANUMERIC = 0x91, 0x81, 0xD0
"""Type of number and numbering plan (9.1.2.5)."""
DIGITS: Final = "0123456789*#abc"
VALID_MIN: Final = 240
"""An alarm that nobody's telephone took within four hours is no help any more."""
ALPHABETS: Final[tuple[Coding | None, ...]] = ("gsm7", None, "ucs2", "gsm7")
CODINGS: Final[dict[Coding, int]] = {"gsm7": 0x00, "ucs2": 0x08}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a telephone, or a part of one."""

    number: str
    part: Part


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message that was sent. ``status``: TP-ST (9.2.3.15)."""

    number: str
    reference: int
    status: int

    @property
    def delivered(self) -> bool:
        return self.status < 0x20

    @property
    def given_up(self) -> bool:
        """The network tries no more; between the two it goes on trying."""
        return self.status >= 0x40


def submit(number: str, segment: Segment) -> tuple[str, int]:
    """In hex, and the count of octets that ``AT+CMGS`` asks for, which leaves out the one that says
    the card knows its own service centre. Raises ValueError for a number that is none."""
    first = SUBMIT | WITH_VALIDITY | WITH_REPORT | (WITH_HEADER if segment.header else 0)
    tpdu = bytes((first, 0)) + _address(number) + bytes((0, CODINGS[segment.coding]))
    tpdu += bytes((VALID_MIN // 5 - 1, segment.length)) + segment.data
    return f"00{tpdu.hex()}".upper(), len(tpdu)


def received(text: str) -> Incoming | Report | None:
    """None for what is neither. Raises ValueError for what cannot be read."""
    try:
        octets = bytes.fromhex(text)
        at = octets[0] + 1
        first = octets[at]
        return READERS[first & 3](octets[at + 1 :], first) if first & 3 in READERS else None
    except IndexError:
        raise ValueError("it ends too early") from None


def _delivered(octets: bytes, first: int) -> Incoming:
    number, at = _number(octets)
    coding, length = octets[at + 1], octets[at + 9]
    return Incoming(number, _part(coding, length, octets[at + 10 :], bool(first & WITH_HEADER)))


def _reported(octets: bytes, first: int) -> Report:
    number, at = _number(octets[1:])
    return Report(number, octets[0], octets[1 + at + 14])


READERS: Final[Mapping[int, Callable[[bytes, int], Incoming | Report]]] = {
    DELIVER: _delivered,
    REPORT: _reported,
}


def _part(coding: int, length: int, data: bytes, header: bool) -> Part:
    found = _coding(coding)
    return Part("") if found is None else read(Segment(found, length, data, header))


def _coding(scheme: int) -> Coding | None:
    """Of a data coding scheme (23.038, 4): None for bytes, and for what is compressed."""
    group, alphabet = scheme >> 4, scheme >> 2 & 3
    if group < 8:
        return None if scheme & 0x20 else ALPHABETS[alphabet]
    if group == 0xE:
        return "ucs2"
    return None if group == 0xF and scheme & 4 else "gsm7"


def _address(number: str) -> bytes:
    digits = number.removeprefix("+")
    if not digits or len(digits) > 20 or any(digit not in DIGITS for digit in digits):
        raise ValueError("no telephone number")
    kind = INTERNATIONAL if number.startswith("+") else NATIONAL
    half = [DIGITS.index(digit) for digit in digits] + [0xF] * (len(digits) % 2)
    return bytes((len(digits), kind)) + bytes(
        low | high << 4 for low, high in zip(half[::2], half[1::2], strict=True)
    )


def _number(octets: bytes) -> tuple[str, int]:
    """And where what follows it begins."""
    count, kind = octets[0], octets[1]
    end = 2 + (count + 1) // 2
    if len(octets) < end:
        raise ValueError("it ends too early")
    if kind & 0x70 == ALPHANUMERIC & 0x70:
        return text_of(unpacked(octets[2:end], count * 4 // 7)), end
    half = [nibble for octet in octets[2:end] for nibble in (octet & 15, octet >> 4)][:count]
    digits = "".join(DIGITS[one] for one in half if one < len(DIGITS))
    return ("+" if kind & 0x70 == INTERNATIONAL & 0x70 else "") + digits, end
