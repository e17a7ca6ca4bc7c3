"""Signs on e-paper and LED panels of any hall: whole words in whole pixels, in the panel's own
colours, and nothing that would have to be taken back."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image

from kiosk.drawing.beforehand.situations import situations, world_of
from kiosk.drawing.displays.panels import led
from kiosk.drawing.displays.panels.epaper import LEAST
from kiosk.drawing.displays.panels.pictures import called, panels, png
from kiosk.drawing.displays.panels.placed import Panel
from kiosk.drawing.displays.panels.words import Told, told_of
from kiosk.drawing.plan_names import meet, within
from kiosk.drawing.svg import Box, canvas
from kiosk.drawing.way_out import LAPSED
from kiosk.wording.typeset import font_found
from signage.availability.world import World
from signage.hall.model import Screen
from signage.language.words import Words, say
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.spoken.sign import DRILL
from tests.cast import NOON
from tests.halls import drawn, made
from tests.halls.pages import renderer
from tests.halls.seeds import every_hall

SIZES = [
    ("epaper", 800, 480, 0), ("epaper", 480, 800, 0), ("epaper", 400, 300, 0), ("epaper", 296, 128, 0),
    ("epaper", 296, 128, 90), ("led", 64, 32, 0), ("led", 128, 32, 0), ("led", 192, 64, 0), ("led", 64, 128, 0),
]  # fmt: skip
SINCE = "14:05"
pytestmark = pytest.mark.skipif(not font_found(), reason="no Chinese font on this machine")


@dataclass(frozen=True, slots=True)
class Shown:
    world: World
    scene: Scene
    screen: Screen
    told: Told
    pages: tuple[Panel, ...]

    @property
    def drill(self) -> str:
        return plain(self.world.hall.spoken_on(self.screen).say(DRILL))

    @property
    def said(self) -> str:
        """All pages one after the other, without what stands on each of them."""
        words = [plain(line.words) for page in self.pages for line in page.lines]
        return "".join(said for said in words if said != self.drill)

    def says(self, words: Words) -> bool:
        return plain(self.world.hall.spoken_on(self.screen).say(words)) in self.said


def shown(seed: int) -> Iterator[Shown]:
    """A screen of each layout in every situation, its panel of another size each time."""
    content = made(drawn(seed)).content
    hung = {s.layout: s for s in content.hall.screens if s.layout in ("window", "door", "zone")}
    for number, situation in enumerate(situations(content)):
        world = world_of(content, situation.name, NOON)
        for turn, screen in enumerate(hung.values() if world is not None else ()):
            assert world is not None
            scene = scenes(world)[screen.id]
            told = told_of(scene, called(content.hall, screen))
            for kind, wide, high, rotate in SIZES[(number + turn) % 3 :: 3]:
                spoken = (("zh", "en"), ("en", "zh"))[(number + turn) % 2]
                panel = screen.model_copy(
                    update={
                        "display": kind, "width": wide, "height": high, "rotate": rotate,
                        "languages": spoken,
                    }
                )  # fmt: skip
                yield Shown(world, scene, panel, told, panels(told, panel, content.hall, SINCE))


def plain(words: str) -> str:
    return re.sub("[-/ ]", "", words)


def wrong(one: Shown) -> Iterator[str]:
    whole = canvas(one.screen)
    for page in one.pages:
        if (page.width, page.height) != (whole.w, whole.h):
            yield "is of another size"
        boxes = [line.box for line in page.lines]
        for number, (line, box) in enumerate(zip(page.lines, boxes, strict=True)):
            if not within(box, Box(0, 0, whole.w, whole.h)):
                yield f"{line.words} runs off it"
            if line.size < (LEAST if one.screen.display == "epaper" else led.CELL):
                yield f"{line.words} is too small"
            if any(meet(box, other) for other in boxes[number + 1 :]):
                yield f"{line.words} lies over another line"
        if one.scene.drill and one.drill not in {plain(line.words) for line in page.lines}:
            yield "does not say on each page that it is a drill"
        if len(one.pages) > 1 and not page.fields:
            yield "does not say which page of how many it is"
    must = [one.told.title, *one.told.alarms[:2]]
    yield from (f"{say(words)} is not said" for words in must if not one.says(words))
    yield from _lasting(one)


def _lasting(one: Shown) -> Iterator[str]:
    """Nothing counts for seconds; what is less than a danger says since when."""
    way = one.scene.way
    if way is not None and way.arrow is not None:
        if one.says(way.words):
            yield "points somewhere"
        if one.screen.display == "epaper" and not one.says(LAPSED):
            yield "does not say how to leave"
    if one.scene.sign == "all-clear" and one.says(one.scene.title):
        yield "says an all-clear that nobody takes back"
    if one.screen.display == "epaper" and one.told.dated != (SINCE in one.said):
        yield "says since when, or does not"


@every_hall
def test_a_panel_says_its_sign_whole_and_nothing_that_does_not_last(seed: int) -> None:
    found = []
    for one in shown(seed):
        name = f"{one.scene.sign} {one.screen.layout} {one.screen.display} "
        name += f"{one.screen.width}×{one.screen.height}, {one.said}"
        found += [f"{name}: {fault}" for fault in wrong(one)]
    assert not found, f"{len(found)}:\n" + "\n".join(found[:20])


@every_hall
def test_a_picture_has_its_panels_pixels_and_its_colours_alone(seed: int) -> None:
    inks = {
        "epaper": {(0, 0, 0), (255, 255, 255), (255, 0, 0)},
        "led": {(0, 0, 0), (255, 255, 255)},
    }
    drawn_kinds: set[tuple[str, str, int, int]] = set()
    for one in shown(seed):
        kind = (one.scene.sign, one.screen.display, one.screen.width, one.screen.rotate)
        if kind in drawn_kinds:
            continue
        drawn_kinds.add(kind)
        for page in one.pages:
            image = Image.open(io.BytesIO(png(page, one.screen, renderer().icons)))
            assert image.size == (one.screen.width, one.screen.height)
            colours = image.convert("RGB").getcolors(16)
            assert colours is not None
            assert {colour for _, colour in colours} <= inks[one.screen.display]
            assert len(colours) > 1, "an empty picture"
