"""What devices say over MQTT meets the rules: retained, by last will, in JSON; and a broker that is lost
is told."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.content.reader import Content
from kiosk.custody.probes.signals.brokers.watch import Brokers
from signage.catalogue.alert_checks import alert_mistakes
from signage.catalogue.references import Lost
from signage.hall.alerts.brokers import Broker, Topic
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.language.words import say
from signage.records.due_in_hall import standing
from tests.cast import CATALOGUE, HALL
from tests.kiosk.brokers.mosquitto import (
    USER,
    WORD,
    Device,
    mosquitto,
    needs_mosquitto,
    waited,
)
from tests.kiosk.house import House

GATE = Topic(id="gate", topic="hall/gate/+/state", firing=("stuck",), resolved=("open", "closed"))
SMOKE = Topic(id="smoke", topic="hall/smoke/#", key="contact.state", firing=("true",))
WILL = Topic(id="device-lost", topic="hall/+/status", firing=("offline",), resolved=("online",))
TOPICS = (GATE, SMOKE, WILL)
RULES = (
    AlertRule(
        id="smoke", matchers=('job="mqtt"', "alertname=smoke"), kind="FIRE", target="hall",
        text="{summary}", act="raise",
    ),
    AlertRule(
        id="gate", matchers=("alertname=gate",), kind="SYS-CORE", target="system/core",
        text="{instance} {value}",
    ),
    AlertRule(
        id="lost", matchers=('alertname=~"device-lost|BrokerUnreachable"',), kind="ETAX-DOWN",
        target="system/core", text="{summary}",
    ),
)  # fmt: skip


def broker(port: int = 1883, **more: object) -> Broker:
    return Broker(id="house", host="127.0.0.1", port=port, topics=TOPICS, **more)  # type: ignore[arg-type]  # any of its fields


class Listening:
    """A hall with one broker; time passes when told."""

    def __init__(self, data: Path, named: Broker) -> None:
        hall = HALL.model_copy(update={"alerts": Alerts(rules=RULES, mqtt=(named,))})
        documents = {"hall": hall.model_dump(mode="json"), "catalogue": CATALOGUE.model_dump(mode="json")}  # fmt: skip
        self.tells: Callable[[str], Mapping[str, str]] = lambda prefix: {}
        self.house = House(data, Content(hall, CATALOGUE, documents, "0" * 64, ()))
        self.now = 0.0
        self.again()

    def again(self) -> None:
        """The hall's process begins anew."""
        self.brokers = Brokers(self.house.board, lambda: self.now, self.tells)
        (self.line,) = self.brokers.turning.settled()

    def silent(self) -> "Listening":
        """Without the network: the test hears for it."""
        self.line._listen = lambda: None  # type: ignore[method-assign]  # the test hears in its place
        self.line.connected = True
        return self

    def later(self, seconds: float = 1) -> None:
        self.now += seconds
        self.house.clock.later(seconds=seconds)
        self.line.turn()

    def says(self, topic: str, payload: str) -> None:
        self.line.hear(topic, payload.encode())
        self.later()

    @property
    def firing(self) -> dict[str, int]:
        alerts = self.house.board.view.world.situation.alerts
        return {name: len(heard.alerts) for name, heard in alerts.items() if heard.alerts}

    @property
    def asked(self) -> list[str]:
        world = self.house.board.view.world
        return [one.rule for one in standing(world) if one.rule in ("alert", "recovered")]

    @property
    def raised(self) -> list[str]:
        return [one.notice.kind for one in self.house.board.view.world.situation.open_incidents]

    @property
    def wrong(self) -> list[str]:
        return [say(fact.detail) for fact in self.brokers.facts() if not fact.ok]


@pytest.fixture
def hears(tmp_path: Path) -> Iterator[Listening]:
    made = Listening(tmp_path, broker()).silent()
    yield made
    made.house.close()


def test_plain_and_json_messages_meet_the_rules_and_ends_are_proposed(hears: Listening) -> None:
    hears.says("hall/gate/2/state", "stuck")
    hears.says("hall/gate/3/state", "stuck")
    assert hears.firing == {"gate": 2} and hears.asked == ["alert"]
    assert hears.house.board.view.world.situation.alerts["gate"].text == "hall/gate/2/state stuck"
    hears.says("hall/gate/2/state", "open")
    hears.says("hall/gate/3/state", "strange")
    assert hears.firing == {"gate": 1}, "what says neither changes nothing"
    hears.says("hall/smoke/1", '{"contact": {"state": true}, "battery": 3}')
    assert hears.raised == ["FIRE"]
    hears.says("hall/smoke/1", '{"contact": {"state": false}}')
    hears.later(400)
    assert hears.raised == ["FIRE"] and "recovered" in hears.asked
    assert hears.firing == {"gate": 1}


