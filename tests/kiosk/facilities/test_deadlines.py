"""A year's filing deadlines in the page, into the file with its comments."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.reader import read
from kiosk.custody.edits.shelf import DRAFT
from kiosk.wiring import House
from signage.language.letters import LOST
from tests.kiosk.facilities.test_description import PAGE as DESCRIPTION
from tests.kiosk.facilities.test_description import mark
from tests.kiosk.house import Tablet

PAGE = "/facilities/deadlines"
DAYS = {f"m{month}": str(day) for month, day in enumerate((18, 22, 15, 19, 18, 15) * 2, 1)}
NEXT = {**DAYS, "year": "2099", "source": "税总办征科函〔2098〕1号（例子）"}


def send(tablet: Tablet, **given: str) -> TestResponse:
    seen = re.search(r'name="seen" value="([^"]+)"', tablet.get(PAGE).text)
    assert seen is not None
    return tablet.post(PAGE, seen=seen[1], **given)


def test_a_year_comes_and_is_corrected(built: House, place: Path) -> None:
    before = (place / "deadlines.toml").read_text("utf-8")
    leader = Tablet(built).signed_in("王")
    for given, day in ((NEXT, 18), ({**NEXT, "m1": "20"}, 20)):
        assert send(leader, **given).status_code == 303
        assert leader.post(f"{DESCRIPTION}/adopt", mark=mark(leader)).status_code == 303
        text = (place / "deadlines.toml").read_text("utf-8")
        assert text.startswith(before), "the rest stays as it was, comments too"
        years = {one.year: one for one in read(place).hall.filing.years}
        assert years[2099].days[0] == day and years[2099].source == NEXT["source"]
    assert send(leader, **{**NEXT, "m1": "20"}).status_code == 422, "nothing changes"
    assert 'value="20"' in leader.get(f"{PAGE}?year=2099").text


@pytest.mark.parametrize("name", [*DAYS, "source"])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    built: House, tmp_path: Path, name: str
) -> None:
    leader = Tablet(built).signed_in("王")
    more = ("长" * 121, f"税总{LOST}函") if name == "source" else ("32", "x")
    for wrong in ("", " \u3000", *more):
        page = send(leader, **{**NEXT, name: wrong})
        assert page.status_code == 422 and f'id="{name}-fault"' in page.text
    assert leader.post(PAGE, seen="old", **NEXT).status_code == 409
    assert not (tmp_path / "data" / DRAFT).exists()
