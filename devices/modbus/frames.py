"""Modbus RTU on the wire: frames, checksum, and the answer found in whatever was received.

Source: MODBUS over Serial Line V1.02 §2.5 (frame, silence, CRC), Application Protocol V1.1b3 §6, §7
(exceptions). The CRC is ours: it is the heart of this codec, and lamps of this kind need frames no
library emits.
"""

from devices.codecs import faults
from devices.codecs.codec import Line, Reply

REPLY_S = 0.3
GAP_S = 0.025
"""At least this between frames, seconds: some USB-RS485 converters need 10 ms to turn round
(Erriez, R421A08)."""
READ_COILS, READ_INPUTS, READ_REGISTERS = 1, 2, 3
WRITE_COIL, WRITE_REGISTER, WRITE_COILS = 5, 6, 15
COIL_ON, COIL_OFF = 0xFF00, 0x0000
FAILED = 0x80
FIRST_UNIT, LAST_UNIT = 1, 247


def crc16(data: bytes) -> bytes:
    """Reflected A001, start FFFF, low byte first: ``123456789`` gives 37 4B."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def framed(data: bytes) -> bytes:
    return data + crc16(data)


def request(unit: int, function: int, address: int, value: int) -> bytes:
    """Functions 1, 2, 3, 5 and 6 all take an address and a value or a count."""
    return framed(bytes([unit, function]) + address.to_bytes(2, "big") + value.to_bytes(2, "big"))


def write_coils(unit: int, first: int, states: tuple[bool, ...]) -> bytes:
    bits = sum(1 << at for at, state in enumerate(states) if state)
    packed = bits.to_bytes((len(states) + 7) // 8, "little")
    head = bytes([unit, WRITE_COILS]) + first.to_bytes(2, "big") + len(states).to_bytes(2, "big")
    return framed(head + bytes([len(packed)]) + packed)


def echoed(sent: bytes, received: bytes) -> Reply | None:
    """The answer to a write: the start of the request again, or an exception."""
    # FC0F answers with its first six bytes; of the other functions six are the whole request.
    usual = framed(sent[:6])
    if usual in received:
        return Reply(accepted=True)
    return refused(sent, received)


def refused(sent: bytes, received: bytes) -> Reply | None:
    return Reply(accepted=False) if _find(received, bytes([sent[0], sent[1] | FAILED]), 3) else None


def answered(sent: bytes, received: bytes, length: int) -> bytes | None:
    """The ``length`` data bytes of the answer to a read, past garbage and our own echo; None while
    it is missing."""
    found = _find(received, bytes([sent[0], sent[1], length]), 3 + length)
    return found[3:] if found else None


def _find(received: bytes, head: bytes, length: int) -> bytes | None:
    """The first stretch with this head, this length and a right checksum behind it."""
    at = received.find(head)
    while at >= 0:
        frame = received[at : at + length + 2]
        if len(frame) == length + 2 and framed(frame[:length]) == frame:
            return frame[:length]
        at = received.find(head, at + 1)
    return None


def gap_s(line: Line) -> float:
    """3.5 characters of silence, but never less than what converters need."""
    # One more than is set: the start bit.
    bits = 1 + line.bits + (line.parity != "N") + line.stop
    return max(GAP_S, 3.5 * bits / line.baud)


def unit_of(text: str, first: int = FIRST_UNIT, last: int = LAST_UNIT) -> int:
    """The unit address of ``#text``; without one it is 1. Raises ``DeviceError``."""
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and first <= int(text) <= last):
        raise faults.permanent(faults.UNIT_RANGE, unit=text, first=str(first), last=str(last))
    return int(text)
