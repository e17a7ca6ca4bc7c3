"""A scene as the HTML that travels in the stream: pictures for signs, boards and displays, HTML for
touch pages."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from kiosk.content.reader import Content
from kiosk.content.reader import icons as shipped
from kiosk.drawing.displays.guides import GUIDANCE
from kiosk.drawing.displays.panels.pictures import panel_drawing
from kiosk.drawing.frame import Sheet
from kiosk.drawing.signs import sign
from kiosk.drawing.svg import (
    Box,
    canvas,
    code,
    code_side,
    picture,
)  # fmt: skip
from kiosk.drawing.symbol_files import shapes
from kiosk.drawing.told import CODE, told
from kiosk.drawing.touch.aloud import marked, reading
from kiosk.drawing.touch.home import home
from kiosk.drawing.touch.symbols import symbol
from kiosk.wording.markup import besides
from kiosk.wording.page_words import each_in, said, switch_in
from signage.availability.world import World
from signage.hall.model import Screen
from signage.language.words import Message, unbroken
from signage.shows.phrases import strip_words
from signage.shows.scene import Scene
from signage.spoken.clips import heard, read, read_old
from signage.wayfinding.places import leads

# Whoever draws beforehand, as ``kiosk check`` does, needs neither pages nor store.
if TYPE_CHECKING:
    from jinja2 import Environment

    from kiosk.engine.view import View

log = logging.getLogger(__name__)
TOUCH = frozenset({"touch", "zone"})
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError)
"""What a drawing throws that met a hall, a word or a number it was not made for."""


def load_icons(directory: Path) -> dict[str, str]:
    """The inside of every drawn symbol by name; the shipped one where the hall's own is missing, or
    cannot be read."""
    return {**_symbols(shipped(None)), **_symbols(directory)}


def _symbols(directory: Path) -> dict[str, str]:
    found = {}
    for path in sorted(
        path for path in directory.glob("*.svg") if not path.name.startswith((".", "~"))
    ):
        # ValueError: no text, or no drawing in it, as ParseError. A blank in place of an arrow leads nobody out.
        with suppress(OSError, ValueError, ParseError, DefusedXmlException):
            found[path.stem] = shapes(path.read_text("utf-8"))
    return found


def is_page(scene: Scene, screen: Screen) -> bool:
    """HTML whose text wraps, and no picture."""
    return is_touched(screen) and scene.sign == "guidance"


def is_touched(screen: Screen) -> bool:
    """A browser's page that people touch."""
    return screen.layout in TOUCH and screen.display == "page"


def drawn(scene: Scene, screen: Screen, world: World, icons: dict[str, str]) -> str:
    """The picture of a scene that is no page."""
    return _drawn(_sheet(scene, screen, world, icons), world)


def _drawn(sheet: Sheet, world: World) -> str:
    scene, screen = sheet.scene, sheet.screen
    if screen.display != "page":
        return _picture(sheet, panel_drawing(scene, screen, world))
    draw = sign if scene.sign != "guidance" else GUIDANCE[screen.layout]
    said = said_aloud(scene, screen, world)
    return _picture(sheet, draw(sheet), **said, **read_on_press(scene, screen, world))


def _picture(sheet: Sheet, parts: list[str], **more: str) -> str:
    label = unbroken(sheet.say(sheet.scene.title), sheet.spoken.first)
    return picture(canvas(sheet.screen), parts, label, **more)


def said_aloud(scene: Scene, screen: Screen, world: World) -> dict[str, str]:
    """For static/voice.js: how much it weighs, how loud, and the recordings; what of it stays true
    of an old sign."""
    one = heard(world.hall, screen, scene, world.now)
    if one is None:
        return {}
    head = f"{one.weight} {screen.volume}"
    now, old = (" ".join([head, *(clip.key for clip in clips)]) for clips in (one.now, one.old))
    return {"data_speech": now} | ({"data_speech_old": old} if old != now else {})


def read_on_press(scene: Scene, screen: Screen, world: World) -> dict[str, str]:
    """For static/aloud.js: by which recordings a sign is read to whoever presses its key."""
    now, old = (
        " ".join(clip.key for clip in clips(world.hall, screen, scene))
        for clips in (read, read_old)
    )
    if not now:
        return {}
    return {"data_aloud": now} | ({"data_aloud_old": old} if old != now else {})


def nowhere(scene: Scene, screen: Screen, world: World, icons: dict[str, str]) -> str:
    """The same sign for a device of which nobody knows where it stands: nothing on it points."""
    sheet = replace(_sheet(scene, screen, world, icons), touch=False, leads=False, nowhere=True)
    return _heard(_picture(sheet, sign(sheet)), sheet)


