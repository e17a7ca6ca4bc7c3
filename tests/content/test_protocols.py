"""A protocol that every lamp of a hall speaks: one slip in its file is one mistake, in that file, and
no lamp is told of it."""

import random
import re
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from signage.language.mistake import Mistake
from tests.content.mutations import Mutation, toml
from tests.content.test_mutations import CONTENT, judged, written
from tests.halls.seeds import LONG

pytestmark = pytest.mark.laws

NAMES = tuple(path.stem for path in sorted((CONTENT / "protocols").glob("*.toml")))
EACH = 400 if LONG else 6
FRAMES = "protocols/alarm_v2.toml"


def speaking(name: str, hall: Path) -> Path:
    """The small hall, each of its lamps on an adapter of its own, and the protocol's file."""
    written("small", hall)
    lamps = (hall / "lamps.toml").read_text("utf-8")
    own = f'address = "sim://own-\\1"\nprotocol = "{name}"\ncolours = ["red"]\n'
    lamps = re.sub(r"protocol = .*\n", "", lamps)
    lamps = re.sub(r'(?<=id = "lamp-)([0-9]+)("(?s:.)*?)address = .*\n', rf"\1\2{own}", lamps)
    (hall / "lamps.toml").write_text(lamps, "utf-8")
    return hall / "protocols" / f"{name}.toml"


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    return tmp_path / "hall"


def told_of(hall: Path) -> list[Mistake]:
    try:
        contents.read(hall)
    except ContentError as error:
        return error.mistakes
    return []


def sampled(file: str, text: str) -> list[Mutation]:
    listed = [m for m in toml(file, text) if m.sort in ("key", "header", "closed", "bare")]
    return random.Random(file).sample(listed, min(EACH, len(listed)))  # noqa: S311  # no secret


@pytest.mark.laws
@pytest.mark.parametrize("name", NAMES)
def test_one_slip_in_a_protocol_that_all_lamps_speak_is_one_mistake_in_its_file(
    name: str, hall: Path
) -> None:
    path = speaking(name, hall)
    before, text, wrong = contents.read(hall), path.read_text("utf-8"), list[str]()
    for mutation in sampled(f"protocols/{name}.toml", text):
        path.write_bytes(mutation.data)
        told = told_of(hall)
        if fault := judged(before, hall, mutation):
            wrong.append(f"{mutation} [{mutation.sort}]: {fault}")
        elif len(told) > 1 or any(m.file != mutation.file and not m.lacks for m in told):
            wrong.append(f"{mutation}: {len(told)}: {'; '.join(map(str, told[:3]))}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def slip(hall: Path, was: str, now: str) -> Mistake:
    path = speaking("alarm_v2", hall)
    text = path.read_text("utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, now), "utf-8")
    (one,) = told_of(hall)
    return one


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"off"', '"offs"'), ('"red on"', '"redon"'), ('"red fast"', '"red ast"'), ('"sounder"', '"sounders"'),
        ('"red slow + sounder"', '"red slow  sounder"'), ('"red on + sounder"', '"red on ++ sounder"'),
    ],
)  # fmt: skip
def test_a_state_misspelt_is_named_where_it_stands_with_the_one_that_was_meant(
    was: str, now: str, hall: Path
) -> None:
    one = slip(hall, was, now)
    bare = now.strip('"')
    assert (one.file, one.key) == (FRAMES, f"frames.whole.{bare}") and bare in one.wrong
    assert one.remedy == f"did you mean {was.strip(chr(34))}?"


@pytest.mark.parametrize(
    "now", ['"RED on"', '"Red  On"', '"ｒｅｄ　ｏｎ"', '" red on "']
)  # fmt: skip
def test_a_state_in_other_letters_is_the_same_state(now: str, hall: Path) -> None:
    path = speaking("alarm_v2", hall)
    before = contents.read(hall).hall
    path.write_text(path.read_text("utf-8").replace('"red on"', now, 1), "utf-8")
    assert contents.read(hall).hall == before


@pytest.mark.parametrize("now", ["MAP.cells", "Map.cells", "mapp.cells", "MAP.CELLS"])
def test_a_part_of_a_table_under_a_misspelt_name_is_not_told_as_missing_too(
    now: str, hall: Path
) -> None:
    path = speaking("tl60", hall)
    path.write_text(path.read_text("utf-8").replace("[map.cells]", f"[{now}]"), "utf-8")
    (one,) = told_of(hall)
    assert one.key == now.partition(".")[0] and one.remedy.startswith("did you mean map?")


def test_a_frame_that_is_wrong_is_named_where_it_stands(hall: Path) -> None:
    one = slip(hall, '"sounder" = "01 10', '"sounder" = "01 1O')
    assert (one.file, one.key) == (FRAMES, "frames.whole.sounder") and "1O" in one.wrong


def test_a_state_that_has_no_frame_is_named(hall: Path) -> None:
    one = slip(hall, '"off" = "01 10 00 1A 00 01 00 {crc16}"\n', "")
    assert (one.file, one.key) == (FRAMES, "frames.whole") and "off" in one.wrong


def test_two_frames_for_one_state_are_told(hall: Path) -> None:
    one = slip(hall, '"sounder" =', '"RED ON" = "01"\n"sounder" =')
    assert one.file == FRAMES and one.key in ("frames.whole.RED ON", "frames.whole.red on")


def test_a_state_misspelt_in_a_lamp_s_own_frames_is_named_where_it_stands(hall: Path) -> None:
    speaking("alarm_v2", hall)
    path = hall / "lamps.toml"
    own = '"custom"\nframes.whole = { off = "00", "red onn" = "01" }'
    path.write_text(path.read_text("utf-8").replace('"alarm_v2"', own, 1), "utf-8")
    (one,) = told_of(hall)
    assert (one.file, one.key) == ("lamps.toml", "lamps[0].frames.whole.red onn")
    assert one.remedy == "did you mean red on?"


@pytest.mark.parametrize("protocol", ["alarm_v3", "Alarm_v2", "modbus_rely"])
def test_lamps_of_a_protocol_that_is_not_there_are_told_once(protocol: str, hall: Path) -> None:
    speaking("alarm_v2", hall)
    path = hall / "lamps.toml"
    path.write_text(path.read_text("utf-8").replace('"alarm_v2"', f'"{protocol}"'), "utf-8")
    (one,) = told_of(hall)
    meant = "modbus_relay" if "rely" in protocol else "alarm_v2"
    assert one.file == "lamps.toml" and one.key == "lamps[0].protocol" and one.lacks == protocol
    assert (
        one.wrong.startswith(f"there is no {protocol}") and f"did you mean {meant}?" in one.remedy
    )


CODEC = """id = "ours"
name = { zh = "新灯", en = "New lamp" }
about = { zh = "一帧说明整灯。", en = "One frame for the whole lamp." }
source = "its manual"
codec = "banner"
"""


def test_a_codec_named_by_a_file_lights_every_lamp_or_is_told_once(hall: Path) -> None:
    path = speaking("ours", hall)
    path.write_text(CODEC, "utf-8")
    assert told_of(hall) == [] and sampled("protocols/ours.toml", CODEC)
    path.write_text(CODEC.replace("banner", "baner"), "utf-8")
    (one,) = told_of(hall)
    assert one.file == "protocols/ours.toml" and "baner" in one.wrong and "banner" in one.wrong
