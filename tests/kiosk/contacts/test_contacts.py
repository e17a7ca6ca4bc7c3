"""A fire panel's relay raises, a release only proposes the end, and a cut wire is told."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.contacts.boards import Reading
from devices.engine.lights import Lights
from devices.lines.addresses import Allowed
from kiosk.content.lamp_checks import unlit
from kiosk.content.reader import Content
from kiosk.custody.probes.signals.contacts.watch import Contacts
from signage.catalogue.alert_checks import alert_mistakes
from signage.catalogue.references import Lost
from signage.hall.alerts.contacts import Contact
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.shows.lamps import Light, Pattern
from tests.cast import CATALOGUE, HALL
from tests.devices.configs import lamp_config
from tests.devices.modbus_peers import BothBoard, InputBoard
from tests.devices.modem.peer import plugged
from tests.kiosk.house import House, text_of

PANEL = Contact(id="fire-panel", address="sim://panel?open=2", input=1)
DOOR = Contact(id="door", address="sim://panel?open=2", input=2, rests="open", role="supervisor")
FIRE = AlertRule(
    id="fire", matchers=('job="contact"', 'alertname="fire-panel"'), kind="FIRE", target="hall",
    text="{summary}", act="raise",
)  # fmt: skip
FAULT = AlertRule(
    id="fault", matchers=("alertname=ContactUnreachable",), kind="SYS-CORE", target="system/core",
    text="{summary}",
)  # fmt: skip
AJAR = AlertRule(id="ajar", matchers=("alertname=door",), kind="SYS-CORE", target="system/core")
USB = "/dev/serial/by-id/usb-x"
CLOSED, OPEN = Reading(True, True), Reading(False, True)
GONE = Reading(False, False)


class Wired:
    """A hall with contacts, whose readings are what the test says."""

    def __init__(self, data: Path, *contacts: Contact, fire: AlertRule = FIRE) -> None:
        alerts = Alerts(rules=(fire, FAULT, AJAR), contacts=contacts or (PANEL, DOOR))
        hall = HALL.model_copy(update={"alerts": alerts})
        documents = {"hall": hall.model_dump(mode="json"), "catalogue": CATALOGUE.model_dump(mode="json")}  # fmt: skip
        self.house = House(data, Content(hall, CATALOGUE, documents, "0" * 64, ()))
        self.now = 0.0
        self.contacts = Contacts(self.house.board, Allowed(simulators=True), lambda: self.now)
        self.contacts.turning.settled()

    def reads(self, reading: Reading, seconds: float = 1) -> None:
        self.now += seconds
        self.house.clock.later(seconds=seconds)
        (line,) = self.contacts.turning.lines()
        assert line.panel is not None
        line.panel.turn = lambda: None  # type: ignore[method-assign]  # the test reads in its place
        line.panel.boards.readings = {**line.panel.readings, "fire-panel": reading}
        line.turn()

    @property
    def asked(self) -> list[str]:
        world = self.house.board.view.world
        return [one.rule for one in standing(world) if one.rule in ("alert", "recovered")]

    @property
    def raised(self) -> list[str]:
        return [one.notice.kind for one in self.house.board.view.world.situation.open_incidents]

    @property
    def wrong(self) -> list[str]:
        return [say(fact.detail) for fact in self.contacts.facts() if not fact.ok]


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    made = Wired(tmp_path)
    yield made
    made.house.close()


def test_a_panel_raises_and_its_release_ends_nothing(wired: Wired) -> None:
    wired.reads(CLOSED)
    assert wired.raised == [] and wired.asked == []
    wired.reads(OPEN)
    assert wired.raised == ["FIRE"]
    known = wired.house.board.view.world.situation.alerts["fire"]
    assert text_of(known) == "触点 fire-panel 断开：已动作，或线已断"
    before = len(wired.house.events())
    for _ in range(100):
        wired.reads(OPEN, 20)
    assert len(wired.house.events()) <= before + 2, "what stands is hardly ever an event"
    wired.reads(CLOSED)
    wired.reads(CLOSED, 400)
    assert wired.raised == ["FIRE"] and wired.asked == ["recovered"]


def test_by_setting_it_proposes(tmp_path: Path) -> None:
    wired = Wired(tmp_path, fire=FIRE.model_copy(update={"act": "propose"}))
    wired.reads(OPEN)
    assert wired.raised == [] and wired.asked == ["alert"]
    wired.house.close()


def test_a_board_that_is_gone_is_told_and_silences_nothing(wired: Wired) -> None:
    wired.reads(OPEN)
    wired.reads(GONE)
    assert wired.raised == ["FIRE"]
    assert "alert" in wired.asked, "the fault has a rule of its own"
    assert wired.wrong == ["读不到触点 fire-panel：输入模块没有回应，请检查电源、接线和站号"]
    heard = wired.house.board.view.world.situation.alerts
    assert heard["fire"].alerts and heard["fault"].alerts
    wired.reads(OPEN)
    assert wired.wrong == [] and not wired.house.board.view.world.situation.alerts["fault"].alerts
    assert wired.house.board.view.world.situation.alerts["fire"].alerts


def test_a_board_that_was_never_reached_raises_nothing_and_is_told(wired: Wired) -> None:
    wired.reads(Reading(None, False))
    assert wired.raised == [] and len(wired.wrong) == 1


def test_one_that_rests_open_reports_when_it_closes(wired: Wired) -> None:
    (line,) = wired.contacts.turning.lines()
    line.turn()
    assert wired.asked == [], "the simulated door rests open"
    assert line.panel is not None
    line.panel.turn = lambda: None  # type: ignore[method-assign]  # the test reads in its place
    line.panel.boards.readings = {**line.panel.readings, "door": CLOSED}
    line.turn()
    assert wired.asked == ["alert"]


def test_after_a_restart_a_contact_back_at_rest_ends_its_report(wired: Wired) -> None:
    wired.reads(OPEN)
    wired.contacts = Contacts(wired.house.board, Allowed(simulators=True), lambda: wired.now)
    wired.contacts.turning.settled()
    wired.reads(CLOSED)
    wired.reads(CLOSED, 400)
    assert wired.asked == ["recovered"] and wired.raised == ["FIRE"]


def test_over_a_real_port_a_fire_panel_raises_though_its_wire_is_cut(tmp_path: Path) -> None:
    board = InputBoard()
    with plugged(tmp_path, board) as there:
        contact = PANEL.model_copy(update={"address": f"{there.link}#1", "debounce_ms": 50})
        wired = Wired(tmp_path / "data", contact)
        (line,) = wired.contacts.turning.lines()
        wired.contacts._now = line._now = time.monotonic
        assert line.panel is not None
        line.panel._now = line.panel.boards.now = time.monotonic

        def until(done: Callable[[], bool]) -> None:
            end = time.monotonic() + 10
            while not done():
                assert time.monotonic() < end, (line.panel and line.panel.readings, wired.raised)
                line.turn()

        until(lambda: line.reading(contact) == CLOSED)
        assert wired.raised == []
        board.closed[0] = False
        until(lambda: wired.raised == ["FIRE"])
        there.unplug()
        until(lambda: len(wired.wrong) == 1)
        assert wired.raised == ["FIRE"]
        line.stop(1)
        wired.house.close()


def test_the_board_that_lights_a_lamp_is_read_by_the_lamp_s_own_thread(tmp_path: Path) -> None:
    board = BothBoard()
    with plugged(tmp_path, board) as there:  # type: ignore[arg-type]  # whatever hears and says bytes
        address = f"{there.link}#1"
        contact = PANEL.model_copy(update={"address": address, "debounce_ms": 50})
        wired = Wired(tmp_path / "data", contact)
        lamp = lamp_config("lamp", address, "modbus_relay")
        lights = Lights([lamp], lambda fact: None, simulators_allowed=False)
        contacts = Contacts(wired.house.board, Allowed(), time.monotonic, lights)
        (line,) = contacts.turning.settled()

        def until(done: Callable[[], bool]) -> None:
            end = time.monotonic() + 10
            while not done():
                assert time.monotonic() < end, (line.panel and line.panel.readings, wired.raised)
                line.turn()

        try:
            lights.start()
            lights.show({"lamp": Pattern(green=Light.ON)})
            until(lambda: line.reading(contact) == CLOSED)
            assert line.lent and board.shows() == Pattern(green=Light.ON)
            board.closed[0] = False
            until(lambda: wired.raised == ["FIRE"])
            there.unplug()
            until(lambda: line.reading(contact).reached is False)
            there.plug()
            until(lambda: line.reading(contact) == OPEN)
            lights.configure([])
            until(lambda: not line.lent and line.reading(contact) == OPEN)
        finally:
            line.stop(1)
            lights.stop()
            wired.house.close()


def test_a_reading_that_nobody_renews_is_none(wired: Wired) -> None:
    (line,) = wired.contacts.turning.lines()
    assert line.panel is not None
    line.panel.boards.readings = {**line.panel.readings, "fire-panel": CLOSED}
    line.lent = True
    assert line.reading(PANEL) == CLOSED
    wired.now += 11
    found = line.reading(PANEL)
    assert (found.closed, found.reached) == (True, False) and found.why is not None


@pytest.mark.parametrize(
    ("lamp", "wrong"),
    [
        ({"protocol": "modbus_relay"}, ""),
        ({"protocol": "modbus_relay", "baud": 19200}, "the lamp l has this line at 19200 8N1"),
        (
            {"protocol": "lcus", "address": USB},
            "the lamp l on this line speaks lcus, which is no Modbus",
        ),
    ],
)
def test_a_line_has_lamps_and_contacts_where_both_speak_modbus(
    lamp: dict[str, object], wrong: str
) -> None:
    described = {
        "id": "l",
        "name": {"zh": "灯"},
        "address": f"{USB}#1",
        **lamp,
    }
    lamps = (HALL.lamps[0].model_validate({**HALL.lamps[0].model_dump(), **described}),)
    alerts = Alerts(rules=(FIRE,), contacts=(PANEL.model_copy(update={"address": f"{USB}#1"}),))
    hall = HALL.model_copy(update={"alerts": alerts, "lamps": lamps})
    told = [one.wrong for one in unlit(hall, ()) if one.key.startswith("alerts.contacts")]
    assert told == [wrong][: bool(wrong)]


def test_what_is_described_wrongly_is_told() -> None:
    lamp = HALL.lamps[0].address.partition("#")[0]
    contacts = (
        PANEL, PANEL, DOOR.model_copy(update={"id": "other"}),
        DOOR.model_copy(update={"address": f"{lamp}#2", "baud": 19200}),
        DOOR.model_copy(update={"id": "slow", "baud": 1200}),
    )  # fmt: skip
    alerts = Alerts(rules=(FIRE, FAULT, AJAR), contacts=contacts)
    hall = HALL.model_copy(update={"alerts": alerts})
    told = [*alert_mistakes(hall, CATALOGUE, Lost())]
    found = {(one.key, one.wrong) for one in told}
    assert ("alerts.contacts[0].id", "fire-panel is used more than once") in found
    assert ("alerts.contacts[1].input", "another contact has this input") in found
    assert ("alerts.contacts[2]", "no rule matches what it reports") in found
    assert ("alerts.contacts[4].baud", "one line has one speed") in found
