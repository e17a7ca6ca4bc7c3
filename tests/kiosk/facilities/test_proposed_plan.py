"""What the page that draws the plan asks the server for: ways, and pages of
PDFs. Nothing of it is kept."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from werkzeug.test import TestResponse

from kiosk.content import reader as contents
from tests.kiosk.doors.test_pdfs import ACTING, paper
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


def converted(tablet: Tablet, body: bytes, where: str) -> TestResponse:
    token = {"X-CSRFToken": tablet.token()}
    sort = "application/octet-stream"
    return tablet.client.post(
        f"/facilities/plan/{where}", data=body, content_type=sort, headers=token
    )


def test_a_page_of_a_pdf_is_a_picture(kept: Hall) -> None:
    made = io.BytesIO()
    page = Canvas(made, pagesize=(800, 400))
    page.rect(0, 0, 400, 400, fill=1)
    page.showPage()
    page.save()
    answer = converted(kept.keeper, made.getvalue(), "picture")
    assert answer.mimetype == "image/png"
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size == (2400, 1200)
    assert picture.getpixel((600, 600)) == (0, 0, 0)
    assert picture.getpixel((1800, 600)) == (255, 255, 255)
    missing = converted(kept.keeper, made.getvalue(), "picture?page=2")
    assert missing.status_code == 422 and missing.get_json()["told"] == ["文件共有 1 页"]


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\n%%EOF", b"\x89PNG", paper(ACTING["packed"])])
def test_what_is_no_pdf_or_acts_is_refused(kept: Hall, body: bytes) -> None:
    assert converted(kept.keeper, body, "picture").status_code == 422
