"""The plan as a page shows it: nothing but shapes, turned to its viewer, without the program's own layers."""

import re

import pytest
from defusedxml.ElementTree import fromstring

from kiosk.content import sample as sample_content
from kiosk.plan_picture import picture

PLAN = (sample_content() / "plan.svg").read_bytes()
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'viewBox="0 0 400 200">'
)


def test_the_sample_shows_walls_and_labels_and_no_technical_layer() -> None:
    shown = picture(PLAN)
    layers = set(re.findall(r'data-layer="([^"]+)"', shown.body))
    assert {"walls", "zones", "labels", "exits", "furniture"} <= layers
    assert not layers & {"routes", "doors", "screens", "places"}
    assert "北出口" in shown.body and "inkscape" not in shown.body and " id=" not in shown.body
    assert fromstring(f"<g>{shown.body}</g>") is not None


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<rect width="5" height="5" onclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<image href="https://elsewhere.example/x.png"/>',
        "<foreignObject><b>x</b></foreignObject>",
        "<style>*{display:none}</style>",
        '<rect fill="url(https://elsewhere.example/x)" width="5" height="5"/>',
        '<rect style="fill:url(javascript:x);behavior:x" width="5" height="5"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
    ],
)
def test_nothing_but_shapes_reaches_a_page(evil: str) -> None:
    body = picture(f"{HEAD}<g>{evil}</g></svg>").body
    assert not re.search(r"script|href|onclick|url|example|foreign|style|animate|behavior", body)


def test_style_becomes_attributes() -> None:
    body = picture(f'{HEAD}<path d="M0 0H5" style="stroke:#237F52; stroke-width:4"/></svg>').body
    assert body == '<path d="M0 0H5" stroke="#237F52" stroke-width="4" />'


def test_a_turned_plan_keeps_its_labels_upright_and_fits_its_box() -> None:
    label = (
        '<g inkscape:groupmode="layer" inkscape:label="labels"><g data-at="10 20"><text x="10" y="25">门</text></g></g>'
    )
    shown = picture(f"{HEAD}{label}</svg>", -90)
    assert shown.turn == "rotate(-90 200 100)"
    assert shown.view_box == "100 -100 200 400"
    assert 'transform="rotate(90 10 20)"' in shown.body
    assert picture(f"{HEAD}{label}</svg>").view_box == "0 0 400 200"


@pytest.mark.parametrize("text", ["<html/>", '<svg xmlns="http://www.w3.org/2000/svg"/>'])
def test_what_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"its root|no viewBox"):
        picture(text)
