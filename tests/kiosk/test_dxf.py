"""CAD drawings become the beginning of a floor plan; what cannot is said in words."""

import io
from collections.abc import Callable

import ezdxf
import pytest
from ezdxf.document import Drawing as Cad
from ezdxf.layouts import Modelspace

from kiosk.content.drawings.dxf_layers import layer_of
from kiosk.content.drawings.import_dxf import Imported, NotImported, read_dxf
from kiosk.content.drawings.read_svg import read_drawing
from signage.floorplan.geometry import Point
from signage.floorplan.shapes import Drawing
from signage.language.words import say

MM, METRES, NO_UNIT = 4, 6, 0


def cad(
    draw: Callable[[Cad, Modelspace], object], units: int = MM, version: str = "R2010"
) -> bytes:
    made = ezdxf.new(version)
    made.units = units
    draw(made, made.modelspace())
    text = io.StringIO()
    made.write(text)
    return text.getvalue().encode(made.output_encoding)


def hall(made: Cad, space: Modelspace, per_metre: float = 1000) -> None:
    """20 m by 10 m, a counter as a block that stands turned, a door's swing, a name, a dimension."""
    for name in ("A-WALL", "A-FURN", "A-DOOR", "标注", "Sanitary"):
        made.layers.add(name)
    corners = [(0, 0), (20 * per_metre, 0), (20 * per_metre, 10 * per_metre), (0, 10 * per_metre)]
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "A-WALL"})
    desk = made.blocks.new("DESK")
    side = [(0, 0), (2 * per_metre, 0), (2 * per_metre, per_metre), (0, per_metre)]
    desk.add_lwpolyline(side, close=True, dxfattribs={"layer": "A-FURN"})
    space.add_blockref("DESK", (5 * per_metre, 4 * per_metre), dxfattribs={"rotation": 90})
    space.add_arc((12 * per_metre, 0), 0.9 * per_metre, 0, 90, dxfattribs={"layer": "A-DOOR"})
    space.add_text("咨询台", dxfattribs={"insert": (5 * per_metre, 4 * per_metre)})
    space.add_line((0, -per_metre), (20 * per_metre, -per_metre), dxfattribs={"layer": "标注"})
    space.add_circle((15 * per_metre, 5 * per_metre), per_metre, dxfattribs={"layer": "Sanitary"})


def of(found: Imported, layer: str) -> list[tuple[Point, ...]]:
    read: Drawing = read_drawing(found.svg)
    return [s.points for s in read.shapes if s.layer == layer]


@pytest.mark.parametrize("version", ["R2007", "R2018"])
def test_walls_and_furniture_come_in_centimetres_and_the_right_way_up(version: str) -> None:
    found = read_dxf(cad(hall, MM, version))
    (walls,) = of(found, "walls")
    assert sorted(walls) == [(0, 0), (0, 1000), (2000, 0), (2000, 1000)]
    (desk,) = of(found, "furniture")
    # The block stands at (5, 4) turned to the left: from 4 m to 5 m across, 4 m to 6 m up.
    assert sorted(desk) == [(400, 400), (400, 600), (500, 400), (500, 600)]


def test_what_is_not_read_and_what_was_left_out_is_said() -> None:
    found = read_dxf(cad(hall))
    told = " ".join(say(words, "en") for words in found.told)
    assert "20.0 m by 10.0 m" in told and "1 shapes are read as walls" in told
    assert "Seen but not read: dxf Sanitary, dxf doors" in told and "1 × layer 标注" in told
    assert "咨询台" in found.svg


def test_metres_and_a_unit_that_is_named_give_the_same() -> None:
    in_metres = cad(lambda made, space: hall(made, space, 1.0), METRES)
    unsaid = cad(lambda made, space: hall(made, space, 1.0), NO_UNIT)
    assert read_dxf(in_metres).svg == read_dxf(unsaid, "m").svg == read_dxf(cad(hall)).svg


def _raised(_: Cad, space: Modelspace) -> None:
    space.add_3dface([(0, 0, 0), (1000, 0, 0), (1000, 0, 3000), (0, 0, 3000)])


def _rising(_: Cad, space: Modelspace) -> None:
    space.add_line((0, 0, 0), (1000, 0, 3000))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no drawing", "cannot be read as DXF"),
        (cad(hall, NO_UNIT), "does not say its unit"),
        (cad(_raised), "is not flat: it has 3DFACE"),
        (cad(_rising), "lines of it rise"),
        (cad(lambda made, space: None), "nothing is drawn"),
        (cad(hall, METRES), "would be 20000 m by 10000 m"),
    ],
)
def test_what_is_no_floor_plan_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(NotImported, match=said):
        read_dxf(data)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("A-WALL-FULL", "walls"), ("墙体", "walls"), ("0", "dxf 0"), ("A-WALL-PRTN", "walls"), ("隔断", "partitions"),
        ("I-FURN", "furniture"), ("办公家具", "furniture"), ("A-DOOR", "dxf doors"), ("门", "dxf doors"),
        ("A-ANNO-DIMS", ""), ("DEFPOINTS", ""), ("Plumbing  X", "dxf Plumbing X"),
    ],
)  # fmt: skip
def test_layers_are_known_by_their_names(name: str, layer: str) -> None:
    assert layer_of(name) == layer
