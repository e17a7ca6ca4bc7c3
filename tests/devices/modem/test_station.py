"""The same over a pty: sent, pulled out, put back, and what waits meanwhile."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.codecs.codec import Line
from devices.modem.dialogue import Gone, Text
from devices.modem.station import Station
from tests.devices.modem.peer import Modem, plugged

NUMBER = "+8613800138000"
PATIENCE_S = 20.0


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.modem.station.AGAIN_S", 0.02)
    monkeypatch.setattr("devices.modem.dialogue.SOON_S", 0.02)


def until(station: Station, done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end, station.standing
        station.turn()


def gone_from(station: Station, count: int = 1) -> list[Gone]:
    found: list[Gone] = []

    def there() -> bool:
        found.extend(station.gone())
        return len(found) >= count

    until(station, there)
    return found


def test_it_sends_over_a_real_port_and_again_once_it_is_put_back(tmp_path: Path) -> None:
    with plugged(tmp_path, Modem()) as there:
        station = Station(str(there.link), Line(115200), time.monotonic)
        until(station, lambda: station.standing.ready)
        station.send(Text("1/0", NUMBER, "紧急疏散，请确认。"))
        assert gone_from(station) == [Gone("1/0", "", (101,))]
        assert there.modem.got[0].text == "紧急疏散，请确认。"
        there.unplug()
        until(station, lambda: station.trouble is not None)
        assert not station.standing.answers
        station.send(Text("2/0", NUMBER, "第二条"))
        station.turn()
        there.plug()
        assert gone_from(station)[0].why == "" and station.trouble is None
        station.close()


def test_what_was_on_its_way_when_it_was_pulled_out_is_told_as_not_sent(tmp_path: Path) -> None:
    with plugged(tmp_path, Modem()) as there:
        station = Station(str(there.link), Line(115200), time.monotonic)
        until(station, lambda: "AT+CMGL=4" in there.modem.asked)
        station.turn()
        there.modem.held = True
        station.send(Text("1/0", NUMBER, "短"))
        until(station, lambda: "CMGS" in there.modem.asked[-1])
        there.unplug()
        assert gone_from(station) == [Gone("1/0", "no-modem")]
        station.close()


def test_what_waits_for_a_modem_that_is_not_there_is_told_after_a_while() -> None:
    now = 0.0
    station = Station("/dev/does-not-exist", Line(115200), lambda: now)
    station.send(Text("1/0", NUMBER, "短"))
    station.turn()
    assert station.gone() == [] and station.trouble is not None and not station.open
    now = 11.0
    station.turn()
    assert station.gone() == [Gone("1/0", "no-modem")] and not station.told


def test_a_port_that_says_nothing_is_no_modem(tmp_path: Path) -> None:
    now = 0.0
    first, second = os.openpty()
    station = Station(os.ttyname(second), Line(115200), lambda: now)
    station.send(Text("1/0", NUMBER, "短"))
    station.turn()
    now = 11.0
    station.turn()
    assert station.open and not station.standing.answers
    assert station.gone() == [Gone("1/0", "no-modem")]
    station.close()
    os.close(first)
    os.close(second)
