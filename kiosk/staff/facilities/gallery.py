"""The gallery: how the hall's own screens look in every situation, drawn beforehand. Nothing is
raised, and no screen shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import abort, request
from markupsafe import Markup

from kiosk.access.people import staff_required
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import REST, Situation, situations, world_of
from kiosk.drawing.print.sign import printable, targets
from kiosk.drawing.print.sizes import PAPERS, SIZES
from kiosk.drawing.renderer import drawn, is_page
from kiosk.serving.services import renderer, services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import NAME
from kiosk.wording.typeset import font_found
from signage.availability.world import World
from signage.hall.model import Hall, Screen
from signage.language.words import Message, Words, say
from signage.shows.scenes import scenes

MOST: Final = 48
"""Screens on a page; those that look alike are shown once."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``alike`` counts the screens of the same look besides."""

    screen: Screen
    drawing: Markup
    alike: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of paper: where its drawing is, and which size it is."""

    source: str
    size: Words


@dataclass(frozen=True, slots=True)
class Gallery:
    """``before`` and ``after`` are the neighbours of ``chosen`` in the list, around its ends."""

    chosen: Situation
    choices: tuple[Situation, ...]
    before: Situation
    after: Situation
    tongue: str
    tongues: tuple[tuple[str, str], ...]
    """Languages in which signs can be looked at, each by its own name."""
    pictures: tuple[Picture, ...]
    pages: tuple[Screen, ...]
    """Touch screens that are pages in this situation, to be opened by themselves."""
    papers: tuple[Leaf, ...]
    """At rest the evacuation plan, in a kind's situation its sign, in every size; the hall's
    languages."""


DECLARED: Final[Declared] = {"staff/facilities/gallery.html": (Gallery,)}


@blueprint.get("/gallery")
@linked_from("/facilities", Message("gallery.gallery"), blueprint)
@staff_required
def gallery() -> str:
    here = services()
    content = here.board.view.content
    choices = situations(content)
    names = [one.name for one in choices]
    name = request.args.get("situation", REST)
    found = world_of(content, name, here.clock()) if name in names else abort(404)
    at = names.index(name)
    tongue = request.args.get("lang", "")
    tongue = tongue if tongue in content.hall.languages else ""
    seen = Gallery(
        choices[at], choices, choices[at - 1], choices[(at + 1) % len(choices)], tongue,
        tuple((lang, say(NAME, lang)) for lang in content.hall.languages),
        tuple(_pictures(found, tongue)) if found else (), tuple(_pages(found)) if found else (),
        tuple(_papers(content, name)) if font_found() else (),
    )  # fmt: skip
    return page("staff/facilities/gallery.html", who(), **values_of(seen))


def _pictures(world: World, tongue: str) -> Iterator[Picture]:
    """Of each look one screen, in the order of the hall."""
    shown, alike = scenes(world), dict[str, int]()
    found: list[tuple[Screen, str]] = []
    for screen in world.hall.screens:
        read = _read_in(world.hall, screen, tongue)
        if is_page(shown[screen.id], read):
            continue
        drawing = drawn(shown[screen.id], read, world, renderer().icons)
        if drawing not in alike and len(alike) < MOST:
            found.append((screen, drawing))
        alike[drawing] = alike.get(drawing, -1) + 1
    for screen, drawing in found:
        yield Picture(screen, Markup(drawing), alike[drawing])


def _read_in(hall: Hall, screen: Screen, tongue: str) -> Screen:
    """The screen with that language before its other one."""
    if not tongue:
        return screen
    own = screen.languages or hall.languages
    return screen.model_copy(
        update={"languages": (tongue, *(lang for lang in own if lang != tongue))[:2]}
    )


def _pages(world: World) -> Iterator[Screen]:
    shown = scenes(world)
    return (screen for screen in world.hall.screens if is_page(shown[screen.id], screen))


def _papers(content: Content, situation: str) -> Iterator[Leaf]:
    plan = content.evacuation.plan
    if situation == REST and plan is not None:
        place = next((one.id for one in content.hall.screens if one.id in plan.screen), "")
        for size, words in SIZES.items() if place else ():
            yield Leaf(f"/facilities/print/plan/{place}.svg?paper={size}", words)
    kinds = [kind for kind in printable(content.catalogue) if kind.code == situation]
    if kinds and targets(content.hall, kinds[0]):
        for paper in PAPERS.values():
            source = f"/facilities/print/sign/{situation}.svg?paper={paper.id}"
            yield Leaf(source, paper.name)
