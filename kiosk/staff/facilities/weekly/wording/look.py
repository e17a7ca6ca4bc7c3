"""What a kind would look like and say, on the hall's own screens: from words that are only typed."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup
from pydantic import ValidationError

from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import REST, ways_of, world_as, world_of
from kiosk.drawing.renderer import drawn, is_page
from kiosk.serving.services import renderer
from kiosk.staff.facilities.gallery.listed import size_of
from signage.availability.world import World
from signage.catalogue.kinds import Catalogue, Kind
from signage.hall.model import Screen
from signage.shows.scenes import scenes
from signage.spoken.clips import Clip, clips

MOST: Final = 24
"""Looks on a page."""


@dataclass(frozen=True, slots=True)
class Look:
    """A screen of the hall, and ``alike`` more of the same; ``before`` is empty where it is the
    same."""

    screen: Screen
    size: str
    before: Markup
    after: Markup
    alike: int


@dataclass(frozen=True, slots=True)
class Seen:
    """Signs alone: touch screens that go on with their own page are seen once there is a draft.
    ``way``: of :func:`ways_of`, empty for where it usually is. ``spoken``: what screens with sound
    say; ``readable``: whether it can be shown at all."""

    way: str
    looks: tuple[Look, ...]
    spoken: tuple[Clip, ...]
    readable: bool = True


def kind_of(read: Content, code: str, value: Mapping[str, Any]) -> Kind | None:
    """The kind as its table says; None where it is none."""
    try:
        return Kind.model_validate({**_use(read, code), **deepcopy(dict(value))})
    except ValidationError:
        return None


def _use(read: Content, code: str) -> Mapping[str, Any]:
    known = read.catalogue.kind.get(code)
    return {"use": known.use} if known is not None else {}


def seen(read: Content, kind: Kind, asked: str, now: datetime) -> Seen:
    """``asked``: one of :func:`ways_of`; empty for where it usually is, or the first way in which
    what was typed can be seen."""
    typed = _with(read, kind)
    usual = _seen(read, typed, kind.code, asked, now)
    if (
        asked
        or any(one.before for one in usual.looks)
        or read.catalogue.kind.get(kind.code) == kind
    ):
        return usual
    others = (_seen(read, typed, kind.code, way, now) for way in ways_of(read.hall, kind))
    return next((one for one in others if any(look.before for look in one.looks)), usual)


def _seen(read: Content, typed: Content, code: str, way: str, now: datetime) -> Seen:
    name = f"{code}:{way}" if way else code
    before, after = (world_as(content, name, now) for content in (read, typed))
    calm = world_of(read, REST, now)
    if after is None or calm is None:
        return Seen(way, (), (), readable=False)
    old, rest, looks = _drawings(before), _drawings(calm), dict[tuple[str, str], Look]()
    for place, drawing in _drawings(after).items():
        if not drawing or drawing == rest.get(place):
            continue
        screen, was = after.hall.screen[place], old.get(place, "")
        key = (drawing, was)
        if key in looks:
            looks[key] = replace(looks[key], alike=looks[key].alike + 1)
        elif len(looks) < MOST:
            # Both made by the renderer, which escapes.
            kept = Markup("" if was == drawing else was)
            looks[key] = Look(screen, size_of(screen), kept, Markup(drawing), 0)
    return Seen(way, tuple(looks.values()), _spoken(after))


def _with(read: Content, kind: Kind) -> Content:
    kinds = tuple(kind if one.code == kind.code else one for one in read.catalogue.kinds)
    catalogue = Catalogue.model_construct(kinds=kinds)
    return replace(read, catalogue=catalogue, hall=read.hall.knowing(catalogue.marked))


def _drawings(world: World | None) -> dict[str, str]:
    """By screen; empty where it is a page."""
    return dict(_each(world)) if world is not None else {}


def _each(world: World) -> Iterator[tuple[str, str]]:
    for name, scene in scenes(world).items():
        screen = world.hall.screen[name]
        page = is_page(scene, screen)
        yield name, "" if page else drawn(scene, screen, world, renderer().icons)


def _spoken(world: World) -> tuple[Clip, ...]:
    found = (
        clips(scene, world.hall.spoken_on(world.hall.screen[name]))
        for name, scene in scenes(world).items()
        if scene.sign != "guidance"
    )
    return next(filter(None, found), ())
