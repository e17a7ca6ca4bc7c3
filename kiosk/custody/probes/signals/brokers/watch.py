"""Every broker that the hall names, listened to in a thread of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from kiosk.custody.probes.signals.brokers.discovery import Tell, Told, told
from kiosk.custody.probes.signals.brokers.line import Line
from kiosk.engine.board import Board
from kiosk.engine.health import Fact
from kiosk.engine.periodic import STOP_S, Periodic
from signage.language.words import NO_WORDS, Message

if TYPE_CHECKING:
    from kiosk.serving.services import Services

TURN_S: Final = 5.0


class Brokers:
    """``look`` is the turn of one repeating thread; each broker has another of its own."""

    def __init__(self, board: Board, now: Callable[[], float], tell: Tell) -> None:
        self._board, self._now, self._tell = board, now, tell
        self._lines: Mapping[str, Line] = {}
        """Another one after each change, read from any thread."""
        self.turning: Periodic = _Turning(self)

    def look(self) -> None:
        """Begin with the brokers the hall names now, and end those it does not."""
        before = self._lines
        now = self.settled()
        for name, line in before.items():
            if line is not now.get(name):
                line.stop(STOP_S)
        for name, line in now.items():
            if line is not before.get(name):
                line.turning.start()

    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines.values())

    def settled(self) -> Mapping[str, Line]:
        """A broker that is named as before is the same one."""
        hall, known = self._board.view.content.hall, self._lines
        self._lines = {
            broker.id: known[broker.id]
            if broker.id in known and known[broker.id].broker == broker
            else Line(broker, hall.id, self._board, self._now, self._tell)
            for broker in hall.alerts.mqtt
        }
        return self._lines

    def facts(self) -> Iterator[Fact]:
        now = self._now()
        for line in self.lines():
            bad = line.lost or line.turning.health().stands(now)
            words = line.words() if bad else NO_WORDS
            yield Fact(f"broker {line.broker.id}", not bad, now, words, vital=False)


class _Turning(Periodic):
    def __init__(self, brokers: Brokers) -> None:
        super().__init__("brokers", brokers.look, TURN_S)
        self._brokers = brokers

    def stop(self, within_s: float = STOP_S) -> None:
        """With it end the threads of all brokers."""
        super().stop(within_s)
        for line in self._brokers.lines():
            line.stop(within_s)


def listened(here: "Services") -> Periodic:
    """What listens to the brokers the hall names, to none where it names none, and tells those that
    are to be told."""
    health, delivery = here.health, here.delivery

    def tell(prefix: str) -> Told:
        lamps = here.lights.health()
        return told(prefix, here.board.view, lamps, lambda one: delivery.of(one).online)

    brokers = Brokers(here.board, health.now, tell)
    health.add(brokers.facts)
    health.watch(brokers.turning, Message("wiring.listening-to-brokers"), vital=False)
    return brokers.turning
