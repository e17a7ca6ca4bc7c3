"""What the network does with messages, written from 3GPP TS 23.038 and 23.040 alone, bit by bit, and
nothing of what it tries: it reads what a telephone sends, and makes what a telephone gets."""

from dataclasses import dataclass

TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ"
    + " !\"#¤%&'()*+,-./0123456789:;<=>?"
    + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    + "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
BEHIND_ESCAPE = dict(zip((10, 20, 40, 41, 47, 60, 61, 62, 64, 101), "\f^{}\\[~]|€", strict=True))
STAMP = bytes.fromhex("62113091510023")


@dataclass(frozen=True)
class Sent:
    """A message as the network read it."""

    number: str
    text: str
    units: bytes
    """As it travelled, where it is UCS-2: parts are joined before they are read."""
    reference: int | None
    place: int
    count: int
    report: bool


def read_submit(text: str, octets: int) -> Sent:
    """9.2.2.2. ``octets``: what the modem was told before the prompt."""
    raw = bytes.fromhex(text)
    assert raw[0] == 0 and len(raw) - 1 == octets
    first, digits = raw[1], raw[3]
    assert first & 3 == 1 and first >> 3 & 3 == 2, "a submit with a relative validity"
    end = 5 + (digits + 1) // 2
    number = "".join(f"{one & 15:x}{one >> 4:x}" for one in raw[5:end])[:digits]
    scheme, length, data = raw[end + 1], raw[end + 3], raw[end + 4 :]
    assert len(data) <= 140
    header = data[: data[0] + 1] if first & 0x40 else b""
    body = data[len(header) :]
    reference, count, place = (header[3], header[4], header[5]) if header else (None, 1, 1)
    if scheme == 8:
        assert length == len(data)
        text = body.decode("utf-16-be")
    else:
        assert scheme == 0 and len(data) == -(-length * 7 // 8)
        text = _of_bits(data, length, -(-8 * len(header) // 7))
        body = b""
    plus = "+" if raw[4] == 0x91 else ""
    return Sent(plus + number, text, body, reference, place, count, bool(first & 0x20))


def _of_bits(data: bytes, length: int, skipped: int) -> str:
    bits = "".join(f"{octet:08b}"[::-1] for octet in data)
    septets = [int(bits[7 * at : 7 * at + 7][::-1], 2) for at in range(skipped, length)]
    found, escaped = "", False
    for one in septets:
        if one == 27:
            escaped = True
        else:
            found += BEHIND_ESCAPE[one] if escaped else TABLE[one]
            escaped = False
    return found


def address(number: str) -> bytes:
    digits = number.removeprefix("+")
    padded = digits + "F" * (len(digits) % 2)
    swapped = "".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2))
    return bytes((len(digits), 0x91 if number[0] == "+" else 0x81)) + bytes.fromhex(swapped)


def deliver(number: str, text: str) -> str:
    """9.2.2.1, in UCS-2."""
    data = text.encode("utf-16-be")
    body = b"\x04" + address(number) + b"\0\x08" + STAMP + bytes((len(data),)) + data
    return (b"\x00" + body).hex().upper()


def report(number: str, reference: int, status: int) -> str:
    """9.2.2.3."""
    body = bytes((6, reference)) + address(number) + STAMP + STAMP + bytes((status,))
    return (b"\x00" + body).hex().upper()
