"""From a described lamp to its codec: relays, shared boards, units, settings; each mistake has its
sentence."""

import tomllib
from pathlib import Path

import pytest

from devices.codecs.codec import BLINKS, Display
from devices.codecs.config import LampConfig
from devices.codecs.faults import DeviceError
from devices.codecs.patlite import PatlitePhe
from devices.codecs.sign_line import ascii_line, ascii_lines
from devices.lines.addresses import Allowed, address
from devices.lines.drivers import PROTOCOLS, plan
from devices.protocols.hall_protocols import makers, named, require_usable
from devices.protocols.profiles import ANSWERS, BLINKING, SETTINGS
from devices.protocols.table import probe
from devices.schedule.desired import Duty
from signage.hall.model import Lamp
from signage.hall.wires import NamedProtocol
from signage.shows.lamps import DARK, Light, Pattern
from tests.devices.configs import changed, lamp_config
from tests.devices.lamp_rigs import Facts, LightsOf
from tests.devices.protocol_files import FOLDER, PROTOCOL_FILES
from tests.devices.test_codec_laws import CODECS, TABLE
from tests.devices.wire_rigs import KINDS, WireRig

RED, GREEN = Pattern(red=Light.ON), Pattern(green=Light.ON)


def lamp(
    name: str = "a", address: str = "/dev/x", protocol: str = "modbus_relay", **more: object
) -> LampConfig:
    return lamp_config(name, address, protocol, **more)  # type: ignore[arg-type]  # a test passes what the fields say


def wrong(*lamps: LampConfig) -> dict[str, str]:
    return {
        name: error.message["en"]
        for name, error in plan(lamps, makers(TABLE), Allowed()).wrong.items()
    }


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (
            lamp(channels={"red": 1, "yellow": 2, "green": 9}),
            "green is on relay 9, but this board has 1 to 8",
        ),
        (lamp(channels={"red": 0, "yellow": 2, "green": 3}), "red is on relay 0"),
        (lamp(channels={"red": 1, "yellow": 2, "green": 1}), "One relay is used twice"),
        (lamp(channels={"red": 1, "yellow": 2}), "No relay is named for green"),
        (
            lamp(sounder=True, channels={"red": 1, "yellow": 2, "green": 3}),
            "No relay is named for sounder",
        ),
        (lamp(protocol="lcus", size=2), "green is on relay 3, but this board has 1 to 2"),
        (
            lamp(protocol="numato", channels={"red": 8, "yellow": 1, "green": 2}),
            "this board has 0 to 7",
        ),
        (lamp(protocol="numato", size=5), "5 relays is not supported: choose 1, 2, 4"),
        (lamp(protocol="kmtronic", size=16), "16 relays is not supported"),
        (lamp(address="/dev/x#0"), "unit address 0 is not valid: write #1 to #247"),
        (lamp(address="/dev/x#248"), "unit address 248"),
        (lamp(address="/dev/x#one"), "unit address one"),
        (lamp(address="/dev/x#64", protocol="r421a08"), "write #0 to #63"),
        (lamp(address="/dev/x#3", protocol="lcus"), "remove #3"),
        (lamp(protocol="modbus_registers"), "needs a register map"),
        (lamp(protocol="custom"), "needs the frames"),
        (lamp(baud=12345), "12345 is not supported"),
        (lamp(protocol="telepathy"), "Unknown protocol"),
    ],
)
def test_a_lamp_that_can_never_work_is_told_why(one: LampConfig, says: str) -> None:
    assert says in wrong(one)["a"]


