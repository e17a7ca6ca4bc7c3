"""Every text of every sign and board as Chromium sets it: five sizes, margins, whole times and
lines (LOOKS §1, §2, §5). The table is printed: ``pytest -s tests/browser/test_sizes.py``."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from kiosk.content import reader as contents
from kiosk.content.halls import demo_content
from kiosk.drawing.beforehand.proof import legible
from kiosk.drawing.displays.board import board_sizes
from kiosk.drawing.layout.sizes import MAIN, URGENT, asked
from kiosk.drawing.layout.words import GRAVE
from kiosk.drawing.renderer import is_page, load_icons
from kiosk.drawing.svg import canvas
from kiosk.wording.typeset import CLOSING, HANGING
from signage.availability.world import World
from signage.hall.model import Screen
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.browser.gallery.shots import hall_in
from tests.cast import NOON
from tests.halls import Made, drawn, made
from tests.halls.cases import played, raises, seen
from tests.halls.pages import drawn_screen
from tests.halls.pages import seen as picture_of
from tests.halls.seeds import FEW, LONG

pytestmark = pytest.mark.browser
SEEDS = (12, 38)
SITUATIONS = 12 if FEW else 60 if LONG else 24
FEWER = 20 if LONG else 12
"""Of the shipped halls in other languages, where words are longer and lines more."""
SMALLEST, ROOM_U = 0.395, 3.7
"""S5 and the margin, less what rounding takes."""
ENGLISH = 'languages = ["en", "zh"]\n'
MEASURE = """() => [...document.querySelectorAll("svg.picture text")].filter((text) => {
  for (let e = text; e; e = e.parentElement) if (e.getAttribute("class") === "lapsed") return false;
  return text.textContent.trim();
}).map((text) => {
  const svg = document.querySelector("svg.picture"), way = svg.getScreenCTM().inverse().multiply(text.getScreenCTM());
  const box = text.getBBox(), a = new DOMPoint(box.x, box.y).matrixTransform(way);
  const b = new DOMPoint(box.x + box.width, box.y + box.height).matrixTransform(way);
  const row = text.closest("[data-rows]"), plan = text.closest("[data-plan]");
  const scale = Math.hypot(way.a, way.b);
  const mine = [...svg.querySelectorAll("[data-side]")].map((side) => {
    const x = +side.getAttribute("x"), y = +side.getAttribute("y");
    return [x, y, x + +side.getAttribute("width"), y + +side.getAttribute("height")];
  });
  return {words: text.textContent, px: scale * parseFloat(getComputedStyle(text).fontSize), sides: mine,
    left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y),
    row: !!row, first: row ? row.querySelector("text") === text : false, plan: !!plan};
})"""


class Text(NamedTuple):
    """One line as it is set, px; ``first`` is a row's state; ``sides`` are panels beside words."""

    words: str
    px: float
    left: float
    right: float
    top: float
    bottom: float
    row: bool
    first: bool
    plan: bool
    sides: list[list[float]]


class Case(NamedTuple):
    name: str
    screen: Screen
    scene: Scene
    world: World
    named: bool
    """By ``kiosk check``, as one that is too small for its distance."""


def halls() -> Iterator[tuple[str, Made]]:
    """The sample, and generated ones; two of the shipped ones in English first, one from right
    to left."""
    here = made(drawn(0))
    yield "sample", replace(here, content=contents.read(contents.sample()))
    for shipped, name in ((None, "sample"), ("two-storeys", "two storeys")):
        with TemporaryDirectory() as directory:
            demo_content(shipped, Path(directory) / "content")
            file = Path(directory) / "content" / "screens.toml"
            each = file.read_text("utf-8")
            file.write_text(each.replace("layout =", f"{ENGLISH}layout ="), "utf-8")
            content = contents.read(Path(directory) / "content")
        yield f"{name} in English", replace(here, content=content)
    with hall_in(("ug", "zh")) as turned:
        yield "sample right to left", turned
    for seed in SEEDS:
        yield f"hall {seed}", made(drawn(seed))


