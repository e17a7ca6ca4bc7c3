"""What a modem is asked, in which order, and what follows from its answers: all of a modem but its
line and the time.

The life of a line is one generator of commands; each is given its answer. Where a modem has fallen
silent it is asked for what only this question has as its answer, until that comes: whatever was late
lies before it.
"""

import re
from collections import deque
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from zlib import crc32

from devices.modem.exchange import Command, Exchange, Reply
from devices.modem.pdu import Incoming, Report, received, submit
from devices.modem.segments import read, segments

Sim = Literal["unknown", "ready", "none", "pin", "pin-wrong", "puk", "other"]
Network = Literal["unknown", "home", "roaming", "searching", "denied", "off"]
SEGMENTS_MAX: Final = 8
"""A call is a few lines; what is longer is cut."""
LOOK_S: Final = 20.0
SOON_S: Final = 3.0
"""As long as it is not ready yet."""
SEND_S: Final = 60.0
"""TS 27.005 leaves the time to the network; modems' manuals say up to a minute."""
LIST_S: Final = 20.0
SIGNAL_UNKNOWN: Final = 99
REGISTERED: Final = frozenset({"home", "roaming"})
STATS: Final[dict[str, Network]] = {
    "0": "off", "1": "home", "2": "searching", "3": "denied", "4": "unknown", "5": "roaming",
    "6": "home", "7": "roaming", "8": "denied",
}  # fmt: skip
"""TS 27.007, 7.2."""
SIMS: Final[dict[str, Sim]] = {"READY": "ready", "SIM PIN": "pin", "SIM PUK": "puk"}
NO_SIM: Final = frozenset({"10", "13", "14", "15"})
"""+CME ERROR: not inserted, failure, busy, wrong (TS 27.007, 9.2)."""
SYNC: Final = Command("AT+CMEE?", r"\+CMEE: ?\d", must=True, wait_s=2.0)
Turns = Generator[Command | None, Reply, None]
Asking = Generator[Command | None, Reply, Reply]


@dataclass(frozen=True, slots=True)
class Text:
    """To be sent. ``name`` comes back with what became of it."""

    name: str
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of a text: the network's ``references`` of its parts, or why it was not sent:
    ``bad-number``, ``no-network``, ``no-sim``, ``silent``, ``error``, ``cms 38``."""

    name: str
    why: str = ""
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the modem fares. ``signal``: as +CSQ says it, 0 to 31, 99 unknown. ``answers``: whether it
    ever answered on this line. ``reports``: whether it tells of deliveries."""

    answers: bool = False
    sim: Sim = "unknown"
    network: Network = "unknown"
    signal: int = SIGNAL_UNKNOWN
    reports: bool = False

    @property
    def dbm(self) -> int | None:
        return None if self.signal > 31 else 2 * self.signal - 113

    @property
    def ready(self) -> bool:
        return self.sim == "ready" and self.network in REGISTERED


class Pin:
    """The card's number. What was tried and not taken is never tried again: three lock the card."""

    def __init__(self, digits: str = "") -> None:
        self.digits = digits
        self._tried = False

    def try_once(self) -> bool:
        """Whether it may be tried now. Noted before it is, so that no crash in between tries it a
        second time."""
        tried, self._tried = self._tried, True
        return bool(self.digits) and not tried

    def taken(self) -> None:
        self._tried = False


class Silent(Exception):
    """The modem did not answer in time."""


