"""Schemathesis over every declared route as everybody: whatever it makes of the API's own document,
rightly and wrongly, is answered as the document says and is no fault of ours.

``make soak`` asks twenty times as much of each (``KIOSK_TEST_LAWS=long``).
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from kiosk.api.routes import ROUTES, Route
from tests.kiosk.doors.table import MACHINES, MAY_OF
from tests.kiosk.house import TOKENS, House
from tests.kiosk.test_machines_and_danger import FIRE

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
WHO = {"stranger": "", "ended": "gone", **MACHINES}
"""Who comes, with whose token."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("schemathesis"))
    yield built
    built.close()


@pytest.fixture(scope="module")
def described(house: House) -> OpenApiSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app)


def headers(who: str) -> dict[str, str]:
    name = WHO[who]
    return {"Authorization": f"Bearer {TOKENS[name][0] if name else ''}"}


def number(house: House) -> str:
    """Of an incident that is open: the last tries may have ended every other."""
    client = house.app.test_client()
    told = client.post("/api/v1/incidents", json=FIRE, headers=headers("token admin"))
    return str(told.get_json()["id"])


@pytest.mark.laws
@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{one.method}-{one.path}")
def test_everybody_is_answered_as_the_document_says(
    route: Route, house: House, described: OpenApiSchema
) -> None:
    operation = described[f"/api/v1{route.path}"][route.method.upper()]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES))
    may = MAY_OF[f"api.{route.endpoint}"] if route.grant else WHO.keys()

    # Schemathesis filters much of what it draws.
    @settings(suppress_health_check=[*HealthCheck])
    @given(case=cases, there=st.booleans())
    def asked(case: Case, there: bool) -> None:
        if there and "id" in case.path_parameters:
            case.path_parameters["id"] = number(house)
        for who in WHO:
            response = case.call_and_validate(headers=headers(who), checks=CHECKS)
            kept_out(response.status_code, who in may)

    asked()


def kept_out(status: int, may: bool) -> None:
    """Before anything else is said of what was sent."""
    assert may or status in (401, 403, 404, 405), status


def test_a_wrong_body_is_told_apart_from_a_right_one(
    house: House, described: OpenApiSchema
) -> None:
    """Else the law above would judge nothing."""
    case = described["/api/v1/incidents"]["POST"].Case(
        body={"kind": 7}, media_type="application/json"
    )
    given_: Any = case.call(headers=headers("token admin"))
    assert given_.status_code == 422
    case.validate_response(given_, checks=[*CHECKS, negative_data_rejection])
