"""What comes from outside is bounded before anybody parses it, and nothing of it acts."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest

from kiosk.content.drawings.import_osm import read_osm
from kiosk.content.drawings.read_svg import read_plan
from kiosk.content.hall_files import load
from kiosk.custody.lamps import from_toml
from kiosk.drawing.renderer import load_icons
from kiosk.serving.screens.beats import _object
from kiosk.wording.matrices import transform
from kiosk.wording.outside import TooMuch, toml, xml
from kiosk.wording.spreadsheet import FORMULA, bare, read_table, safe, to_csv
from signage.language.mistake import Mistake
from signage.rules.refusal import Refused

SOON_S = 2.0
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape">'
LAYER = '<g inkscape:groupmode="layer" inkscape:label="walls">'
DEEP = SVG + LAYER + "<g>" * 5000 + "</g>" * 5001 + "</svg>"


def soon(work: Callable[[], object]) -> object:
    start = time.perf_counter()
    found = work()
    assert time.perf_counter() - start < SOON_S
    return found


# ---- drawings


@pytest.mark.parametrize(
    "body",
    [
        DEEP,
        SVG + LAYER + f'<g transform="{"scale(" * 20_000}"/></g></svg>',
        SVG + LAYER + f'<path d="M0,0 H1" transform="{"matrix(" * 5000}"/></g></svg>',
        SVG + LAYER + f'<path d="M0,0 H1" inkscape:label="{" " * 50_000}x"/></g></svg>',
        SVG + LAYER + f'<path d="M0,0 H1" style="{"; " * 50_000}"/></g></svg>',
        SVG + "<g/>" * 300_000 + "</svg>",
    ],
    ids=["deep", "scales", "matrices", "label", "style", "many"],
)
def test_a_drawing_that_was_made_to_hurt_is_one_mistake_soon(body: str) -> None:
    soon(lambda: read_plan(body))


def test_groups_nested_thousands_deep_are_a_mistake_in_words() -> None:
    (mistake,) = read_plan(DEEP).mistakes
    assert "nested" in mistake.wrong


@pytest.mark.parametrize("encoding", ["UTF-9", "utf-7", "gbk", "idna", "hex", "punycode"])
def test_an_encoding_that_is_not_read_is_a_mistake_in_words(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'.encode()
    (mistake,) = read_plan(head + f"{SVG}</svg>".encode()).mistakes
    assert "save it as UTF-8" in mistake.wrong
    with pytest.raises(ParseError, match="UTF-8"):
        read_osm(head + b"<osm/>")


def test_what_inkscape_saves_is_read() -> None:
    nested = SVG + LAYER + "<g>" * 40 + '<path d="M0,0 H1"/>' + "</g>" * 41 + "</svg>"
    assert xml(nested) is not None


@pytest.mark.parametrize("text", ["scale(" * 20_000, "matrix(" * 5000, "rotate (" + "1" * 20_000])
def test_a_transform_is_read_or_refused_soon(text: str) -> None:
    with pytest.raises(ValueError, match="transform"):
        soon(lambda: transform(text))


def test_a_map_nested_thousands_deep_is_refused() -> None:
    with pytest.raises((TooMuch, ParseError)):
        soon(lambda: read_osm("<osm>" + "<way>" * 5000 + "</way>" * 5000 + "</osm>"))


# ---- TOML, JSON


HURTING = {
    "key": ".".join("a" * 20_000) + " = 1",
    "table": "[" + ".".join("a" * 20_000) + "]",
    "inline": "x = {" + ".".join("a" * 20_000) + " = 1}",
    "quoted": ".".join('"a"' for _ in range(20_000)) + " = 1",
    "spaced": " . ".join("a" * 20_000) + " = 1",
    "brackets": "x = " + "[" * 20_000,
    "digits": "x = " + "1" * 20_000,
    "blanks": "x" + " " * 20_000 + "y = 1",
    "dots": "." * 20_000,
    "tables": "[" * 20_000 + "a",
}


@pytest.mark.parametrize("name", HURTING)
def test_a_table_that_was_made_to_hurt_is_a_mistake_soon(name: str, tmp_path: Path) -> None:
    found: list[Mistake] = []
    path = tmp_path / "hall.toml"
    path.write_text(HURTING[name], "utf-8")
    soon(lambda: load(path, "hall.toml", found, set()))
    assert len(found) == 1 and found[0].file == "hall.toml"


@pytest.mark.parametrize("name", HURTING)
def test_lamps_made_to_hurt_are_refused_soon(name: str) -> None:
    with pytest.raises(Refused):
        soon(lambda: from_toml(HURTING[name]))


def test_the_names_people_give_are_read() -> None:
    assert toml('a.b."c.d" = "1.2.3 ' + "." * 200 + '"\n# ' + "a." * 100) == {
        "a": {"b": {"c.d": "1.2.3 " + "." * 200}}
    }


def test_a_beat_nested_as_deep_as_it_is_long_is_no_error() -> None:
    assert _object(b"[" * 1024) == {} and _object(json.dumps({"a": 1}).encode()) == {"a": 1}


# ---- symbols


ACTIVE = (
    "<script>alert(1)</script>",
    '<path d="M0 0" onload="alert(1)"/>', '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    '<image href="http://elsewhere/x.png"/>', '<use href="http://elsewhere/x.svg#a"/>',
    "<foreignObject><b>x</b></foreignObject>",
    "<style>@import url(http://elsewhere/)</style>", '<path style="fill:url(http://elsewhere/#a)" d="M0 0"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>', '<set attributeName="onload" to="alert(1)"/>',
    '<path fill="url(//elsewhere/a#b)" d="M0 0"/>',
)  # fmt: skip


@pytest.mark.parametrize("active", ACTIVE)
def test_of_a_symbol_only_shapes_are_left(active: str, tmp_path: Path) -> None:
    path = tmp_path / "own.svg"
    path.write_text(f'{SVG}<path fill="#fff" d="M1 1"/>{active}</svg>', "utf-8")
    drawn = load_icons(tmp_path)["own"]
    assert 'd="M1 1"' in drawn and 'fill="#fff"' in drawn
    for word in (
        "script",
        "onload",
        "href",
        "elsewhere",
        "foreign",
        "style",
        "animate",
        "<set",
        "alert",
    ):
        assert word not in drawn


def test_shipped_symbols_are_drawn_as_before() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "content" / "icons"
    for name, drawn in load_icons(folder).items():
        body = (folder / f"{name}.svg").read_text("utf-8")
        inside = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")].strip()
        assert drawn == inside, name


# ---- spreadsheets


@pytest.mark.parametrize(
    "before", ["", " ", "\n", "\r\n", "\t", "\u3000", "\xa0", " \n '", "\ufeff", "\u200b"]
)
@pytest.mark.parametrize("sign", [sign for sign in FORMULA if not sign.isspace()])
def test_no_cell_is_a_formula_whatever_stands_before_it(before: str, sign: str) -> None:
    cell = f"{before}{sign}cmd|'/c calc'!A1"
    assert safe(cell).startswith("'") and bare(safe(cell)) == cell
    written = to_csv(("name",), [(cell,)]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert written.lstrip('"').startswith("'")
    assert len(read_table(to_csv(("name",), [(cell,)])).rows) == 1


def test_what_is_no_formula_is_left_as_it_is() -> None:
    for cell in ("小李", "5 窗口", " 空格", "a=b", "'tis", ""):
        assert safe(cell) == cell == bare(safe(cell))
