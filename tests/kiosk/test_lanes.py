"""Nothing that waits or computes stands in an alarm's way, however much of it there is."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from kiosk import access, pins
from kiosk.server import HallServer
from kiosk.wiring import House
from tests.cast import PINS
from tests.kiosk.house import Tablet
from tests.kiosk.live import Answer, ask, connected, live

MANY = 40


class Slow:
    """Something that keeps whoever carries it, until ``go``."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside = threading.Semaphore(0)

    def page(self, *given: Any) -> Any:
        self.inside.release()
        self.go.wait(10)
        return "late"


@pytest.fixture
def slow() -> Iterator[Slow]:
    made = Slow()
    yield made
    made.go.set()


@pytest.fixture
def token(house: House) -> str:
    secret, hashed = pins.make_token()
    house.services.store.put_token("machine", hashed, "admin")
    return secret


@pytest.fixture
def served(house: House, slow: Slow) -> Iterator[HallServer]:
    house.app.add_url_rule("/slow", "slow", slow.page)
    with live(house.services.push, house.app) as server:
        yield server
        slow.go.set()


def get(path: str, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: hall\r\n{lines}\r\n".encode()


def post(path: str, body: bytes, kind: str = "application/x-www-form-urlencoded", **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: hall\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{lines}\r\n".encode() + body


def fire(token: str) -> bytes:
    body = json.dumps({"kind": "FIRE", "targets": ["hall"]}).encode()
    return post("/api/v1/incidents", body, "application/json", Authorization=f"Bearer {token}")


def evacuating(house: House) -> bool:
    return all(scene.sign == "evacuate" for scene in house.services.board.view.scenes.values())


def test_pages_that_hang_hold_no_fire_back(house: House, served: HallServer, slow: Slow, token: str) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connected(served)).sendall(get("/slow"))
        assert slow.inside.acquire(timeout=5)
        assert ask(served, fire(token)).status == 201
        assert evacuating(house)


def test_a_flood_of_sign_ins_holds_no_fire_of_a_signed_in_tablet_back(
    house: House, served: HallServer, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = Tablet(house).signed_in("王")
    held = f"session={tablet.client.get_cookie('session').value}"  # type: ignore[union-attr]  # it has just been given
    house.app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(access, "check_pin", slow.page)
    with ExitStack() as stack:
        for number in range(MANY):
            form = f"name={number}&pin={PINS['李'][1]}".encode()
            stack.enter_context(connected(served)).sendall(post("/sign-in", form))
        assert slow.inside.acquire(timeout=5)
        answer = ask(served, post("/console/raise", b"kind=FIRE&target=hall&sure=yes", Cookie=held))
        assert answer.status == 303, answer.body()
        assert evacuating(house)


def test_health_does_not_depend_on_pages_that_hang(served: HallServer, slow: Slow) -> None:
    served.front.answer_s = 0.2
    with ExitStack() as stack:
        asking = [stack.enter_context(connected(served)) for _ in range(MANY)]
        for sock in asking:
            sock.sendall(get("/slow"))
        assert slow.inside.acquire(timeout=5)
        assert ask(served, get("/healthz")).status == 200
        slow.go.set()
        assert Answer(asking[0]).body() == b"late"
