"""The devices at the other end of the wire, each written from its manual alone and sharing nothing
with our codecs.

A peer hears bytes, takes whole frames out of them, and says its answer. ``lit`` is what it really
shows.
"""

import re
from collections.abc import Callable

from signage.shows.lamps import Light, Pattern

ON, OFF, FAST, SLOW = Light.ON, Light.OFF, Light.FAST, Light.SLOW
WIRED = ("red", "yellow", "green", "sounder")
"""What hangs on relays 1 to 4 of every board here."""


class Peer:
    """``refusing``: it says no to everything it can say no to."""

    refusing = False

    def __init__(self) -> None:
        self.heard = b""
        self.power_cycle()

    def power_cycle(self) -> None:
        self.lit: dict[str, Light] = {}

    def hear(self, data: bytes) -> bytes:
        self.heard += data
        said = b""
        while (taken := self.take()) is not None:
            said += taken
        return said

    def take(self) -> bytes | None:
        """The answer to the next whole frame, empty if it has none; None while there is no whole
        frame."""
        raise NotImplementedError

    def shows(self) -> Pattern:
        lights = {name: light for name, light in self.lit.items() if name != "sounder"}
        return Pattern(**lights, sounder=self.lit.get("sounder", OFF) is not OFF)

    def cut(self, length: int) -> bytes | None:
        if len(self.heard) < length:
            return None
        frame, self.heard = self.heard[:length], self.heard[length:]
        return frame


def checked(data: bytes) -> bytes:
    """With the CRC of Modbus, reckoned the long way: polynomial division of the reflected bits."""
    register = 0xFFFF
    for bit in (byte >> at & 1 for byte in data for at in range(8)):
        carry = (register ^ bit) & 1
        register = (register >> 1) ^ (0xA001 * carry)
    return data + bytes([register & 0xFF, register >> 8])


def relays(closed: list[bool]) -> Pattern:
    red, yellow, green, sounder = (ON if state else OFF for state in closed[:4])
    return Pattern(red=red, yellow=yellow, green=green, sounder=sounder is ON)


class AlarmV2(Peer):
    """Nine bytes: 01 10 00 1A 00 01 nn crc. Only flashes; written down as burning."""

    def take(self) -> bytes | None:
        frame = self.cut(9)
        if frame is None:
            return None
        if frame[:6] == bytes.fromhex("01 10 00 1A 00 01") and checked(frame[:7]) == frame:
            flash, sound = {0: (OFF, OFF), 1: (ON, ON), 2: (ON, OFF), 3: (OFF, ON)}[frame[6]]
            self.lit = {"red": flash, "sounder": sound}
        return b""


class LcusBoard(Peer):
    def power_cycle(self) -> None:
        self.coils = [False] * 8

    def take(self) -> bytes | None:
        start = self.heard.find(0xA0)
        self.heard = self.heard[start:] if start >= 0 else b""
        frame = self.cut(4)
        if frame is None:
            return None
        if sum(frame[:3]) & 0xFF != frame[3]:
            return b""
        return self.switch(frame[1], frame[2])

    def switch(self, number: int, operation: int) -> bytes:
        if 1 <= number <= 8 and operation in (0, 1):
            self.coils[number - 1] = operation == 1
        return b""

    def shows(self) -> Pattern:
        return relays(self.coils)


class DiustouBoard(LcusBoard):
    """Channel 0F is all, operation 02 asks; this one sends no line ends."""

    def switch(self, number: int, operation: int) -> bytes:
        if number == 0x0F and operation == 2:
            states = (
                f"CH{at}:{'ON' if state else 'OFF'}" for at, state in enumerate(self.coils, start=1)
            )
            return "".join(states).encode()
        return super().switch(number, operation)


class KmtronicBoard(Peer):
    """FF ch 01|00; FF 09 00 asks a board of eight."""

    size = 8

    def power_cycle(self) -> None:
        self.coils = [False] * self.size

    def take(self) -> bytes | None:
        start = self.heard.find(0xFF)
        self.heard = self.heard[start:] if start >= 0 else b""
        frame = self.cut(3)
        if frame is None:
            return None
        if frame[1:] == b"\x09\x00" and self.size >= 4:
            return bytes(self.coils)
        if frame[2] == 3 and self.size < 4:
            return frame[:2] + bytes([self.coils[frame[1] - 1]])
        if 1 <= frame[1] <= self.size:
            self.coils[frame[1] - 1] = frame[2] == 1
        return b""

    def shows(self) -> Pattern:
        return relays(
            [*self.coils, False, False][:4] if self.size > 2 else [*self.coils, False, False]
        )


class KmtronicTwo(KmtronicBoard):
    size = 2


class DevantechBoard(Peer):
    def power_cycle(self) -> None:
        self.mask = 0

    def take(self) -> bytes | None:
        if self.heard[:1] == b"\x5c":
            frame = self.cut(2)
            if frame is None:
                return None
            self.mask = frame[1]
            return b""
        frame = self.cut(1)
        if frame is None:
            return None
        return {b"\x5b": bytes([self.mask]), b"\x5a": b"\x08\x02"}.get(frame, b"")

    def shows(self) -> Pattern:
        return relays([bool(self.mask >> at & 1) for at in range(4)])


