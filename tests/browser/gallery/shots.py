"""What the gallery shows: a situation of each sort, on one screen of each layout where it is seen,
Chinese first, English first, and from right to left."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from kiosk.content import reader as contents
from kiosk.drawing.renderer import is_page
from kiosk.drawing.svg import canvas
from signage.availability.world import World
from signage.catalogue.kind_words import usual_target
from signage.hall.model import HALL, Screen
from signage.shows.scene import Scene
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise
from tests.browser.promises import pictured
from tests.cast import ADMIN, Day
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import day, seen
from tests.halls.hall import write
from tests.halls.pages import drawn_screen
from tests.halls.pages import seen as picture_of
from tests.tongues import spoken, translate

LONG_SIDE, GAP = 384, 6
"""px of one picture, and between two on a sheet."""
FOLDER: Final = Path(__file__).parent / "pictures"
TONGUES: Final = (("zh", "en"), ("en", "zh"), ("ug", "zh"))
LATE_H: Final = 17
"""Hours after noon at which the hall is closed."""
SHUT_AT, THREE, MANY = "exit/south", 3, 12
STYLE: Final = (
    "body{margin:0;font-family:'Noto Sans CJK SC'} svg{display:block;width:100%;height:100%}"
)


@dataclass(frozen=True, slots=True)
class Shot:
    screen: Screen
    scene: Scene
    world: World


@contextmanager
def hall_in(tongue: tuple[str, str], size: Size | None = None) -> Iterator[Made]:
    """The sample, or a generated hall, its screens read in these two languages."""
    with TemporaryDirectory() as folder, spoken(Path(folder)):
        if size is None:
            shutil.copytree(contents.sample(), Path(folder) / "content")
        else:
            write(size, Path(folder) / "content")
        content = translate(Path(folder) / "content", tongue)
        yield replace(made(size or drawn(0)), content=contents.read(content))


def situations(hall: Made) -> Iterator[tuple[str, Day]]:
    """By name: at rest and closed, boards with exceptions, one of each class, what comes after."""
    yield "calm", day(hall)
    yield "night", day(hall).later(hours=LATE_H)
    windows = [window.id for window in hall.content.hall.windows]
    for count in (THREE, MANY):
        yield f"{count}-paused", _raised(hall, *(Raise("WIN-PAUSE", (w,)) for w in windows[:count]))
    for cls, kind, target in _classes(hall):
        yield cls, _raised(hall, Raise(kind, (target,), cls=cls))
    yield "shut-exit", _raised(hall, Raise("FIRE", (SHUT_AT,)))
    yield "drill", _raised(hall, Raise("FIRE", (HALL,), drill=True))
    yield "over", _over(hall)


def _classes(hall: Made) -> Iterator[tuple[str, str, str]]:
    """Each class, the first kind that has it and is seen, and where it usually is."""
    told: set[str] = set()
    for kind in hall.content.catalogue.kinds:
        if not kind.raisable or kind.public == "none" or kind.family == "none":
            continue
        for cls in kind.classes:
            usual = usual_target(hall.content.hall, kind)
            target = usual or next(
                name
                for name in (HALL, *hall.content.hall.resources)
                if name.partition("/")[0] in kind.targets
            )
            if cls not in told:
                told.add(cls)
                yield cls, kind.code, target


def _raised(hall: Made, *commands: Raise) -> Day:
    found = day(hall)
    for command in commands:
        chosen = len(hall.content.catalogue.kind[command.kind].classes) > 1
        found.do(command if chosen else replace(command, cls=None), ADMIN)
    return found


def _over(hall: Made) -> Day:
    found = day(hall)
    number = found.do(Raise("FIRE", (HALL,)), ADMIN) or ""
    found.do(Change(number, "clear", reason="误报"), ADMIN)
    return found


def shots(hall: Made) -> Mapping[str, list[Shot]]:
    """Of each situation one screen of each layout that says something else than at rest."""
    found: dict[str, list[Shot]] = {}
    rest: Mapping[str, Scene] = {}
    for name, at in situations(hall):
        world = seen(hall, at)
        shown = scenes(world)
        rest = rest or shown
        layouts: dict[str, Shot] = {}
        for screen in hall.content.hall.screens:
            scene = shown[screen.id]
            other = name in ("calm", "night") or scene != rest[screen.id]
            if other and not is_page(scene, screen):
                layouts.setdefault(_sort(screen, scene), Shot(screen, scene, world))
        found[name] = list(layouts.values())
    return found


def _sort(screen: Screen, scene: Scene) -> str:
    """What one of is enough: a layout in one sort of sign, upright or not."""
    whole = canvas(screen)
    return f"{screen.layout} {scene.sign} {scene.way and scene.way.form} {whole.h > whole.w}"


def sheet(page: Page, listed: list[Shot]) -> Image.Image:
    """All of one situation beside one another."""
    return beside([_taken(page, shot) for shot in listed])


def beside(taken: list[Image.Image]) -> Image.Image:
    """Pictures in a row, on white."""
    wide = sum(one.width + GAP for one in taken) - GAP
    whole = Image.new("RGB", (wide, max(one.height for one in taken)), "white")
    x = 0
    for one in taken:
        whole.paste(one, (x, 0))
        x += one.width + GAP
    return whole


def _taken(page: Page, shot: Shot) -> Image.Image:
    placed(page, shot, LONG_SIDE)
    return pictured(page, animations="disabled")


def placed(page: Page, shot: Shot, long_side: int) -> None:
    """The sign alone on a page of its shape, as where a page hears from its hall."""
    box = canvas(shot.screen)
    share = long_side / max(box.w, box.h)
    size = {"width": round(box.w * share), "height": round(box.h * share)}
    page.set_viewport_size(size)
    picture = picture_of(drawn_screen(shot.world, shot.screen))
    page.set_content(f"<style>{STYLE}</style>{picture}")
    page.evaluate(LEASED)


LEASED: Final = """() => {
  for (const one of document.querySelectorAll("svg .leased")) one.setAttribute("visibility", "visible");
  for (const one of document.querySelectorAll("svg .lapsed")) one.remove();
  const svg = document.querySelector("svg");
  svg.pauseAnimations();
  svg.setCurrentTime(0);
}"""
COLOURS: Final = 64


def quantized(picture: Image.Image) -> Image.Image:
    """In as few colours as it is kept in."""
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def saved(picture: Image.Image, name: str) -> None:
    quantized(picture).save(FOLDER / f"{name}.png", optimize=True)


def named(situation: str, tongue: tuple[str, str]) -> str:
    return f"{situation}-{tongue[0]}"