def test_what_stands_is_hardly_ever_an_event(hears: Listening) -> None:
    hears.says("hall/gate/2/state", "stuck")
    before = len(hears.house.events())
    for _ in range(90):
        hears.says("hall/gate/2/state", "stuck")
        hears.later(20)
    assert len(hears.house.events()) <= before + 2


def test_a_broker_that_is_lost_is_told_and_ends_nothing(hears: Listening) -> None:
    hears.says("hall/gate/2/state", "stuck")
    hears.line.connected = False
    hears.later(9)
    assert hears.wrong == [] and hears.firing == {"gate": 1}, "a restart of it is no news"
    hears.later(2)
    assert hears.firing == {"gate": 1, "lost": 1}
    assert len(hears.wrong) == 1 and "house" in hears.wrong[0]
    hears.line.connected = True
    hears.later(20)
    assert hears.firing == {"gate": 1} and hears.wrong == []


@given(st.binary(max_size=80), st.sampled_from(TOPICS))
def test_whatever_a_device_says_is_a_value_or_none(payload: bytes, topic: Topic) -> None:
    value = topic.value(payload)
    assert value is None or (0 < len(value) <= 200 and topic.fires(value) in (True, False, None))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"topic": "a/b#"}, "whole level"), ({"topic": "#/a"}, "at the end"),
        ({"topic": "a+/b"}, "whole level"), ({"resolved": ("on",)}, "cannot both"),
        ({"labels": {"alertname": "x"}}, "own id"),
    ],
)  # fmt: skip
def test_a_topic_that_cannot_be_is_refused_in_words(more: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Topic.model_validate({"id": "a", "topic": "a", "firing": ("on",), **more})


def test_a_topic_without_a_rule_and_an_id_used_twice_are_told() -> None:
    lonely = Topic(id="lonely", topic="x", firing=("on",))
    named = Broker(id="house", host="h", topics=(lonely, lonely))
    hall = HALL.model_copy(update={"alerts": Alerts(rules=RULES, mqtt=(named, named))})
    told = {(one.key, one.wrong) for one in alert_mistakes(hall, CATALOGUE, Lost())}
    assert ("alerts.mqtt[0].topics[0]", "no rule matches what it reports") in told
    assert ("alerts.mqtt[1].id", "house is used more than once") in told
    assert ("alerts.mqtt[0].topics[1].id", "lonely is used more than once") in told


@needs_mosquitto
@pytest.mark.processes
def test_a_real_broker_is_heard_lost_and_heard_again(tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text(f"{WORD}\n", "utf-8")
    with mosquitto(tmp_path) as there:
        device = Device(there, "hall/gate/status")
        device.says("hall/gate/2/state", "stuck")
        device.says("hall/gate/status", "online")
        named = broker(there.port, user=USER, password_file=str(word))
        hears = Listening(tmp_path / "data", named)

        def until(done: Callable[[], bool]) -> None:
            waited(lambda: hears.line.turn() or done())  # type: ignore[func-returns-value]  # None: on to the question

        until(lambda: hears.firing == {"gate": 1})
        device.dies()
        until(lambda: hears.firing == {"gate": 1, "lost": 1})
        hears.line.stop(1)
        another = Device(there, "hall/other/status")
        another.says("hall/gate/2/state", "open")
        another.says("hall/smoke/1", '{"contact": {"state": true}}', retain=False)
        hears.again()
        until(lambda: hears.raised == ["FIRE"])
        assert "gate" not in hears.firing, "retained, and kept while the hall was away"
        there.stop()
        until(lambda: not hears.line.connected)
        hears.now += 11
        assert len(hears.wrong) == 1 and WORD not in hears.wrong[0]
        there.start()
        until(lambda: hears.line.connected and hears.wrong == [])
        another.stop()
        hears.line.stop(1)
        hears.house.close()


@needs_mosquitto
@pytest.mark.processes
def test_a_wrong_word_is_told(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as there:
        hears = Listening(tmp_path / "data", broker(there.port))
        waited(lambda: hears.line.turn() or bool(hears.line.trouble))  # type: ignore[func-returns-value]  # None: on to the question
        hears.now += 11
        (said,) = hears.wrong
        assert "house" in said and not hears.line.connected
        hears.line.stop(1)
        hears.house.close()
