"""Probes of a hall: what they report by its rules, and what becomes of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import get_args

import pytest

from kiosk.content.reader import Content
from kiosk.custody.probes.findings import Found, Unlooked
from kiosk.custody.probes.watch import Watch
from signage.hall.alerts import brokers, contacts
from signage.hall.alerts.conditions import NAMES
from signage.hall.alerts.probes import Condition, Probe
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.language.words import Message, Words, say
from signage.records.due_in_hall import standing
from signage.situation.alerts import AnswerAlert
from signage.situation.commands import Change
from signage.situation.fold import fold
from tests.cast import CATALOGUE, GUIDE, HALL, SUPERVISOR
from tests.kiosk.house import House, heard_text, text_of
from tests.kiosk.test_repeating import until

DOWN = AlertRule(
    id="down", matchers=('job="etax"', 'severity="critical"'), kind="ETAX-DOWN",
    target="system/core", text="{summary}",
)  # fmt: skip
SLOW = AlertRule(
    id="slow", matchers=("alertname=ProbeSlow",), kind="SYS-CORE", target="system/core",
    text="{summary}", act="raise",
)  # fmt: skip
PROBE = Probe(
    id="etax", prober="http", address="https://etax.example.gov.cn/?key=secret", slow_ms=3000,
    certificate_days=14, failure_threshold=3, success_threshold=2,
)  # fmt: skip
WELL = Found(took_s=0.2, left_days=90.0)
FAILED = Found(Message("probes.status", status=503))


@dataclass
class Looked:
    """A hall whose one probe finds what the test says."""

    house: House
    finds: list[Found | Exception] = field(default_factory=list)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(self.house.board, lambda: 0.0, self._found)
        self.watch.turning.settled()

    def _found(self, _: Probe) -> Found:
        told = self.finds[-1]
        if isinstance(told, Exception):
            raise told
        return told

    def turns(self, finds: Found | Exception, times: int = 1, seconds: float = 30) -> None:
        self.finds.append(finds)
        for _ in range(times):
            self.house.clock.later(minutes=seconds / 60)
            for line in self.watch.turning.lines():
                self.watch.turn(line)

    def asked(self) -> list[str]:
        world = self.house.board.view.world
        return [one.rule for one in standing(world) if one.rule in ("alert", "recovered")]

    def wrong(self) -> list[str]:
        return [say(fact.detail, "en") for fact in self.watch.facts() if not fact.ok]


def described(alerts: Alerts) -> Content:
    hall = HALL.model_copy(update={"alerts": alerts})
    documents = {
        "hall": hall.model_dump(mode="json"),
        "catalogue": CATALOGUE.model_dump(mode="json"),
    }
    return Content(hall, CATALOGUE, documents, "0" * 64, ())


Made = Callable[..., Looked]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    built: list[House] = []

    def make(*probes: Probe, rules: tuple[AlertRule, ...] = (DOWN, SLOW)) -> Looked:
        content = described(Alerts(rules=rules, probes=probes or (PROBE,)))
        house = House(tmp_path / str(len(built)), content)
        built.append(house)
        return Looked(house)

    yield make
    for house in built:
        house.close()


SHIPPED = "{alertname} {instance} {summary}"
"""As the sample's own rules say it."""


def test_a_report_of_our_own_reads_in_the_language_of_whoever_looks(made: Made) -> None:
    there = made(rules=(DOWN.model_copy(update={"text": SHIPPED}),))
    there.turns(FAILED, 3)
    (asked,) = (one for one in standing(there.house.board.view.world) if one.rule == "alert")
    assert say(asked.words).startswith(
        "监控报告：https://etax.example.gov.cn/ 应答异常（HTTP 503） →"
    )
    assert "Monitoring reports: https://etax.example.gov.cn/ wrong answer (HTTP 503)" in say(
        asked.words, "en"
    )
    assert fold(there.house.store.events()) == there.house.board.view.world.situation


def test_every_condition_has_a_name_for_staff() -> None:
    known = {*get_args(Condition), contacts.UNREACHABLE, brokers.UNREACHABLE, "Threshold"}
    assert set(NAMES) == known
    for name, words in NAMES.items():
        for lang in ("zh", "en"):
            assert words[lang] and name not in words[lang]
    rule = AlertRule(id="a", matchers=("job=a",), kind="DELAY", target="hall", text=SHIPPED)
    theirs = rule.said({"alertname": "EtaxDown", "job": "a"}, {"summary": "{alertname} 无应答"})
    assert theirs == "EtaxDown {alertname} 无应答", "what others send stands as it came"


def test_so_many_failures_propose_and_so_many_successes_propose_the_end(made: Made) -> None:
    there = made()
    there.turns(FAILED, 2)
    assert there.asked() == [] and there.house.events()[-1:] != ["alert_noted"]
    there.turns(FAILED)
    assert there.asked() == ["alert"]
    known = there.house.board.view.world.situation.alerts["down"]
    assert text_of(known) == "应答异常（HTTP 503）"
    there.house.board.do(AnswerAlert("down"), GUIDE)
    before = there.house.events()
    there.turns(FAILED, 20)
    assert there.house.events() == before, "what stands is no event"
    there.turns(WELL)
    assert there.asked() == []
    there.turns(WELL)
    assert there.asked() == ["recovered"]
    (incident,) = there.house.board.view.world.situation.open_incidents
    there.house.board.do(Change(incident.id, "clear"), SUPERVISOR)
    there.turns(WELL, 3)
    assert there.asked() == [] and not there.house.board.view.world.situation.open_incidents


