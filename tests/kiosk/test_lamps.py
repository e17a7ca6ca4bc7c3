"""Lamps set up while running: over those of the content, kept by a restart, judged together, and
the API for them."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from devices.codecs import faults
from devices.lines.addresses import Allowed
from devices.protocols.table import PROFILES
from kiosk.content import reader as contents
from kiosk.content.reader import Content
from kiosk.custody.lamps import from_toml, key_of, mark, set_lamps, to_toml, unlit
from kiosk.serving.pins import make_token
from kiosk.staff.facilities.lamp_form import field_of, filled, lamp_in
from kiosk.wiring import House, build
from signage.decide import decide
from signage.deciding.lamps import LAMPS_MAX
from signage.hall.model import Hall, Lamp
from signage.rules.refusal import Refused
from signage.shows.lamps import TIERS, Light, Pattern
from signage.situation.commands import CheckLamp, SetLamps, SetWindow
from signage.situation.configured_lamps import described, unreadable
from signage.situation.events import LampChecked, LampPut, LampRemoved, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor
from tests import catalogues
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, NOON, STRANGER, SUPERVISOR, TABLET, Clock

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


def recorded(*events: object) -> list[Recorded]:
    return [Recorded(at, NOON, KEEPER, event) for at, event in enumerate(events, start=1)]


# ---------------------------------------------------------------- the description


def test_a_lamp_set_up_while_running_stands_over_the_content_s_in_its_place() -> None:
    hall = described(HALL, fold(recorded(LampPut(a_lamp("lamp-2")), LampPut(a_lamp("new")))))
    assert [lamp.id for lamp in hall.lamps] == ["lamp-1", "lamp-2", "lamp-night", "new"]
    assert (
        hall.lamp["lamp-2"].address == "sim://lamp-2" and HALL.lamp["lamp-2"].address == "sim://2"
    )
    assert described(HALL, NOTHING) is HALL


CACHED = sorted(name for name, of in vars(Hall).items() if isinstance(of, cached_property))


@pytest.mark.parametrize("name", CACHED)
def test_whatever_the_hall_keeps_worked_out_knows_the_lamps_set_up_while_running(name: str) -> None:
    """``undelayed`` is what the last filing days go by: a lamp that it did not know stayed dark on
    them."""
    before = HALL.model_copy()
    for each in CACHED:
        getattr(before, each)
    after = described(before, fold(recorded(LampPut(a_lamp()))))
    kept, anew = (
        getattr(hall, name)
        for hall in (after, Hall.model_validate(after.model_dump(by_alias=True)))
    )
    # Where nothing puts anybody off the hall keeps itself, and to compare it would never end.
    assert (kept.lamps == anew.lamps) if isinstance(kept, Hall) else kept == anew


def test_a_removed_lamp_stays_away_though_the_content_has_it_until_it_is_put_again() -> None:
    gone = recorded(LampPut(a_lamp("new")), LampRemoved("new"), LampRemoved("lamp-1"))
    assert set(described(HALL, fold(gone)).lamp) == {"lamp-2", "lamp-night"}
    back = fold([*gone, *recorded(LampPut(a_lamp("lamp-1")))])
    assert described(HALL, back).lamp["lamp-1"].name["zh"] == "新灯"


def test_a_lamp_of_another_version_is_told_and_burns_as_the_content_says() -> None:
    odd = {"hologram": True}
    situation = fold(recorded(LampPut(a_lamp("lamp-1") | odd), LampPut(a_lamp("new") | odd)))
    assert unreadable(situation) == ("lamp-1", "new")
    hall = described(HALL, situation)
    assert hall.lamp["lamp-1"] == HALL.lamp["lamp-1"] and "new" not in hall.lamp


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=8), st.none() | st.text() | st.integers() | st.lists(st.text())
        ),
        max_size=5,
    )
)
def test_no_log_breaks_the_description(entries: list[dict[str, Any]]) -> None:
    events = [LampPut(entry) for entry in entries] + [LampRemoved("?"), LampChecked("?", True, "")]
    hall = described(HALL, fold(recorded(*events)))
    assert set(HALL.lamp) <= set(hall.lamp)


@pytest.mark.parametrize("actor", [GUIDE, SUPERVISOR, TABLET, STRANGER, Actor("system", "system")])
def test_only_facilities_and_admins_describe_lamps(actor: Actor) -> None:
    for command in (SetLamps((a_lamp(),)), SetLamps((), ("lamp-1",))):
        with pytest.raises(Refused) as refused:
            decide(HALL, CATALOGUE, NOTHING, command, actor, NOON)
        assert refused.value.code == "not-allowed"


def test_all_lamps_of_a_command_or_none() -> None:
    good = [a_lamp("a"), a_lamp("b")]
    for wrong, code, field in (
        (a_lamp("c", about=["window/99"]), "unknown-about", "about"),
        (a_lamp("a"), "duplicate-lamp", "id"),
        (a_lamp("c", colours=["pink"]), "bad-lamp", "colours.0"),
        (a_lamp("c", channels={"pink": 1}), "bad-lamp", "channels.pink"),
        (a_lamp("c", blink_hz=float("nan")), "bad-lamp", "blink_hz"),
        (a_lamp("c", colours=["red", "red"]), "bad-lamp", "colours"),
    ):
        with pytest.raises(Refused) as refused:
            decide(HALL, CATALOGUE, NOTHING, SetLamps((*good, wrong)), KEEPER, NOON)
        assert (refused.value.code, refused.value.field) == (code, field)
        assert wrong["id"] in refused.value.words["zh"] and wrong["id"] in refused.value.words["en"]
    with pytest.raises(Refused, match="lamp-9"):
        decide(HALL, CATALOGUE, NOTHING, SetLamps(tuple(good), ("lamp-9",)), KEEPER, NOON)
    with pytest.raises(Refused, match="At most"):
        decide(HALL, CATALOGUE, NOTHING, SetLamps((a_lamp(),) * (LAMPS_MAX + 1)), KEEPER, NOON)
    assert (
        len(
            decide(
                HALL, CATALOGUE, NOTHING, SetLamps(tuple(good), ("lamp-1", "lamp-1")), ADMIN, NOON
            ).events
        )
        == 3
    )


# ---------------------------------------------------------------- files and forms

hexes = st.binary(min_size=1, max_size=6).map(lambda data: data.hex(" "))
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)
names = st.fixed_dictionaries(
    {"zh": words.map(lambda text: f"灯{text}")}, optional={"en": words, "bo": words}
)
tiers = st.lists(
    st.sampled_from(("red", "yellow", "green", "blue", "white")), min_size=1, unique=True
)
frames = st.fixed_dictionaries(
    {"channel": st.dictionaries(
        st.sampled_from(("red", "green", "sounder")), st.fixed_dictionaries({"on": hexes, "off": hexes}), min_size=1)},
    optional={"open": st.lists(hexes, max_size=2), "reply": st.sampled_from(("", "echo", "06 xx"))},
)  # fmt: skip
maps = st.fixed_dictionaries(
    {"cells": st.dictionaries(
        st.sampled_from(("red", "green")),
        st.fixed_dictionaries({"at": st.integers(0, 9), "on": st.just(1)}, optional={"fast": st.integers(2, 9)}),
        min_size=1)},
    optional={"function": st.sampled_from((5, 6)), "reply": st.sampled_from(("echo", "none"))},
)  # fmt: skip
described_lamps = st.fixed_dictionaries(
    {"id": st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z"), "name": names, "about": st.just(["window/1", "hall"]),
     "address": st.sampled_from(("/dev/x", "/dev/serial/by-id/x#12", "sim://x?mute#2")), "colours": tiers},
    optional={
        "protocol": st.sampled_from(("adafruit_tower", "modbus_relay", "custom")), "sounder": st.booleans(),
        "blink_hz": st.floats(0.1, 20), "baud": st.sampled_from((9600, 115200)), "parity": st.sampled_from("NEO"),
        "bits": st.sampled_from((7, 8)), "stop": st.sampled_from((1, 2)), "gap_ms": st.integers(0, 99),
        "reply_ms": st.integers(0, 99), "settle_ms": st.integers(0, 99), "size": st.integers(1, 64),
        "channels": st.dictionaries(st.sampled_from(("red", "sounder")), st.integers(1, 8)), "frames": frames,
        "map": maps, "on_stop": st.sampled_from(("hold", "off", "fault")),
        "reassert_s": st.floats(0.5, 3600),
    },
).map(Lamp.model_validate)  # fmt: skip


@given(st.lists(described_lamps, min_size=1, max_size=4, unique_by=lambda lamp: lamp.id))
def test_an_export_read_again_is_the_same_lamps(lamps: list[Lamp]) -> None:
    assert [Lamp.model_validate(lamp) for lamp in from_toml(to_toml(lamps))] == lamps


@given(described_lamps)
def test_a_form_sent_back_untouched_changes_nothing_of_its_lamp(lamp: Lamp) -> None:
    """But a relay of a light that the lamp does not have is forgotten, and colours stand in their
    usual order."""
    profile = PROFILES[lamp.protocol]
    sent = Lamp.model_validate(lamp_in(filled(lamp, profile), lamp))
    wanted = (
        *(tier for tier in TIERS if tier in lamp.colours),
        *(("sounder",) if lamp.sounder else ()),
    )
    kept = {name: relay for name, relay in lamp.channels.items() if name in wanted}
    usual = dict(zip((*lamp.colours, *wanted[len(lamp.colours) :]), range(1, 9), strict=False))
    relays = kept if lamp.channels or profile.first_relay is None else usual
    name = {lang: text.strip() for lang, text in lamp.name.items() if text.strip()}
    same = {"channels": relays, "colours": wanted[: len(lamp.colours)], "name": name}
    assert sent.model_copy(
        update={"name": {k: v.strip() for k, v in sent.name.items()}}
    ) == lamp.model_copy(update=same)


def test_every_fault_of_a_driver_is_put_beside_a_field() -> None:
    """A sentence that is changed there and not found here would be told at the top of the form
    alone."""
    about = {
        "address": (
            faults.SCHEME,
            faults.NETWORK_FORM,
            faults.HOST,
            faults.SIMULATOR_OFF,
            faults.SHARED,
        ),
        "unit": (faults.UNIT, faults.UNIT_RANGE),
        "channels.red": (faults.CHANNEL, faults.UNWIRED),
        "channels": (faults.CHANNEL_SHARED, faults.CHANNEL_TWICE),
        "size": (faults.SIZE,),
        "map": (faults.NEEDS_MAP,),
        "frames": (faults.FRAME, faults.FRAME_STATE, faults.FRAME_BOTH, faults.NEEDS_FRAMES),
        "baud": (faults.BAUD, faults.LINE_CONFLICT),
        "protocol": (faults.PROTOCOL,),
    }
    values = dict.fromkeys(
        ("address", "host", "unit", "protocol", "other", "number", "first", "last", "size"), "7"
    )
    values |= dict.fromkeys(("known", "wrong", "baud"), "x") | {"channel": "red", "state": "red on"}
    for key, sentences in about.items():
        for words in sentences:
            given = {name: values[name] for name in catalogues.fields(words["en"])}
            assert key_of(faults.permanent(words, **given)) == key, words
    assert key_of(faults.permanent(faults.FRAME, state="reply", wrong="x")) == "frames.reply"
    assert key_of(faults.permanent(faults.GONE, path="/dev/x")) == "lamp"
    keys = ("channels.red", "frames.reply", "name", "name.en", "colours.0", None, "lamp")
    fields = ["channel_red", "frames_reply", "name_zh", "name_en", "colours", None, "address"]
    assert [field_of(key) for key in keys] == fields


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
