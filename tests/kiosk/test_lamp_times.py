"""A lamp's own word counts however soon it comes."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import GUIDE

PATIENCE_S = 20.0


def test_a_lamp_that_answers_before_the_screens_are_told_has_its_row(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, heard = house.services, threading.Event()
    renderer = house.app.extensions["renderer"]
    draw, tell = renderer.all, here.lights._tell

    def told(fact: Any) -> None:
        tell(fact)
        if here.board.view.world.situation.incidents and fact.agrees:
            heard.set()

    def slow(view: Any) -> Mapping[str, str]:
        if view.world.situation.incidents:
            assert heard.wait(PATIENCE_S), "no lamp has answered"
        return draw(view)

    monkeypatch.setattr(here.lights, "_tell", told)
    monkeypatch.setattr(renderer, "all", slow)
    here.lights.start()
    incident = here.board.do(Raise("FIRE", ("hall",)), GUIDE).incident
    assert incident
    assert {row.what for row in here.store.timings(incident.id)} >= {"lamp"}
