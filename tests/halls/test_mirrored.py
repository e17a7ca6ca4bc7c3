"""Signs and boards in a language that is read from right to left stand the other way round, and
what shows the way does not (LOOKS §5)."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from xml.etree.ElementTree import Element, fromstring

import pytest

from kiosk.content import reader as contents
from kiosk.drawing.layout.mirror import mirrored
from kiosk.drawing.renderer import is_page
from kiosk.drawing.svg import canvas
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.halls import Made, drawn, made
from tests.halls.cases import day, played, raises, seen
from tests.halls.pages import drawn_screen
from tests.halls.pages import seen as picture_of
from tests.halls.seeds import LONG, SEEDS
from tests.tongues import spoken, translate

EACH = 5
WIDE = 1000.0
STRAIGHT = re.compile(r"M[-\d.]+ [-\d.]+(l[-\d.]+ [-\d.]+)+")


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("turned")
    with spoken(folder):
        shutil.copytree(contents.sample(), folder / "content")
        content = contents.read(translate(folder / "content", ("ug", "zh")))
        yield replace(made(drawn(0)), content=content)


def texts(part: Element) -> list[Element]:
    return [inner for inner in part.iter() if inner.tag.endswith("text")]


def test_a_board_has_its_numbers_on_the_right_and_its_states_on_the_left(turned: Made) -> None:
    paused = [Raise("WIN-PAUSE", (window.id,)) for window in turned.content.hall.windows[:2]]
    for commands in ([], paused):
        world = seen(turned, played(turned, commands) if commands else day(turned))
        screen = turned.content.hall.screen["wall"]
        picture = fromstring(picture_of(drawn_screen(world, screen)))
        middle = canvas(screen).w / 2
        rows = [part for part in picture.iter() if "data-rows" in part.attrib]
        assert rows
        for row in rows:
            state = texts(row)[0]
            number = next(text for text in texts(row) if (text.text or "")[0].isdigit())
            assert float(state.attrib["x"]) < float(number.attrib["x"]) > middle
        pages = [part for part in picture if "data-page" in part.attrib]
        marks = [texts(page)[-1] for page in pages]
        assert all(float(mark.attrib["x"]) < middle for mark in marks)


def test_the_arrow_points_where_the_way_goes(turned: Made) -> None:
    """Man and arrow stand as in any other language, man behind arrow."""
    fire = seen(turned, played(turned, [Raise("FIRE", ("hall",))]))
    arrows = 0
    for screen in turned.content.hall.screens:
        here = picture_of(drawn_screen(fire, screen))
        other = screen.model_copy(update={"languages": ("zh", "en")})
        there = picture_of(drawn_screen(fire, other))
        assert inside(here, "data-arrow") == inside(there, "data-arrow")
        arrows += "data-arrow" in here
    assert arrows


def inside(picture: str, mark: str) -> list[str | None]:
    return [part.get(mark) for part in fromstring(picture).iter() if mark in part.attrib]


@pytest.mark.parametrize("seed", SEEDS if LONG else SEEDS[:1])
def test_every_part_of_every_sign_is_turned_over_or_moved_whole(seed: int) -> None:
    hall = made(drawn(seed))
    met: set[tuple[str, str]] = set()
    for command in islice(raises(hall, each=1), 0, None, 1 if LONG else EACH):
        world = seen(hall, played(hall, [command]))
        for name, scene in scenes(world).items():
            screen, sort = hall.content.hall.screen[name], (scene.layout, scene.sign)
            if is_page(scene, screen) or screen.display != "page" or sort in met:
                continue
            met.add(sort)
            turned_over(picture_of(drawn_screen(world, screen)))
    # A hall of few screens has few sorts.
    assert len(met) > (9 if seed == SEEDS[0] else 0)


def turned_over(picture: str) -> None:
    whole = picture.replace("<svg", "<g", 1)[: -len("</svg>")] + "</g>"
    over = fromstring(mirrored([whole], WIDE)[0])
    for one, two in zip(placed(fromstring(picture)), placed(over, moved=True), strict=True):
        x, wide = (float(one.get(key, "0")) for key in ("x", "width"))
        if "x" in one.attrib:
            assert float(two.attrib["x"]) == pytest.approx(WIDE - wide - x, abs=0.11)
        if one.get("text-anchor") == "start":
            assert two.get("text-anchor") == "end"
        assert ("data-block" in one.attrib) == ("transform" in two.attrib)


def placed(part: Element, *, moved: bool = False) -> Iterator[Element]:
    """What of a picture has a place of its own; a block is one."""
    for inner in part:
        tag = inner.tag.rpartition("}")[2]
        assert tag in ("g", "rect", "text", "svg", "path", "animate"), tag
        assert tag != "path" or STRAIGHT.fullmatch(inner.attrib["d"]), inner.attrib
        yield inner
        assert moved or "transform" not in inner.attrib
        if tag == "g" and "data-block" not in inner.attrib:
            yield from placed(inner, moved=moved)
