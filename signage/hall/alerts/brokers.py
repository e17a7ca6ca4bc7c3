"""``[[alerts.mqtt]]``: brokers of MQTT that the hall listens to, and what of their messages is a report.

**Decision, 2026-11-30.** A message is a report like any other: its topic and its value are labels and meet
the rules. What counts as firing is said per topic, because gates, buttons and smoke contacts agree on
nothing. *Rejected:* guessing it from words such as ON and alarm; a kind at the topic itself.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from signage.hall.alerts.probes import Label, Value
from signage.hall.described import Described, PlainId
from signage.language.model_words import Amiss
from signage.language.words import Message

BROKERS_MAX, TOPICS_MAX = 5, 50
VALUE_MAX = 200
UNREACHABLE = "BrokerUnreachable"
"""The label ``alertname`` of a broker that cannot be heard."""
Said = Annotated[str, StringConstraints(min_length=1, max_length=VALUE_MAX)]


class Topic(Described):
    """``[[alerts.mqtt.topics]]``: one filter, and which values fire."""

    id: PlainId
    topic: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """With ``+`` for one level and ``#`` for all that follow."""
    key: Annotated[str, StringConstraints(pattern=r"^[^.]+(\.[^.]+)*$", max_length=100)] | None = (
        None
    )
    """Where the value lies in a JSON object, levels with dots; without it the value is the whole
    message."""
    firing: Annotated[tuple[Said, ...], Field(min_length=1, max_length=20)]
    resolved: Annotated[tuple[Said, ...], Field(max_length=20)] = ()
    """Without any: every other value."""
    labels: Annotated[Mapping[Label, Value], Field(max_length=20)] = Field(default_factory=dict)

    @field_validator("topic")
    @classmethod
    def _filter(cls, given: str) -> str:
        levels = given.split("/")
        for at, level in enumerate(levels):
            if ("+" in level or "#" in level) and len(level) > 1:
                raise Amiss(Message("check.topic-level"))
            if level == "#" and at < len(levels) - 1:
                raise Amiss(Message("check.topic-end"))
        return given

    @field_validator("labels")
    @classmethod
    def _own(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        if "alertname" in given:
            raise Amiss(Message("check.alertname-topic"))
        return given

    @model_validator(mode="after")
    def _apart(self) -> "Topic":
        if both := {*self.firing} & {*self.resolved}:
            raise Amiss(Message("check.fires-and-resolves", value=f"{sorted(both)[0]!r}"))
        return self

    def value(self, payload: bytes) -> str | None:
        """Of a message; None where it says none: empty, too long, or without the key."""
        try:
            text = payload[: VALUE_MAX * 20].decode("utf-8").strip()
            found = text if self.key is None else _at(json.loads(text), self.key.split("."))
        except (ValueError, KeyError, RecursionError):
            return None
        return found if 0 < len(found) <= VALUE_MAX else None

    def fires(self, value: str) -> bool | None:
        """None: it says neither."""
        if value in self.firing:
            return True
        return False if not self.resolved or value in self.resolved else None

    def labels_of(self, topic: str, value: str) -> Mapping[str, str]:
        usual = {"job": "mqtt", "instance": topic, "severity": "critical", "value": value}
        return {**usual, **self.labels, "alertname": self.id}


class Broker(Described):
    """One broker. Its password is a secret and stands in a file of its own."""

    id: PlainId
    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]+$", max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] = 1883
    tls: bool = False
    ca_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    user: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    password_file: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    topics: Annotated[tuple[Topic, ...], Field(max_length=TOPICS_MAX)] = ()
    discovery: (
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)] | None
    ) = None
    """Before the topics under which Home Assistant finds lamps and screens (``homeassistant``);
    without it the hall tells this broker nothing."""
    role: Literal["guide", "supervisor"] = "guide"
    """Whose rights it has where a rule raises by itself."""

    @model_validator(mode="after")
    def _whole(self) -> "Broker":
        if self.ca_file is not None and not self.tls:
            raise Amiss(Message("check.ca-file-tls"))
        if not self.topics and self.discovery is None:
            raise Amiss(Message("check.broker-for"))
        if self.password_file is not None and self.user is None:
            raise Amiss(Message("check.password-user"))
        return self

    def labels_lost(self) -> Mapping[str, str]:
        return {
            "job": "mqtt", "instance": self.id, "severity": "critical", "alertname": UNREACHABLE,
        }  # fmt: skip


def _at(found: object, path: list[str]) -> str:
    """Raises KeyError where nothing plain lies there."""
    for level in path:
        if not isinstance(found, dict):
            raise KeyError(level)
        found = found[level]
    if isinstance(found, bool):
        return "true" if found else "false"
    if not isinstance(found, str | int | float):
        raise KeyError(path[-1])
    return str(found).strip()