def cases(name: str, hall: Made) -> Iterator[Case]:
    icons = load_icons(contents.icons(None))
    notes = legible(hall.content, icons, NOON)
    named = {int(found[1]) for note in notes if (found := re.match(r"screens\[(\d+)\]", note.key))}
    commands = [[], *([command] for command in raises(hall, each=1))]
    most = FEWER if " " in name and not name.startswith("hall ") else SITUATIONS
    step = max(1, len(commands) // most)
    told: set[str] = set()
    for raised in commands[::step][:most]:
        world = seen(hall, played(hall, list[Raise](raised)))
        for at, (screen_id, scene) in enumerate(scenes(world).items()):
            screen = hall.content.hall.screen[screen_id]
            if is_page(scene, screen) or (key := repr(scene)) in told:
                continue
            told.add(key)
            yield Case(name, screen, scene, world, at in named)


def measured(page: Page, case: Case) -> list[Text]:
    box = canvas(case.screen)
    picture = picture_of(drawn_screen(case.world, case.screen))
    page.set_viewport_size({"width": int(box.w), "height": int(box.h)})
    page.set_content(f"<style>body{{margin:0;font-family:'Noto Sans CJK SC'}}</style>{picture}")
    found: list[dict[str, Any]] = page.evaluate(MEASURE)
    return [Text(**one) for one in found]


def main_share(case: Case, texts: list[Text]) -> float:
    """The main line beside what its class asks."""
    scene = case.scene
    words = scene.way.words if scene.way is not None else scene.title
    title = case.world.hall.spoken_on(case.screen).say(words).replace("/", "")
    due = (URGENT if scene.sign in GRAVE else MAIN) * asked(case.screen)
    return max((text.px for text in texts if text.words.strip() in title), default=0.0) / due


def least_of(before: int, case: Case, texts: list[Text]) -> int:
    """The smallest text so far, in hundredths of what the distance asks."""
    found = min((text.px for text in texts), default=asked(case.screen)) / asked(case.screen)
    return min(before or 999, round(100 * found))


def air(text: Text) -> float:
    """What a full-width mark at its end holds of nothing, and how far an Arabic letter leans over
    its beginning, px."""
    leans = 0.12 * text.px if "\u0600" <= text.words.strip()[:1] <= "\u06ff" else 0.0
    return 0.5 * text.px if text.words[-1:] in HANGING else leans


def faults_of(case: Case, texts: list[Text]) -> Iterator[str]:
    needed, box = asked(case.screen), canvas(case.screen)
    u = min(box.w, box.h) / 100
    for text in texts:
        if text.px < SMALLEST * needed and not case.named:
            yield f"small {text.px / needed:.2f}"
        if text.words.endswith("…"):
            yield "cut short"
        if text.words[:1] in CLOSING:
            yield "begins with a mark"
        if not text.plan and not (
            ROOM_U * u <= text.left and text.right - air(text) <= box.w - ROOM_U * u
        ):
            yield "at the edge"
        for left, top, right, bottom in text.sides:
            within = left <= text.left and text.right <= right and top <= text.top
            if within and text.top < bottom < text.bottom - 0.2 * text.px:
                yield "leaves its panel"
            beside = text.bottom < top or text.top > bottom
            if not within and not beside and left - ROOM_U * u < text.right <= right:
                yield "at the panel"
    if case.scene.sign == "guidance" and case.screen.layout == "board" and not case.named:
        least = 0.97 * board_sizes(case.screen).fact
        if any(text.first and text.px < least for text in texts):
            yield "small state"
    if case.scene.sign != "guidance" and not case.named and main_share(case, texts) < 0.97:
        yield f"small main line {main_share(case, texts):.2f}"


@pytest.mark.laws
def test_every_text_has_its_size_and_its_room(browser: Browser) -> None:
    page = browser.new_page()
    wrong: dict[str, list[str]] = defaultdict(list)
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, hall in halls():
        for case in cases(name, hall):
            texts = measured(page, case)
            row = table[name, case.screen.layout]
            row["screens' pictures"] += 1
            row["texts"] += len(texts)
            row["least H, %"] = least_of(row["least H, %"], case, texts)
            if case.scene.sign != "guidance":
                row["least main line, %"] = min(
                    row["least main line, %"] or 999, round(100 * main_share(case, texts))
                )
            row["of a named screen"] += len(texts) if case.named else 0
            for fault in faults_of(case, texts):
                row[fault.rstrip(" .0123456789")] += 1
                wrong[fault.rstrip(" .0123456789")].append(
                    f"{name} {case.screen.id} {case.scene.sign} {case.scene.incident}: {fault}"
                )
    page.close()
    for key, row in sorted(table.items()):
        print(*key, dict(row))
    assert not wrong, {fault: (len(found), found[:6]) for fault, found in wrong.items()}
