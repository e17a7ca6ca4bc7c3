"""Slips that a whole run of the mutations found passing in silence, or told without a remedy or
many times."""

import re
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from signage.language.mistake import Mistake
from tests.content.test_mutations import written

pytestmark = pytest.mark.laws


def told(hall: Path, file: str, was: str, now: str) -> list[Mistake]:
    """What is said once the first ``was`` in a file is ``now``: mistakes, else what is new among
    the notes."""
    before = notes(hall)
    text = (hall / file).read_text("utf-8")
    assert re.search(was, text), was
    (hall / file).write_text(re.sub(was, now, text, count=1), "utf-8")
    try:
        return [note for note in contents.read(hall).notes if str(note) not in before]
    except ContentError as error:
        return error.mistakes


BEFORE: dict[frozenset[tuple[str, bytes]], set[str]] = {}
"""The notes on a hall, by the bytes of its files: it is copied anew for each slip."""


def notes(hall: Path) -> set[str]:
    files = frozenset(
        (str(path.relative_to(hall)), path.read_bytes())
        for path in hall.rglob("*")
        if path.is_file()
    )
    if files not in BEFORE:
        BEFORE[files] = {str(note) for note in contents.read(hall).notes}
    return BEFORE[files]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    written("small", tmp_path / "hall")
    return tmp_path / "hall"


@pytest.fixture
def storeys(tmp_path: Path) -> Path:
    written("two-storeys", tmp_path / "hall")
    return tmp_path / "hall"


def test_a_screen_that_names_an_exit_nobody_has_drawn(small: Path) -> None:
    (one,) = told(small, "plan.svg", '(screen-3[^"]*)exit=exit/1', r"\1exit=exi/t1")
    assert "exi/t1" in one.wrong and one.remedy == "did you mean exit/1?"


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    """Four storeys."""
    written("generated", tmp_path / "hall")
    return tmp_path / "hall"


def test_a_price_below_nothing(storeys: Path) -> None:
    (one,) = told(storeys, "schemes.toml", "16\\.0", "-16.0")
    assert one.key.endswith("prices.exit/1") and "-16" in one.wrong and one.remedy


def test_a_sign_for_what_a_kind_is_never_raised_on(small: Path) -> None:
    (one,) = told(small, "catalogue/devices.toml", r"signs\.window\b", "signs.windows")
    assert one.key.endswith(".signs") and one.remedy.startswith("did you mean window?")


def test_a_key_that_is_missing_is_named_in_the_remedy(small: Path) -> None:
    found = told(small, "catalogue/devices.toml", r"(?m)^sign = ", "signs = ")
    assert any("write sign" in one.remedy for one in found)


def test_a_table_written_whole_and_then_in_parts(small: Path) -> None:
    was = r"(?m)^sign = (.*\n(?:(?!\[\[).*\n)*?signs\.window)"
    found = told(small, "catalogue/devices.toml", was, r"signs = \1")
    assert any("signs" in one.remedy for one in found)


def test_a_system_for_online_filing_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    written("sample", tmp_path / "hall")
    (one,) = told(
        tmp_path / "hall", "hall.toml", '(?m)^system = "system/etax"', 'system = "system/etaxs"'
    )
    assert one.key == "online.system" and "system/etax?" in one.remedy


@pytest.mark.parametrize("file", ["services.toml", "screens.toml"])
def test_an_empty_file_is_told_as_one(small: Path, file: str) -> None:
    (small / file).write_text("", "utf-8")
    with pytest.raises(ContentError) as refused:
        contents.read(small)
    assert any(one.file == file and "empty" in one.wrong for one in refused.value.mistakes)


@pytest.mark.parametrize("now", ["floor/3s", "Floor/3", "flooor/3"])
def test_a_storey_that_cannot_be_read_says_nothing_of_climbing(tall: Path, now: str) -> None:
    found = told(tall, "hall.toml", '(?m)^id = "floor/3"', f'id = "{now}"')
    assert found and len(found) <= 6 and not any("climbing" in one.wrong for one in found), [
        str(m) for m in found
    ]


def test_an_exit_misspelt_on_the_drawing_is_not_told_of_every_place(tall: Path) -> None:
    found = told(tall, "plan.svg", 'inkscape:label="exit/1', 'inkscape:label="exi/1')
    assert len(found) <= 6 and any("exi/1" in one.wrong for one in found), [str(m) for m in found]


def test_many_places_without_a_way_are_one_mistake(tall: Path) -> None:
    found = told(tall, "plan.svg", 'inkscape:label="stairs/a\\b', 'inkscape:label="stairs/as')
    assert 0 < len(found) <= 6, [str(m) for m in found]


def test_a_zone_drawn_where_nobody_walks_is_noted(small: Path) -> None:
    shape = r'(<[^>]*inkscape:label="zone/2"[^>]*?)/>'
    found = told(small, "plan.svg", shape, r'\1 transform="translate(90 4000)"/>')
    assert any("zone/2" in str(one) for one in found), [str(m) for m in found]


def test_a_way_that_lost_its_width_is_noted_where_the_others_have_one(small: Path) -> None:
    found = told(small, "plan.svg", r' inkscape:label="width=2\.4"', "")
    assert len(found) == 1 and "width" in found[0].wrong, [str(m) for m in found]


def test_a_language_that_the_hall_does_not_list_is_noted(small: Path) -> None:
    found = told(small, "hall.toml", r'(zh = "办税服务区4", en = "[^"]*")', r'\1, UG = "x"')
    assert len(found) == 1 and "UG" in found[0].wrong
