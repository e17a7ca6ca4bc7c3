"""Thresholds of a hall: on the console with their reason, proposed by a rule, and back again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.content.reader import Content
from kiosk.custody.probes.findings import Found
from kiosk.custody.probes.steadiness import Steadiness
from kiosk.custody.probes.thresholds import Thresholds
from kiosk.custody.probes.told import Measured
from kiosk.engine.last_words import LastWords
from kiosk.serving.services import NAME, Services
from signage.hall.alerts.probes import Probe
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.alerts.sources import Source
from signage.hall.alerts.thresholds import Threshold
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.situation.alerts import AnswerAlert
from signage.situation.commands import Change, NoteQueue
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL
from tests.kiosk.house import House, Machine, heard_text
from tests.kiosk.test_api import ok, problem

PROBE = Probe(id="core", prober="tcp", address="10.1.2.3:1521")
ALERTS = Alerts(
    rules=(
        AlertRule(
            id="hot", matchers=('threshold="hot"',), kind="SYS-CORE", target="system/core",
            text="{summary}",
        ),
    ),
    probes=(PROBE,),
    sources=(Source(id="sensor", values={"temperature": "sensor.value"}),),
    thresholds=(
        Threshold(
            id="hot", name={"zh": "机房温度", "en": "Server room"}, unit={"zh": "℃", "en": "°C"},
            measure="report.temperature", over=30, until=28,
        ),
        Threshold(id="wait", name={"zh": "等候", "en": "Waiting"}, measure="queue.wait_min", over=40),
        Threshold(id="slow", name={"zh": "延迟", "en": "Latency"}, measure="probe.core.latency_ms", over=500),
    ),
)  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    hall = HALL.model_copy(update={"alerts": ALERTS})
    documents = {
        "hall": hall.model_dump(mode="json"),
        "catalogue": CATALOGUE.model_dump(mode="json"),
    }
    built = House(tmp_path, Content(hall, CATALOGUE, documents, "0" * 64, ()))
    yield built
    built.close()


def of(house: House, *probes: Measured) -> Thresholds:
    return Thresholds(house.board, lambda: probes, words_of(house).values)


def words_of(house: House) -> LastWords:
    here = house.app.extensions[NAME]
    assert isinstance(here, Services)
    return here.last_words


def sends(house: House, value: object, by: str = "raiser") -> None:
    ok(Machine(house, by).post("/alerts/sensor", {"sensor": {"value": value}}))


def asked(house: House) -> list[str]:
    world = house.board.view.world
    return [one.rule for one in standing(world) if one.rule in ("alert", "recovered")]


def lines(held: Thresholds) -> list[str]:
    return [say(one.words) for one in held.gauges()]


def test_a_sensor_s_value_proposes_a_notice_and_its_end(house: House) -> None:
    held = of(house)
    held.turn()
    assert lines(held) == [] and asked(house) == []
    sends(house, 29.5)
    held.turn()
    assert lines(held) == ["机房温度：29.5 ℃（预警值 30 ℃）"]
    sends(house, "31.2")
    held.turn()
    assert asked(house) == ["alert"]
    since = f"{house.board.view.content.hall.local(house.clock()):%H:%M}"
    assert lines(held) == [f"机房温度：31.2 ℃，超过 30 ℃，自 {since} 起"]
    assert heard_text(house, "hot") == lines(held)[0]
    house.board.do(AnswerAlert("hot"), GUIDE)
    events = house.events()
    sends(house, 29)
    held.turn()
    assert asked(house) == [] and house.events() == events, "it is still above 28"
    house.clock.later(minutes=40)
    held.turn()
    assert asked(house) == [] and lines(held) == ["机房温度：曾超出 30 ℃，此后 30 分钟没有数据"]
    sends(house, 27)
    again = of(house)
    again.turn()
    assert asked(house) == ["recovered"], "also after a restart"
    (incident,) = house.board.view.world.situation.open_incidents
    house.board.do(Change(incident.id, "clear", reason="好了"), ADMIN)
    again.turn()
    assert asked(house) == []


def test_one_sender_s_value_takes_no_other_s_place_while_that_is_fresh(house: House) -> None:
    held = of(house)
    sends(house, 31)
    sends(house, 20, "admin")
    held.turn()
    assert asked(house) == ["alert"], "the graver of the two counts"
    house.clock.later(minutes=31)
    sends(house, 20, "admin")
    held.turn()
    assert asked(house) == [], "the other has said nothing for half an hour"


def test_the_hall_s_own_numbers_and_its_probes_are_measures_too(house: House) -> None:
    house.board.do(NoteQueue(50, 45), ADMIN)
    found = Found(took_s=0.82)
    held = of(house, Measured(PROBE, found, house.clock(), {"ProbeFailed": Steadiness()}))
    held.turn()
    states = {one.id: (one.state, one.over) for one in held.gauges()}
    assert states == {"wait": ("over", True), "slow": ("over", True)}
    assert asked(house) == [], "no rule makes a proposal of them"


@pytest.mark.parametrize("wrong", ["warm", True, None, [1], "1e9", "NaN"])
def test_what_is_no_number_is_refused_by_its_place(house: House, wrong: object) -> None:
    answer = Machine(house, "raiser").post("/alerts/sensor", {"sensor": {"value": wrong}})
    problem(answer, 422, "unreadable", "sensor.value")
    assert words_of(house).values() == {}


def test_only_what_a_threshold_names_is_kept(house: House) -> None:
    keep: Callable[..., None] = words_of(house).note_values
    keep(
        "a", {"report.other": 1.0, "report.temperature": 2.0}, ["report.temperature"], house.clock()
    )
    assert list(words_of(house).values()) == ["report.temperature"]


def test_alertmanager_says_a_measure_by_a_label_and_an_annotation(house: House) -> None:
    def sent(status: str, value: str) -> None:
        labels = {"alertname": "Hot", "measure": "temperature"}
        alert = {
            "status": status, "labels": labels, "annotations": {"value": value}, "fingerprint": "h",
        }  # fmt: skip
        ok(
            Machine(house, "raiser").post(
                "/alerts", {"version": "4", "status": status, "alerts": [alert]}
            )
        )

    for status, value in (("resolved", "20"), ("firing", "warm"), ("firing", "NaN")):
        sent(status, value)
        assert words_of(house).values() == {}
    sent("firing", "31.5")
    held = of(house)
    held.turn()
    assert asked(house) == ["alert"] and lines(held)[0].startswith("机房温度：31.5 ℃")
