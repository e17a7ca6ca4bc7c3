"""The GSM alphabet and how seven bits lie in eight (3GPP TS 23.038, 6.1.2.1 and 6.2.1)."""

from collections.abc import Sequence
from typing import Final

ESCAPE: Final = 0x1B
BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""By septet."""
EXTENDED: Final = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]",
    0x40: "|", 0x65: "€",
}  # fmt: skip
"""By the septet behind an escape."""
SEPTETS: Final = {sign: (at,) for at, sign in enumerate(BASIC) if at != ESCAPE} | {
    sign: (ESCAPE, at) for at, sign in EXTENDED.items()
}


def septets_of(sign: str) -> tuple[int, ...]:
    """One or two, of one character; empty where the alphabet lacks it."""
    return SEPTETS.get(sign, ())


def packed(septets: Sequence[int], fill: int = 0) -> bytes:
    """Behind ``fill`` bits that are nobody's (23.040, 9.2.3.24)."""
    bits = fill
    number = 0
    for septet in septets:
        number |= septet << bits
        bits += 7
    return number.to_bytes((bits + 7) // 8, "little")


def unpacked(octets: bytes, count: int, fill: int = 0) -> tuple[int, ...]:
    """``count`` septets; raises ValueError where there are fewer."""
    if fill + 7 * count > 8 * len(octets):
        raise ValueError("fewer septets than it says")
    number = int.from_bytes(octets, "little") >> fill
    return tuple(number >> 7 * at & 0x7F for at in range(count))


def text_of(septets: Sequence[int]) -> str:
    """An escape before what no table has shows the plain sign, one at the end a space (23.038,
    6.2.1.1)."""
    found, escaped = [], False
    for septet in septets:
        if septet == ESCAPE and not escaped:
            escaped = True
            continue
        sign = EXTENDED.get(septet, BASIC[septet]) if escaped else BASIC[septet]
        found.append(" " if septet == ESCAPE else sign)
        escaped = False
    return "".join([*found, " "] if escaped else found)