@pytest.mark.parametrize(
    ("one", "two", "says"),
    [
        ({"channels": {"red": 1}}, {"channels": {"red": 2}}, None),
        (
            {"channels": {"red": 1}},
            {"channels": {"red": 1}},
            "Relay 1 already belongs to the lamp a",
        ),
        ({"address": "/dev/x#1"}, {"address": "/dev/x#2"}, None),
        ({"address": "/dev/x"}, {"address": "/dev/x#1"}, "Relay 1 already belongs"),
        ({"address": "/dev/x#1"}, {"address": "/dev/x#2", "baud": 19200}, "other line settings"),
        (
            {"protocol": "lcus", "channels": {"red": 1}},
            {"protocol": "lcus", "channels": {"red": 2}},
            None,
        ),
        (
            {"protocol": "devantech_rly"},
            {"protocol": "devantech_rly", "channels": {"red": 4}},
            "already drives",
        ),
        (
            {"protocol": "lcus"},
            {"protocol": "kmtronic", "channels": {"red": 4}},
            "already drives the lamp a",
        ),
        ({"address": "/dev/x#1"}, {"address": "/dev/x#2", "protocol": "r421a08"}, None),
        (
            {"address": "/dev/x#1"},
            {"address": "/dev/x#1", "protocol": "modbus_coil_lamp"},
            "already drives",
        ),
    ],
)
def test_lamps_share_a_line_by_unit_and_a_board_by_relays(
    one: dict[str, object], two: dict[str, object], says: str | None
) -> None:
    usual: dict[str, object] = {"colours": ("red",)}
    told = wrong(lamp("a", **(usual | one)), lamp("b", **(usual | two)))  # type: ignore[arg-type]  # as above
    assert told == {} if says is None else says in told["b"]


def test_two_lamps_on_one_board_are_right_side_by_side(
    tmp_path: Path, lights_of: LightsOf, facts: Facts, request: pytest.FixtureRequest
) -> None:
    rig = WireRig(tmp_path, "lamp", KINDS["modbus relay board"])
    request.addfinalizer(rig.close)
    left = changed(rig.lamp, id="left", colours=("red",), sounder=False, channels={"red": 1})
    right = changed(rig.lamp, id="right", colours=("red",), sounder=False, channels={"red": 3})
    lights = lights_of(left, right, reassert_s=0.05)
    lights.show({"left": RED, "right": RED})
    rig.shows(Pattern(red=Light.ON, green=Light.ON))
    lights.show({"left": DARK})
    rig.shows(GREEN)
    for name, pattern in (("left", DARK), ("right", RED)):
        fact = facts.wait(
            lambda f, name=name, pattern=pattern: (f.lamp, f.actual) == (name, pattern)
        )
        assert fact.health == "verified"


def test_a_key_pressed_on_the_lamp_is_found_and_corrected(
    tmp_path: Path, lights_of: LightsOf, facts: Facts, request: pytest.FixtureRequest
) -> None:
    """The Clear switch of a Patlite: a person darkens the tower, and the hall's state comes
    back."""
    rig = WireRig(tmp_path, "lamp", KINDS["Patlite PHE"])
    request.addfinalizer(rig.close)
    lights = lights_of(rig.lamp, reassert_s=0.05)
    lights.show({"lamp": RED})
    rig.shows(RED)
    facts.wait(lambda f: f.agrees)
    rig.power_cycle()
    rig.shows(RED)
    assert any(fact.actual == DARK and "something else" in fact.reason["en"] for fact in facts.told)


def drain(duty: Duty, now: float, shows: Pattern | None = None) -> list[str]:
    """What goes out until nothing is due; an asked lamp shows ``shows``, else what was expected."""
    sent = []
    while True:
        frame, repeat = duty.urgent(now), False
        if frame is None:
            frame, repeat = duty.again(now), True
        if frame is None:
            return sent
        sent.append(frame.data.decode())
        duty.wrote(shows if repeat and shows is not None else frame.after, now, repeat)
        shows = None


