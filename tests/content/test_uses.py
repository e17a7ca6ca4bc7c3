"""What the product does with a kind is data of its catalogue; older catalogues lose nothing."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kiosk.content.reader import Content, ContentError, read
from kiosk.staff.console.cockpit.tiles import first_tiles
from signage.catalogue.uses import Harm, What
from signage.deciding.assessment import HARM, WHAT
from tests.content.test_mutations import written
from tests.content.test_slips import told
from tests.signage.handled import shipped

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kiosk", "devices", "signage")
CODES = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(shipped().kind, reverse=True))})(?![\w-])")
EXAMPLES = {("kiosk/api/requests.py", "A kind of the catalogue, such as WIN-PAUSE")}
"""What people read in the document of the API."""


def said_in(path: Path) -> Iterator[str]:
    """Every text of a program but what only explains it; other files whole."""
    if path.suffix != ".py":
        yield path.read_text("utf-8")
        return
    tree = ast.parse(path.read_text("utf-8"))
    explains = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in explains
        ):
            yield node.value


@pytest.mark.laws
def test_no_program_names_a_kind_of_the_catalogue() -> None:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*")) if path.is_file()]
    found = {
        (str(path.relative_to(ROOT)), text)
        for path in files
        if path.suffix in (".py", ".html", ".js")
        for text in said_in(path)
        if CODES.search(text)
    }
    assert found <= EXAMPLES, sorted(found - EXAMPLES)


def test_the_answers_a_kind_may_name_are_those_that_are_asked() -> None:
    assert set(get_args(What)) == set(WHAT) and {*get_args(Harm), "none"} == set(HARM)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    written("small", tmp_path / "hall")
    return tmp_path / "hall"


def before_uses(hall: Path) -> Path:
    """The catalogue as halls have it that copied it before kinds said what they are used for."""
    for path in (hall / "catalogue").glob("*.toml"):
        path.write_text(re.sub(r"^use\..*\n", "", path.read_text("utf-8"), flags=re.M), "utf-8")
    return hall


def test_a_catalogue_from_before_is_used_as_it_was(small: Path) -> None:
    now = read(small)
    old = read(before_uses(small))
    assert old.digest != now.digest
    assert old.catalogue == now.catalogue and old.hall == now.hall
    kept = Content.from_json(old.to_json())
    assert (kept.catalogue, kept.hall.marked) == (now.catalogue, now.hall.marked)
    assert not any("use" in kind for kind in json.loads(old.to_json())["catalogue"]["kinds"])


def test_what_is_shipped_leads_where_it_led(small: Path) -> None:
    content = read(small)
    kinds = content.catalogue
    assert [kind.code for kind in sorted(kinds.kinds, key=lambda kind: kind.use.tile) if kind.use.tile] == [
        "WIN-PAUSE", "DEV-HALL", "DEV-HAZARD", "ETAX-DOWN", "SYS-CORE", "QUEUE", "FIRE",
    ]  # fmt: skip
    assert {kind.code for kind in kinds.kinds if kind.use.talk} == {
        "DISPUTE", "DISPUTE-CRISIS", "FIGHT", "TAX-VIOLENCE", "NOISE", "OPINION",
    }  # fmt: skip
    assert content.hall.marked.papers == {"INT-LONG"} and content.hall.marked.crowd == "QUEUE"
    assert kinds.crisis is kinds.kind["DISPUTE-CRISIS"] and kinds.unlisted is kinds.kind["OTHER"]
    assert content.hall.undelayed.marked == content.hall.marked


OWN = """
[[kind]]
code = "OWN-LEAK"
name = { zh = "漏水", en = "Leak" }
classes = ["cordon"]
family = "prohibition"
targets = ["zone"]
level = 1
sign = { zh = "禁止进入", en = "No Entry" }
strip = { zh = "禁止进入", en = "No entry" }
use.tile = 15
use.noticed = [{ what = "water" }]
use.calls = ["water"]
steps = [{ text = { zh = "关阀", en = "Shut the valve" }, owner = { zh = "后勤", en = "Facilities" } }]
"""


def test_a_kind_of_the_hall_s_own_stands_among_the_first(small: Path) -> None:
    (small / "catalogue" / "own.toml").write_text(OWN, "utf-8")
    flood = re.sub(
        r'use\.noticed = \[\{ what = "water" \}\]\n',
        "",
        (small / "catalogue" / "weather.toml").read_text(),
    )
    (small / "catalogue" / "weather.toml").write_text(flood, "utf-8")
    content = read(small)
    assert [tile.code for tile in first_tiles(content.catalogue.kind, content.hall)][
        1
    ] == "OWN-LEAK"
    found = content.catalogue.noticed("water", "hurt")
    assert found is not None and found.code == "OWN-LEAK"


def test_two_kinds_for_one_answer_are_a_mistake_with_a_way_out(small: Path) -> None:
    (small / "catalogue" / "own.toml").write_text(OWN, "utf-8")
    with pytest.raises(ContentError) as refused:
        read(small)
    (one,) = refused.value.mistakes
    assert 'what = "water"' in one.wrong and "LEAK" in one.wrong + str(one) and one.remedy


@pytest.mark.parametrize(
    ("was", "now", "meant"),
    [
        (r'use\.talk = "cards"', 'use.talk = "card"', "cards"),
        (r'use\.calls = \["bureau"\]', 'use.calls = ["burau"]', "bureau"),
        (r'what = "conflict"', 'what = "conflcit"', "conflict"),
        (r'harm = "threat"', 'harm = "threats"', "threat"),
        (r"use\.noticed", "use.notice", "noticed"),
        (r"use\.calls", "uses.calls", "use"),
    ],
)
def test_an_unknown_use_is_a_mistake_with_a_proposal(
    small: Path, was: str, now: str, meant: str
) -> None:
    (one,) = told(small, "catalogue/order.toml", was, now)
    assert f"did you mean {meant}?" in one.remedy and ".use" in one.key


def test_only_one_kind_can_be_what_a_crowd_is_announced_by(small: Path) -> None:
    (one,) = told(small, "catalogue/order.toml", r'use\.talk = "cards"', "use.crowd = true")
    assert one.wrong.startswith("crowd = true stands in QUEUE too") and one.remedy


def test_what_is_never_raised_is_suggested_by_nothing(small: Path) -> None:
    (one,) = told(
        small,
        "catalogue/arrangements.toml",
        r"raisable = false",
        "raisable = false\nuse.crowd = true",
    )
    assert one.wrong == "ALL-CLEAR is never raised"
