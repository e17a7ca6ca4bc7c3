"""A gateway confirms over the API that a text was sent; machines read the same of it as people."""

from typing import Any

import pytest

from kiosk.serving.pins import make_token
from kiosk.wiring import House
from tests.kiosk.house import Tablet
from tests.kiosk.test_notices_over import notice, outage


@pytest.fixture
def tokens(house: House) -> dict[str, str]:
    """One of each scope."""
    made = {scope: make_token() for scope in ("read", "raise")}
    for scope, (_, hashed) in made.items():
        house.services.store.put_token(scope, hashed, scope)
    return {scope: secret for scope, (secret, _) in made.items()}


def ask(
    house: House, token: str, path: str, body: dict[str, object] | None = None
) -> tuple[int, Any]:
    client, headers = Tablet(house).client, {"Authorization": f"Bearer {token}"}
    url = f"/api/v1/{path}"
    answer = (
        client.get(url, headers=headers)
        if body is None
        else client.post(url, json=body, headers=headers)
    )
    return answer.status_code, answer.get_json()


def test_a_gateway_confirms_what_it_sent_and_everybody_reads_the_same(
    house: House, tokens: dict[str, str]
) -> None:
    number = outage(house)
    text = notice(house, number, "sms", "status")
    status, found = ask(house, tokens["read"], "notices")
    (told,) = found["notices"]
    assert status == 200 and told["incident"] == number and told["alone"] is False
    assert {c["channel"]: c["state"] for c in told["channels"]} == {
        "status": "shown",
        "sms": "ready",
    }
    sent = {"channel": "sms", "count": 320}
    assert ask(house, tokens["read"], f"notices/{text}/sent", sent)[0] == 403
    assert ask(house, tokens["raise"], f"notices/{text}/sent", {"channel": "sms"})[0] == 422
    status, found = ask(house, tokens["raise"], f"notices/{text}/sent", sent)
    assert status == 200 and {c["channel"]: c["state"] for c in found["channels"]}["sms"] == "sent"
    assert ask(house, tokens["raise"], f"notices/{text}/sent", sent)[0] == 409
    assert ask(house, tokens["raise"], "notices/t999/sent", sent)[0] == 404
    staff = Tablet(house).signed_in("王")
    for page in ("/notices", f"/reports/{number}", f"/reports/{number}.csv"):
        assert "320 人" in staff.get(page).text and "网关回报" in staff.get(page).text