def test_a_readable_lamp_is_told_once_and_asked_once() -> None:
    duty = Duty(PatlitePhe(), frozenset({"red", "yellow", "green"}), True, None, 10.0)
    duty.want(RED, 0.0)
    assert not duty.settled(0.0)
    assert drain(duty, 0.0) == ["@??S100000!", "@??G!"]
    assert duty.settled(0.0)
    assert drain(duty, 9.9) == []
    assert drain(duty, 10.0) == ["@??G!"]
    assert drain(duty, 20.0, shows=DARK) == ["@??G!", "@??S100000!", "@??G!"]
    duty.want(GREEN, 21.0)
    assert drain(duty, 21.0) == ["@??S001000!", "@??G!"]
    assert drain(duty, 30.9) == []


def test_a_blink_edge_of_a_readable_lamp_is_not_asked_about() -> None:
    duty = Duty(PatlitePhe(), frozenset({"red", "yellow", "green"}), True, None, 10.0)
    duty.want(Pattern(red=Light.SLOW), 0.0)
    assert drain(duty, 0.0) == ["@??S100000!", "@??G!"]
    assert drain(duty, 3.0) == ["@??S000000!"]
    assert drain(duty, 4.0) == ["@??S100000!"]


def test_words_go_to_text_devices_and_lamps_never_see_them() -> None:
    sign = Duty(CODECS["cd5220"], frozenset({"red"}), False, None, 10.0)
    sign.want(Display.of(RED, "FIRE"), 0.0)
    assert sign.wanted == Display.of(RED, "FIRE") and sign.lost == {}
    assert sign.target(0.4) == sign.wanted, "its lights only colour words, nothing blinks them"
    tower = Duty(PatlitePhe(), frozenset({"red"}), False, None, 10.0)
    tower.want(Display.of(RED, "FIRE"), 0.0)
    assert tower.wanted == RED and not isinstance(tower.wanted, Display)
    assert not tower.want(Display.of(RED, "OTHER"), 1.0)
    assert (
        str(Display.of(RED, "FIRE")) == "red on “FIRE”" and Display.of(RED, "FIRE").pattern == RED
    )


def test_letters_a_display_lacks_do_not_stop_it() -> None:
    assert ascii_line("Café  1\n火灾", 99) == "Cafe 1 ??"
    assert ascii_lines("Counter closed, please go to window 3", 20, 2) == (
        "Counter closed,     ",
        "please go to window ",
    )


@pytest.mark.parametrize(
    "name", [name for name, kind in KINDS.items() if TABLE[kind.protocol].probed]
)
def test_a_device_says_its_name_and_stays_as_it_is(name: str) -> None:
    kind = KINDS[name]
    peer, question = kind.peer(), probe(CODECS[kind.protocol])
    assert question is not None
    before = peer.shows()
    answer = peer.hear(question.data)
    assert question.read(answer[:1]) is None and question.read(answer)
    assert peer.shows() == before


@pytest.mark.parametrize("name", TABLE)
def test_every_protocol_is_offered_in_both_languages_with_known_settings(name: str) -> None:
    profile = TABLE[name]
    for words in (profile.name, profile.about, ANSWERS[profile.answers], BLINKING[profile.blinks]):
        assert words["zh"] and words["en"]
    assert set(profile.settings) <= SETTINGS.keys() and set(profile.defaults) <= SETTINGS.keys()
    assert set(profile.settings) - {"unit"} <= Lamp.model_fields.keys()
    assert "channels" not in profile.settings or profile.first_relay is not None


def test_the_example_of_the_readme_is_a_lamp_that_works() -> None:
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    block = next(part for part in readme.split("```") if part.startswith("toml\n[[lamps]]"))
    [example] = tomllib.loads(block.removeprefix("toml"))["lamps"]
    config = LampConfig.of(Lamp.model_validate(example))
    driver = plan([config], makers(TABLE), Allowed()).lines[config.address][0]
    assert driver.codec.change(DARK, RED)[0].data == b"\xa5\x00\x01\xa6"


def test_a_named_protocol_never_takes_the_place_of_ours() -> None:
    thief = PROTOCOL_FILES[0].model_copy(update={"id": "lcus"})
    assert named([thief])["lcus"].make == PROTOCOLS["lcus"]
    assert [*named(PROTOCOL_FILES)][-1] == "simulator"


