"""A modem behind a pty, written from TS 27.005, 27.007 and V.250 alone, that can also misbehave."""

import os
import re
import select
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.devices.modem.standard import Sent, deliver, read_submit, report


@dataclass
class Modem:
    """The modem's own state, and what it is to do wrong. ``held``: it takes all and answers nothing
    until it is let go; ``chatter``: said before each answer; ``refuses``: AT+CMGS ends so."""

    echo: bool = True
    pin: str = ""
    wanted_pin: str = ""
    tries: int = 3
    network: int = 1
    lte: bool = False
    signal: int = 21
    card: bool = True
    held: bool = False
    chatter: str = ""
    refuses: str = ""
    indicates: bool = False
    """Reports are stored and told by +CDSI; else they come by +CDS."""
    stored: dict[int, str] = field(default_factory=dict)
    got: list[Sent] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    reference: int = 100
    cnmi: str = ""
    _late: list[bytes] = field(default_factory=list)
    _in: bytes = b""
    _prompt: int | None = None

    def hear(self, data: bytes) -> bytes:
        out, self._in = b"", self._in + data
        while True:
            end = b"\x1a" if self._prompt is not None else b"\r"
            self._in = self._in.lstrip(b"\n")
            if self._prompt is not None and b"\x1b" in self._in.partition(end)[0]:
                self._in, self._prompt = self._in.partition(b"\x1b")[2], None
                out += b"\r\nOK\r\n"
                continue
            if end not in self._in:
                return self._say(out)
            raw, _, self._in = self._in.partition(end)
            text = raw.decode("ascii").lstrip("\x1b")
            if self.echo:
                out += raw + (b"\r" if self._prompt is None else b"")
            out += self._message(text) if self._prompt is not None else self._command(text)

    def _say(self, out: bytes) -> bytes:
        if self.held and out:
            self._late.append(out)
            return b""
        return out

    def let_go(self) -> bytes:
        self.held = False
        late, self._late = b"".join(self._late), []
        return late

    def _message(self, text: str) -> bytes:
        octets, self._prompt = self._prompt or 0, None
        if self.refuses:
            return _lines(self.chatter, self.refuses)
        self.got.append(read_submit(text, octets))
        self.reference = (self.reference + 1) % 256
        return _lines(self.chatter, f"+CMGS: {self.reference}", "OK")

    def _command(self, text: str) -> bytes:
        self.asked.append(text)
        found = re.fullmatch(r"AT\+CMGS=(\d+)", text)
        if found:
            self._prompt = int(found[1])
            return b"\r\n> "
        for pattern, answer in ANSWERS.items():
            found = re.fullmatch(pattern, text)
            if found:
                return _lines(self.chatter, *answer(self, *found.groups()))
        return _lines("ERROR")

    # what it is asked

    def cpin(self) -> tuple[str, ...]:
        if not self.card:
            return ("+CME ERROR: 10",)
        if self.wanted_pin and self.pin != self.wanted_pin:
            return ("+CPIN: SIM PIN" if self.tries else "+CPIN: SIM PUK", "OK")
        return ("+CPIN: READY", "OK")

    def enter(self, pin: str) -> tuple[str, ...]:
        self.pin = pin
        if pin != self.wanted_pin:
            self.tries -= 1
            return ("+CME ERROR: 16",)
        return ("OK",)

    def creg(self, kind: str) -> tuple[str, ...]:
        state = self.network if (kind == "CE") == self.lte else 0
        return (f"+{kind}REG: 0,{state}", "OK")

    def ready(self) -> bool:
        return self.card and (not self.wanted_pin or self.pin == self.wanted_pin)

    def listed(self) -> tuple[str, ...]:
        if not self.ready():
            return ("+CMS ERROR: 310",)
        lines = [f"+CMGL: {at},0,,{len(one) // 2 - 1}\r\n{one}" for at, one in self.stored.items()]
        return (*lines, "OK")

    def shown(self, at: str) -> tuple[str, ...]:
        one = self.stored.get(int(at))
        return (f"+CMGR: 0,,{len(one) // 2 - 1}\r\n{one}", "OK") if one else ("+CMS ERROR: 321",)

    def deleted(self, at: str) -> tuple[str, ...]:
        return ("OK",) if self.stored.pop(int(at), None) else ("+CMS ERROR: 321",)

    def tells(self, how: str) -> tuple[str, ...]:
        if not self.ready():
            return ("+CMS ERROR: 310",)
        if how.split(",")[3] == ("1" if self.indicates else "2"):
            return ("+CMS ERROR: 303",)
        self.cnmi = how
        return ("OK",)

    # what happens to it

    def answered(self, number: str, text: str) -> str:
        """A telephone sends a message, which is stored."""
        at = next(one for one in range(1, 99) if one not in self.stored)
        self.stored[at] = deliver(number, text)
        return f'+CMTI: "SM",{at}'

    def delivered(self, status: int = 0, back: int = 0) -> str:
        """The network reports on the last message, or one before."""
        sent, reference = self.got[-1 - back], self.reference - back
        made = report(sent.number, reference, status)
        if not self.indicates:
            return f"+CDS: {len(made) // 2 - 1}\r\n{made}"
        self.stored[50] = made
        return '+CDSI: "SR",50'


