"""The gallery: how the hall's own screens look in every situation, drawn beforehand. Nothing is
raised, and no screen shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import abort, request
from markupsafe import Markup

from kiosk.access.people import staff_required
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import PLAIN, REST, Situation, situations, world_of
from kiosk.drawing.print.sign import printable, targets
from kiosk.drawing.print.sizes import PAPERS, SIZES
from kiosk.drawing.renderer import drawn, is_page
from kiosk.serving.services import renderer, services
from kiosk.staff.facilities.gallery.listed import (
    CONSOLES,
    Frame,
    console_frames,
    size_of,
    touch_frames,
)
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.kind_groups import GROUPS
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import NAME, said
from kiosk.wording.typeset import font_found
from signage.availability.world import World
from signage.catalogue.kinds import Kind
from signage.hall.model import Hall, Screen
from signage.language.words import Message, Words, say
from signage.shows.scenes import scenes

MOST: Final = 48
"""Screens on a page; those that look alike are shown once."""
SIGNS, BOARDS, TOUCH, CONSOLE, PAPER = "signs", "boards", "touch", "console", "paper"
SORTS: Final[Mapping[str, Words]] = {
    SIGNS: Message("gallery.signs"), BOARDS: Message("gallery.boards"), TOUCH: Message("gallery.pages"),
    CONSOLE: Message("gallery.consoles"), PAPER: Message("gallery.on-paper"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """Situations of one class of signs."""

    words: Words
    situations: tuple[Situation, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """``alike`` counts the screens of the same look besides."""

    screen: Screen
    drawing: Markup
    alike: int
    size: str


@dataclass(frozen=True, slots=True)
class Pictures:
    words: Words
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Frames:
    words: Words
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet of paper: where its drawing is, and which size it is."""

    source: str
    size: Words
    paper: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """``before`` and ``after`` are the neighbours of ``chosen`` in the list, around its ends;
    ``asked`` is what else is asked for, as an address says it."""

    chosen: Situation
    choices: tuple[Family, ...]
    before: Situation
    after: Situation
    asked: str
    tongue: str
    tongues: tuple[tuple[str, str], ...]
    """Languages in which signs can be looked at, each by its own name."""
    what: str
    sorts: tuple[tuple[str, str], ...]
    size: str
    sizes: tuple[tuple[str, str], ...]
    parts: tuple[Pictures, ...]
    framed: tuple[Frames, ...]
    papers: tuple[Leaf, ...]
    """At rest the evacuation plan, in a kind's situation its sign, in every size; the hall's
    languages."""
    nothing: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a situation somebody wants to see; empty is everything."""

    situation: str
    tongue: str
    what: str
    size: str

    def wants(self, sort: str, size: str | None = None) -> bool:
        return self.what in ("", sort) and (size is None or self.size in ("", size))

    @property
    def besides(self) -> str:
        return urlencode({"lang": self.tongue, "what": self.what, "size": self.size})


DECLARED: Final[Declared] = {"staff/facilities/gallery/pages.html": (Gallery,)}


@blueprint.get("/gallery")
@linked_from("/facilities", Message("gallery.gallery"), blueprint)
@staff_required
def gallery() -> str:
    here = services()
    content = here.board.view.content
    choices, sizes = situations(content), _sizes(content.hall)
    names = [one.name for one in choices]
    asked = _asked(content.hall, sizes)
    if asked.situation not in names:
        abort(404)
    found = world_of(content, asked.situation, here.clock())
    at = names.index(asked.situation)
    parts = tuple(_parts(found, asked)) if found else ()
    framed = tuple(_framed(found, asked)) if found else ()
    leaves = _papers(content, asked.situation) if font_found() else iter(())
    papers = tuple(leaf for leaf in leaves if asked.wants(PAPER, leaf.paper))
    seen = Gallery(
        choices[at], tuple(_families(content, choices)), choices[at - 1],
        choices[(at + 1) % len(choices)], asked.besides, asked.tongue,
        tuple((lang, say(NAME, lang)) for lang in content.hall.languages),
        asked.what, tuple((name, said(words)) for name, words in SORTS.items()), asked.size,
        tuple((one, one) for one in sizes), parts, framed, papers,
        not (papers or any(one.pictures for one in parts) or any(one.frames for one in framed)),
    )  # fmt: skip
    return page("staff/facilities/gallery/pages.html", who(), **values_of(seen))


def _asked(hall: Hall, sizes: tuple[str, ...]) -> Asked:
    """As the address says it; what there is not, is not asked for."""
    allowed = {"lang": hall.languages, "what": tuple(SORTS), "size": sizes}
    lang, what, size = (
        given if (given := request.args.get(name, "")) in known else ""
        for name, known in allowed.items()
    )
    return Asked(request.args.get("situation", REST), lang, what, size)


def _sizes(hall: Hall) -> tuple[str, ...]:
    """Of every screen and of the console's tablets, px; of papers by name."""
    screens = (size_of(screen) for screen in hall.screens)
    consoles = (f"{width}×{height}" for width, height in CONSOLES)
    return tuple(dict.fromkeys((*screens, *consoles, *map(str.upper, SIZES))))