def test_a_named_protocol_with_a_wrong_frame_is_told_by_its_state() -> None:
    broken = NamedProtocol.model_validate(
        {
            "id": "broken",
            "name": {},
            "about": {},
            "source": "",
            "frames": {"whole": {"off": "00", "red on": "0"}},
        }
    )
    with pytest.raises(DeviceError, match="red on"):
        require_usable(broken)
    with pytest.raises(DeviceError, match="needs a register map"):
        require_usable(broken.model_copy(update={"frames": None}))
    for protocol in PROTOCOL_FILES:
        require_usable(protocol)


def test_the_described_lamp_keeps_every_setting_of_its_wire() -> None:
    described = Lamp.model_validate(
        {
            "id": "x",
            "name": {},
            "about": [],
            "address": "/dev/x",
            "protocol": "modbus_relay",
            "baud": 19200,
            "parity": "E",
            "channels": {"red": 4},
            "on_stop": "fault",
            "reassert_s": 2.5,
            "frames": {"channel": {"red": {"off": "00", "on": "01"}}},
            "map": {"cells": {"red": {"at": 1, "on": 2}}},
        }
    )
    config = LampConfig.of(described)
    assert (config.baud, config.parity, config.channels, config.on_stop) == (
        19200,
        "E",
        {"red": 4},
        "fault",
    )
    assert (
        config.map == described.map
        and config.frames == described.frames
        and hash(config) == hash(config)
    )
    assert Lamp.model_validate(described.model_dump(mode="json")) == described


LIT = {"off": "00", "on": "01"}
BLINKING_TOO = LIT | {"slow": "02", "fast": "03"}
HALF = {"off": "00", "red on": "01", "red slow": "02", "red fast": "03", "green on": "04"}


@pytest.mark.parametrize(
    ("frames", "blinks"),
    [
        ({"channel": {"red": BLINKING_TOO, "green": BLINKING_TOO}}, "own"),
        ({"channel": {"red": BLINKING_TOO, "green": LIT}}, "ours"),
        ({"channel": {"red": BLINKING_TOO, "sounder": LIT}}, "own"),
        ({"whole": HALF}, "ours"),
        ({"whole": HALF | {"green slow": "05", "green fast": "06"}}, "own"),
    ],
)
def test_a_named_protocol_is_said_to_blink_as_its_codec_does(
    frames: dict[str, object], blinks: str
) -> None:
    protocol = NamedProtocol.model_validate(
        {
            "id": "own",
            "name": {"zh": "自"},
            "about": {"zh": "自"},
            "source": "test",
            "frames": frames,
        }
    )
    profile = named([protocol])["own"]
    tiers = tuple(channel for channel in profile.channels if channel != "sounder")
    lamp = LampConfig.model_construct(id="x", address="", protocol="own", colours=tiers)
    own = profile.make(lamp, "").capability.rates == BLINKS
    assert profile.blinks == blinks == ("own" if own else "ours")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "/dev/../etc/passwd", "/devil/ttyS0", "//dev/ttyS0", "/dev", "/proc/self/fd/0"],
)
def test_a_port_lies_in_a_directory_for_lamps(path: str) -> None:
    with pytest.raises(DeviceError) as error:
        address(path, Allowed(directories=frozenset({"/dev", "/run/lamps"})))
    assert error.value.permanent and "lamp_paths" in error.value.message["en"]


def test_ports_and_links_to_them_in_such_a_directory_are_taken() -> None:
    allowed = Allowed(directories=frozenset({"/dev", "/run/lamps"}))
    for path in ("/dev/serial/by-id/x", "/dev/pts/3", "/run/lamps/a", "/dev//ttyS0"):
        assert address(f"{path}#2", allowed).line == path


def test_wherever_nothing_is_set_any_path_is_taken() -> None:
    assert address("/tmp/tty", Allowed()).line == "/tmp/tty"
