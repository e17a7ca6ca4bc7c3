"""Alertmanager's webhook at the API, and what people on the console make of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import Content, ContentError
from kiosk.serving.pins import make_token
from kiosk.wiring import build
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.situation.alerts import Alert, HearAlerts
from signage.situation.fold import fold
from signage.situation.incidents import Actor
from tests.cast import CATALOGUE, HALL, Clock
from tests.kiosk.house import House, Machine, Tablet, enlist
from tests.kiosk.test_api import ok, problem

RULES = Alerts(
    rules=(
        AlertRule(id="etax", matchers=('job="etax"',), kind="ETAX-DOWN", target="system/core"),
        AlertRule(id="core", matchers=("job=core",), kind="SYS-CORE", target="system/core", act="raise"),
    )
)  # fmt: skip
SENT = Path(__file__).parent / "alertmanager.json"
"""As Alertmanager 0.25 of Debian 12 posted it, but for its host's name."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    hall = HALL.model_copy(update={"alerts": RULES})
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


def told(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": "4", "groupKey": "{}", "status": "firing", "alerts": list(alerts)} | more


def alert(
    job: str = "etax", status: str = "firing", name: str = "a1", **more: Any
) -> dict[str, Any]:
    labels = {"alertname": "ProbeFailed", "job": job}
    return {
        "status": status,
        "labels": labels,
        "annotations": {"summary": "无法连接"},
        "fingerprint": name,
    } | more


def test_a_message_of_the_real_alertmanager_is_taken_as_it_is(
    house: House, monitor: Machine
) -> None:
    answer = ok(monitor.post("/alerts", json.loads(SENT.read_text("utf-8"))))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (1, 1, 1)
    assert (
        house.board.view.world.situation.alerts["etax"].text == "EtaxDown no answer for 2 minutes"
    )


@pytest.mark.parametrize(
    ("name", "fingerprint"),
    [
        ("another", "a1"),
        ("contact", "fire/away"),
        ("contact/fire", "away"),
        ("thresholds", "hot"),
        ("raiser/a1", "x"),
    ],
)
def test_whatever_a_token_is_called_it_ends_nobody_else_s_report(
    house: House, monitor: Machine, name: str, fingerprint: str
) -> None:
    ok(monitor.post("/alerts", told(alert(), alert(name="a1/x"))))
    for own, reported in (("contact/fire", "away"), ("thresholds", "hot")):
        actor = Actor(f"token:{own}", "guide")
        house.board.do(HearAlerts((Alert(reported, "etax", True, "x"),)), actor)
    before = house.board.view.world.situation.alerts["etax"].alerts
    secret, hashed = make_token()
    house.store.put_token(name, hashed, "raise")
    answer = house.app.test_client().post(
        "/api/v1/alerts",
        json=told(alert(status="resolved", name=fingerprint)),
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200
    assert house.board.view.world.situation.alerts["etax"].alerts == before


def test_reports_are_counted_and_a_repeat_is_no_event(house: House, monitor: Machine) -> None:
    answer = ok(monitor.post("/alerts", told(alert(), alert("other"), alert("core", name="b"))))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (2, 0, 1)
    assert house.events()[-4:] == [
        "alert_noted",
        "alert_noted",
        "incident_raised",
        "alert_answered",
    ]
    before = house.events()
    for _ in range(3):
        house.clock.later(minutes=5)
        again = ok(monitor.post("/alerts", told(alert(), alert("core", name="b"))))
        assert again["revision"] == answer["revision"]
    assert house.events() == before
    ok(monitor.post("/alerts", told(alert("core", "resolved", "b"), status="resolved")))
    assert house.events()[-1] == "alert_ended"
    assert fold(house.store.events()) == house.board.view.world.situation


def test_times_of_the_sender_are_not_read_and_unknown_keys_are_passed_over(
    house: House, monitor: Machine
) -> None:
    odd = alert(
        startsAt="1999-13-99", endsAt="0001-01-01T00:00:00Z", generatorURL="x", new={"a": [1]}
    )
    ok(monitor.post("/alerts", told(odd, notification_reason="first notification", colour=7)))
    assert house.board.view.world.situation.alerts["etax"].since == house.clock()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"version": "3"}, "version"),
        ({"version": 4}, "version"),
        ({"status": "burning"}, "status"),
        ({"alerts": {}}, "alerts"),
        ({"alerts": [alert(status="lost")]}, "alerts[0].status"),
        ({"alerts": [alert(labels={"job": 3})]}, "alerts[0].labels.job"),
        ({"alerts": [alert(fingerprint="")]}, "alerts[0].fingerprint"),
        ({"truncatedAlerts": -1}, "truncatedAlerts"),
    ],
)
def test_a_body_that_is_none_is_refused_with_its_place(
    house: House, monitor: Machine, wrong: dict[str, Any], field: str
) -> None:
    before = house.events()
    answer = monitor.post("/alerts", told(alert()) | wrong)
    said = problem(answer, 422, "invalid", field.partition("[")[0])
    assert said["errors"][0]["field"] == field and said["errors"][0]["message"]
    assert house.events() == before


