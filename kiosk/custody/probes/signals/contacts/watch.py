"""Every line of contacts that the hall names, read in a thread of its own."""

from collections.abc import Callable, Iterator
from typing import Final

from devices.codecs.faults import DeviceError
from devices.contacts.boards import Reading, Wired
from devices.contacts.panel import Panel
from devices.engine.lights import Lights
from devices.lines.addresses import Allowed
from kiosk.engine.board import Board
from kiosk.engine.health import Fact, Health
from kiosk.engine.periodic import Periodic, Several
from signage.hall.alerts.contacts import Contact
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.alerts import Alert, HearAlerts
from signage.situation.incidents import OF_MACHINES, Actor

TURN_S: Final = 5.0
READ_S, CLOSED_S = 0.05, 0.5
"""Between two readings, and two looks whether a port may be tried again."""
PATIENCE_S: Final = 30.0
"""Opening a port may take long."""
OLD_S: Final = 10.0
"""A reading through the lamps' thread that is older says nothing: the thread hangs."""
REPEAT_S: Final = 20.0
"""What stands is reported again, so that it is not taken for what nobody repeats."""
STANDS_STILL: Final = Message("contacts.stands-still")


class _Line:
    """The contacts of one line. ``panel`` is None where their address can never work. ``lent``: lamps
    have the line, and their worker reads it."""

    def __init__(
        self,
        contacts: tuple[Contact, ...],
        allowed: Allowed,
        now: Callable[[], float],
        board: Board,
        lights: Lights | None,
    ) -> None:
        self.contacts, self._board, self._now = contacts, board, now
        self._lights, self.lent = lights, False
        self.wrong: Message | None = None
        self.panel: Panel | None = None
        try:
            self.panel = Panel(tuple(map(_wired, contacts)), allowed, now)
        except DeviceError as error:
            self.wrong = error.message
        self._told: dict[str, tuple[Reading, float]] = {}
        name = f"contacts {contacts[0].id}"
        self.turning = Periodic(name, self.turn, self._rest_s, patience_s=PATIENCE_S)

    def turn(self) -> None:
        """Raises what the board of the hall raises; what was not heard is told again."""
        if self.panel is not None:
            self._read(self.panel)
        for contact in self.contacts:
            reading, now = self.reading(contact), self._now()
            known, at = self._told.get(contact.id, (None, now))
            if reading != known or now - at >= REPEAT_S:
                self._report(contact, reading)
                self._told[contact.id] = reading, now

    def reading(self, contact: Contact) -> Reading:
        if self.panel is None:
            return Reading(None, False, self.wrong)
        found = self.panel.readings[contact.id]
        if self.lent and found.reached and self._now() - self.panel.boards.at > OLD_S:
            return Reading(found.closed, False, STANDS_STILL)
        return found

    def _read(self, panel: Panel) -> None:
        """By whoever has the line."""
        simulated = panel.boards.address.scheme == "sim"
        lights = None if simulated else self._lights
        self.lent = lights is not None and lights.listen(panel.boards)
        if self.lent:
            panel.close()
        else:
            panel.turn()

    def stop(self, within_s: float) -> None:
        self.turning.stop(within_s)
        if self.panel is not None:
            self.panel.close()
            if self._lights is not None:
                self._lights.deaf(self.panel.boards)

    def _rest_s(self) -> float:
        return READ_S if self.panel is not None and (self.lent or self.panel.open) else CLOSED_S

    def _report(self, contact: Contact, reading: Reading) -> None:
        actor = Actor(f"{OF_MACHINES}contact/{contact.id}", contact.role)
        told = tuple(self._alerts(contact, reading, actor))
        if told:
            self._board.do(HearAlerts(told), actor)

    def _alerts(self, contact: Contact, reading: Reading, actor: Actor) -> Iterator[Alert]:
        """What a rule of the hall matches: what fires, and what is over and still counted. What is
        not known is neither."""
        view = self._board.view
        hall = view.content.hall
        away = None if reading.closed is None else reading.closed != (contact.rests == "closed")
        states = {
            "away": away if reading.reached else None,
            "unreachable": None if reading.reached is None else not reading.reached,
        }
        for name, fires in states.items():
            labels = contact.labels_of(reached=name == "away")
            rule = hall.alerts.rule_for(labels)
            if rule is None or fires is None:
                continue
            heard = view.world.situation.alerts.get(rule.id)
            if fires:
                said = rule.said(labels, {"summary": words_of(contact, reading)})
                yield Alert(name, rule.id, True, said)
            elif heard is not None and f"{actor.name}/{name}" in heard.alerts:
                yield Alert(name, rule.id, firing=False)


def words_of(contact: Contact, reading: Reading) -> Words:
    if not reading.reached:
        why = reading.why or Message("faults.board-does-not-answer")
        return Message("contacts.unreachable", contact=contact.id, why=why)
    if contact.rests == "closed":
        return Message("contacts.opened", contact=contact.id)
    return Message("contacts.closed", contact=contact.id)


class Contacts:
    """Each line is read by a thread of its own, as long as contacts of it are named."""

    def __init__(
        self,
        board: Board,
        allowed: Allowed,
        now: Callable[[], float],
        lights: Lights | None = None,
    ) -> None:
        """``lights``: of the lamps that may have a line already."""
        self._board, self._allowed, self._now, self._lights = board, allowed, now, lights
        self.turning = Several("contacts", self._named, self._line, TURN_S)

    def _named(self) -> dict[str, tuple[Contact, ...]]:
        """By the address of their line."""
        grouped: dict[str, tuple[Contact, ...]] = {}
        for one in self._board.view.content.hall.alerts.contacts:
            name = one.address.partition("#")[0]
            grouped[name] = (*grouped.get(name, ()), one)
        return grouped

    def _line(self, contacts: tuple[Contact, ...]) -> _Line:
        return _Line(contacts, self._allowed, self._now, self._board, self._lights)

    def facts(self) -> Iterator[Fact]:
        now = self._now()
        for line in self.turning.lines():
            stands = line.turning.health().stands(now)
            for contact in line.contacts:
                reading = line.reading(contact)
                if stands:
                    reading = Reading(None, False, STANDS_STILL)
                lost = reading.reached is False
                words = words_of(contact, reading) if lost else NO_WORDS
                yield Fact(f"contact {contact.id}", not lost, now, words, vital=False)


def _wired(contact: Contact) -> Wired:
    return Wired(
        contact.id, contact.address, contact.input - 1, contact.debounce_ms / 1000, contact.baud
    )


def contacted(board: Board, allowed: Allowed, health: Health, lights: Lights) -> Periodic:
    """What reads the contacts the hall names, none where it names none."""
    contacts = Contacts(board, allowed, health.now, lights)
    health.add(contacts.facts)
    health.watch(contacts.turning, Message("wiring.reading-the-contacts"), vital=False)
    return contacts.turning
