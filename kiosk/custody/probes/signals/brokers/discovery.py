"""What a broker is told of lamps and screens, as Home Assistant discovers it
(home-assistant.io/integrations/mqtt, "MQTT discovery"): a retained ``config`` for each entity, and its
state beside. It is told alone; nothing that comes back steers anything.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from devices.schedule.health import LampHealth
from kiosk.engine.view import View
from signage.language.words import Message, Words, plain, say

ON, OFF = "ON", "OFF"
ONLINE, OFFLINE = "online", "offline"
LEAVING: Final = frozenset({"evacuate", "shelter"})
BROKEN: Final = frozenset({"lost", "misconfigured"})
Told = Mapping[str, str]
"""Topic → what is retained there."""
Tell = Callable[[str], Told]
"""By the prefix of a broker's setting."""


def status_topic(hall: str) -> str:
    """Where the hall's own last will lies."""
    return f"kiosk/{_slug(hall)}/status"


def told(
    prefix: str, view: View, health: Mapping[str, LampHealth], online: Callable[[str], bool]
) -> Told:
    hall = view.content.hall
    said: dict[str, str] = {status_topic(hall.id): ONLINE}
    leaving = any(one.sign in LEAVING and not one.drill for one in view.scenes.values())
    add = _Adding(prefix, hall.id, say(hall.name), hall.languages[0], said)
    add("binary_sensor", "evacuation", Message("brokers.evacuation"), _bit(leaving), "safety")
    for scene in view.scenes.values():
        name = hall.screen[scene.screen].name
        key = f"screen_{_slug(scene.screen)}"
        add("sensor", key, Message("brokers.screen-shows", screen=name), scene.sign)
        there = Message("brokers.screen-online", screen=name)
        add("binary_sensor", f"{key}_online", there, _bit(online(scene.screen)), "connectivity")
    for wanted in view.lamps.values():
        key, fact = f"lamp_{_slug(wanted.lamp)}", health.get(wanted.lamp)
        add(
            "sensor",
            key,
            Message("brokers.lamp-shows", lamp=plain(wanted.lamp)),
            str(wanted.pattern),
        )
        broken = fact is None or fact.health in BROKEN
        fails = Message("brokers.lamp-fails", lamp=plain(wanted.lamp))
        add("binary_sensor", f"{key}_problem", fails, _bit(broken), "problem")
    return said


class _Adding:
    """Puts an entity's config and state among what is told."""

    def __init__(self, prefix: str, hall: str, name: str, lang: str, said: dict[str, str]) -> None:
        self._prefix, self._hall, self._name = prefix, _slug(hall), name
        self._lang, self._said = lang, said
        self._will = status_topic(hall)

    def __call__(self, sort: str, key: str, name: Words, state: str, of: str = "") -> None:
        topic = f"kiosk/{self._hall}/{key}"
        config = {
            "name": say(name, self._lang),
            "unique_id": f"kiosk_{self._hall}_{key}",
            "object_id": f"kiosk_{self._hall}_{key}",
            "state_topic": topic,
            "availability_topic": self._will,
            "device": {"identifiers": [f"kiosk_{self._hall}"], "name": self._name},
            **({"device_class": of} if of else {}),
        }
        place = f"{self._prefix}/{sort}/kiosk_{self._hall}/{key}/config"
        self._said[place] = json.dumps(config, ensure_ascii=False)
        self._said[topic] = state


def changed(before: Told, now: Told) -> Iterator[tuple[str, str]]:
    """What is to be retained anew; empty for what there is no more. The hall says that it is online
    last, after what it stands for."""
    yield from ((topic, "") for topic in before if topic not in now)
    new = [(topic, said) for topic, said in now.items() if before.get(topic) != said]
    yield from sorted(new, key=lambda one: one[0].endswith("/status"))


def _bit(on: bool) -> str:
    return ON if on else OFF


def _slug(name: str) -> str:
    """What may stand in a topic and in an id."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)
