"""Bodies of other monitors by the hall's mapping: Uptime Kuma, Zabbix, Nagios, lists, and what is
none."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.api.alertmanager import ForeignBody
from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.engine.last_words import LastWords
from signage.deciding.alerts import EVENTS_MAX
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.hall.alerts.sources import Source, Unmapped
from signage.language.words import say
from signage.records.due_in_hall import standing
from signage.situation.incidents import Actor
from tests.cast import CATALOGUE, HALL
from tests.kiosk.house import House, Machine
from tests.kiosk.test_alerts import copied
from tests.kiosk.test_api import ok, problem

SHIPPED = tomllib.loads((contents.sample() / "alerts.toml").read_text("utf-8"))["alerts"]
SOURCES = tuple(map(Source.model_validate, SHIPPED["sources"]))
KUMA: dict[str, Any] = {
    "heartbeat": {
        "monitorID": 7, "status": 0, "time": "2027-12-01 09:00:00.123", "msg": "timeout of 48000ms exceeded",
        "important": True, "duration": 60, "timezone": "Asia/Shanghai",
    },
    "monitor": {"id": 7, "name": "etax", "url": "https://etax.example.gov.cn", "type": "http", "active": 1},
    "msg": "[etax] [🔴 Down] timeout of 48000ms exceeded",
}  # fmt: skip
"""As Uptime Kuma's webhook sends it (application/json), but for what is not read; its clock is a year
ahead."""
ZABBIX = {
    "eventid": "4711", "value": "1", "name": "etax", "severity": "High", "host": "app01",
    "message": "Response time is too high",
}  # fmt: skip
NAGIOS = {
    "host": "app01", "service": "etax", "state": "CRITICAL", "type": "PROBLEM",
    "output": "CRITICAL - Socket timeout",
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {"uptime-kuma": KUMA, "zabbix": ZABBIX, "nagios": NAGIOS}
WELL: dict[str, dict[str, Any]] = {
    "uptime-kuma": KUMA | {"heartbeat": KUMA["heartbeat"] | {"status": 1}},
    "zabbix": ZABBIX | {"value": "0"},
    "nagios": NAGIOS | {"state": "OK", "type": "RECOVERY"},
}
LISTED = Source.model_validate(
    {
        "id": "listed", "alerts": "$.data.items", "status": "state", "firing": ["PROBLEM"],
        "resolved": ["OK"], "ignored": ["UNKNOWN"], "fingerprint": ["host", "checks.0.id"],
        "labels": {"job": "job"}, "annotations": {"summary": "text"},
    }
)  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    rule = AlertRule(
        id="etax", matchers=('job="etax"',), kind="ETAX-DOWN", target="system/core",
        text="{source} {summary}",
    )  # fmt: skip
    hall = HALL.model_copy(update={"alerts": Alerts(rules=(rule,), sources=(*SOURCES, LISTED))})
    documents = {
        "hall": hall.model_dump(mode="json"),
        "catalogue": CATALOGUE.model_dump(mode="json"),
    }
    built = House(tmp_path, Content(hall, CATALOGUE, documents, "0" * 64, ()))
    yield built
    built.close()


@pytest.fixture
def monitor(house: House) -> Machine:
    return Machine(house, "raiser")


@pytest.mark.parametrize("name", BODIES)
def test_what_others_send_is_taken_as_it_is_and_over_when_they_say_so(
    house: House, monitor: Machine, name: str
) -> None:
    answer = ok(monitor.post(f"/alerts/{name}", BODIES[name]))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (1, 0, 0)
    known = house.board.view.world.situation.alerts["etax"]
    assert known.text.startswith(f"{name} ") and len(known.text) > len(name) + 5
    assert known.since == house.clock(), "what a sender says of the time is not read"
    again = ok(monitor.post(f"/alerts/{name}", BODIES[name]))
    assert again["revision"] == answer["revision"]
    answer = ok(monitor.post(f"/alerts/{name}", WELL[name]))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (0, 1, 0)
    assert house.board.view.world.situation.alerts["etax"].alerts == ()


def test_the_same_of_two_senders_is_two_reports(house: House, monitor: Machine) -> None:
    ok(monitor.post("/alerts/zabbix", ZABBIX))
    ok(monitor.post("/alerts/nagios", NAGIOS))
    ok(monitor.post("/alerts/zabbix", WELL["zabbix"]))
    assert len(house.board.view.world.situation.alerts["etax"].alerts) == 1


def test_a_list_is_read_and_what_means_neither_is_passed_over(
    house: House, monitor: Machine
) -> None:
    items = [
        {"state": "problem", "host": "a", "checks": [{"id": 1}], "job": "etax"},
        {"state": "PROBLEM", "host": "b", "checks": [{"id": 1}], "job": "other"},
        {"state": "Unknown", "host": "c"},
    ]
    answer = ok(monitor.post("/alerts/listed", {"data": {"items": items}}))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (1, 0, 2)


@pytest.mark.parametrize(
    ("name", "body", "field", "said"),
    [
        ("uptime-kuma", {"heartbeat": None, "monitor": None, "msg": "Testing"}, "heartbeat.status", "missing"),
        ("uptime-kuma", KUMA | {"heartbeat": KUMA["heartbeat"] | {"status": 9}}, "heartbeat.status", "“9”"),
        ("uptime-kuma", {"heartbeat": KUMA["heartbeat"]}, "monitor.id", "missing"),
        ("zabbix", {"value": "1"}, "eventid", "missing"),
        ("zabbix", ZABBIX | {"name": ["etax"]}, "name", "no word"),
        ("nagios", NAGIOS | {"state": "{STATE}"}, "state", "{STATE}"),
        ("listed", {"data": {"items": {}}}, "data.items", "no list"),
        ("listed", {"data": {"items": [{}] * 201}}, "data.items", "200"),
        ("listed", {"data": {"items": [{"state": "OK", "host": "a"}]}}, "data.items[0].checks.0.id", "missing"),
    ],
)  # fmt: skip
def test_what_is_not_where_it_should_be_is_refused_by_its_place(
    house: House, monitor: Machine, name: str, body: dict[str, Any], field: str, said: str
) -> None:
    before = house.events()
    told = problem(monitor.post(f"/alerts/{name}", body), 422, "unreadable", field)
    assert said in told["detail"] and house.events() == before


def test_a_storm_of_ten_thousand_is_one_line_and_few_events(house: House, monitor: Machine) -> None:
    before, known = len(house.events()), house.board.view.content.hall.alerts
    for body in range(50):
        items = [
            {"state": "PROBLEM", "host": f"h{body}-{at}", "checks": [{"id": at}], "job": "etax"}
            for at in range(200)
        ]
        sent = ForeignBody.model_validate({"data": {"items": items}})
        house.clock.later(minutes=0.02)
        command, *_ = sent.command(known, LISTED)
        house.board.do(command, Actor("token:monitor", "guide"))
    assert len(house.events()) - before <= EVENTS_MAX + 2
    world = house.board.view.world
    assert [one.rule for one in standing(world) if one.rule == "alert"] == ["alert"]
    answer = ok(monitor.post("/alerts/listed", {"data": {"items": items}}))
    assert answer["firing"] == 200


def test_who_is_not_described_is_not_heard(house: House, monitor: Machine) -> None:
    problem(monitor.post("/alerts/nobody", KUMA), 404, "unknown-source", "source")
    problem(Machine(house, "reader").post("/alerts/zabbix", ZABBIX), 403, "wrong-scope")


KEYS = st.sampled_from(["state", "host", "checks", "id", "data", "items", "value", "0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_body_is_read_or_refused_with_a_place(body: Any) -> None:
    for source in (*SOURCES, LISTED):
        try:
            source.reports(body)
        except Unmapped as error:
            assert error.at and say(error.words, "en")


def test_a_sender_that_is_silent_is_told_until_it_speaks() -> None:
    moment = [0.0]
    words = LastWords(lambda: moment[0])
    sources = (
        Source(id="monitor", repeat_min=60),
        *SOURCES,
    )

    def wrong() -> list[str]:
        return [say(fact.detail, "en") for fact in words.facts(sources) if not fact.ok]

    moment[0] = 66 * 60.0
    assert wrong() == []
    moment[0] += 1
    assert wrong() == [
        "Monitoring “monitor” has said nothing for 66 min: look whether it still runs. What it reported stands."
    ]
    words.note("somebody", sources)
    words.note("monitor", sources)
    assert wrong() == [] and len(list(words.facts(sources))) == 1


def test_a_mapping_that_cannot_be_is_told_with_its_place(tmp_path: Path) -> None:
    whole = {
        "id": '"s"', "status": '"a.b"', "firing": '["1"]', "resolved": '["0"]',
        "fingerprint": '["id"]', "labels": '{ job = "name" }',
    }  # fmt: skip
    wrong: dict[str, dict[str, str | None]] = {
        "alerts.sources[3].status": {"status": '"a b"'},
        "alerts.sources[4]": {"firing": None},
        "alerts.sources[5]": {"resolved": '["1"]'},
        "alerts.sources[6]": {"labels": '{ source = "x" }'},
        "alerts.sources[7].values.t": {"values": '{ t = "a..b" }'},
    }
    copied(contents.sample(), tmp_path / "hall")
    with (tmp_path / "hall" / "alerts.toml").open("a", encoding="utf-8") as file:
        for change in wrong.values():
            said = {**whole, **change}.items()
            lines = "\n".join(f"{name} = {one}" for name, one in said if one is not None)
            file.write(f"\n[[alerts.sources]]\n{lines}\n")
    with pytest.raises(ContentError) as error:
        contents.read(tmp_path / "hall")
    told = [(one.file, one.key) for one in error.value.mistakes]
    assert told == [("alerts.toml", key) for key in wrong]
    assert all(one.remedy for one in error.value.mistakes)