class Dialogue:
    """One line's. ``turn`` takes what came and gives what is to be sent."""

    def __init__(self, pin: Pin | None = None) -> None:
        self._pin = pin or Pin()
        self._exchange = Exchange()
        self._asked = False
        self._now = self._look_at = 0.0
        self.texts: deque[Text] = deque()
        self.standing = Standing()
        self.gone: list[Gone] = []
        self.came: list[Incoming | Report] = []
        self._turns = self._life()
        next(self._turns)

    def turn(self, data: bytes, now: float) -> bytes:
        """Never waits."""
        self._now = now
        out, reply = self._exchange.feed(data), Reply()
        if self._asked:
            found, left = self._exchange.reply(now)
            out += left
            if found is None:
                return out
            reply = found
        command = self._turns.send(reply)
        self._asked = command is not None
        return out if command is None else out + self._exchange.ask(command, now)

    # ---- its life

    def _life(self) -> Turns:
        yield None
        while True:
            try:
                yield from self._meet()
                while True:
                    yield from self._round()
            except Silent:
                self.standing = Standing()

    def _meet(self) -> Turns:
        """Until it answers what it was asked last, then as it is to be."""
        reply = yield SYNC
        while reply.trouble == "silent":
            # Whoever was here before may have left it within a message.
            reply = yield replace(SYNC, text=f"\x1b{SYNC.text}")
        self._know(answers=True)
        for text in ("ATE0", "AT+CMEE=1", "AT+CMGF=0", "AT+CSMS=0", 'AT+CPMS="SM","SM","SM"'):
            yield from self._ask(Command(text))
        yield from self._look()

    def _round(self) -> Turns:
        """One thing that is to be done."""
        if self._exchange.unasked:
            yield from self._heard(self._exchange.unasked.pop(0))
        elif self.texts:
            yield from self._send(self.texts.popleft())
        elif self._now >= self._look_at:
            yield from self._look()
        else:
            yield None

    def _ask(self, command: Command) -> Asking:
        """Raises :class:`Silent`."""
        reply = yield command
        if reply.trouble == "silent":
            raise Silent
        return reply

    def _know(self, **what: Any) -> None:
        self.standing = replace(self.standing, **what)

    # ---- card and network

    def _look(self) -> Turns:
        yield from self._card()
        reply = yield from self._ask(Command("AT+CSQ", r"\+CSQ: ?\d", must=True))
        found = re.match(r"\+CSQ: ?(\d+)", reply.first)
        self._know(signal=int(found[1]) if found else SIGNAL_UNKNOWN)
        network: Network = yield from self._registered("C")
        if network not in REGISTERED:
            # Where there is nothing but LTE the older question is answered with no.
            other: Network = yield from self._registered("CE")
            network = other if other in REGISTERED else network
        self._know(network=network)
        if self.standing.sim == "ready":
            yield from self._told()
        self._look_at = self._now + (LOOK_S if self.standing.ready else SOON_S)

    def _registered(self, kind: str) -> Generator[Command | None, Reply, Network]:
        command = Command(f"AT+{kind}REG?", rf"\+{kind}REG: ?\d, ?\d", must=True)
        reply = yield from self._ask(command)
        found = re.match(r"\+CE?REG: ?\d, ?(\d+)", reply.first)
        return STATS.get(found[1], "unknown") if found else "unknown"

    def _card(self) -> Turns:
        reply = yield from self._ask(Command("AT+CPIN?", r"\+CPIN:", must=True, wait_s=10))
        sim = SIMS.get(reply.first[6:].strip(), "other") if reply.ok else _no_card(reply)
        if sim == "pin" and self._pin.try_once():
            reply = yield from self._ask(Command(f'AT+CPIN="{self._pin.digits}"', wait_s=10))
            sim = "ready" if reply.ok else "pin"
        if sim == "ready":
            self._pin.taken()
        self._know(sim="pin-wrong" if sim == "pin" and self._pin.digits else sim)

    def _told(self) -> Turns:
        """That it is to tell of reports and answers, and what has come meanwhile: what it says once
        may be lost."""
        for how in ("2,1,0,1,0", "2,1,0,2,0", "1,1,0,1,0"):
            reply = yield from self._ask(Command(f"AT+CNMI={how}"))
            self._know(reports=reply.ok)
            if reply.ok:
                break
        else:
            yield from self._ask(Command("AT+CNMI=2,1,0,0,0"))
        listed = Command("AT+CMGL=4", r"\+CMGL:", wait_s=LIST_S)
        reply = yield from self._ask(listed)
        for line in reply.lines:
            found = re.match(r"\+CMGL: ?(\d+), ?[01],.*\n(.*)", line)
            if found:
                self._receive(found[2])
                yield from self._ask(Command(f"AT+CMGD={found[1]}"))

    # ---- in and out

    def _heard(self, said: str) -> Turns:
        head, _, message = said.partition("\n")
        if message:
            self._receive(message)
            return
        found = re.match(r'\+C(?:MT|DS)I: ?"(\w{2})", ?(\d+)', head)
        if not found:
            return
        memory, at = found[1], found[2]
        yield from self._ask(Command(f'AT+CPMS="{memory}"'))
        reply = yield from self._ask(Command(f"AT+CMGR={at}", r"\+CMGR:"))
        self._receive(reply.first.partition("\n")[2])
        # One that cannot be read would else fill the card.
        yield from self._ask(Command(f"AT+CMGD={at}"))
        yield from self._ask(Command('AT+CPMS="SM"'))

    def _receive(self, message: str) -> None:
        with suppress(ValueError):
            found = received(message)
            self.came += [found] if found is not None else []

    def _send(self, text: Text) -> Turns:
        why = self._hinders()
        references: list[int] = []
        try:
            parts = _parts(text) if not why else []
        except ValueError:
            why, parts = "bad-number", []
        for data, octets in parts:
            reply = yield Command(f"AT+CMGS={octets}", r"\+CMGS: ?\d", True, data, SEND_S)
            if not reply.ok:
                why = f"{reply.trouble} {reply.code}".strip()
                break
            references.append(int(reply.first.partition(":")[2].split(",")[0]))
        self.gone.append(Gone(text.name, why, () if why else tuple(references)))
        if why == "silent":
            raise Silent

    def _hinders(self) -> str:
        if self.standing.sim != "ready":
            return "no-sim"
        return "" if self.standing.ready else "no-network"


def _no_card(reply: Reply) -> Sim:
    codes: dict[str, Sim] = {"11": "pin", "12": "puk", **dict.fromkeys(NO_SIM, "none")}
    return codes.get(reply.code, "unknown") if reply.trouble == "cme" else "unknown"


def _parts(text: Text) -> list[tuple[str, int]]:
    """In hex, with their octets. Sent again, its parts fit those of the first time. Raises
    ValueError for a number that is none."""
    reference = crc32(text.words.encode("utf-8", "replace")) % 256
    made = segments(text.words[: SEGMENTS_MAX * 160], reference)
    if len(made) > SEGMENTS_MAX:
        made = segments("".join(read(one).text for one in made[:SEGMENTS_MAX]), reference)
    return [submit(text.number, one) for one in made]