def _heard(drawing: str, sheet: Sheet) -> str:
    """A picture for the eyes alone, and what it says beside it."""
    return besides(drawing, aria_hidden="true") + told(sheet)


def bare(scene: Scene, screen: Screen, world: World, icons: dict[str, str]) -> str:
    """Its title alone, on its own ground: as little as can be to go wrong."""
    least = scene._replace(
        way=None, strips=(), instead=(), lines=(), rows=(), systems=(), symbols=(), issued_at=None
    )
    sheet = replace(_sheet(least, screen, world, icons), touch=False, leads=False)
    return _picture(sheet, sign(sheet), **said_aloud(scene, screen, world))


def _sheet(scene: Scene, screen: Screen, world: World, icons: dict[str, str]) -> Sheet:
    issued = f"{world.hall.local(scene.issued_at):%H:%M}" if scene.issued_at else ""
    plan = world.evacuation.plan if scene.way is not None else None
    touch = is_touched(screen)
    spoken = world.hall.spoken_on(screen)
    return Sheet(
        scene,
        screen,
        world.hall,
        icons,
        issued,
        plan,
        touch,
        touch and leads(world, screen.id),
        spoken,
    )


class Renderer:
    """Renders each different scene once per kind of screen; an unchanged scene costs a
    comparison."""

    def __init__(self, templates: "Environment", icons: dict[str, str]) -> None:
        from jinja2 import TemplateError

        self._templates = templates
        self._faults = (*FAULTS, TemplateError)
        self.icons = icons
        self._last: dict[str, tuple[Scene, str]] = {}
        self._read: Content | None = None
        self.failed: dict[str, str] = {}
        """Screens whose present scene could not be drawn, each with why."""

    def scene_html(self, scene: Scene, screen: Screen, world: World) -> str:
        """The HTML of one scene, without caching (previews)."""
        hall, sheet = world.hall, _sheet(scene, screen, world, self.icons)
        if not is_page(scene, screen):
            return _heard(_drawn(sheet, world), sheet)
        template = self._templates.get_template("drawing/_home.html")
        page = template.render(
            Message=Message,
            each=partial(each_in, sheet.spoken),
            switch=switch_in(sheet.spoken),
            scene=scene,
            hall=hall,
            home=home(sheet),
            drawn=partial(symbol, self.icons),
            strip_words=strip_words,
        )
        return marked(page, reading(page, sheet.spoken)) if screen.read_aloud else page

    def shown(self, view: "View", screen: Screen) -> str:
        """What the screen's stream was told last; drawn only where it was told something else
        since."""
        scene, last = view.scenes[screen.id], self._last.get(screen.id)
        # Without a lock: a scene and its picture are one value, replaced together.
        if last is not None and self._read is view.read and last[0] == scene:
            return last[1]
        return self._surely(scene, screen, view.world)

    def _surely(self, scene: Scene, screen: Screen, world: World) -> str:
        """One screen that cannot be drawn must not keep the others from an alarm: it then says what
        is the matter, and leads nobody."""
        try:
            html = self.scene_html(scene, screen, world)
            self.failed.pop(screen.id, None)
            return html
        except self._faults as error:
            log.exception("screen %s could not be drawn", screen.id)
            self.failed[screen.id] = f"{type(error).__name__}: {error}"
        try:
            return bare(scene, screen, world, self.icons)
        except FAULTS:
            return ""

    def all(self, view: "View") -> dict[str, str]:
        """Every screen's HTML. Other content draws an equal scene anew: walls, names and screens
        are no part of one."""
        if view.read is not self._read:
            self._last, self._read = {}, view.read
        kinds: dict[str, str] = {}
        found = {}
        for screen in view.content.hall.screens:
            scene = view.scenes[screen.id]
            last = self._last.get(screen.id)
            if last is None or last[0] != scene:
                # Whatever of a screen is drawn by: of two that are alike else, one may hang far off.
                hung = (
                    *(screen.width, screen.height, screen.rotate, screen.place, screen.languages),
                    *(screen.distance_m, screen.diagonal_in, leads(view.world, screen.id)),
                    *(screen.sound, screen.volume, screen.sound_hours, screen.mount_mm),
                    *(screen.display, screen.read_aloud),
                )
                # By its text: a scene holds tables of words, which cannot be hashed.
                key = repr((scene._replace(screen=""), hung))
                if key not in kinds:
                    kinds[key] = self._surely(scene, screen, view.world)
                self._last[screen.id] = last = (scene, kinds[key])
            found[screen.id] = last[1]
        return found


def code_picture(address: str, side: float = 240) -> str:
    """A QR code alone, for the touch pages."""
    size = code_side(address, side)
    label = said(CODE.filled(host=urlsplit(address).hostname or ""))
    return picture(Box(0, 0, size, size), [code(address, 0, 0, size)], label)
