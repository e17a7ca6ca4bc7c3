"""The API and its document cannot part: laws over every declared route."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from kiosk.access.problems import STATUS_OF
from kiosk.api.requests import GateBody
from kiosk.api.routes import ROUTES, Route
from kiosk.content import halls
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from signage.hall.model import Lamp
from signage.rules.gates import checks
from signage.situation.incidents import Incident
from tests.halls.hall import generate
from tests.kiosk.conforming import conforms, responses
from tests.kiosk.house import TOKENS, House, Machine
from tests.kiosk.test_typed_everywhere import BASES

HALLS = ("sample", "small", "two-storeys", 7)
"""The shipped halls, and a generated one by its seed."""
GIVEN: dict[str, list[Any]] = {
    "list": ["?state=open", "?state=lost"],
    "events": ["?limit=5", "?after=x"],
}


def hall(name: str | int, directory: Path) -> Content:
    if isinstance(name, int):
        generate(name, directory / "hall")
        return contents.read(directory / "hall")
    if name == "sample":
        return contents.read(contents.sample())
    halls.demo_content(name, directory / "hall")
    return contents.read(directory / "hall")


@pytest.fixture(params=HALLS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path / "data", hall(request.param, tmp_path))
    yield built
    built.close()


@pytest.mark.parametrize("house", ["sample"], indirect=True)
def test_every_address_of_the_api_is_declared_with_its_method_and_no_other_is(house: House) -> None:
    rules = {
        (method.lower(), rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"))
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }
    assert rules == {(one.method, one.path) for one in ROUTES}
    assert len(rules) == len(ROUTES) == len({one.name for one in ROUTES})


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method}-{one.path}")
def test_every_status_that_can_come_is_in_the_document(route: Route) -> None:
    """Of lanes (429, 503), of who asks, of what is sent, and of every refusal there is."""
    can = {503}
    can |= {401, 403, 429} if route.grant else set()
    can |= {*STATUS_OF.values(), 422} if route.method != "get" else set()
    can |= {400, 413, 415} if route.takes else set()
    can |= {422} if route.asks else set()
    can |= {404} if route.parts else set()
    assert {str(status) for status in can | set(route.done)} <= set(responses(route))


@pytest.mark.laws
def test_every_route_answers_in_every_hall_as_its_document_says(house: House) -> None:
    """Once as it should be asked, and wrong in every way that a machine may get it wrong."""
    raiser = Machine(house, "raiser")
    machine = house.board.view.content.hall.machines[0].id
    for kind, where in (("FIRE", "hall"), ("DEV-HAZARD", machine)):
        assert raiser.post("/incidents", {"kind": kind, "targets": [where]}).status_code == 201
    done: dict[str, set[int]] = {}
    for route in ROUTES:
        seen = done.setdefault(route.name, set())
        for path in paths(house, route):
            for token in (None, "gone", "reader", "admin"):
                for data, sort in sent(house, route)[: None if token == "admin" else 1]:
                    response = ask(house, route, path, token, data, sort)
                    conforms(response, route.method, path)
                    seen.add(response.status_code)
    asked = {route.name: set(route.done) & done[route.name] for route in ROUTES}
    assert {name for name, found in asked.items() if not found} <= {
        "put-lamp",
        "remove-lamp",
        "sent",
    }
    assert all({401, 403} <= done[one.name] for one in ROUTES if one.grant not in (None, "read"))
    assert all(
        {400, 415, 422} <= done[one.name] for one in ROUTES if one.takes and one.name != "change"
    )


def ask(
    house: House, route: Route, path: str, token: str | None, data: bytes, sort: str
) -> TestResponse:
    headers = {"Authorization": f"Bearer {TOKENS[token][0]}"} if token else {}
    client = house.app.test_client()
    return client.open(
        f"/api/v1{path}", method=route.method.upper(), data=data, content_type=sort, headers=headers
    )


def sent(house: House, route: Route) -> list[tuple[bytes, str]]:
    if route.takes is None:
        return [(b"", "")]
    gate = checks(gated(house))[0]
    bases = (
        [{"target": gate.target, "note": "查看过"}]
        if route.takes is GateBody
        else BASES[route.takes]
    )
    good = [json.dumps(base).encode() for base in bases]
    wrong = [b"{", b"[]", b'{"colour": 1}', "{}".encode("utf-16")]
    return [(b"{}", "text/plain"), *((one, "application/json") for one in (*wrong, *good))]


def gated(house: House) -> Incident:
    """One that cannot be cleared before something is confirmed."""
    return next(one for one in house.board.view.world.situation.incidents.values() if checks(one))


def paths(house: House, route: Route) -> list[str]:
    """Of each part something that is there, and something that is not."""
    view = house.board.view
    windows = [one.id.removeprefix("window/") for one in view.content.hall.windows]
    there = {
        "id": [gated(house).id], "command": ["acknowledge", "update"], "step": ["1"],
        "gate": [checks(gated(house))[0].gate], "name": {"window": windows[:1]}.get(route.name, ["typed"]),
        "source": ["monitor", "zabbix"],
    }  # fmt: skip
    found = [route.path]
    for part in route.parts:
        found = [
            one.replace(f"{{{part}}}", name) for one in found for name in (*there[part], "none")
        ]
    return [one + query for one in found for query in ("", *GIVEN.get(route.name, ()))]


def test_a_lamp_is_answered_as_it_is_described() -> None:
    (put,) = (one for one in ROUTES if one.name == "put-lamp")
    assert put.takes is put.gives is Lamp
