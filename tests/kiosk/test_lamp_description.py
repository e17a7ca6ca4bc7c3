"""Lamps described while running stand over those of the content; files and forms bring the same back."""

from functools import cached_property
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import faults
from devices.protocols.table import PROFILES
from kiosk.custody.lamps import from_toml, key_of, to_toml
from kiosk.staff.facilities.lamp_form import field_of, filled, lamp_in
from signage.decide import decide
from signage.deciding.lamps import LAMPS_MAX
from signage.hall.described import MarkedKinds
from signage.hall.model import Hall, Lamp
from signage.rules.refusal import Refused
from signage.shows.lamps import TIERS
from signage.situation.commands import SetLamps
from signage.situation.configured_lamps import described, unreadable
from signage.situation.events import LampChecked, LampPut, LampRemoved, Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor
from tests import catalogues
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, NOON, STRANGER, SUPERVISOR, TABLET
from tests.kiosk.test_lamps import KEEPER, a_lamp


def recorded(*events: object) -> list[Recorded]:
    return [Recorded(at, NOON, KEEPER, event) for at, event in enumerate(events, start=1)]


def test_a_lamp_set_up_while_running_stands_over_the_content_s_in_its_place() -> None:
    hall = described(HALL, fold(recorded(LampPut(a_lamp("lamp-2")), LampPut(a_lamp("new")))))
    assert [lamp.id for lamp in hall.lamps] == ["lamp-1", "lamp-2", "lamp-night", "new"]
    assert (
        hall.lamp["lamp-2"].address == "sim://lamp-2" and HALL.lamp["lamp-2"].address == "sim://2"
    )
    assert described(HALL, NOTHING) is HALL


CACHED = sorted(
    name
    for name, of in vars(Hall).items()
    if isinstance(of, cached_property) and name != "marked"  # its catalogue's, not its files'
)


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


def test_a_hall_that_takes_up_its_catalogue_forgets_what_went_by_another() -> None:
    before = HALL.model_copy()
    assert before.marked == before.undelayed.marked
    now = before.knowing(MarkedKinds(crowd="CROWD-OF-ITS-OWN"))
    assert now.marked == now.undelayed.marked == MarkedKinds(crowd="CROWD-OF-ITS-OWN")
