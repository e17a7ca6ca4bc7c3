"""Incidents changed over the HTTP API: commands, steps, and requests that come twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from signage.hall.model import Hall
from tests.cast import HALL
from tests.kiosk.house import House, Machine
from tests.kiosk.test_api import FIRE, PAUSE, ok, problem


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.close()


@pytest.fixture
def admin(house: House) -> Machine:
    return Machine(house, "admin")


def test_an_incident_walks_from_raised_to_cleared(admin: Machine) -> None:
    number = ok(admin.post("/incidents", FIRE), 201)["id"]
    seen = ok(admin.post(f"/incidents/{number}/acknowledge"))
    assert seen["acknowledged_by"] == "token:admin"
    assert ok(admin.post(f"/incidents/{number}/silence", {"reason": "消防已到场"}))["silenced"]
    later = ok(
        admin.post(f"/incidents/{number}/update", {"eta": "2026-11-24T07:00:00Z", "note": "x"})
    )
    assert later["eta"].startswith("2026-11-24T07:00") and later["note"] == "x"
    assert ok(admin.post(f"/incidents/{number}/update", {"no_eta": True}))["eta"] is None
    assert ok(admin.post(f"/incidents/{number}/resolve"))["state"] == "recovering"
    ended = ok(admin.post(f"/incidents/{number}/clear", {"reason": "消防确认"}))
    assert ended["state"] == "cleared" and ended["cleared_at"]
    problem(admin.post(f"/incidents/{number}/clear"), 409, "illegal-transition")
    assert ok(admin.get("/incidents?state=open"))["incidents"] == []
    assert [i["id"] for i in ok(admin.get("/incidents"))["incidents"]] == [number]


def test_a_command_may_come_without_a_body(admin: Machine) -> None:
    number = ok(admin.post("/incidents", PAUSE), 201)["id"]
    assert ok(admin.send(f"/incidents/{number}/clear", b"", ""))["state"] == "cleared"


def test_an_older_revision_is_refused(house: House, admin: Machine) -> None:
    made = ok(admin.post("/incidents", PAUSE), 201)
    ok(admin.post(f"/incidents/{made['id']}/update", {"note": "a", "revision": made["revision"]}))
    before = house.events()
    stale = {"note": "b", "revision": made["revision"]}
    problem(admin.post(f"/incidents/{made['id']}/update", stale), 409, "stale-revision", "revision")
    assert house.events() == before


def test_undo_is_for_ones_own_last_change_and_for_30_seconds(house: House, admin: Machine) -> None:
    number = ok(admin.post("/incidents", PAUSE), 201)["id"]
    problem(Machine(house, "raiser").post(f"/incidents/{number}/undo"), 409, "nothing-to-undo")
    ok(admin.post(f"/incidents/{number}/clear"))
    assert ok(admin.post(f"/incidents/{number}/undo"))["state"] == "active"
    ok(admin.post(f"/incidents/{number}/clear"))
    house.clock.later(seconds=31)
    problem(admin.post(f"/incidents/{number}/undo"), 409, "too-late")


def test_what_does_not_exist_is_not_found(admin: Machine) -> None:
    number = ok(admin.post("/incidents", PAUSE), 201)["id"]
    problem(admin.get("/incidents/20261124-99"), 404, "unknown-incident")
    problem(admin.post("/incidents/20261124-99/clear"), 404, "unknown-incident")
    problem(admin.post(f"/incidents/{number}/explode"), 404, "unknown-command")
    problem(admin.get("/nowhere"), 404, "not-found")
    problem(admin.post("/windows/99", {"open": False}), 404, "unknown-window", "window")
    response = admin.post("/hall")
    problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["Allow"]


def test_the_same_key_twice_is_one_event_and_the_same_answer(house: House, admin: Machine) -> None:
    first = admin.post("/incidents", PAUSE, key="k-1")
    before = house.events()
    again = admin.post("/incidents", dict(reversed(PAUSE.items())), key="k-1")
    assert ok(first, 201) == ok(again, 201)
    assert house.events() == before


def test_a_key_belongs_to_one_request(house: House, admin: Machine) -> None:
    number = ok(admin.post("/incidents", PAUSE, key="k"), 201)["id"]
    problem(admin.post("/incidents", FIRE, key="k"), 409, "key-reused", "Idempotency-Key")
    problem(admin.post(f"/incidents/{number}/clear", key="k"), 409, "key-reused", "Idempotency-Key")
    assert ok(Machine(house, "raiser").post("/incidents", FIRE, key="k"), 201)["kind"] == "FIRE"


def test_a_retried_clear_is_done_once(house: House, admin: Machine) -> None:
    number = ok(admin.post("/incidents", PAUSE), 201)["id"]
    first = ok(admin.post(f"/incidents/{number}/clear", key="c"))
    assert ok(admin.post(f"/incidents/{number}/clear", key="c")) == first


@pytest.mark.parametrize("key", ["", "k" * 129, "é"])
def test_a_bad_key_is_named(admin: Machine, key: str) -> None:
    problem(admin.post("/incidents", PAUSE, key=key), 422, "bad-key", "Idempotency-Key")


def test_a_step_is_answered_once_and_whoever_comes_second_reads_who_was_first(
    house: House, admin: Machine
) -> None:
    number = ok(admin.post("/incidents", FIRE), 201)["id"]
    first = ok(admin.post(f"/incidents/{number}/steps/1", {"done": True}))["steps"][0]
    assert (first["answer"], first["by"], first["number"]) == ("done", "token:admin", 1)
    clerk = Machine(house, "raiser")
    assert ok(clerk.post(f"/incidents/{number}/steps/1", {"done": True}))["steps"][0] == first
    said = problem(
        clerk.post(f"/incidents/{number}/steps/1", {"skip": True, "reason": "x"}), 409, "step-done"
    )
    assert said["incident"]["steps"][0] == first and "token:admin" in said["detail"]
    assert (
        ok(admin.post(f"/incidents/{number}/steps/1", {"undo": True}))["steps"][0]["answer"] is None
    )
    problem(admin.post(f"/incidents/{number}/steps/1", {"skip": True}), 422, "no-reason", "reason")
    for step in ("9", "0", "one", "-1"):
        problem(
            admin.post(f"/incidents/{number}/steps/{step}", {"done": True}),
            404,
            "unknown-step",
            "step",
        )
    problem(admin.post(f"/incidents/{number}/steps/1", {}), 422, "invalid")
    problem(
        Machine(house, "reader").post(f"/incidents/{number}/steps/1", {"done": True}),
        403,
        "wrong-scope",
    )


def test_a_draft_is_activated_reviewed_and_archived_over_the_api(
    house: House, admin: Machine
) -> None:
    draft = ok(
        Machine(house, "raiser").post("/incidents", {**FIRE, "draft": True, "level": 2}), 201
    )
    assert draft["state"] == "draft" and ok(admin.get("/hall"))["incidents"] == []
    path = f"/incidents/{draft['id']}"
    assert ok(admin.post(f"{path}/activate", {"reason": "属实"}))["state"] == "active"
    assert ok(admin.post(f"{path}/commander", {"name": "王"}))["commander"] == "王"
    assert ok(admin.post(f"{path}/commander"))["commander"] == "token:admin"
    late = problem(admin.post(f"{path}/review", {"reason": "x"}), 409, "illegal-transition")
    assert late["incident"]["state"] == "active"
    ok(admin.post(f"{path}/clear", {"reason": "已恢复"}))
    problem(admin.post(f"{path}/close", {"reason": "同意"}), 409, "not-reviewed")
    assert (
        ok(admin.post(f"{path}/review", {"reason": "增设疏散引导"}))["review"]["text"]
        == "增设疏散引导"
    )
    assert ok(admin.post(f"{path}/close", {"reason": "同意归档"}))["state"] == "closed"


def test_a_window_that_is_described_no_more_is_not_found_when_its_command_comes_again(
    house: House, admin: Machine
) -> None:
    """A queue system repeats itself for days, over an edit of the hall."""
    ok(admin.post("/windows/1", {"open": False}, key="w"))
    described = HALL.model_dump(mode="json", by_alias=True)
    described["windows"] = [one for one in described["windows"] if one["id"] != "window/1"]
    edited = replace(house.board.view.read, hall=Hall.model_validate(described), digest="1" * 64)
    house.board.adopt(edited)
    problem(admin.post("/windows/1", {"open": False}, key="w"), 404, "unknown-window", "window")


# ---------------------------------------------------------------- handling


def test_what_is_overdue_is_told_with_whom_to_call(house: House, admin: Machine) -> None:
    number = ok(admin.post("/incidents", FIRE), 201)["id"]
    assert ok(admin.get("/duties"))["overdue"] == []
    house.clock.later(minutes=2)
    (late,) = ok(Machine(house, "reader").get("/duties"))["overdue"]
    assert (late["rule"], late["about"], late["calls"], late["step"]) == (
        "acknowledge",
        number,
        "负责人",
        None,
    )
    house.clock.later(minutes=2)
    assert ok(admin.get("/duties"))["overdue"][0]["calls"] == "副职"


def test_a_queue_system_tells_its_numbers_and_learns_what_they_mean(
    house: House, admin: Machine
) -> None:
    machine = Machine(house, "raiser")
    assert ok(machine.post("/queue", {"waiting": 3, "wait_min": 45}))["state"] == "crowd"
    assert ok(machine.post("/queue", {"waiting": 2}))["state"] == "calm"
    problem(machine.post("/queue", {"waiting": -1}), 422, "invalid", "waiting")
    problem(machine.post("/queue", {}), 422, "invalid", "waiting")
    problem(Machine(house, "reader").post("/queue", {"waiting": 1}), 403, "wrong-scope")
    assert ok(admin.get("/incidents"))["incidents"] == []
