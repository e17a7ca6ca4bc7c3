"""Nothing that waits or computes stands in an alarm's way, however much of it there is."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Response

from kiosk.access import pin_checks
from kiosk.serving import pins
from kiosk.serving.lanes import crew
from kiosk.serving.lanes.crew import GIVE_WAY_S, Road
from kiosk.serving.lanes.table import MACHINES, PAGES
from kiosk.serving.refusals import A_SECOND
from kiosk.serving.server import HallServer
from kiosk.wiring import House
from tests.cast import PINS
from tests.kiosk.house import Tablet
from tests.kiosk.live import Answer, ask, connected, live

pytestmark = pytest.mark.processes

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
def served(house: House, slow: Slow) -> Iterator[HallServer]:
    house.app.add_url_rule("/slow", "slow", slow.page)
    house.app.add_url_rule("/large", "large", lambda: Response(b"x" * 50_000 for _ in range(200)))
    with live(house.services.push, house.app) as server:
        yield server
        slow.go.set()


def get(path: str, **headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: hall\r\n{lines}\r\n".encode()


def post(
    path: str, body: bytes, kind: str = "application/x-www-form-urlencoded", **headers: str
) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: hall\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{lines}\r\n".encode() + body


def fire(token: str) -> bytes:
    body = json.dumps({"kind": "FIRE", "targets": ["hall"]}).encode()
    return post("/api/v1/incidents", body, "application/json", Authorization=f"Bearer {token}")


def evacuating(house: House) -> bool:
    return all(scene.sign == "evacuate" for scene in house.services.board.view.scenes.values())


def test_pages_that_hang_hold_no_fire_back(
    house: House, served: HallServer, slow: Slow, token: str
) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connected(served)).sendall(get("/slow"))
        assert slow.inside.acquire(timeout=20)
        assert ask(served, fire(token)).status == 201
        assert evacuating(house)


def test_a_flood_of_sign_ins_holds_no_fire_of_a_signed_in_tablet_back(
    house: House, served: HallServer, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = Tablet(house).signed_in("王")
    held = tablet.cookie()
    house.app.config["WTF_CSRF_ENABLED"] = False
    monkeypatch.setattr(pin_checks, "check_pin", slow.page)
    with ExitStack() as stack:
        for number in range(MANY):
            form = f"name={number}&pin={PINS['李'][1]}".encode()
            stack.enter_context(connected(served)).sendall(post("/sign-in", form))
        assert slow.inside.acquire(timeout=20)
        answer = ask(served, post("/console/raise", b"kind=FIRE&target=hall&sure=yes", Cookie=held))
        assert answer.status == 303, answer.body()
        assert evacuating(house)


def test_health_does_not_depend_on_pages_that_hang(served: HallServer, slow: Slow) -> None:
    served.front.answer_s = 0.2
    with ExitStack() as stack:
        asking = [stack.enter_context(connected(served)) for _ in range(MANY)]
        for sock in asking:
            sock.sendall(get("/slow"))
        assert slow.inside.acquire(timeout=20)
        assert ask(served, get("/healthz")).status == 200
        slow.go.set()
        assert Answer(asking[0]).keep().body() == b"late"


def until(served: HallServer, holds: Callable[[], bool]) -> None:
    """Each answer has given the loop a turn."""
    assert any(holds() for _ in range(500) if ask(served, get("/readyz")).status == 200)


def full_of_slow_pages(served: HallServer, stack: ExitStack) -> None:
    for _ in range(PAGES.threads + PAGES.waiting):
        stack.enter_context(connected(served)).sendall(get("/slow"))
    until(served, lambda: served.front.lanes.crew[PAGES].full)


def test_pages_that_hang_are_told_and_make_no_hall_unready(
    served: HallServer, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "STANDS_S", 0.0)
    with ExitStack() as stack:
        stack.enter_context(connected(served)).sendall(get("/slow"))
        assert slow.inside.acquire(timeout=20)
        told = {fact.name: fact for fact in served.front.lanes.facts(time.monotonic() + 1)}
        assert not told["lane pages"].ok and not told["lane pages"].vital
        assert "停住了" in told["lane pages"].detail["zh"]
        assert told["lane alarm"].ok and told["lane alarm"].vital
        slow.go.set()


# ---- the door


@pytest.mark.processes
def test_strangers_fill_no_lane_of_life_safety(
    house: House, served: HallServer, slow: Slow, token: str
) -> None:
    """Machines are told at the door; people travel with the pages, where there is not even room for
    a refusal here."""
    with ExitStack() as stack:
        full_of_slow_pages(served, stack)
        refused = [ask(served, fire("nobody-gave-this-out")) for _ in range(2)]
        refused += [
            ask(served, post("/api/v1/incidents", b"{}", "application/json")) for _ in range(MANY)
        ]
        assert {answer.status for answer in refused} == {401}
        forms = [ask(served, post("/console/raise", b"kind=FIRE&target=hall")) for _ in range(MANY)]
        assert {answer.status for answer in forms} == {503}
        assert ask(served, fire(token)).status == 201


@pytest.mark.processes
def test_a_flood_of_refusals_is_answered_at_its_pace(
    house: House, served: HallServer, token: str
) -> None:
    """Clients that ask again at once: what they get is bounded, and an alarm beside them is not."""
    until, answered = time.monotonic() + 2.0, []

    def flood() -> None:
        while time.monotonic() < until:
            answered.append(
                ask(served, post("/api/v1/incidents", b"{}", "application/json")).status
            )

    clients = [threading.Thread(target=flood) for _ in range(8)]
    for client in clients:
        client.start()
    assert ask(served, fire(token)).status == 201
    for client in clients:
        client.join()
    assert set(answered) == {401}
    assert len(answered) <= A_SECOND * (1 + 2 + 1) + len(clients)


@pytest.mark.parametrize("brings", ["", "Bearer nobody-gave-this-out", "Basic x"])
def test_who_is_refused_at_the_door_is_told_what_the_api_says(
    house: House, served: HallServer, brings: str
) -> None:
    headers = {"Authorization": brings} if brings else {}
    there = ask(served, post("/api/v1/incidents", b"{}", "application/json", **headers))
    here = house.app.test_client().post("/api/v1/incidents", json={}, headers=headers)
    assert (there.status, there.headers["www-authenticate"]) == (
        401,
        here.headers["WWW-Authenticate"],
    )
    assert there.problem() == here.get_json()


# ---- the road


def test_an_alarm_has_the_road_for_a_moment_and_one_that_hangs_stops_nothing() -> None:
    now = [100.0]
    road = Road(lambda: now[0])
    road.enter()
    now[0] += GIVE_WAY_S
    road.enter()
    began = time.monotonic()
    road.give_way()
    assert time.monotonic() - began < GIVE_WAY_S / 2, (
        "the first has had its moment, the second follows it"
    )
    road.leave()
    road.leave()
    road.enter()
    road.leave()
    road.give_way()


def test_one_machine_that_repeats_itself_leaves_room_for_the_others(
    house: House, served: HallServer, slow: Slow, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, hashed = pins.make_token()
    house.services.store.put_token("other", hashed, "admin")
    monkeypatch.setattr(house.services.board, "do", slow.page)
    with ExitStack() as stack:
        for _ in range(MACHINES.share):
            stack.enter_context(connected(served)).sendall(fire(token))
        until(
            served,
            lambda: served.front.lanes.crew[MACHINES].has_had_its_share(
                f"token:{pins.digest(token)}"
            ),
        )
        answer = ask(served, fire(token))
        assert answer.status == 429 and answer.headers["retry-after"] == "2"
        assert "等前面的完成" in json.loads(answer.body())["detail_zh"]
        waits = stack.enter_context(connected(served))
        waits.sendall(fire(other))
        slow.go.set()
        assert Answer(waits).keep().status == 500, (
            "it was let in; what it came to is not what this is about"
        )


# ---- a lane that is full, a reader that is slow


def test_a_full_lane_says_so_in_words(served: HallServer, slow: Slow) -> None:
    with ExitStack() as stack:
        full_of_slow_pages(served, stack)
        machine = ask(served, get("/slow"))
        assert (machine.status, machine.headers["retry-after"]) == (503, "2")
        assert "refresh" not in machine.headers
        assert "again" in machine.problem()["detail"]
        person = ask(served, get("/slow", Accept="text/html,*/*"))
        assert (person.status, person.headers["refresh"]) == (503, "2"), "it tries again by itself"
        assert "自动重试" in person.body().decode()
        sent = ask(served, post("/notices", b"", Accept="text/html"))
        assert sent.status == 503 and "refresh" not in sent.headers, (
            "nothing is sent twice by itself"
        )


@pytest.mark.processes
def test_whoever_reads_an_answer_slowly_keeps_no_thread(served: HallServer) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connected(served, 4096)).sendall(get("/large"))
        assert ask(served, get("/status")).status == 200