def test_who_may_only_read_reports_nothing(house: House) -> None:
    problem(Machine(house, "reader").post("/alerts", told(alert())), 403, "wrong-scope")
    problem(Machine(house, "clearer").post("/alerts", told(alert())), 403, "wrong-scope")


def test_a_rule_of_the_hall_s_file_that_cannot_be_is_told_with_its_place(tmp_path: Path) -> None:
    contents_of = contents.sample()
    for wrong, key in (
        ('kind = "ETAX-DWN"', "alerts.rules[0].kind"),
        ('target = "system/etx"', "alerts.rules[0].target"),
        ('target = "exit/east"', "alerts.rules[0].target"),
        ('act = "rise"', "alerts.rules[0].act"),
        ("matchers = []", "alerts.rules[0].matchers"),
        ("matchers = ['job=~\"[\"']", "alerts.rules[0].matchers"),
        ('text = "{0}"', "alerts.rules[0].text"),
        ('colour = "red"', "alerts.rules[0].colour"),
    ):
        rule = {
            "id": "r",
            "matchers": "['job=\"etax\"']",
            "kind": '"ETAX-DOWN"',
            "target": '"system/etax"',
        }
        name, _, value = wrong.partition(" = ")
        written = {**rule, "id": '"r"', name: value}
        lines = "\n".join(f"{part} = {said}" for part, said in written.items())
        hall = tmp_path / name / str(abs(hash(value)))
        copied(contents_of, hall)
        (hall / "alerts.toml").write_text(f"[[alerts.rules]]\n{lines}\n", "utf-8")
        with pytest.raises(ContentError) as error:
            contents.read(hall)
        assert [(one.file, one.key) for one in error.value.mistakes] == [("alerts.toml", key)]
        assert all(one.remedy for one in error.value.mistakes)


def test_without_the_file_reports_mean_nothing(tmp_path: Path) -> None:
    copied(contents.sample(), tmp_path / "hall")
    (tmp_path / "hall" / "alerts.toml").unlink()
    assert contents.read(tmp_path / "hall").hall.alerts == Alerts()


def test_what_is_held_on_the_console_is_not_raised_by_one_tap(tmp_path: Path) -> None:
    copied(contents.sample(), tmp_path / "hall")
    rule = (
        "[[alerts.rules]]\nid = 'fire'\nmatchers = ['job=fire']\nkind = 'FIRE'\ntarget = 'hall'\n"
    )
    (tmp_path / "hall" / "alerts.toml").write_text(rule, "utf-8")
    house = build(tmp_path / "data", tmp_path / "hall", simulators=True, clock=Clock())
    enlist(house.services.store)
    house.services.people.refresh()
    board = house.services.board
    board.do(HearAlerts((Alert("a", "fire", True, "smoke"),)), Actor("token:monitor", "guide"))
    guide = Tablet(house).signed_in("李")
    answer = guide.post("/console/alerts/fire", take="yes")
    assert answer.headers["Location"] == "/console/raise/FIRE/confirm?target=hall"
    assert not board.view.world.situation.incidents
    assert guide.post("/console/alerts/fire", take="no").status_code == 303
    assert board.view.world.situation.alerts["fire"].answer == "declined"
    assert guide.post("/console/alerts/gone", take="yes").status_code in (404, 422)
    house.close()


def copied(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file() and path.suffix in (".toml", ".svg") and "halls" not in path.parts:
            to = target / path.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(path.read_bytes())
