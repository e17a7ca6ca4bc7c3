"""Every broker that the hall names, listened to in a thread of its own."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from kiosk.custody.probes.signals.brokers.discovery import Tell, Told, told
from kiosk.custody.probes.signals.brokers.line import Line
from kiosk.engine.board import Board
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic, Several
from signage.hall.alerts.brokers import Broker
from signage.language.words import NO_WORDS, Message

if TYPE_CHECKING:
    from kiosk.serving.services import Services

TURN_S: Final = 5.0


class Brokers:
    """Each broker has a thread of its own, as long as it is named."""

    def __init__(self, board: Board, now: Callable[[], float], tell: Tell) -> None:
        self._board, self._now, self._tell = board, now, tell
        self.turning = Several("brokers", self._named, self._line, TURN_S)

    def _named(self) -> dict[str, Broker]:
        return {broker.id: broker for broker in self._board.view.content.hall.alerts.mqtt}

    def _line(self, broker: Broker) -> Line:
        return Line(broker, self._board.view.content.hall.id, self._board, self._now, self._tell)

    def facts(self) -> Iterator[Fact]:
        now = self._now()
        for line in self.turning.lines():
            bad = line.lost or line.turning.health().stands(now)
            words = line.words() if bad else NO_WORDS
            yield Fact(f"broker {line.broker.id}", not bad, now, words, vital=False)


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
