"""The gallery shows every situation on the hall's own screens, and nothing of it happens."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from kiosk.drawing.beforehand.situations import (
    PLAIN,
    REST,
    SHUT,
    moment_of,
    situations,
    world_of,
)
from kiosk.wiring import House
from kiosk.wording.typeset import font_found
from signage.availability.world import hall_opening
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


def frames(page: str) -> list[str]:
    return [unescape(source) for source in re.findall(r'<iframe[^>]* src="([^"]+)"', page)]


@pytest.mark.parametrize("situation", ["rest", "over", "WIN-PAUSE", "shut"])
def test_touch_pages_and_the_console_stand_in_frames_and_nothing_happens(
    house: House, situation: str
) -> None:
    board, tablet = house.services.board, Tablet(house).signed_in("赵")
    before, told = board.view.revision, len(list(house.services.store.events(0, 1000)))
    listed = frames(shown(house, f"?situation={situation}&lang=en"))
    assert {source.split("/")[2] for source in listed} >= {"console"}
    for source in listed:
        answer = tablet.get(source)
        assert answer.status_code == 200, source
        assert "Example, not the hall now" in answer.text, source
        assert "sandbox" in answer.headers["Content-Security-Policy"], source
        assert "hall.js" not in answer.text or source.startswith("/gallery/console")
    assert board.view.revision == before and not board.view.world.situation.help
    assert len(list(house.services.store.events(0, 1000))) == told


def test_a_frame_shows_the_situation_and_the_console_after_it_does_not(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    assert "<article" in tablet.get("/gallery/console/FIRE").text
    assert "<article" not in tablet.get("/console").text
    assert tablet.get("/gallery/console/busy").text.count("<article") == 5
    assert "/sign-out" not in tablet.get("/gallery/console/locked").text
    assert "/sign-out" in tablet.get("/console").text


def test_only_what_is_a_page_of_that_screen_stands_in_a_frame(house: House) -> None:
    tablet = Tablet(house).signed_in("赵")
    for address in (
        "touch/rest/entrance/pack", "touch/rest/entrance/nothing", "touch/rest/nowhere/home",
        "touch/FIRE/entrance/home", "touch/none/entrance/home", "console/none",
    ):  # fmt: skip
        assert tablet.get(f"/gallery/{address}").status_code == 404, address
    assert Tablet(house).get("/gallery/console/rest").status_code == 303


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("what=console", {"console"}),
        ("what=touch&size=1080×1920", {"touch"}),
        ("size=390×844", {"console"}),
        ("what=boards", set()),
    ],
)
def test_sorts_and_sizes_are_looked_at_alone(house: House, query: str, held: set[str]) -> None:
    page = shown(house, f"?{query}")
    assert {source.split("/")[2] for source in frames(page)} == held
    assert ("data-screen" in page) is (query == "what=boards")
    assert "data-paper" not in page


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


@pytest.mark.laws
@some_halls
def test_a_hall_and_its_draft_are_looked_at_at_one_moment(seed: int) -> None:
    content, later = made(drawn(seed)).content, NOON.replace(minute=5)
    hours = made(drawn(seed + 1)).content.hall.hours
    draft = replace(content, hall=content.hall.model_copy(update={"hours": hours}))
    for name in (REST, SHUT):
        at = moment_of((content.hall, draft.hall), name, later)
        shared = (
            all(hall_opening(one.hall, hour).open is (name == REST) for one in (content, draft))
            for hour in (later + timedelta(hours=n) for n in range(7 * 24))
        )
        sides = [world_of(one, name, at) for one in (content, draft)]
        assert [side and side.now for side in sides] == [at, at] or not any(shared), name