class NumatoModule(Peer):
    """Echo, data, prompt. Says ERROR where it does not understand."""

    def power_cycle(self) -> None:
        self.coils = [False] * 8

    def take(self) -> bytes | None:
        line, end, rest = self.heard.partition(b"\r")
        if not end:
            return None
        self.heard = rest
        return line + b"\n\r" + self.obey(line.decode("ascii", "replace")) + b">"

    def obey(self, line: str) -> bytes:
        if self.refusing:
            return b"ERROR: command not found\n\r"
        if match := re.fullmatch(r"relay (on|off) ([0-7])", line):
            self.coils[int(match[2])] = match[1] == "on"
            return b""
        if line == "relay readall":
            mask = sum(1 << at for at, state in enumerate(self.coils) if state)
            return f"{mask:02x}\n\r".encode()
        return b"00000008\n\r" if line == "ver" else b"ERROR: command not found\n\r"

    def shows(self) -> Pattern:
        return relays(self.coils)


class PheTower(Peer):
    """40, ID, S + six data or G, 21. Yes is 06, no is 15."""

    def power_cycle(self) -> None:
        self.data = b"000000"

    def take(self) -> bytes | None:
        start = self.heard.find(b"@")
        self.heard = self.heard[start:] if start >= 0 else b""
        end = self.heard.find(b"!")
        if end < 0:
            return None
        frame = self.cut(end + 1)
        assert frame
        return b"\x15" if self.refusing else self.obey(frame[3:4], frame[4:-1])

    def obey(self, command: bytes, data: bytes) -> bytes:
        if command == b"G" and not data:
            return self.data
        if command == b"M" and not data:
            return bytes.fromhex("01 01 3F 3F 00 00")
        if command == b"S" and re.fullmatch(rb"[0-39]{3}..[0-49]", data, re.DOTALL):
            kept = zip(self.data, data, strict=True)
            self.data = bytes(old if new == ord("9") else new for old, new in kept)
            return b"\x06"
        return b"\x15"

    def clear_pressed(self) -> None:
        self.data = b"000000"

    def shows(self) -> Pattern:
        light = {ord("0"): OFF, ord("1"): ON, ord("2"): FAST, ord("3"): SLOW}
        red, yellow, green = (light[code] for code in self.data[:3])
        return Pattern(red=red, yellow=yellow, green=green, sounder=self.data[5] != ord("0"))


class Tl50(Peer):
    """38 bytes: colour, animation, sounder, and the ones' complement of the sum."""

    def take(self) -> bytes | None:
        frame = self.cut(38)
        if frame is None:
            return None
        if (
            frame[:5] != bytes.fromhex("F4 41 C1 1F 00")
            or (sum(frame[:36]) + frame[36] + 256 * frame[37]) != 0xFFFF
        ):
            return b""
        colour = {0: "green", 1: "red", 4: "yellow", 9: "blue", 13: "white"}[frame[5] & 0xF]
        light = {0: OFF, 1: ON, 2: FAST}[frame[6] & 7] if frame[5] >> 4 != 3 else OFF
        self.lit = {colour: light, "sounder": ON if frame[35] else OFF}
        return b""


class TypedLamp(Peer):
    """An unlisted lamp of the tests: A5 channel state sum, answered 06 channel, or 15."""

    def take(self) -> bytes | None:
        start = self.heard.find(0xA5)
        self.heard = self.heard[start:] if start >= 0 else b""
        frame = self.cut(4)
        if frame is None:
            return None
        if self.refusing or sum(frame[:3]) & 0xFF != frame[3]:
            return b"\x15"
        self.lit[WIRED[frame[1]]] = ON if frame[2] else OFF
        return bytes([6, frame[1]])


class CopyingLamp(TypedLamp):
    """The same, but it says yes by a copy of the frame."""

    def take(self) -> bytes | None:
        before = self.heard[max(0, self.heard.find(0xA5)) :][:4]
        said = super().take()
        return before if said and said[0] == 6 else said


class TextPeer(Peer):
    """A device that shows words; what lights it has only colour them."""

    def power_cycle(self) -> None:
        self.text = ""


class AlphaSign(TextPeer):
    FRAME = re.compile(
        rb"\x00{5}\x01Z00\x02A0(?:\x1b [a-o](?:\x1c[1-9])?([^\x03]*)\x03([0-9A-F]{4}))?\x04"
    )

    def take(self) -> bytes | None:
        found = self.FRAME.search(self.heard)
        if found is None:
            return None
        self.heard = self.heard[found.end() :]
        body = found[0][found[0].index(2) : found[0].rindex(3) + 1] if found[2] else b""
        if not found[2] or sum(body) == int(found[2], 16):
            self.text = (found[1] or b"").decode("ascii")
        return b""


class PoleDisplay(TextPeer):
    """After a string command it hears only another string command, or clear."""

    def power_cycle(self) -> None:
        self.lines = {b"A": "", b"B": ""}
        self.string_mode = False

    @property
    def text(self) -> str:
        return " ".join(f"{self.lines[b'A'].strip()} {self.lines[b'B'].strip()}".split())

    @text.setter
    def text(self, text: str) -> None:
        raise NotImplementedError

    def take(self) -> bytes | None:
        starts: dict[bytes, tuple[int, Callable[[bytes], None]]] = {
            b"\x0c": (1, self.clear),
            b"\x1bQ": (24, self.write),
            b"\x1b@": (2, self.nothing),
            b"\x1b*": (3, self.nothing),
        }
        for start, (length, obey) in starts.items():
            if self.heard.startswith(start):
                frame = self.cut(length)
                if frame is None:
                    return None
                if not self.string_mode or obey in (self.clear, self.write):
                    obey(frame)
                return b""
        if self.heard in (b"", b"\x1b"):
            return None
        self.heard = self.heard[1:]
        return b""

    def clear(self, frame: bytes) -> None:
        self.power_cycle()

    def write(self, frame: bytes) -> None:
        assert frame.endswith(b"\r")
        self.lines[frame[2:3]] = frame[3:23].decode("ascii")
        self.string_mode = True

    def nothing(self, frame: bytes) -> None:
        """Neither a new start nor brightness changes what is read."""
