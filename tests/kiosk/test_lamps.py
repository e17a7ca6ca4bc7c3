"""Lamps set up while running: kept by a restart, judged together, and the API for them."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from devices.lines.addresses import Allowed
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.custody.lamps import mark, set_lamps, unlit
from kiosk.serving.pins import make_token
from kiosk.wiring import House, build
from signage.rules.refusal import Refused
from signage.shows.lamps import Light, Pattern
from signage.situation.commands import CheckLamp, SetWindow
from signage.situation.fold import fold
from signage.situation.incidents import Actor
from tests.cast import GUIDE, Clock

KEEPER = Actor("赵", "facilities")
TOKENS = {name: make_token() for name in ("reader", "raiser", "clearer", "admin")}
SCOPES = {"reader": "read", "raiser": "raise", "clearer": "clear", "admin": "admin"}


def a_lamp(number: str = "new", /, **more: object) -> dict[str, Any]:
    return {
        "id": number,
        "name": {"zh": "新灯"},
        "about": ["window/1"],
        "address": f"sim://{number}",
        **more,
    }


# ---------------------------------------------------------------- a running hall


class Client:
    def __init__(self, house: House, name: str | None) -> None:
        self._client = house.app.test_client()
        self._headers = {"Authorization": f"Bearer {TOKENS[name][0]}"} if name else {}

    def get(self, path: str = "/lamps") -> TestResponse:
        return self._client.get(f"/api/v1{path}", headers=self._headers)

    def put(self, name: str, body: object, key: str | None = None) -> TestResponse:
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        return self._client.put(f"/api/v1/lamps/{name}", json=body, headers=headers)

    def delete(self, name: str) -> TestResponse:
        return self._client.delete(f"/api/v1/lamps/{name}", headers=self._headers)


def started(data: Path, content: Path | None = None, **more: Any) -> House:
    house = build(data, content or contents.sample(), simulators=True, clock=Clock(), **more)
    for name, (_, hashed) in TOKENS.items():
        house.services.store.put_token(name, hashed, SCOPES[name])
    return house


@pytest.fixture
def house(tmp_path: Path, sample_read: None) -> Iterator[House]:
    built = started(tmp_path / "data")
    yield built
    built.close()


@pytest.fixture
def admin(house: House) -> Client:
    return Client(house, "admin")


def put(
    house: House,
    *lamps: dict[str, Any],
    remove: tuple[str, ...] = (),
    seen: dict[str, str] | None = None,
) -> None:
    with house.app.app_context():
        set_lamps(lamps, remove, KEEPER, seen=seen)


def ids(house: House) -> list[str]:
    return [lamp.id for lamp in house.services.board.view.content.hall.lamps]


def test_a_restart_keeps_what_was_set_up(tmp_path: Path, sample_read: None) -> None:
    first = started(tmp_path / "data")
    put(first, a_lamp("new"), a_lamp("window-6", name={"zh": "改名"}), remove=("window-5",))
    first.services.board.do(CheckLamp("new", True), GUIDE)
    before = first.services.board.view.content.hall.lamps
    assert (
        fold(first.services.store.events()).lamps == first.services.board.view.world.situation.lamps
    )
    first.close()
    again = started(tmp_path / "data")
    assert again.services.board.view.content.hall.lamps == before
    assert (
        set(again.services.lights.health())
        == {lamp.id for lamp in before}
        == set(again.services.board.view.lamps)
    )
    assert again.services.board.view.world.situation.checks["new"].by == "李"
    again.close()


def test_a_window_that_is_described_no_more_does_not_take_its_lamp_s_hall_down(
    house: House, sample: Content
) -> None:
    """The content may be edited under a lamp that was set up while running; the page says so, the
    rest goes on."""
    put(house, a_lamp("new", about=["window/8"]))
    hall = sample.hall.model_copy(
        update={"windows": tuple(w for w in sample.hall.windows if w.id != "window/8")}
    )
    for stale in ("resources", "zones_around", "needs", "screen_reach"):
        hall.__dict__.pop(stale, None)
    house.services.board.adopt(replace(sample, hall=hall, digest="1" * 64))
    assert "new" in house.services.board.view.lamps and house.services.board.troubles == {}
    answer = Client(house, "admin").get("/hall")
    assert answer.status_code == 200


def test_two_lamps_that_could_not_both_be_lit_are_never_both_stored(house: House) -> None:
    """Each alone is right. Whoever comes second is refused, also when both were judged at the same
    moment."""
    both_there = threading.Barrier(2)
    refused = []

    def save(name: str) -> None:
        both_there.wait()
        try:
            put(house, a_lamp(name, address="/dev/one", protocol="lcus"))
        except Refused as error:
            refused.append(error.field)

    people = [threading.Thread(target=save, args=(name,)) for name in ("a", "b")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(refused) == 1 and len({"a", "b"} & set(ids(house))) == 1


def test_an_older_lamp_moved_onto_a_taken_port_is_itself_refused(house: House) -> None:
    """Though it stands first in the list, where the other would count as the intruder."""
    put(
        house,
        a_lamp("a", address="/dev/a", protocol="lcus"),
        a_lamp("b", address="/dev/b", protocol="lcus"),
    )
    with pytest.raises(Refused, match=r"already drives the lamp b|already belongs to the lamp b"):
        put(house, a_lamp("a", address="/dev/b", protocol="lcus"))
    with pytest.raises(Refused, match=r"already drives the lamp b|already belongs to the lamp b"):
        put(house, a_lamp("window-5", address="/dev/b", protocol="lcus", about=["window/5"]))
    assert unlit(house.services.board.view.content.hall, Allowed(True)) == {}


def test_one_device_under_two_names_is_told_before_it_is_stored(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "other").symlink_to("/dev/null")
    put(house, a_lamp("a", address="/dev/null", protocol="modbus_relay"))
    with pytest.raises(Refused, match="the same port as /dev/null of the lamp a") as refused:
        put(house, a_lamp("b", address=f"{tmp_path / 'other'}#2", protocol="modbus_relay"))
    assert refused.value.field == "address" and "b" not in ids(house)


def test_lamps_change_places_in_one_step(house: House) -> None:
    put(
        house,
        a_lamp("a", address="/dev/a", protocol="lcus"),
        a_lamp("b", address="/dev/b", protocol="lcus"),
    )
    put(
        house,
        a_lamp("a", address="/dev/b", protocol="lcus"),
        a_lamp("b", address="/dev/a", protocol="lcus"),
    )
    assert house.services.board.view.content.hall.lamp["a"].address == "/dev/b"


def test_a_lamp_changed_since_it_was_looked_at_is_left_as_it_is(house: House) -> None:
    put(house, a_lamp("a"), seen={"a": ""})
    was = mark(house.services.board.view.content.hall.lamp["a"])
    put(house, a_lamp("a", name={"zh": "改名"}), seen={"a": was})
    for seen, code in (({"a": was}, "changed"), ({"a": ""}, "taken"), ({"b": was}, "gone")):
        with pytest.raises(Refused) as refused:
            put(house, a_lamp(next(iter(seen))), seen=seen)
        assert refused.value.code == code
    assert house.services.board.view.content.hall.lamp["a"].name["zh"] == "改名"


def test_a_new_lamp_is_lit_at_once_and_a_removed_one_let_go(house: House) -> None:
    lights = house.services.lights
    lights.start()
    put(house, a_lamp("new", about=["window/7"], on_stop="off"))
    lamp = lights.simulated("new")
    with lamp.changed:
        assert lamp.changed.wait_for(lambda: lamp.pattern == Pattern(green=Light.ON), 3)
    house.services.board.do(SetWindow("window/7", open=False), GUIDE)
    with lamp.changed:
        assert lamp.changed.wait_for(lambda: lamp.pattern == Pattern(yellow=Light.ON), 3)
    put(house, remove=("new",))
    assert "new" not in lights.health()
    with lamp.changed:
        assert lamp.changed.wait_for(lambda: lamp.pattern == Pattern(), 3)


# ---------------------------------------------------------------- the API


def test_a_lamp_is_made_changed_and_removed(house: House, admin: Client) -> None:
    made = admin.put("new", a_lamp(sounder=True))
    assert made.status_code == 201 and made.json and made.json["name"] == {"zh": "新灯"}
    assert admin.put("new", a_lamp()).status_code == 200
    found = admin.get().json
    assert found and found["lamps"][-1]["id"] == "new" and found["lamps"][-1]["sounder"] is False
    assert admin.delete("new").status_code == 204
    gone = admin.delete("new")
    assert gone.status_code == 404 and gone.json and gone.json["code"] == "unknown-lamp"
    events = [r for r in house.services.store.events() if r.event.type.startswith("lamp_")]
    assert [(r.actor.name, r.event.type) for r in events] == [
        ("token:admin", "lamp_put"), ("token:admin", "lamp_put"), ("token:admin", "lamp_removed"),
    ]  # fmt: skip


def test_a_put_repeated_with_its_key_is_done_once(house: House, admin: Client) -> None:
    assert admin.put("new", a_lamp(), "k").status_code == 201
    before = house.services.board.view.revision
    assert admin.put("new", a_lamp(), "k").status_code == 200
    other = admin.put("new", a_lamp(sounder=True), "k")
    assert other.status_code == 409 and other.json and other.json["code"] == "key-reused"
    assert house.services.board.view.revision == before


def test_a_put_repeated_after_the_lamp_was_removed_brings_nothing_back(
    house: House, admin: Client
) -> None:
    assert admin.put("new", a_lamp(), "k").status_code == 201
    assert admin.delete("new").status_code == 204
    again = admin.put("new", a_lamp(), "k")
    assert again.status_code < 300 and "new" not in ids(house)


WRONG: list[tuple[dict[str, Any], str]] = [
    (a_lamp(id="other"), "id"),
    (a_lamp(address="spy:///dev/x"), "address"),
    (a_lamp(address="loop://"), "address"),
    (a_lamp(address="hwgrep://x"), "address"),
    (a_lamp(address="ttyUSB0"), "address"),
    (a_lamp(address="socket://10.0.0.1:4001"), "address"),
    (a_lamp(address="/dev/x" * 99), "address"),
    (a_lamp(address="/dev/x#248", protocol="modbus_relay"), "unit"),
    (a_lamp(address="/dev/x#5"), "unit"),
    (
        a_lamp(address="/dev/x", protocol="lcus", channels={"red": 9, "yellow": 1, "green": 2}),
        "channels.red",
    ),
    (
        a_lamp(address="/dev/x", protocol="lcus", channels={"red": 1, "yellow": 1, "green": 2}),
        "channels",
    ),
    (a_lamp(protocol="custom", frames={"channel": {"red": {"on": "XY", "off": "00"}}}), "frames"),
    (a_lamp(protocol="custom", frames={"channel": {"red": {"on": "123", "off": "00"}}}), "frames"),
    (a_lamp(protocol="custom"), "frames"),
    (a_lamp(protocol="modbus_registers"), "map"),
    (a_lamp(protocol="telepathy"), "protocol"),
    (a_lamp(baud=12345), "baud"),
    (a_lamp(name={"en": "only"}), "name"),
    (a_lamp(name={"zh": "灯" * 201}), "name"),
    (a_lamp(about=[]), "about"),
    (a_lamp(about=["window/99"]), "about"),
    (a_lamp(colours=["pink"]), "colours"),
    (a_lamp(colours=[]), "colours"),
    (a_lamp(blink_hz=-1), "blink_hz"),
    (a_lamp(gap_ms=10_001), "gap_ms"),
    (a_lamp(hologram=True), "hologram"),
    ({key: value for key, value in a_lamp().items() if key != "about"}, "about"),
]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory, sample: Content) -> Iterator[House]:
    """A hall in which nothing is ever stored."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "read", lambda directory, known_good=None: sample)
        built = started(tmp_path_factory.mktemp("still"))
    yield built
    built.close()


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [
        (None, 401, 401),
        ("reader", 200, 403),
        ("raiser", 200, 403),
        ("clearer", 200, 403),
        ("admin", 200, 201),
    ],
)
def test_any_token_reads_lamps_and_only_an_admin_s_sets_them_up(
    still: House, name: str | None, reads: int, writes: int
) -> None:
    client = Client(still, name)
    assert client.get().status_code == reads
    assert client.put("new", a_lamp()).status_code == writes
    assert ("new" in ids(still)) is (writes == 201)
    assert client.delete("new").status_code == (204 if writes == 201 else writes)
    assert "new" not in ids(still)


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_a_wrong_lamp_is_refused_with_its_key_in_both_languages(
    still: House, body: dict[str, Any], field: str
) -> None:
    before = still.services.board.view.revision
    answer = Client(still, "admin").put("new", body)
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    said = json.loads(answer.data)
    assert said["field"] == field, said
    assert (
        any("\u4e00" <= letter <= "\u9fff" for letter in said["detail_zh"])
        and said["detail"].isprintable()
    ), said
    assert still.services.board.view.revision == before and "new" not in ids(still)


def test_numbers_beyond_all_bounds_are_no_lamp_s(still: House) -> None:
    client = still.app.test_client()
    headers = {"Authorization": f"Bearer {TOKENS['admin'][0]}", "Content-Type": "application/json"}
    for number in ("1e999", "NaN", "-Infinity"):
        body = json.dumps(a_lamp(blink_hz=0.5)).replace("0.5", number)
        assert client.put("/api/v1/lamps/new", data=body, headers=headers).status_code in (400, 422)
    assert "new" not in ids(still)
