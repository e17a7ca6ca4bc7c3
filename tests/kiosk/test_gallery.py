"""The gallery shows every situation on the hall's own screens, and nothing of it happens."""

import re

import pytest

from kiosk.drawing.beforehand.situations import PLAIN, situations, world_of
from kiosk.wiring import House
from kiosk.wording.typeset import font_found
from signage.shows.scenes import scenes
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.seeds import some_halls
from tests.kiosk.house import Tablet


def shown(house: House, query: str = "") -> str:
    answer = Tablet(house).signed_in("赵").get(f"/gallery{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.text


def test_every_situation_is_shown_and_nothing_happens(house: House) -> None:
    board = house.services.board
    before = board.view.revision
    for situation in situations(board.view.content):
        page = shown(house, f"?situation={situation.name}")
        assert page.count("<figure") or "data-screen" not in page
        assert f'value="{situation.name}" selected' in page
    assert board.view.revision == before and not board.view.world.situation.incidents


def test_a_fire_is_seen_as_screens_that_hear_their_hall_show_it(house: House) -> None:
    page = shown(house, "?situation=FIRE")
    assert 'class="leased"' in page and "data-arrow" in page and "/static/gallery.css" in page


def test_signs_are_looked_at_in_another_language_first(house: House) -> None:
    figures = re.findall(
        r"<figure data-screen.*?</figure>", shown(house, "?situation=WIN-PAUSE&lang=en"), re.S
    )
    assert figures and all('lang="en"' in figure for figure in figures)
    assert "Temporarily Closed" in "".join(figures)


@pytest.mark.parametrize("query", ["?situation=NONE", "?situation=", "?situation=all-clear"])
def test_what_there_is_not_is_not_found(house: House, query: str) -> None:
    assert Tablet(house).signed_in("赵").get(f"/gallery{query}").status_code == 404


def test_screens_that_look_alike_are_shown_once(house: House) -> None:
    page = shown(house, "?situation=OTHER")
    drawings = re.findall(r"<figure[^>]*>(.*?)<figcaption", page, re.DOTALL)
    assert len(drawings) == len(set(drawings)) > 1


@pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")
@pytest.mark.parametrize(("situation", "count"), [("rest", 2), ("FIRE", 4), ("shut", 0)])
def test_its_paper_is_shown_in_every_size_and_can_be_had(
    house: House, situation: str, count: int
) -> None:
    sources = re.findall(
        r'<img class="picture"[^>]*src="([^"]+)"', shown(house, f"?situation={situation}")
    )
    assert len(sources) == count
    for source in sources[:1]:
        answer = Tablet(house).signed_in("赵").get(source)
        assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"


@pytest.mark.laws
@some_halls
def test_each_situation_of_any_hall_has_its_sign_on_some_screen(seed: int) -> None:
    content = made(drawn(seed)).content
    for situation in situations(content):
        world = world_of(content, situation.name, NOON)
        assert world is not None, situation.name
        signs = {scene.sign for scene in scenes(world).values()}
        if situation.name == "over":
            assert "all-clear" in signs
        if situation.name not in PLAIN:
            (incident,) = world.situation.open_incidents
            said = {number for scene in scenes(world).values() for number in scene.says}
            strips = {s.incident for scene in scenes(world).values() for s in scene.strips}
            assert incident.id in said | strips | {
                scene.incident for scene in scenes(world).values()
            }
