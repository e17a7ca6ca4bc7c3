"""What Home Assistant finds of a hall: every lamp and screen once, with what it shows and whether it
works."""

import json
import re
from pathlib import Path

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.custody.probes.signals.brokers.discovery import Told, changed, status_topic, told
from kiosk.wiring import House
from signage.hall.alerts.brokers import Broker
from signage.situation.commands import Raise
from tests.cast import GUIDE
from tests.kiosk.brokers.mosquitto import USER, WORD, mosquitto, needs_mosquitto, waited
from tests.kiosk.brokers.test_brokers import Listening

ID = re.compile(r"[A-Za-z0-9_-]+")


def said_of(house: House) -> Told:
    here = house.services
    return told("homeassistant", here.board.view, here.lights.health(), lambda screen: False)


def entities(said: Told) -> dict[str, dict[str, object]]:
    found = {topic: json.loads(text) for topic, text in said.items() if topic.endswith("/config")}
    return {str(one["unique_id"]): one for one in found.values()}


def test_each_lamp_and_screen_is_found_once_with_its_state_and_the_hall_s_will(
    house: House,
) -> None:
    view, said = house.services.board.view, said_of(house)
    found = entities(said)
    assert len(found) == 1 + 2 * len(view.scenes) + 2 * len(view.lamps)
    for topic, text in said.items():
        if topic.endswith("/config"):
            prefix, sort, node, key, _ = topic.split("/")
            assert prefix == "homeassistant" and sort in ("sensor", "binary_sensor")
            assert ID.fullmatch(node) and ID.fullmatch(key)
            one = json.loads(text)
            assert one["availability_topic"] == status_topic(view.content.hall.id)
            assert said[one["state_topic"]]
            assert sort == "sensor" or said[one["state_topic"]] in ("ON", "OFF")
    assert len({str(one["name"]) for one in found.values()}) == len(found)


def test_an_evacuation_is_on_and_a_drill_is_not(house: House) -> None:
    base = f"kiosk/{house.services.board.view.content.hall.id}"
    assert said_of(house)[f"{base}/evacuation"] == "OFF"
    house.services.board.do(Raise("FIRE", ("hall",), drill=True), GUIDE)
    assert said_of(house)[f"{base}/evacuation"] == "OFF"
    before = said_of(house)
    house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    new = dict(changed(before, said_of(house)))
    assert new[f"{base}/evacuation"] == "ON"
    assert not [topic for topic in new if topic.endswith("/config")], "what it is called stays"


def test_what_there_is_no_more_is_taken_back_and_online_comes_last() -> None:
    new = [*changed({"a": "1", "b": "2"}, {"k/status": "online", "b": "2", "c": "3"})]
    assert new == [("a", ""), ("c", "3"), ("k/status", "online")]


def test_a_broker_that_is_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="topics, or discovery"):
        Broker(id="a", host="h")


@needs_mosquitto
@pytest.mark.processes
def test_a_real_broker_keeps_it_and_says_when_the_hall_is_gone(tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text(WORD, "utf-8")
    kept: dict[str, str] = {}
    with mosquitto(tmp_path) as there:
        named = Broker(
            id="house", host="127.0.0.1", port=there.port, user=USER, password_file=str(word),
            discovery="homeassistant",
        )  # fmt: skip
        hears = Listening(tmp_path / "data", named)
        status = status_topic(hears.house.board.view.content.hall.id)
        hears.tells = lambda prefix: {status: "online", f"{prefix}/sensor/x/config": "{}"}
        hears.again()
        home = mqtt.Client(CallbackAPIVersion.VERSION2, "home")
        home.username_pw_set(USER, WORD)
        home.on_message = lambda client, _, message: kept.update({message.topic: message.payload.decode()})  # fmt: skip
        home.connect("127.0.0.1", there.port)
        home.subscribe("#")
        home.loop_start()
        waited(lambda: hears.line.turn() or kept.get(status) == "online")  # type: ignore[func-returns-value]  # None: on to the question
        assert kept["homeassistant/sensor/x/config"] == "{}"
        assert hears.line._client is not None
        held = hears.line._client.socket()
        assert held is not None
        held.close()
        waited(lambda: kept[status] == "offline")
        hears.line.connected = False
        waited(lambda: hears.line.turn() or kept[status] == "online")  # type: ignore[func-returns-value]  # None: on to the question
        hears.line.stop(1)
        home.loop_stop()
        home.disconnect()
        hears.house.close()
