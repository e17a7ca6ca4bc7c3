"""The devices at the other end that speak Modbus, each written from its manual alone."""

from signage.shows.lamps import Pattern
from tests.devices.peers import FAST, OFF, ON, SLOW, WIRED, Peer, checked, relays


class ModbusPeer(Peer):
    """Unit 1. Frames of eight bytes, but for FC0F, which says its length. Bytes that are no frame
    are skipped."""

    unit = 1
    echoes = True

    def take(self) -> bytes | None:
        while self.heard:
            length = 9 + self.heard[6] if self.heard[1:2] == b"\x0f" and len(self.heard) > 6 else 8
            if len(self.heard) < length:
                return None
            if (
                self.heard[0] == self.unit
                and checked(self.heard[: length - 2]) == self.heard[:length]
            ):
                frame = self.cut(length)
                assert frame
                return self.answer(frame)
            self.heard = self.heard[1:]
        return None

    def answer(self, frame: bytes) -> bytes:
        function, address, value = (
            frame[1],
            int.from_bytes(frame[2:4], "big"),
            int.from_bytes(frame[4:6], "big"),
        )
        if self.refusing:
            return checked(bytes([self.unit, function | 0x80, 2]))
        said = self.done(function, address, value, frame)
        if said is None:
            return checked(bytes([self.unit, function | 0x80, 3]))
        return said if self.echoes else b""

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        raise NotImplementedError


class CoilBoard(ModbusPeer):
    """Waveshare: FC05, FC0F, FC01 over eight relays."""

    def power_cycle(self) -> None:
        self.coils = [False] * 8

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 5 and value in (0xFF00, 0) and address < 8:
            self.coils[address] = value == 0xFF00
            return frame
        if function == 15 and address + value <= 8:
            for at in range(value):
                self.coils[address + at] = bool(frame[7 + at // 8] >> at % 8 & 1)
            return checked(frame[:6])
        if function == 1 and address + value <= 8:
            mask = sum(1 << at for at in range(value) if self.coils[address + at])
            return checked(bytes([self.unit, 1, 1, mask]))
        if (function, address, value) == (3, 0x8000, 1):
            return checked(bytes([self.unit, 3, 2, 0, 0x64]))
        return None

    def shows(self) -> Pattern:
        return relays(self.coils)


class InputBoard(ModbusPeer):
    """FC02 over eight inputs, all closed at first; a closed one is 1 (Application Protocol V1.1b3, §6.2).
    ``mute``: it hears and says nothing."""

    mute = False

    def power_cycle(self) -> None:
        self.closed = [True] * 8

    def answer(self, frame: bytes) -> bytes:
        return b"" if self.mute else super().answer(frame)

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function != 2 or address + value > 8:
            return None
        mask = sum(1 << at for at in range(value) if self.closed[address + at])
        return checked(bytes([self.unit, 2, 1, mask]))


class BothBoard(CoilBoard):
    """Relays and inputs on one board, as Waveshare's Modbus RTU Relay (D) has them. ``deaf``: of inputs
    it knows nothing."""

    deaf = False

    def power_cycle(self) -> None:
        super().power_cycle()
        self.closed = [True] * 8

    def answer(self, frame: bytes) -> bytes:
        return b"" if self.deaf and frame[1] == 2 else super().answer(frame)

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 2 and address + value <= 8:
            mask = sum(1 << at for at in range(value) if self.closed[address + at])
            return checked(bytes([self.unit, 2, 1, mask]))
        return super().done(function, address, value, frame)


class CoilLamp(ModbusPeer):
    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        lights = {0xFF00: ON, 0: OFF, 0xF000: FAST, 0xF100: FAST, 0xF200: SLOW, 0xF300: SLOW}
        if function != 5 or address > 3 or value not in lights:
            return None
        self.lit[WIRED[address]] = lights[value]
        return frame


class RegisterTower(ModbusPeer):
    """TL60: nothing obeys before register 6 is 1; registers 2 green, 3 yellow, 4 red, 5 buzzer take
    2 and 0."""

    def power_cycle(self) -> None:
        self.registers = [0] * 10

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 6 and address < 10:
            if address == 6 or self.registers[6] == 1:
                self.registers[address] = value
            return frame
        if function == 3 and address + value <= 10:
            held = b"".join(
                number.to_bytes(2, "big") for number in self.registers[address : address + value]
            )
            return checked(bytes([self.unit, 3, len(held)]) + held)
        return None

    def shows(self) -> Pattern:
        green, yellow, red, sounder = (ON if value == 2 else OFF for value in self.registers[2:6])
        return Pattern(red=red, yellow=yellow, green=green, sounder=sounder is ON)


class RgbLamp(ModbusPeer):
    """Master register 4; brightness in 8 red, 3 green, 2 blue, 1 white; says nothing."""

    echoes = False

    def power_cycle(self) -> None:
        self.registers = [0] * 10

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 6 and address < 10:
            self.registers[address] = value
        return frame

    def shows(self) -> Pattern:
        lit = [ON if self.registers[at] and self.registers[4] else OFF for at in (8, 3, 2, 1)]
        return Pattern(red=lit[0], green=lit[1], blue=lit[2], white=lit[3])


class LcBoard(ModbusPeer):
    echoes = False

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 5 and 1 <= address <= 4:
            self.lit[WIRED[address - 1]] = ON if value == 0x0100 else OFF
        return frame


class R421Board(ModbusPeer):
    def power_cycle(self) -> None:
        self.coils = [False] * 8

    def done(self, function: int, address: int, value: int, frame: bytes) -> bytes | None:
        if function == 6 and 1 <= address <= 8 and value in (0x0100, 0x0200):
            self.coils[address - 1] = value == 0x0100
            return frame
        if function == 3 and value == 1 and 1 <= address <= 8:
            return checked(bytes([self.unit, 3, 2, 0, self.coils[address - 1]]))
        return None

    def shows(self) -> Pattern:
        return relays(self.coils)
