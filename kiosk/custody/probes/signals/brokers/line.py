"""One broker, listened to by one thread: connected as long as it can be, everything bounded."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.custody.probes.signals.brokers.discovery import (
    OFFLINE,
    Tell,
    Told,
    changed,
    status_topic,
)
from kiosk.engine.board import Board
from kiosk.engine.periodic import Periodic
from kiosk.wording.causes import cause
from signage.hall.alerts.brokers import Broker, Topic
from signage.hall.alerts.rules import AlertRule
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.alerts import Alert, HearAlerts
from signage.situation.incidents import OF_MACHINES, Actor

CONNECT_S: Final = 5.0
KEEPALIVE_S: Final = 15
SLICE_S: Final = 0.5
"""One wait for a message."""
AGAIN_S: Final = 2.0
LOST_S: Final = 10.0
"""Without the broker for so long it is told; a restart of it is no news."""
PATIENCE_S: Final = 30.0
REPEAT_S: Final = 20.0
KEPT: Final = 1000
"""Topics behind filters with wildcards."""
LOST: Final = "lost"
LOOK_S: Final = 5.0
"""What no change of the hall says, such as a lamp that was pulled out, is looked at so often."""


@dataclass(frozen=True, slots=True)
class State:
    """What a topic said last."""

    topic: Topic
    name: str
    value: str
    fires: bool

    @property
    def fingerprint(self) -> str:
        return f"{self.topic.id}.{sha256(self.name.encode()).hexdigest()[:12]}"


class Line:
    """``turn`` belongs to one thread; the rest is read from any."""

    def __init__(
        self, broker: Broker, hall: str, board: Board, now: Callable[[], float], tell: Tell
    ) -> None:
        self._retained: Told = {}
        self._tell = tell
        self._seen: object = None
        self._looked = 0.0
        self.broker, self._board, self._now = broker, board, now
        self._client: mqtt.Client | None = None
        self._hall = hall
        self._states: dict[str, State] = {}
        self._owed: set[str] = set()
        self._repeated = self._heard_at = now()
        self.connected = False
        self.trouble: Words = NO_WORDS
        name = f"broker {broker.id}"
        self.turning = Periodic(name, self.turn, self._rest_s, patience_s=PATIENCE_S)

    @property
    def lost(self) -> bool:
        return not self.connected and self._now() - self._heard_at >= LOST_S

    def turn(self) -> None:
        """Raises what the hall's board raises; what it did not hear is told again."""
        self._listen()
        if self.connected:
            self._heard_at = self._now()
            self._discovered()
        repeat = self._now() - self._repeated >= REPEAT_S
        names = {*self._states} if repeat else {*self._owed}
        self._report(names, with_broker=repeat)
        self._owed -= names
        if repeat:
            self._repeated = self._now()

    def hear(self, name: str, payload: bytes) -> None:
        """A message; of a topic that several filters take, each has its say."""
        for topic in self.broker.topics:
            if not mqtt.topic_matches_sub(topic.topic, name):
                continue
            value = topic.value(payload)
            fires = topic.fires(value) if value is not None else None
            if value is not None and fires is not None:
                state = State(topic, name, value, fires)
                if len(self._states) < KEPT or state.fingerprint in self._states:
                    self._states[state.fingerprint] = state
                    self._owed.add(state.fingerprint)

    def stop(self, within_s: float) -> None:
        self.turning.stop(within_s)
        if self._client is not None:
            # By hand: a farewell keeps the will from being said.
            if self.broker.discovery is not None and self.connected:
                self._client.publish(status_topic(self._hall), OFFLINE, 1, retain=True)
            self._client.disconnect()

    # ---- the broker

    def _listen(self) -> None:
        try:
            if self._client is None:
                self._client = self._made()
            if not self.connected:
                self._client.connect(self.broker.host, self.broker.port, KEEPALIVE_S)
            code = self._client.loop(SLICE_S)
            if code != mqtt.MQTT_ERR_SUCCESS:
                self._gone(mqtt.error_string(code))
        except (OSError, ValueError, ssl.SSLError) as error:
            self._gone(cause(error))

    def _discovered(self) -> None:
        """What differs from what this connection was told; a broker takes its time for no turn."""
        prefix, client, view = self.broker.discovery, self._client, self._board.view
        same = view is self._seen and self._now() - self._looked < LOOK_S
        if prefix is None or client is None or (same and self._retained):
            return
        self._seen, self._looked = view, self._now()
        told = self._tell(prefix)
        for topic, said in changed(self._retained, told):
            client.publish(topic, said, 1, retain=True)
        self._retained = told

    def _gone(self, why: Words | str) -> None:
        self.connected = False
        self.trouble = self.trouble or Message("brokers.not-reached", why=why)

    def _made(self) -> mqtt.Client:
        """Raises OSError, ValueError for files that cannot be read."""
        broker = self.broker
        name = f"kiosk-{self._hall}-{broker.id}"
        made = mqtt.Client(CallbackAPIVersion.VERSION2, name, clean_session=False)
        made.connect_timeout = CONNECT_S
        if broker.tls:
            made.tls_set(broker.ca_file)
        if broker.user is not None:
            file = broker.password_file
            word = Path(file).read_text("utf-8").strip() if file is not None else None
            made.username_pw_set(broker.user, word)
        if broker.discovery is not None:
            made.will_set(status_topic(self._hall), OFFLINE, 1, retain=True)
        made.on_connect, made.on_message = self._connected, self._message
        return made

    def _connected(
        self, client: mqtt.Client, _: Any, flags: Any, code: Any, properties: Any
    ) -> None:
        if code.is_failure:
            self._gone(str(code))
            return
        self.connected, self.trouble = True, NO_WORDS
        self._retained = {}
        if self.broker.topics:
            client.subscribe([(topic.topic, 1) for topic in self.broker.topics])

    def _message(self, client: mqtt.Client, _: Any, message: mqtt.MQTTMessage) -> None:
        self.hear(message.topic, message.payload)

    def _rest_s(self) -> float:
        return 0.0 if self.connected else AGAIN_S

    # ---- what it reports

    def _report(self, names: set[str], *, with_broker: bool) -> None:
        actor = Actor(f"{OF_MACHINES}mqtt/{self.broker.id}", self.broker.role)
        told = [*self._alerts(names, actor)]
        if with_broker or self.lost:
            told += self._of_broker(actor)
        if told:
            self._board.do(HearAlerts(tuple(told)), actor)

    def _alerts(self, names: set[str], actor: Actor) -> Iterator[Alert]:
        alerts = self._board.view.content.hall.alerts
        for state in [self._states[name] for name in sorted(names)]:
            labels = state.topic.labels_of(state.name, state.value)
            rule = alerts.rule_for(labels)
            if rule is None:
                continue
            text = rule.said(labels, {"summary": f"{state.name} {state.value}"})
            yield from self._told(actor, rule, state.fingerprint, state.fires, text)

    def _of_broker(self, actor: Actor) -> Iterator[Alert]:
        hall = self._board.view.content.hall
        labels = self.broker.labels_lost()
        rule = hall.alerts.rule_for(labels)
        if rule is not None:
            text = rule.said(labels, {"summary": self.words()})
            yield from self._told(actor, rule, LOST, self.lost, text)

    def _told(
        self, actor: Actor, rule: AlertRule, name: str, fires: bool, text: Words | str
    ) -> Iterator[Alert]:
        """What fires, and what is over and still counted."""
        heard = self._board.view.world.situation.alerts.get(rule.id)
        if fires:
            yield Alert(name, rule.id, firing=True, text=text)
        elif heard is not None and f"{actor.name}/{name}" in heard.alerts:
            yield Alert(name, rule.id, firing=False)

    def words(self) -> Words:
        why = self.trouble or Message("brokers.silent")
        return Message("brokers.lost", broker=self.broker.id, why=why)
