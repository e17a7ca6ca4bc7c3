"""One value of the console's front page is followed from its event to the HTML through few places.

A station is a definition that somebody opens who asks where the value comes from: what makes it,
picks it or passes it on by name. What routes everything alike is none: Flask's routes, the fold's
table, ``page`` and Jinja. A climb is a step back up, to whoever called.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kiosk
from kiosk.staff.console import cards, front, home
from signage.situation import fold
from signage.situation.commands import Raise
from signage.situation.events import IncidentRaised
from signage.situation.incidents import Situation
from tests.cast import SUPERVISOR
from tests.kiosk.house import House, Tablet

SENTENCE = "电闸跳了两次"
PART = Path(kiosk.__file__).parent / "templates" / "staff" / "console" / "_open.html"


class Station(NamedTuple):
    name: str
    source: str
    """As it is read."""
    hands_on: str
    """What leads to the next."""


def _source(of: Any) -> str:
    return inspect.getsource(getattr(of, "func", of))


STATIONS = (
    Station("events.IncidentRaised", _source(IncidentRaised.__mro__[1]), "cause"),
    Station("fold._incident_raised", _source(fold._incident_raised), "draft.incidents"),
    Station("Situation.open_incidents", _source(Situation.__dict__["open_incidents"]), "self.incidents"),
    Station("Kept.open", _source(front.Kept.open), "open_incidents"),
    Station("home.open_part", _source(home.open_part), "front(actor)"),
    Station("front.front", _source(front.front), "card_of("),
    Station("cards.card_of", _source(cards.card_of), "incident.cause"),
    Station("_open.html", PART.read_text("utf-8"), "card.said"),
)  # fmt: skip
CLIMBS = ("_open.html",)
"""What the front page is made of comes back from ``front`` to the page that asked."""
ROOMS = ("kiosk.staff", "signage.situation")
ROUTES = frozenset({"fold"})


def test_the_sentence_on_a_card_passes_few_stations() -> None:
    assert [one.name for one in STATIONS if one.hands_on not in one.source] == []
    assert len(STATIONS) <= 8 and len(CLIMBS) <= 1


def watched(
    module: Any, name: str, found: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notes through which functions of the rooms each value of this class came to be."""
    made: Callable[..., object] = getattr(module, name)

    def make(*given: Any, **named: Any) -> object:
        value = made(*given, **named)
        if SENTENCE in repr(value):
            found.append(list(_through()))
        return value

    monkeypatch.setattr(module, name, make)


def _through() -> Any:
    for frame in reversed(inspect.stack(0)[2:]):
        room, name = frame.frame.f_globals.get("__name__", ""), frame.function
        if room.startswith(ROOMS) and not name.startswith("<") and name not in ROUTES:
            yield name


def test_no_other_function_stands_between(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    folded, drawn = list[list[str]](), list[list[str]]()
    watched(fold, "Incident", folded, monkeypatch)
    watched(cards, "Card", drawn, monkeypatch)
    house.services.board.do(Raise("PWR", ("hall",), cause=SENTENCE), SUPERVISOR)
    shown = Tablet(house).signed_in("王").client.get("/console/part/open").text
    assert SENTENCE in shown
    assert folded == [["_incident_raised"]]
    assert drawn == [["open_part", "front", "card_of"]]
