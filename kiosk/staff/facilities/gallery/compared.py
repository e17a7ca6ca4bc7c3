"""The hall's screens as one content draws them beside how another does, in one situation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import PLAIN, situations
from kiosk.drawing.renderer import drawn, is_page
from kiosk.drawing.svg import canvas
from kiosk.serving.services import renderer
from kiosk.staff.facilities.gallery.listed import size_of
from signage.availability.world import World
from signage.hall.model import Screen
from signage.language.words import Words
from signage.shows.scene import Scene
from signage.shows.scenes import scenes

MOST: Final = 48
"""Looks on a page, as in the gallery."""
BEFORE, AFTER = "before", "after"
NOT_THERE: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Side:
    """What a screen shows: a picture, or a page of ``width`` by ``height`` px that stands in a frame
    of its own, whose address ends with ``framed``; neither where the screen is not there."""

    drawing: str | Markup = ""
    framed: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """One look, before and after; ``alike`` counts the screens that change in the same way."""

    screen: Screen
    size: str
    width: int
    height: int
    before: Side
    after: Side
    alike: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A situation: what looks otherwise in it, and how many screens do not."""

    name: str
    words: Words
    pairs: tuple[Beside, ...]
    same: int


def concerned(before: Content, after: Content) -> tuple[str, ...]:
    """The situations of the kinds that the two have otherwise, in the order of the catalogue."""
    names = (one.name for one in situations(after) if one.name not in PLAIN)
    old, new = before.catalogue.kind, after.catalogue.kind
    return tuple(name for name in names if old.get(name) != new[name])


def compared(name: str, words: Words, before: World | None, after: World | None) -> Compared:
    """The hall in the situation ``name`` as it is and as it would be; None shows nothing on that
    side."""
    old, new = _shown(before), _shown(after)
    sides = tuple(one.hall.screen for one in (before, after) if one is not None)
    pairs: dict[tuple[str, str, str], Beside] = {}
    same = 0
    for key in dict.fromkeys(key for side in sides for key in side):
        screen = next(side[key] for side in reversed(sides) if key in side)
        sizes = {size_of(side[key]) for side in sides if key in side}
        was, is_now = old.get(key, NOT_THERE), new.get(key, NOT_THERE)
        look = (was[1], is_now[1], size_of(screen))
        if was[1] == is_now[1] and len(sizes) == 1:
            same += 1
        elif look in pairs:
            pairs[look] = replace(pairs[look], alike=pairs[look].alike + 1)
        elif len(pairs) < MOST:
            whole = canvas(screen)
            pairs[look] = Beside(
                screen, size_of(screen), int(whole.w), int(whole.h), _side(BEFORE, name, key, *was),
                _side(AFTER, name, key, *is_now), 0,
            )  # fmt: skip
    return Compared(name, words, tuple(pairs.values()), same)


def _side(side: str, situation: str, screen: str, sort: str, drawing: str) -> Side:
    if not drawing:
        return Side()
    if sort == "page":
        return Side(framed=f"{side}/{situation}/{screen}")
    return Side(Markup(drawing))  # made by the renderer, which escapes


def _shown(world: World | None) -> dict[str, tuple[str, str]]:
    """By screen whether it is a page or a picture, and its drawing."""
    return dict(_each(world)) if world is not None else {}


def _each(world: World) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, scene in scenes(world).items():
        screen = world.hall.screen[key]
        sort = "page" if is_page(scene, screen) else "picture"
        draw = renderer().scene_html if sort == "page" else _drawn
        yield key, (sort, draw(scene, screen, world))


def _drawn(scene: Scene, screen: Screen, world: World) -> str:
    return drawn(scene, screen, world, renderer().icons)
