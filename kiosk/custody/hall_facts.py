"""What is told of the hall's health by nobody else: its clock, its log's safety, unpaired screens, ports."""

from collections.abc import Iterator

from kiosk.engine.health import Fact
from kiosk.serving.services import Services
from signage.language.words import NO_WORDS, Message


def facts(here: Services) -> Iterator[Fact]:
    yield _clock_fact(here)
    yield _unpaired(here)
    yield from _ports(here)
    yield here.safety.fact(here.health.now())


def _clock_fact(here: Services) -> Fact:
    clock = here.board.clock
    zone = here.board.view.content.hall.zoneinfo
    return Fact("clock", clock.is_set, here.health.now(), clock.words(zone))


def _unpaired(here: Services) -> Fact:
    """Screens from before there was pairing, until somebody pairs them."""
    described = here.board.view.content.hall.screen
    left = sum(name in described for name in here.people.former_screens())
    words = Message("pairing.screens-report-unpaired", count=left) if left else NO_WORDS
    return Fact("pairing", not left, here.health.now(), words, vital=False)


def _ports(here: Services) -> Iterator[Fact]:
    """The thread of each port: that it goes on, and what it did not expect. A lamp's own health is
    told elsewhere."""
    for port in here.lights.progress():
        now = here.health.now()
        stands = port.stands(now)
        words = Message("wiring.lamp-port-failed", line=port.line, trouble=port.trouble)
        if stands:
            words = Message("wiring.lamp-port-stands-still", line=port.line)
        wrong = stands or bool(port.trouble)
        since = now if port.expected is None else port.expected
        yield Fact(f"port {port.line}", not wrong, since, words if wrong else NO_WORDS)
