"""Frames as people type them: hex bytes, text in quotes, and checksums and the unit address by
name.

``01 05 00 00 FF 00 {crc16}``, ``A0 01 01 {sum8}``, ``'relay on 0' 0D``, ``{unit} 06 00 04 00 02
{crc16}``. Bytes may be joined or parted by spaces, commas, hyphens or 0x. A checksum covers all
bytes before it, or from byte n with ``{sum8:n}``, counted from 0. In an expected answer ``xx`` is
any byte.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

from devices.codecs import faults
from devices.modbus import frames as modbus
from signage.language.words import Words

MOST = 256
"""Bytes in a frame; no lamp known to us needs a tenth."""

CHECKSUMS: Mapping[str, Callable[[bytes], bytes]] = {
    "crc16": modbus.crc16,
    "crc16be": lambda data: modbus.crc16(data)[::-1],
    "sum8": lambda data: bytes([sum(data) & 0xFF]),
    "neg8": lambda data: bytes([-sum(data) & 0xFF]),
    "xor": lambda data: bytes([reduce(xor, data)]),
    "sum16": lambda data: (sum(data) & 0xFFFF).to_bytes(2, "big"),
}
"""``crc16``: Modbus, low byte first; ``crc16be``: high byte first; ``neg8``: what makes the sum of
all bytes zero."""
UNIT = "unit"
_ANY_BYTE = re.compile(r"""xx(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""", re.IGNORECASE)
"""Outside of quotes: what follows it has no quote left open."""
_PART = re.compile(
    r"\{([^{}]*)\}|'([ -~]*?)'|\"([ -~]*?)\"|([^\s,;:'\"{}-]+)|[\s,;:-]+|(.)", re.DOTALL
)


def frame(text: str, unit: int = 1) -> bytes:
    """The bytes of a typed frame. Raises a permanent ``DeviceError`` that quotes the part that is
    wrong."""
    data = b""
    for part in _PART.finditer(text):
        name, single, double, digits, stray = part.groups()
        if stray:
            raise faults.permanent(faults.FRAME_HEX, part=stray)
        # Not by its truth: {} is a name too, of nothing, and has to be told.
        if name is not None:
            data += _placed(name, data, unit)
        elif single is not None or double is not None:
            data += (single or double or "").encode("ascii")
        elif digits:
            data += _bytes(digits)
    if not data:
        raise faults.permanent(faults.FRAME_EMPTY)
    if len(data) > MOST:
        raise faults.permanent(faults.FRAME_LONG, most=str(MOST))
    return data


def answer(text: str, unit: int = 1) -> re.Pattern[bytes]:
    """What a typed answer matches: a frame in which ``xx`` stands for any byte. Checksums cannot
    follow an ``xx``."""
    wanted = b""
    for at, piece in enumerate(_ANY_BYTE.split(text)):
        # Before every piece but the first stood an xx.
        wanted += b"." if at else b""
        wanted += re.escape(frame(piece, unit)) if piece.strip() else b""
    if not wanted:
        raise faults.permanent(faults.FRAME_EMPTY)
    return re.compile(wanted, re.DOTALL)


def in_words(data: bytes) -> str:
    """Bytes as they are shown to people: 01 05 FF."""
    return data.hex(" ").upper()


def wrong(state: str, what: Words) -> faults.DeviceError:
    """The same fault, with the state whose frame it is in."""
    return faults.DeviceError(faults.told(faults.FRAME, state=state, wrong=what), permanent=True)


def _placed(name: str, before: bytes, unit: int) -> bytes:
    if name == UNIT:
        return bytes([unit])
    check, _, start = name.partition(":")
    if check not in CHECKSUMS or (
        start and not (start.isascii() and start.isdecimal() and len(start) <= 3)
    ):
        known = " ".join(f"{{{known}}}" for known in (*CHECKSUMS, UNIT))
        raise faults.permanent(faults.FRAME_CHECK, part=f"{{{name}}}", known=known)
    covered = before[int(start or 0) :]
    if not covered:
        raise faults.permanent(faults.FRAME_NOTHING, part=f"{{{name}}}")
    return CHECKSUMS[check](covered)


def _bytes(digits: str) -> bytes:
    bare = re.sub(r"^0[xX](?=.)", "", digits)
    if not re.fullmatch(r"[0-9A-Fa-f]+", bare):
        raise faults.permanent(faults.FRAME_HEX, part=digits)
    if len(bare) % 2:
        raise faults.permanent(faults.FRAME_ODD, part=digits)
    return bytes.fromhex(bare)
