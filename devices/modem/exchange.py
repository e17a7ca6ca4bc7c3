"""Bytes to and from a modem: one command at a time, its answer, and what the modem says unasked in
between (3GPP TS 27.005, 27.007; V.250 for lines and results).

An answer bears no name of its question. So one that must come with a line of its own, such as
``+CMGS: 7``, is known by it, and an ``OK`` that comes late for an earlier command is passed over.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Trouble = Literal["", "error", "cms", "cme", "silent"]
LINE_MAX: Final = 4096
CTRL_Z, ESC = b"\x1a", b"\x1b"
RESULT: Final = re.compile(r"\+CM([SE]) ERROR: ?(\d{1,5}|.{0,60})")
REFUSED: Final = frozenset({"ERROR", "NO CARRIER", "COMMAND NOT SUPPORT", "TOO MANY PARAMETERS"})
WITH_PDU: Final = ("+CMGR:", "+CMGL:", "+CDS:", "+CMT:")
"""Lines whose message is the next one."""
UNASKED: Final = ("+CMTI:", "+CDSI:", "+CDS:", "+CMT:")
HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Command:
    """``data`` is sent once the modem asks for it; ``answer``: what its answer's lines look like,
    ``must``: whether one has to come."""

    text: str
    answer: str = ""
    must: bool = False
    data: str = ""
    wait_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """``lines``: those that fit; a message stands behind its line, after a line end."""

    lines: tuple[str, ...] = ()
    trouble: Trouble = ""
    code: str = ""

    @property
    def ok(self) -> bool:
        return not self.trouble

    @property
    def first(self) -> str:
        return self.lines[0] if self.lines else ""


class Exchange:
    """Holds what has come of a line, and the command that waits for its answer."""

    def __init__(self) -> None:
        self._in = b""
        self._command: Command | None = None
        self._until = 0.0
        self._lines: list[str] = []
        self._head = ""
        self._prompted = False
        self._reply: Reply | None = None
        self.unasked: list[str] = []
        """What it said by itself, oldest first; whoever reads it takes it away."""

    def ask(self, command: Command, now: float) -> bytes:
        self._command, self._until = command, now + command.wait_s
        self._lines, self._prompted, self._reply = [], False, None
        return f"{command.text}\r".encode("ascii")

    def feed(self, data: bytes) -> bytes:
        """What came; gives back what is to be sent at once."""
        *whole, self._in = re.split(rb"[\r\n]+", self._in + data)
        for raw in whole:
            line = raw.decode("latin-1").strip("\0 ")
            if line:
                self._take(line)
        # Noise without an end.
        self._in = self._in[-LINE_MAX:]
        return self._prompt()

    def reply(self, now: float) -> tuple[Reply | None, bytes]:
        """The answer, once it is there or its time is over; and what takes the modem out of a
        message that was begun."""
        reply, out = self._reply, b""
        if reply is None and self._command is not None and now >= self._until:
            reply = Reply(tuple(self._lines), "silent")
            out = ESC if self._command.data else b""
        if reply is not None:
            self._command = self._reply = None
        return reply, out

    def _prompt(self) -> bytes:
        command = self._command
        if command is None or not command.data or self._prompted or self._in.strip() != b">":
            return b""
        self._in, self._prompted = b"", True
        return command.data.encode("ascii") + CTRL_Z

    def _take(self, line: str) -> None:
        if self._head:
            head, self._head = self._head, ""
            if HEX.fullmatch(line):
                self._put(head, f"{head}\n{line}")
                return
        line = line.removeprefix("> ")
        if line.startswith(WITH_PDU):
            self._head = line
        elif not self._ends(line):
            self._put(line, line)

    def _put(self, head: str, whole: str) -> None:
        command = self._command
        if command is not None and command.answer and re.match(command.answer, head):
            self._lines.append(whole)
        elif head.startswith(UNASKED):
            self.unasked.append(whole)

    def _ends(self, line: str) -> bool:
        """Whether the line is the end of an answer."""
        found = RESULT.fullmatch(line)
        if found is None and line != "OK" and line not in REFUSED:
            return False
        command = self._command
        if command is None or self._reply is not None:
            return True
        if found is not None:
            trouble: Trouble = "cms" if found[1] == "S" else "cme"
            self._reply = Reply(tuple(self._lines), trouble, found[2])
        elif line in REFUSED:
            self._reply = Reply(tuple(self._lines), "error")
        elif self._lines or not command.must:
            self._reply = Reply(tuple(self._lines))
        return True
