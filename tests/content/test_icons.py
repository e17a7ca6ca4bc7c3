"""The drawn symbols: every sign finds its own, in the proportions of the standards, safe to inline
on any page."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest

from signage.catalogue.kinds import Symbol
from signage.floorplan.shapes import EQUIPMENT
from tests.rows import called, every

ROOM = Path(__file__).resolve().parents[2] / "content" / "icons"
FILES = sorted(ROOM.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
RED, BLACK, YELLOW, BLUE, GREEN, WHITE = (
    "#9B2423",
    "#2B2B2C",
    "#F9A800",
    "#005387",
    "#237F52",
    "#fff",
)
CURRENT = "currentColor"

ELEMENTS = {SVG + name for name in ("svg", "g", "path", "circle")}
ATTRIBUTES = {
    "d", "cx", "cy", "r", "transform", "fill",
    "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
}  # fmt: skip
SAFE = {
    "running-man",
    "running-man-left",
    "arrow-right",
    "turn-right",
    "turn-left",
    "assembly-point",
    "tick",
}
FIRE = {f"safety-{what}" for what in EQUIPMENT}
PROHIBITIONS = {"no-lift", "no-entry", "do-not-touch"}
WARNINGS = {"general-warning", "electricity", "slippery"}
STATES = {
    "state-open",
    "state-paused",
    "state-closed",
    "state-fault",
    "state-danger",
    "state-papers",
}
PICTOGRAMS = {
    "queue", "terminal", "window", "online", "app", "web", "phone", "post", "help", "place", "exit", "toilet",
    "water", "clock", "language", "text-size", "home", "back", "printer", "search", "area", "baby", "first-aid",
    "forms", "stairs", "lift", "aloud",
}  # fmt: skip
COLOURS: dict[str, frozenset[str]] = {
    **dict.fromkeys(SAFE | FIRE, frozenset({WHITE})),
    **dict.fromkeys(PROHIBITIONS, frozenset({WHITE, RED, BLACK})),
    **dict.fromkeys(WARNINGS, frozenset({WHITE, YELLOW, BLACK})),
    "mask": frozenset({WHITE, BLUE}),
    "crossed-exit": frozenset({WHITE, RED, GREEN}),
    **dict.fromkeys(STATES | PICTOGRAMS, frozenset({CURRENT})),
}

Point = tuple[float, float]


def root(name: str) -> ElementTree.Element:
    return ElementTree.fromstring((ROOM / f"{name}.svg").read_text("utf-8"))


def colours(drawing: ElementTree.Element) -> set[str]:
    used = {
        part.attrib[key]
        for part in drawing.iter()
        for key in ("fill", "stroke")
        if key in part.attrib
    }
    return used - {"none"}


def numbers(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", path)]


def corner(start: Point, end: Point, radius: float) -> Iterator[Point]:
    """Points of the short arc that turns left in a y-down drawing (sweep 0), in 32 steps."""
    half = math.dist(start, end) / 2
    along = ((end[0] - start[0]) / 2 / half, (end[1] - start[1]) / 2 / half)
    rise = math.sqrt(radius**2 - half**2)
    centre = ((start[0] + end[0]) / 2 + rise * along[1], (start[1] + end[1]) / 2 - rise * along[0])
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    sweep = -2 * math.asin(half / radius)
    for step in range(33):
        turn = first + sweep * step / 32
        yield centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)


def outline(path: str) -> list[Point]:
    """A rounded triangle written with M, H, L and A, as the polygon it fills."""
    points: list[Point] = []
    for command, rest in re.findall(r"([MHLA])([^MHLAZ]*)", path):
        values = numbers(rest)
        if command == "A":
            points += corner(points[-1], (values[5], values[6]), values[0])
        else:
            points.append((values[0], points[-1][1]) if command == "H" else (values[0], values[1]))
    return points


def area(polygon: list[Point]) -> float:
    turned = [*polygon[1:], polygon[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(polygon, turned, strict=True))) / 2


def size(polygon: list[Point]) -> Point:
    xs, ys = zip(*polygon, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


def filled(name: str, colour: str) -> str:
    """The first path filled with a colour: for a warning its rim, band or ground."""
    return next(
        part.attrib["d"] for part in root(name).iter(SVG + "path") if part.get("fill") == colour
    )


def test_every_symbol_a_notice_may_name_is_drawn() -> None:
    assert set(get_args(Symbol)) <= {path.stem for path in FILES}


def test_the_folder_holds_exactly_the_listed_symbols() -> None:
    assert {path.stem for path in FILES} == set(COLOURS)


def test_the_readme_names_every_symbol() -> None:
    text = (ROOM / "README.md").read_text("utf-8")
    assert [path.stem for path in FILES if f"`{path.stem}`" not in text] == []


@every({path.stem: path for path in FILES})
def test_a_symbol_can_be_inlined_anywhere(path: Path) -> None:
    """No script, link, style, id or text; nothing on the root, so that its inside alone is the
    whole drawing."""
    drawing = ElementTree.fromstring(path.read_text("utf-8"))
    assert drawing.tag == SVG + "svg"
    assert drawing.attrib == {"viewBox": "0 0 100 100"}
    assert {part.tag for part in drawing.iter()} <= ELEMENTS
    assert {key for part in list(drawing.iter())[1:] for key in part.attrib} <= ATTRIBUTES
    assert not any(
        (part.text or "").strip() or (part.tail or "").strip() for part in drawing.iter()
    )
    assert path.stat().st_size <= 2500


@every({path.stem: path for path in FILES})
def test_a_symbol_wears_only_the_colours_of_its_family(path: Path) -> None:
    assert colours(root(path.stem)) == COLOURS[path.stem]


def test_the_man_who_runs_left_is_the_same_man_mirrored() -> None:
    right, left = root("running-man"), root("running-man-left")
    mirror = left[0]
    assert mirror.attrib == {"transform": "matrix(-1 0 0 1 100 0)"}
    assert [part.attrib for part in mirror] == [part.attrib for part in right]


@pytest.mark.parametrize("name", sorted(PROHIBITIONS))
def test_ring_and_bar_have_the_iso_proportions_and_lie_over_the_symbol(name: str) -> None:
    ground, *_, ring, bar = root(name)
    assert (ground.get("fill"), ground.get("r")) == (WHITE, "45")
    assert {key: ring.get(key) for key in ("cx", "cy", "r", "fill", "stroke", "stroke-width")} == {
        "cx": "50", "cy": "50", "r": "45", "fill": "none", "stroke": RED, "stroke-width": "10",
    }  # fmt: skip
    assert (bar.get("stroke"), bar.get("stroke-width")) == (RED, "8")
    assert numbers(bar.attrib["d"]) == [21.72, 21.72, 78.28, 78.28]


@pytest.mark.parametrize("name", sorted(PROHIBITIONS))
def test_red_covers_at_least_35_percent_of_a_prohibition(name: str) -> None:
    *_, ring, bar = root(name)
    radius, width = float(ring.attrib["r"]), float(ring.attrib["stroke-width"])
    outer, inner, half = (
        radius + width / 2,
        radius - width / 2,
        float(bar.attrib["stroke-width"]) / 2,
    )
    grid = [at / 4 - 50 + 0.125 for at in range(400)]
    disc = [(x, y) for x in grid for y in grid if math.hypot(x, y) <= outer]
    red = sum(math.hypot(x, y) >= inner or abs(x - y) / math.sqrt(2) <= half for x, y in disc)
    assert 0.43 <= red / len(disc) <= 0.45


@pytest.mark.parametrize("name", sorted(WARNINGS))
def test_the_warning_triangle_is_70_to_61_with_equal_sides(name: str) -> None:
    band = outline(filled(name, BLACK))
    width, height = size(band)
    assert width / height == pytest.approx(70 / 61, rel=0.001)
    foot, top = max(pairwise(band[1:]), key=lambda edge: math.dist(*edge))
    slope = math.degrees(math.atan2(abs(foot[1] - top[1]), abs(foot[0] - top[0])))
    assert slope == pytest.approx(60, abs=0.5)


@pytest.mark.parametrize("name", sorted(WARNINGS))
def test_the_band_is_7_percent_of_the_height_and_yellow_covers_half(name: str) -> None:
    band, ground = outline(filled(name, BLACK)), outline(filled(name, YELLOW))
    foot = max(y for _, y in band) - max(y for _, y in ground)
    assert foot == pytest.approx(0.07 * size(band)[1], abs=0.02)
    assert area(ground) / area(band) >= 0.6


@pytest.mark.parametrize("name", sorted(WARNINGS))
def test_a_white_rim_parts_the_triangle_from_a_coloured_ground(name: str) -> None:
    rim, band = size(outline(filled(name, WHITE))), size(outline(filled(name, BLACK)))
    assert rim[0] - band[0] == pytest.approx(3.9, abs=0.05)
    assert rim[0] <= 100


@every(called(sorted(PICTOGRAMS - {"toilet"})))
def test_line_pictograms_share_one_stroke_weight(name: str) -> None:
    assert root(name)[0].get("stroke-width") == "6"
