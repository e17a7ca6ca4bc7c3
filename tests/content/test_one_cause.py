"""One slip in a file is told once, however many places depend on what was misspelt there."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.content.toml_lines import USUAL, advice
from kiosk.custody.content_watch import lost
from signage.language.mistake import Mistake
from tests.content.mutations import misspelt
from tests.content.test_mutations import FEW, written
from tests.halls.seeds import LONG

pytestmark = pytest.mark.laws

ID = re.compile(r'^id = "([a-z0-9/-]+)"$', re.MULTILINE)
HEADER = re.compile(r"^\[\[(\w+)\]\]$", re.MULTILINE)
HALLS = ("sample", "small", "two-storeys", "generated") if LONG else ("small",)
EACH = 1000 if LONG else 2


def found_in(hall: Path) -> list[Mistake]:
    try:
        contents.read(hall)
    except ContentError as error:
        return error.mistakes
    return []


def slips(
    hall: Path, pattern: re.Pattern[str], name: str
) -> Iterator[tuple[str, str, list[Mistake]]]:
    """Each matched word misspelt in turn: the word, what stands there, and what is told of it."""
    for path in (hall / "hall.toml", hall / "services.toml"):
        text = path.read_text("utf-8")
        matched = list(pattern.finditer(text))
        for word in random.Random(name).sample(matched, min(EACH, len(matched))):  # noqa: S311  # no secret
            for _, now in misspelt(word[1]):
                path.write_text(text[: word.start(1)] + now + text[word.end(1) :], "utf-8")
                yield word[1], now, found_in(hall)
        path.write_text(text, "utf-8")


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_an_id_misspelt_where_it_is_described_is_told_once_with_all_that_names_it(
    name: str, tmp_path: Path
) -> None:
    written(name, tmp_path / "hall")
    for was, now, told in slips(tmp_path / "hall", ID, name):
        lacking = [m for m in told if m.lacks]
        assert len(told) <= FEW and len(lacking) <= 1, (was, now, [str(m) for m in told])
        assert all(m.lacks == was and now in m.remedy for m in lacking), (
            was,
            now,
            [str(m) for m in lacking],
        )


@pytest.mark.laws
@pytest.mark.parametrize("name", HALLS)
def test_one_of_several_tables_under_a_misspelt_name_loses_nothing_else(
    name: str, tmp_path: Path
) -> None:
    written(name, tmp_path / "hall")
    for was, now, told in slips(tmp_path / "hall", HEADER, name):
        named = [m for m in told if m.key == now and was in m.remedy]
        assert named and len(told) <= FEW and not any(m.lacks for m in told), (
            was,
            now,
            [str(m) for m in told],
        )


def test_a_name_that_many_places_lack_says_how_many_and_where(tmp_path: Path) -> None:
    written("two-storeys", tmp_path / "hall")
    path = tmp_path / "hall" / "hall.toml"
    text = path.read_text("utf-8")
    zone = re.search(r'^zone = "(.+)"$', text, re.MULTILINE)
    assert zone is not None
    path.write_text(text.replace(f'id = "{zone[1]}"', f'id = "{zone[1]}s"'), "utf-8")
    told = next(
        m for m in found_in(tmp_path / "hall") if m.wrong.startswith(f"there is no {zone[1]}")
    )
    places = re.fullmatch(
        rf"there is no {zone[1]}; ([0-9]+) places name it, such as (\S+) and (\S+)", told.wrong
    )
    assert (
        places
        and int(places[1]) > 2
        and told.key == places[2]
        and f"did you mean {zone[1]}s?" in told.remedy
    )


@pytest.mark.parametrize(
    ("was", "now"), [("en", "En"), ("en", "EN"), ("en", "ens"), ("zh", "ｚｈ"), ("zh", "zhs")]
)
def test_a_language_misspelt_in_the_list_of_them_is_not_told_of_every_text(
    was: str, now: str, tmp_path: Path
) -> None:
    written("small", tmp_path / "hall")
    path = tmp_path / "hall" / "hall.toml"
    path.write_text(path.read_text("utf-8").replace(f'"{was}"', f'"{now}"', 1), "utf-8")
    told = found_in(tmp_path / "hall")
    named = [
        m
        for m in told
        if m.key.startswith("languages[") and now in m.wrong and m.remedy == f"did you mean {was}?"
    ]
    assert len(named) == 1 and len(told) <= 2, [str(m) for m in told[:5]]


def test_a_text_in_a_misspelt_language_is_told_where_it_stands(tmp_path: Path) -> None:
    written("small", tmp_path / "hall")
    path = tmp_path / "hall" / "hall.toml"
    path.write_text(
        re.sub(r"^(name = .*)\ben = ", r"\1En = ", path.read_text("utf-8"), count=1, flags=re.M),
        "utf-8",
    )
    assert [m.key for m in found_in(tmp_path / "hall")] == ["name.en"]


def test_a_hall_of_another_id_is_asked_about(tmp_path: Path) -> None:
    """Its feed, and whoever follows it, know the hall by it."""
    written("small", tmp_path / "hall")
    before = contents.read(tmp_path / "hall")
    path = tmp_path / "hall" / "hall.toml"
    path.write_text(
        path.read_text("utf-8").replace(f'id = "{before.hall.id}"', 'id = "other"', 1), "utf-8"
    )
    assert [one.part for one in lost(before, contents.read(tmp_path / "hall"))] == ["hall"]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("[[schemes..blocks]]", "[[schemes.blocks]]"), ("[[schemes.]]", "[[schemes]]"), ("[[.schemes]]", "[[schemes]]"),
        ("[[schemes]", "[[schemes]]"), ("[schemes]]", "[[schemes]]"), ("[[ schemes . . blocks]]", "[[schemes.blocks]]"),
        ("[[schemes blocks]]", "[[schemes.blocks]]"), ("[[schemes.blocks", "[[schemes.blocks]]"), ("[hours", "[hours]"),
        ("[hours]weekly", "[hours.weekly]"), ("[ [schemes] ]", "[[schemes]]"), ("[[schemes]]]", "[[schemes]]"),
    ],
)  # fmt: skip
def test_the_name_of_a_table_that_is_none_has_a_proposal(line: str, meant: str) -> None:
    assert advice(line)["en"] == f"did you mean {meant}?"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('lifts..strip = "x"', "lifts.strip"), (".lifts = 3", "lifts"), ("lifts. = [", "lifts"),
        ("lifts . . strip = 3", "lifts.strip"),
    ],
)  # fmt: skip
def test_a_key_with_a_dot_too_much_has_a_proposal(line: str, meant: str) -> None:
    assert advice(line)["en"] == f"did you mean {meant}?"


@pytest.mark.parametrize(
    "line", ['target = "hall"', "target = 'hall'  # all of it", '"red on" = "01"']
)
def test_a_value_in_quotes_is_not_told_to_be_put_in_quotes(line: str) -> None:
    assert advice(line) == USUAL


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[[kind]]\ntargets = ["hall"]\ntargets = "hall"\n', "targets"),
        ('[[kind]]\ntargets = ["hall"]\ntargets = "hall"', "targets"),
        ("[hours]\nx = 1\n[days]\n[hours]\n", "hours"),
        ("hours = 1\n[hours]\n", "hours"),
        ("hours = { mon = 1, mon = 2 }\n", "mon"),
        ("sample = true\nsample = true\n", "sample"),
        ("[hours.weekly]\nx = 1\n[hours]\nweekly.y = 1\n", "weekly"),
    ],
)
def test_what_stands_twice_is_named(text: str, name: str, tmp_path: Path) -> None:
    """It may stand there twice because one of the two is misspelt."""
    written("small", tmp_path / "hall")
    (tmp_path / "hall" / "schemes.toml").write_text(text, "utf-8")
    (one,) = [m for m in found_in(tmp_path / "hall") if m.file == "schemes.toml"]
    assert f"{name} stands there twice" in one.remedy, str(one)


@pytest.mark.parametrize("line", ["[]", "[[]]", "[..]", '[["09:00:00", "12:00:00"],', "x = 3 4"])
def test_what_is_no_table_s_name_has_none(line: str) -> None:
    assert advice(line) == USUAL


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("small", "zone/4", "zon/e4"),
        ("small", "system/power", "systemp/ower"),
        ("small", "exit/1", "exi/t1"),
        ("two-storeys", "machine/terminal-11", "machine/treminal-11"),
    ],
)
def test_an_id_with_its_slash_moved_or_one_of_many_numbers_is_told_of_its_own_slip(
    name: str, was: str, now: str, tmp_path: Path
) -> None:
    written(name, tmp_path / "hall")
    path = tmp_path / "hall" / "hall.toml"
    path.write_text(path.read_text("utf-8").replace(f'id = "{was}"', f'id = "{now}"', 1), "utf-8")
    told = found_in(tmp_path / "hall")
    assert any({was, now} <= set(re.findall(r"[\w/-]+", str(mistake))) for mistake in told)
    assert all(was in str(mistake) and now in str(mistake) for mistake in told), [
        str(m) for m in told
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[winows]]\nid = 1\n\n[windows.hours]\nx = 1\n\n[[windows]]\nid = 2\n", "winows"),
        ("[[windows]]\n[windows.hours]\nx = 1\n[[windws]]\n[windows.hours]\nx = 2\n", "windws"),
        ("[[servces]]\nid = 1\n[[services.offers]]\na = 1\n[[services]]\nid = 2\n", "servces"),
    ],
)
def test_a_misspelt_table_whose_parts_are_spelt_right_is_named_itself(
    text: str, key: str, tmp_path: Path
) -> None:
    """TOML refuses a later line, which is right."""
    written("small", tmp_path / "hall")
    (tmp_path / "hall" / "services.toml").write_text(text, "utf-8")
    told = [m for m in found_in(tmp_path / "hall") if m.file == "services.toml"]
    meant = "services" if key == "servces" else "windows"
    assert [(m.key, m.remedy) for m in told] == [(key, f"did you mean {meant}?")], [
        str(m) for m in told
    ]


def test_a_line_that_is_right_is_not_proposed_for_itself() -> None:
    assert advice("[[windows]]") == USUAL and advice("[hours]  # winter") == USUAL


@pytest.mark.laws
@pytest.mark.parametrize("name", ["small", "generated"])
def test_the_outline_of_a_zone_in_which_nothing_stands_is_asked_about_where_no_way_leads_into_it(
    name: str, tmp_path: Path
) -> None:
    written(name, tmp_path / "hall")
    read = contents.read(tmp_path / "hall")
    path = tmp_path / "hall" / "plan.svg"
    drawing = path.read_text("utf-8")
    for area in read.evacuation.plan.areas if read.evacuation.plan else ():
        label = f'inkscape:label="{area.id}'
        assert label in drawing
        away = f'transform="translate(90 4000)" {label}'
        path.write_text(drawing.replace(label, away, 1), "utf-8")
        told = {str(m) for m in contents.read(tmp_path / "hall").notes} - {
            str(m) for m in read.notes
        }
        assert any(area.id in one and "no way leads into" in one for one in told), (area.id, told)