def test_slowness_is_measured_and_reported_by_itself(made: Made) -> None:
    there = made()
    there.turns(Found(took_s=4.23, left_days=90.0), 3)
    situation = there.house.board.view.world.situation
    assert text_of(situation.alerts["slow"]) == "响应 4.2 秒，超过 3.0 秒"
    assert [one.notice.kind for one in situation.open_incidents] == ["SYS-CORE"]
    there.turns(FAILED, 5)
    assert there.asked() == ["alert"], "what does not answer says nothing of how fast it is"


def test_an_end_is_not_lost_to_a_restart_nor_to_a_report_that_came_and_went(made: Made) -> None:
    there = made()
    there.turns(FAILED, 3)
    there.house.board.do(AnswerAlert("down"), GUIDE)
    again = Looked(there.house)
    again.turns(WELL, 2)
    assert again.asked() == ["recovered"]
    again.turns(FAILED, 3, seconds=1)
    assert again.asked() == []
    again.turns(WELL, 3, seconds=1)
    assert again.asked() == [], "it came and went within calm_min"
    again.turns(WELL, 11)
    assert again.asked() == ["recovered"]


def test_flapping_for_an_hour_is_one_line_and_few_events(made: Made) -> None:
    there = made(PROBE.model_copy(update={"interval_s": 1, "failure_threshold": 1}))
    before = len(there.house.events())
    for second in range(3600):
        there.turns(FAILED if second % 2 else WELL, seconds=1)
    assert len(there.house.events()) - before <= 12
    assert there.asked() == ["alert"]
    there.turns(WELL, 400, seconds=1)
    assert there.asked() == []


def test_what_cannot_be_looked_at_is_told_and_says_nothing_of_the_target(made: Made) -> None:
    there = made()
    there.turns(Unlooked(Message("probes.no-ping")), 9)
    assert there.asked() == []
    assert there.wrong() == ["Probe “etax”: The server has no ping command: install iputils-ping."]
    there.turns(ZeroDivisionError("x"))
    assert there.wrong() == ["Probe “etax”: Looking failed: ZeroDivisionError: x."]
    there.turns(WELL)
    assert there.wrong() == []


def test_a_probe_that_is_named_as_before_is_the_same_one_and_a_hall_without_reaches_nothing(
    made: Made,
) -> None:
    there = made()
    (line,) = there.watch.turning.settled()
    assert there.watch.turning.settled() == (line,)
    there.house.board.adopt(described(Alerts(rules=(DOWN,))))
    assert there.watch.turning.settled() == () and there.watch.measured() == ()


def test_a_secret_of_an_address_stands_nowhere(made: Made) -> None:
    there = made(rules=(DOWN.model_copy(update={"text": "{instance} {summary}"}),))
    there.turns(FAILED, 3)
    told = heard_text(there.house, "down")
    assert told.startswith("https://etax.example.gov.cn/ ")
    assert "secret" not in json.dumps([str(event) for event in there.house.store.events()])


def test_a_power_cut_is_reported_with_what_the_battery_has_left(made: Made) -> None:
    supply = Probe(id="ups", prober="nut", address="ups@10.1.2.9", failure_threshold=1)
    rule = AlertRule(
        id="power", matchers=("alertname=~UpsOnBattery|UpsLowBattery",), kind="SYS-CORE",
        target="system/core", text="{summary}",
    )  # fmt: skip
    there = made(supply, rules=(rule,))
    cut: dict[Condition, bool] = {"UpsOnBattery": False, "UpsLowBattery": True}
    there.turns(Found(good=cut, values={"battery.charge": 85.0, "battery.runtime": 1230.0}))
    known = there.house.board.view.world.situation.alerts["power"]
    assert text_of(known) == "市电中断，电池供电，剩余 85%，约 20 分钟" and there.asked() == [
        "alert"
    ]
    there.turns(Found(good={"UpsOnBattery": True, "UpsLowBattery": True}), 2)
    assert there.asked() == []


def test_a_printer_is_reported_with_what_it_lacks(made: Made) -> None:
    printer = Probe(
        id="printer", prober="snmp", profile="printer", address="10.1.2.30", failure_threshold=1
    )
    rule = AlertRule(
        id="down", matchers=("alertname=PrinterError",), kind="SYS-CORE", target="system/core",
        text="{summary}",
    )  # fmt: skip
    there = made(printer, rules=(rule,))
    lacks: dict[Condition, Words] = {"PrinterError": Message("agents.no-paper")}
    there.turns(Found(good={"PrinterError": False}, said=lacks))
    assert heard_text(there.house, "down") == "缺纸"


def test_a_target_that_hangs_holds_up_no_other_and_is_told(made: Made) -> None:
    there, over, moment = made(PROBE, PROBE.model_copy(update={"id": "hung"})), Event(), [0.0]
    begun = Event()

    def look(probe: Probe) -> Found:
        if probe.id == "hung":
            begun.set()
            over.wait(30)
        return WELL

    watch = Watch(there.house.board, lambda: moment[0] + monotonic(), look)
    watch.turning.start()
    try:
        assert until(lambda: [one.probe.id for one in watch.measured()] == ["etax"])
        assert begun.wait(30) and all(fact.ok for fact in watch.facts())
        moment[0] = 100.0
        wrong = [say(fact.detail, "en") for fact in watch.facts() if not fact.ok]
        assert "Probe “hung”: It stands still; a restart of the server mends that." in wrong
    finally:
        over.set()
        watch.turning.stop()
