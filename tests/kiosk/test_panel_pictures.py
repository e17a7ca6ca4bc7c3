"""Panels fetch their sign as a picture: the same until it says something else, and what was fetched
with the screen's key counts as shown."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from kiosk.content.reader import ContentError
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.displays.panels.led import bitmap_font_found
from kiosk.drawing.renderer import load_icons
from kiosk.engine.delivery import SILENT_S, Delivery
from kiosk.wiring import House
from kiosk.wording.typeset import font_found
from signage.hall.model import Hall
from signage.situation.commands import Raise
from tests.cast import ADMIN, NOON
from tests.kiosk.test_wayfinding import adopt

PAPER, DOTS, PAGE = "window-5", "exit-east", "window-6"
needs_font = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")


@pytest.fixture
def device(house: House) -> FlaskClient:
    """Two of the sample's screens are panels, and one of their devices asks."""
    hall = house.services.board.view.content.hall
    panels: dict[str, dict[str, object]] = {
        PAPER: {"display": "epaper", "width": 296, "height": 128},
        DOTS: {"display": "led", "width": 64, "height": 32},
    }
    described = hall.model_dump(mode="json")
    described["screens"] = [one | panels.get(one["id"], {}) for one in described["screens"]]
    adopt(house, hall=Hall.model_validate(described).knowing(hall.marked))
    return house.app.test_client()


@needs_font
def test_a_device_fetches_its_picture_again_only_where_it_changed(
    house: House, device: FlaskClient
) -> None:
    first = device.get(f"/screen/{PAPER}/picture.png")
    assert first.status_code == 200 and first.mimetype == "image/png"
    assert Image.open(io.BytesIO(first.data)).size == (296, 128)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert device.get(f"/screen/{PAPER}/picture.png", headers=tag).status_code == 304
    # Something elsewhere changes nothing here: e-paper is not redrawn for it.
    house.services.board.do(Raise("WIN-PAUSE", ("window/6",)), ADMIN)
    assert device.get(f"/screen/{PAPER}/picture.png", headers=tag).status_code == 304
    house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), ADMIN)
    changed = device.get(f"/screen/{PAPER}/picture.png", headers=tag)
    assert changed.status_code == 200 and changed.data != first.data


@needs_font
def test_an_led_panels_pages_come_by_turns_and_by_number(house: House, device: FlaskClient) -> None:
    house.services.board.do(Raise("FIRE", ("zone/24h",)), ADMIN)
    found = device.get(f"/screen/{DOTS}/picture.png?page=1")
    count = int(found.headers["X-Kiosk-Pages"])
    pages = {
        device.get(f"/screen/{DOTS}/picture.png?page={n}").headers["ETag"]
        for n in range(1, count + 1)
    }
    assert len(pages) == count
    assert device.get(f"/screen/{DOTS}/picture.png").headers["ETag"] in pages
    assert device.get(f"/screen/{DOTS}/picture.png?page=99").headers["ETag"] in pages
    image = Image.open(io.BytesIO(found.data))
    assert image.mode == "1" and image.size == (64, 32)


@needs_font
def test_what_was_fetched_counts_as_shown_with_the_screens_key_alone(
    house: House, device: FlaskClient
) -> None:
    here = house.services
    device.get(f"/screen/{PAPER}/picture.png")
    device.get(f"/screen/{PAPER}/picture.png?key=stranger")
    assert here.delivery.of(PAPER).painted is None
    key = here.page_keys.of_page(PAPER)
    tag = device.get(f"/screen/{PAPER}/picture.png?key={key}").headers["ETag"]
    reach = here.delivery.of(PAPER)
    assert reach.painted == here.board.view.revision and reach.state == "showing"
    house.services.board.do(Raise("WIN-PAUSE", ("window/6",)), ADMIN)
    told = device.get(f"/screen/{PAPER}/picture.png?key={key}", headers={"If-None-Match": tag})
    assert told.status_code == 304
    assert here.delivery.of(PAPER).painted == here.board.view.revision


def test_a_device_is_silent_after_it_missed_two_times() -> None:
    moment = [100.0]
    delivery = Delivery(now=lambda: moment[0])
    delivery.fetched("paper", 3, NOON, 60)
    moment[0] += 120
    assert delivery.of("paper").state == "showing"
    moment[0] += SILENT_S + 1
    assert delivery.of("paper").state == "silent"


def test_a_browsers_screen_has_no_picture_to_fetch(device: FlaskClient) -> None:
    assert device.get(f"/screen/{PAGE}/picture.png").status_code == 404
    assert device.get("/screen/nowhere/picture.png").status_code == 404


@needs_font
def test_a_panels_page_shows_what_the_panel_shows(house: House, device: FlaskClient) -> None:
    house.services.board.do(Raise("FIRE", ("hall",)), ADMIN)
    page = device.get(f"/screen/{DOTS}").get_data(as_text=True)
    assert 'viewBox="0 0 64 32"' in page and "紧急疏散" in page
    assert "data-arrow" not in page


def test_check_looks_at_panels_too(device: FlaskClient, house: House) -> None:
    content = house.services.board.view.content
    notes = legible(content, load_icons(contents.icons(None)), NOON)
    at = next(n for n, screen in enumerate(content.hall.screens) if screen.id == DOTS)
    told = [note.remedy for note in notes if note.key == f"screens[{at}]"]
    assert ("install fonts-unifont on this machine" in told) != bitmap_font_found()


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong"),
    [
        ('layout = "window"', 'layout = "board"\ndisplay = "epaper"', "layout", "shows no board"),
        ("width = 1920", "width = 64", "width", "too few for display = page"),
    ],
)
def test_a_panel_that_could_show_nothing_is_told(
    tmp_path: Path, old: str, new: str, key: str, wrong: str
) -> None:
    empty_copy(contents.sample(), tmp_path / "hall")
    file = tmp_path / "hall" / "screens.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as raised:
        contents.read(tmp_path / "hall")
    told = [(mistake.key, mistake.wrong) for mistake in raised.value.mistakes]
    assert any(where.endswith(key) and wrong in said for where, said in told), told