def _lines(*lines: str) -> bytes:
    return "".join(f"\r\n{line}\r\n" for line in lines if line).encode("ascii")


Answer = Callable[..., tuple[str, ...]]
ANSWERS: dict[str, Answer] = {
    r"AT": lambda modem: ("OK",),
    r"ATE([01])": lambda modem, on: setattr(modem, "echo", on == "1") or ("OK",),  # type: ignore[func-returns-value]  # None: on to the answer
    r"AT\+CMEE=1|AT\+CMGF=0|AT\+CSMS=0": lambda modem: ("OK",),
    r"AT\+CMEE\?": lambda modem: ("+CMEE: 1", "OK"),
    r'AT\+CPMS="(SM|SR)".*': lambda modem, memory: ("+CPMS: 1,20,1,20,1,20", "OK"),
    r"AT\+CPIN\?": Modem.cpin,
    r'AT\+CPIN="(\d+)"': Modem.enter,
    r"AT\+CSQ": lambda modem: (f"+CSQ: {modem.signal},99", "OK"),
    r"AT\+(CE?)REG\?": Modem.creg,
    r"AT\+CNMI=(.*)": Modem.tells,
    r"AT\+CMGL=4": Modem.listed,
    r"AT\+CMGR=(\d+)": Modem.shown,
    r"AT\+CMGD=(\d+)": Modem.deleted,
}


class Plugged:
    """It behind a pty; its address is a link, which points to another pty once it is put back."""

    def __init__(self, folder: Path, modem: Modem) -> None:
        self.link, self.modem = folder / "modem", modem
        self._lock = threading.Lock()
        self._ends: tuple[int, int] | None = None
        self._over = threading.Event()
        self.plug()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def plug(self) -> None:
        ends = os.openpty()
        for end in ends:
            tty.setraw(end)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(ends[1]))
        with self._lock:
            self._ends = ends

    def unplug(self) -> None:
        with self._lock:
            ends, self._ends = self._ends, None
            self.link.unlink(missing_ok=True)
            for end in ends or ():
                os.close(end)

    def says(self, line: str) -> None:
        self._write(_lines(line))

    def let_go(self) -> None:
        self._write(self.modem.let_go())

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self.unplug()

    def _write(self, data: bytes) -> None:
        with self._lock:
            if self._ends is not None and data:
                os.write(self._ends[0], data)

    def _serve(self) -> None:
        while not self._over.is_set():
            with self._lock, suppress(OSError):
                end = self._ends[0] if self._ends else None
                if end is not None and select.select([end], [], [], 0)[0]:
                    out = self.modem.hear(os.read(end, 4096))
                    if out:
                        os.write(end, out)
                    continue
            self._over.wait(0.002)


@contextmanager
def plugged(folder: Path, modem: Modem) -> Iterator[Plugged]:
    made = Plugged(folder, modem)
    try:
        yield made
    finally:
        made.close()
