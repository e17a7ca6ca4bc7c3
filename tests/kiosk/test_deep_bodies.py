"""JSON that is nested deeper than a program can follow is a mistake of its sender, at every door."""

from http import HTTPStatus

import pytest
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, NumberConverter

from kiosk.wiring import House

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
DEPTHS = (700, 990, 100_000)
"""Too deep to be walked, for the interpreter, for the reader of JSON."""


def filled(rule: Rule) -> dict[str, str | int]:
    return {
        name: 1
        if isinstance(found, NumberConverter)
        else min(found.items)
        if isinstance(found, AnyConverter)
        else "entrance"
        for name, found in rule._converters.items()
    }


@pytest.mark.parametrize("depth", DEPTHS)
def test_no_body_nested_deep_is_an_error_of_the_hall(house: House, depth: int) -> None:
    client, adapter = house.app.test_client(), house.app.url_map.bind("localhost")
    wrong = {}
    for rule in house.app.url_map.iter_rules():
        for method in WRITES & (rule.methods or set()):
            path = adapter.build(rule.endpoint, filled(rule), method)
            answer = client.open(
                path, method=method, data="[" * depth + "]" * depth, content_type="application/json"
            )
            if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                wrong[f"{method} {path}"] = answer.status_code
    assert wrong == {}
