"""The HTTP API as its machines see it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from signage.shows.lamps import TIERS
from tests.cast import HALL
from tests.kiosk.house import SCREENS, House, Machine

PAUSE = {"kind": "WIN-PAUSE", "targets": ["window/1"]}
FIRE = {"kind": "FIRE", "targets": ["hall"]}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.close()


@pytest.fixture
def admin(house: House) -> Machine:
    return Machine(house, "admin")


def problem(
    response: TestResponse, status: int, code: str, field: str | None = None
) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    said = json.loads(response.data)
    assert isinstance(said, dict)
    assert (said["status"], said["code"], said.get("field")) == (status, code, field)
    assert said["detail"] and said["detail_zh"] and said["title"] and said["type"] == "about:blank"
    return said


def ok(response: TestResponse, status: int = 200) -> Any:
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    return json.loads(response.data)


# ---------------------------------------------------------------- raising


def test_raising_answers_the_new_incident(admin: Machine) -> None:
    response = admin.post(
        "/incidents",
        {**PAUSE, "eta": "2026-11-24T14:30:00+08:00", "cause": "系统升级", "note": "n"},
    )
    made = ok(response, 201)
    assert response.headers["Location"] == f"/api/v1/incidents/{made['id']}"
    assert (made["kind"], made["class"], made["state"], made["level"]) == (
        "WIN-PAUSE",
        "suspended",
        "active",
        4,
    )
    assert (
        made["targets"] == ["window/1"]
        and made["cause"] == "系统升级"
        and made["raised_by"] == "token:admin"
    )
    assert made["eta"] == "2026-11-24T14:30:00+08:00" and made["revision"] == 2
    assert ok(admin.get(f"/incidents/{made['id']}")) == made


def test_a_part_s_evacuation_stays_as_sent_and_names_the_screens_it_leaves_quiet(
    admin: Machine,
) -> None:
    made = ok(admin.post("/incidents", {"kind": "FIRE", "targets": ["zone/self"]}), 201)
    shown = {s["id"]: s["scene"] for s in ok(admin.get("/hall"))["screens"]}
    assert made["targets"] == ["zone/self"]
    assert made["quiet"] and set(made["quiet"]) == {
        n for n, scene in shown.items() if scene["extent"] == "band"
    }
    assert all(
        scene["sign"] == "evacuate" and scene["incident"] == made["id"] for scene in shown.values()
    )
    assert ok(admin.post("/incidents", FIRE), 201)["quiet"] == []


def test_raising_what_is_open_already_answers_200_with_it(house: House, admin: Machine) -> None:
    made = ok(admin.post("/incidents", PAUSE), 201)
    again = ok(Machine(house, "raiser").post("/incidents", PAUSE))
    assert (again["id"], again["repeats"]) == (made["id"], 1)
    assert house.events()[-1] == "raise_repeated"


def test_a_class_is_chosen_by_its_own_name(admin: Machine) -> None:
    made = ok(
        admin.post("/incidents", {"kind": "QUAKE", "targets": ["hall"], "class": "evacuate"}), 201
    )
    assert made["class"] == "evacuate"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"targets": ["hall"]}, "invalid", "kind"),
        ({"kind": "FIRE"}, "invalid", "targets"),
        ({"kind": "FIRE", "targets": []}, "invalid", "targets"),
        ({"kind": "FIRE", "targets": "hall"}, "invalid", "targets"),
        ({"kind": "FIRE", "targets": ["hall", 5]}, "invalid", "targets"),
        ({"kind": "FIRE", "targets": ["hall"] * 101}, "invalid", "targets"),
        ({**FIRE, "level": 5}, "invalid", "level"),
        ({**FIRE, "level": "1"}, "invalid", "level"),
        ({**FIRE, "level": True}, "invalid", "level"),
        ({**FIRE, "drill": 1}, "invalid", "drill"),
        ({**FIRE, "eta": "2026-11-24T14:30:00"}, "invalid", "eta"),
        ({**FIRE, "eta": "tomorrow"}, "invalid", "eta"),
        ({**FIRE, "eta": 1764000000}, "invalid", "eta"),
        ({**FIRE, "eta": "1764000000"}, "invalid", "eta"),
        ({**FIRE, "eta": "2026-13-24T14:30:00Z"}, "invalid", "eta"),
        ({**FIRE, "eta": "9999-12-31T23:59:59-10:00"}, "invalid", "eta"),
        ({**FIRE, "eta": "0001-01-01T00:00:00+14:00"}, "invalid", "eta"),
        ({**PAUSE, "cause": "长" * 201}, "too-long", "cause"),
        ({**FIRE, "colour": "red"}, "invalid", "colour"),
        ({**FIRE, "kind": "NOTHING"}, "unknown-kind", "kind"),
        ({**FIRE, "kind": "ALL-CLEAR"}, "not-raisable", "kind"),
        ({**FIRE, "targets": ["window/99"]}, "unknown-targets", "targets"),
        ({**FIRE, "class": "danger"}, "wrong-class", "class"),
    ],
)
def test_a_wrong_input_is_named_and_changes_nothing(
    house: House, admin: Machine, body: dict[str, Any], code: str, field: str
) -> None:
    before = house.events()
    problem(admin.post("/incidents", body), 422, code, field)
    assert house.events() == before


@pytest.mark.parametrize("text", ["长" * 2000, "a\x00b\x07", "张伟 13812345678 你必须离开"])
def test_a_danger_is_never_refused_for_its_wording(admin: Machine, text: str) -> None:
    made = ok(admin.post("/incidents", {**FIRE, "cause": text, "note": text}), 201)
    assert len(made["cause"]) <= 200 and "13812345678" not in str(made)
    for command in ("update", "escalate", "clear"):
        told = ok(admin.post(f"/incidents/{made['id']}/{command}", {"cause": text, "reason": text}))
        assert "张伟" not in str(told)
    assert "13812345678" not in admin.get("/events").text


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"{", 400, "not-json"),
        (b'{"kind": NaN}', 400, "not-json"),
        (b'{"kind": "FIRE", "kind": "FIRE"}', 400, "not-json"),
        (b"[" * 50_000, 400, "not-json"),
        (b"9" * 5_000, 400, "not-json"),
        (b'["FIRE"]', 400, "not-an-object"),
        ('{"kind": "火"}'.encode("gbk"), 400, "not-utf-8"),
        (b" " * (64 * 1024 + 1), 413, "request-entity-too-large"),
    ],
)
def test_an_unreadable_body_is_refused(
    house: House, admin: Machine, data: bytes, status: int, code: str
) -> None:
    before = house.events()
    problem(admin.send("/incidents", data), status, code)
    assert house.events() == before


def test_a_body_may_begin_with_a_byte_order_mark(admin: Machine) -> None:
    ok(admin.send("/incidents", b"\xef\xbb\xbf" + json.dumps(PAUSE).encode()), 201)


def test_a_body_that_is_not_json_is_refused_by_its_type(admin: Machine) -> None:
    response = admin.send("/incidents", json.dumps(FIRE).encode(), "text/plain")
    problem(response, 415, "unsupported-media-type", "Content-Type")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE events; --", "A\u200fB"]
)
def test_hostile_text_comes_back_as_the_same_text(
    house: House, admin: Machine, hostile: str
) -> None:
    made = ok(admin.post("/incidents", {**PAUSE, "cause": hostile, "note": hostile}), 201)
    changed = ok(admin.post(f"/incidents/{made['id']}/update", {"reason": hostile}))
    assert changed["cause"] == changed["note"] == hostile
    assert ok(admin.get("/events?after=2"))["events"][0]["event"]["reason"] == hostile
    assert house.store.verify() == 3


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("path", ["/incidents", "/incidents/x", "/events", "/hall"])
@pytest.mark.parametrize(("name", "code"), [(None, "no-token"), ("gone", "bad-token")])
def test_a_stranger_reads_nothing(house: House, path: str, name: str | None, code: str) -> None:
    response = Machine(house, name).get(path)
    problem(response, 401, code)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_stranger_raises_nothing(house: House) -> None:
    problem(Machine(house, None).post("/incidents", FIRE), 401, "no-token")
    problem(Machine(house, "gone").post("/incidents", FIRE), 401, "bad-token")


ALLOWED = {
    "reader": set(),
    "raiser": {"acknowledge", "update", "escalate", "silence", "undo"},
    "clearer": {"acknowledge", "silence", "undo", "resolve", "clear"},
    "admin": {"acknowledge", "update", "escalate", "silence", "undo", "resolve", "clear"},
}


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("command", sorted(ALLOWED["admin"]))
def test_each_scope_does_what_it_grants_and_no_more(
    house: House, admin: Machine, name: str, command: str
) -> None:
    made = ok(admin.post("/incidents", PAUSE), 201)
    machine = Machine(house, name)
    if command == "undo" and name in ("raiser", "clearer", "admin"):
        ok(machine.post(f"/incidents/{made['id']}/acknowledge"))
    response = machine.post(f"/incidents/{made['id']}/{command}")
    if command in ALLOWED[name]:
        assert ok(response)["id"] == made["id"]
    else:
        problem(response, 403, "wrong-scope")
        assert "insufficient_scope" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("name", "status"), [("reader", 403), ("raiser", 201), ("clearer", 403), ("admin", 201)]
)
def test_only_raise_and_admin_raise(house: House, name: str, status: int) -> None:
    assert Machine(house, name).post("/incidents", PAUSE).status_code == status


def test_a_raise_token_has_a_guides_rights(house: House) -> None:
    raiser = Machine(house, "raiser")
    problem(
        raiser.post("/incidents", {"kind": "HALL-CLOSED", "targets": ["hall"]}),
        403,
        "not-allowed",
        "kind",
    )
    problem(raiser.post("/incidents", {**PAUSE, "level": 1}), 403, "not-allowed", "level")


def test_a_sign_in_cookie_opens_no_api(house: House) -> None:
    from tests.kiosk.house import Tablet

    tablet = Tablet(house)
    tablet.sign_in("王")
    problem(tablet.get("/api/v1/hall"), 401, "no-token")


# ---------------------------------------------------------------- the hall, windows, events


def test_the_hall_is_one_moment_of_everything(house: House, admin: Machine) -> None:
    ok(admin.post("/incidents", {"kind": "ETAX-DOWN", "targets": ["system/etax"]}), 201)
    made = ok(admin.post("/incidents", PAUSE), 201)
    house.delivery.joined("win-1", "page")
    house.delivery.painted("win-1", made["revision"], True, house.clock())
    hall = ok(Machine(house, "reader").get("/hall"))
    assert hall["revision"] == made["revision"]
    assert hall["unavailable"] == ["system/etax", "window/1"]
    assert [screen["id"] for screen in hall["screens"]] == SCREENS
    screen = next(screen for screen in hall["screens"] if screen["id"] == "win-1")
    assert screen["online"] and screen["shown_revision"] == made["revision"]
    assert screen["scene"] == {
        "sign": "suspended", "extent": "whole", "title": "暂停服务", "title_en": screen["scene"]["title_en"],
        "reason": screen["scene"]["reason"], "reason_en": screen["scene"]["reason_en"], "incident": made["id"],
    }  # fmt: skip
    lamp = next(lamp for lamp in hall["lamps"] if lamp["id"] == "lamp-1")
    assert (
        lamp["desired"] == lamp["actual"] == "yellow on"
        and lamp["health"] == "verified"
        and lamp["simulated"]
    )
    declare = next(service for service in hall["services"] if service["id"] == "declare")
    works = {channel["id"]: channel["available"] for channel in declare["channels"]}
    assert (
        works["declare:window/1"] is False
        and works["declare:window/2"]
        and works["declare:online"] is False
    )
    online = next(channel for channel in declare["channels"] if channel["kind"] == "online")
    assert "system/etax" in online["depends"] and online["reason"]


def test_a_title_has_no_break_mark(admin: Machine) -> None:
    ok(admin.post("/incidents", {"kind": "DEV-HAZARD", "targets": ["machine/terminal-1"]}), 201)
    titles = {
        screen["id"]: screen["scene"]["title"] for screen in ok(admin.get("/hall"))["screens"]
    }
    assert titles["term-1"] == "危险！请勿触摸"


def test_a_lamp_nobody_drives_is_lost(house: House, admin: Machine) -> None:
    house.lights.shown.clear()
    lamps = ok(admin.get("/hall"))["lamps"]
    assert {(lamp["health"], lamp["actual"]) for lamp in lamps} == {("lost", None)}
    assert any(tier in lamps[0]["desired"] for tier in TIERS)


def test_a_window_is_closed_refunctioned_and_given_back(house: House) -> None:
    raiser = Machine(house, "raiser")
    assert ok(raiser.post("/windows/2", {"open": False}))["open"] is False
    changed = ok(raiser.post("/windows/2", {"open": True, "services": ["land"]}))
    assert changed["services"] == ["land"] and changed["changed"]
    back = ok(raiser.post("/windows/2"))
    assert (back["open"], back["services"], back["changed"]) == (
        True,
        list(HALL.windows[1].services),
        False,
    )
    problem(
        raiser.post("/windows/2", {"services": ["nothing"]}), 422, "unknown-services", "services"
    )
    problem(Machine(house, "clearer").post("/windows/2", {"open": False}), 403, "wrong-scope")


def test_events_are_read_on_from_a_number(admin: Machine) -> None:
    for window in ("1", "2", "3"):
        ok(admin.post(f"/windows/{window}", {"open": False}))
    page = ok(admin.get("/events?after=1&limit=2"))
    assert [event["seq"] for event in page["events"]] == [2, 3] and page["last"] == 3
    assert page["events"][0]["type"] == "window_set" and page["events"][0]["actor"] == "token:admin"
    log = {"log": page["log"], "head": page["head"]}
    assert ok(admin.get("/events?after=4")) == {"events": [], "last": 4, **log}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/events?after=-1", "after"),
        ("/events?after=x", "after"),
        ("/events?after=99999999999999999999", "after"),
        ("/events?limit=0", "limit"),
        ("/events?limit=1001", "limit"),
        ("/events?before=1", "before"),
        ("/incidents?state=lost", "state"),
    ],
)
def test_a_wrong_question_is_named(admin: Machine, path: str, field: str) -> None:
    problem(admin.get(path), 422, "invalid", field)


# ---------------------------------------------------------------- what it says of itself


def test_the_description_covers_every_route_and_resolves(house: House) -> None:
    described = ok(Machine(house, None).get("/openapi.json"))
    assert described["openapi"].startswith("3.1")
    rules = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in house.app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.endpoint.startswith("api.") and method not in ("HEAD", "OPTIONS")
    }
    assert {
        (method, path) for path, methods in described["paths"].items() for method in methods
    } == rules
    schemas = described["components"]["schemas"]
    used = {part.split('"')[0] for part in json.dumps(described).split("#/components/schemas/")[1:]}
    assert used <= set(schemas)
    assert set(schemas["RaiseBody"]["required"]) == {"kind", "targets"}
    assert (
        "class" in schemas["RaiseBody"]["properties"]
        and schemas["RaiseBody"]["additionalProperties"] is False
    )
    headers = [
        p
        for p in described["paths"]["/api/v1/incidents"]["post"]["parameters"]
        if p["in"] == "header"
    ]
    assert [header["name"] for header in headers] == ["Idempotency-Key"]
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
