"""``POST /facilities/plan/propose``: ways for the drawing that somebody has open, and nothing kept."""

import pytest
from werkzeug.test import TestResponse

from kiosk.content import reader as contents
from tests.kiosk.facilities.keeper import Hall
from tests.kiosk.house import Tablet

PLAN = (contents.sample() / "plan.svg").read_text("utf-8")
SVG = "image/svg+xml"
ADDRESS = "/facilities/plan/propose"


def asked(tablet: Tablet, body: str | bytes, sort: str = SVG) -> TestResponse:
    token = {"X-CSRFToken": tablet.token()}
    return tablet.client.post(ADDRESS, data=body, content_type=sort, headers=token)


def test_ways_come_as_a_piece_of_svg(kept: Hall) -> None:
    answer = asked(kept.keeper, PLAN)
    assert answer.status_code == 200
    ways = answer.get_json()["ways"]
    assert ways.startswith("<g") and 'data-floor="1"' in ways and ways.endswith("</g></g>")
    assert asked(kept.keeper, PLAN).get_json()["ways"] == ways


def test_an_empty_drawing_gets_no_ways(kept: Hall) -> None:
    empty = asked(kept.keeper, '<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert empty.get_json()["ways"] == '<g xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    ("body", "sort", "said"),
    [
        ("no drawing", SVG, 400),
        ("<html/>", SVG, 400),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>', SVG, 400),
        (PLAN, "text/plain", 415),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"'
            ' xmlns:i="http://www.inkscape.org/namespaces/inkscape">'
            '<g i:groupmode="layer" i:label="walls">' + "<line/>" * 8001 + "</g></svg>",
            SVG,
            413,
        ),
    ],
)
def test_what_is_no_floor_plan_is_refused(kept: Hall, body: str, sort: str, said: int) -> None:
    assert asked(kept.keeper, body, sort).status_code == said
