"""One modem on its port: opens it, reads and writes in slices, and tells what became of texts.

``turn`` belongs to one thread, which repeats it; the rest may be called from any.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar

from devices.codecs.codec import Line
from devices.codecs.faults import DeviceError
from devices.lines.port import SerialPort
from devices.lines.wire import Port
from devices.modem.dialogue import Dialogue, Gone, Pin, Standing, Text
from devices.modem.pdu import Incoming, Report
from signage.language.words import Message

AGAIN_S: Final = 2.0
"""Until a port that could not be opened is tried again."""
PATIENCE_S: Final = 10.0
"""A text waits so long for a modem that does not answer, then another way is better."""
T = TypeVar("T")


class Station:
    """``now``: seconds of a monotonic clock."""

    def __init__(
        self,
        path: str,
        line: Line,
        now: Callable[[], float],
        pin: Pin | None = None,
        open_port: Callable[[str, Line], Port] = SerialPort,
    ) -> None:
        self.path, self._line, self._now, self._pin = path, line, now, pin
        self._open = open_port
        self._port: Port | None = None
        self._dialogue = Dialogue(pin)
        self._again = 0.0
        self._waiting: dict[str, float] = {}
        self._in: deque[Text] = deque()
        self._gone: deque[Gone] = deque()
        self._came: deque[Incoming | Report] = deque()
        self.standing = Standing()
        self.trouble: Message | None = None
        """Why the port is not open."""

    def send(self, text: Text) -> None:
        self._in.append(text)

    def gone(self) -> list[Gone]:
        return _drained(self._gone)

    def came(self) -> list[Incoming | Report]:
        return _drained(self._came)

    @property
    def open(self) -> bool:
        return self._port is not None

    @property
    def told(self) -> bool:
        """Whether there is something to be taken."""
        return bool(self._gone or self._came)

    def turn(self) -> None:
        """A tenth of a second where the port is open, else none."""
        for text in _drained(self._in):
            self._waiting[text.name] = self._now()
            self._dialogue.texts.append(text)
        try:
            self._slice()
        except DeviceError as error:
            self.trouble = error.message
            self._lost()
        self.standing = self._dialogue.standing
        if not self.standing.answers:
            self._give_up()

    def close(self) -> None:
        """Idempotent."""
        if self._port is not None:
            self._port.close()
        self._port = None

    def _slice(self) -> None:
        if self._port is None:
            if self._now() < self._again:
                return
            self._again = self._now() + AGAIN_S
            self._port = self._open(self.path, self._line)
            self.trouble = None
        dialogue = self._dialogue
        out = dialogue.turn(self._port.read(), self._now())
        self._came += _taken(dialogue.came)
        for one in _taken(dialogue.gone):
            self._tell(one)
        if out:
            self._port.write(out)

    def _lost(self) -> None:
        """What it had begun to send is nobody's knowledge; what waits may wait on a while."""
        self.close()
        waits = self._dialogue.texts
        self._dialogue = Dialogue(self._pin)
        self._dialogue.texts = waits
        for name in self._waiting.keys() - {text.name for text in waits}:
            self._tell(Gone(name, "no-modem"))

    def _give_up(self) -> None:
        waits = self._dialogue.texts
        for text in [*waits]:
            if self._now() - self._waiting.get(text.name, 0.0) >= PATIENCE_S:
                waits.remove(text)
                self._tell(Gone(text.name, "no-modem"))

    def _tell(self, one: Gone) -> None:
        self._waiting.pop(one.name, None)
        self._gone.append(one)


def _drained(queue: deque[T]) -> list[T]:
    """What another thread adds meanwhile stays for the next."""
    return [queue.popleft() for _ in range(len(queue))]


def _taken(kept: list[T]) -> list[T]:
    found, kept[:] = [*kept], []
    return found