def _families(content: Content, choices: tuple[Situation, ...]) -> Iterator[Family]:
    kinds = content.catalogue.kind
    plain = tuple(one for one in choices if one.name in PLAIN)
    yield Family(Message("gallery.everyday"), plain)
    for words, classes in GROUPS:
        held = tuple(one for one in choices if _is(kinds.get(one.name), classes))
        if held:
            yield Family(words, held)


def _is(kind: Kind | None, classes: frozenset[str]) -> bool:
    return kind is not None and kind.classes[0] in classes


def _parts(found: World, asked: Asked) -> Iterator[Pictures]:
    for sort in (SIGNS, BOARDS):
        if asked.wants(sort):
            yield Pictures(SORTS[sort], tuple(_pictures(found, asked, boards=sort == BOARDS)))


def _framed(found: World, asked: Asked) -> Iterator[Frames]:
    for sort, frames in (
        (TOUCH, touch_frames(found, asked.situation, asked.tongue)),
        (CONSOLE, console_frames(asked.situation, asked.tongue)),
    ):
        kept = (one for one in frames if asked.wants(sort, f"{one.width}×{one.height}"))
        yield Frames(SORTS[sort], tuple(kept))


def _pictures(world: World, asked: Asked, *, boards: bool) -> Iterator[Picture]:
    """Of each look one screen, in the order of the hall."""
    shown, alike = scenes(world), dict[str, int]()
    found: list[tuple[Screen, str]] = []
    for screen in world.hall.screens:
        read = _read_in(world.hall, screen, asked.tongue)
        size = size_of(screen)
        if is_page(shown[screen.id], read) or (screen.layout == "board") is not boards:
            continue
        if asked.size not in ("", size):
            continue
        drawing = drawn(shown[screen.id], read, world, renderer().icons)
        if drawing not in alike and len(alike) < MOST:
            found.append((screen, drawing))
        alike[drawing] = alike.get(drawing, -1) + 1
    for screen, drawing in found:
        yield Picture(screen, Markup(drawing), alike[drawing], size_of(screen))


def _read_in(hall: Hall, screen: Screen, tongue: str) -> Screen:
    """The screen with that language before its other one."""
    if not tongue:
        return screen
    own = screen.languages or hall.languages
    return screen.model_copy(
        update={"languages": (tongue, *(lang for lang in own if lang != tongue))[:2]}
    )


def _papers(content: Content, situation: str) -> Iterator[Leaf]:
    plan = content.evacuation.plan
    if situation == REST and plan is not None:
        place = next((one.id for one in content.hall.screens if one.id in plan.screen), "")
        for size, words in SIZES.items() if place else ():
            yield Leaf(f"/facilities/print/plan/{place}.svg?paper={size}", words, size.upper())
    kinds = [kind for kind in printable(content.catalogue) if kind.code == situation]
    if kinds and targets(content.hall, kinds[0]):
        for paper in PAPERS.values():
            source = f"/facilities/print/sign/{situation}.svg?paper={paper.id}"
            yield Leaf(source, paper.name, paper.id[:2].upper())
