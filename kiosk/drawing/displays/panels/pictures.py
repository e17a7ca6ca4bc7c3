"""The picture a panel's device fetches, as a PNG of exactly its pixels, and since when it is so."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Final

from PIL import Image

from kiosk.drawing.displays.panels.epaper import epaper, epaper_picture
from kiosk.drawing.displays.panels.led import led, led_picture
from kiosk.drawing.displays.panels.placed import BLACK, RED, WHITE, Panel
from kiosk.drawing.displays.panels.words import Told, told_of
from kiosk.drawing.svg import canvas
from signage.availability.world import World
from signage.hall.model import Hall, Screen, Window
from signage.hall.short_names import window_name
from signage.language.words import NO_WORDS, Words
from signage.shows.scene import Scene

PAGE_S: Final = 4
"""Seconds a page is served as the picture, where there are several."""
INKS = (WHITE, BLACK, RED)


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG files of its pages, in their order; ``tags`` are their ETags."""

    pages: tuple[bytes, ...]
    tags: tuple[str, ...]

    def page_at(self, now: datetime) -> int:
        """Which is shown at a moment, from 0: the same to whoever asks then."""
        return int(now.timestamp() // PAGE_S) % len(self.pages)


def panels(told: Told, screen: Screen, hall: Hall, since: str) -> tuple[Panel, ...]:
    """As its viewer sees it; e-paper has one page."""
    room, spoken = canvas(screen), hall.spoken_on(screen)
    wide, high = int(room.w), int(room.h)
    if screen.display == "led":
        return led(told, wide, high, spoken, since)
    return (epaper(told, wide, high, spoken, since),)


def called(hall: Hall, screen: Screen) -> Words:
    """The window a display hangs at."""
    found = (hall.resources.get(name) for name in screen.about)
    numbers = (window_name(one.number) for one in found if isinstance(one, Window))
    return next(numbers, NO_WORDS) if screen.layout == "window" else NO_WORDS


def panel_drawing(scene: Scene, screen: Screen, world: World) -> list[str]:
    """The first page as a drawing, for pages of the staff."""
    told = told_of(scene, called(world.hall, screen))
    return panels(told, screen, world.hall, f"{world.hall.local(world.now):%H:%M}")[0].markup()


def png(panel: Panel, screen: Screen, icons: Mapping[str, str]) -> bytes:
    """In the panel's own colours and as it hangs. Raises NoFont."""
    if screen.display == "led":
        image = led_picture(panel)
    else:
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for ink in INKS for value in bytes.fromhex(ink[1:])])
        drawn = epaper_picture(panel, dict(icons))
        image = drawn.quantize(palette=palette, dither=Image.Dither.NONE)
    # Turned as its page would be: clockwise.
    turned = image.rotate(-screen.rotate, expand=True)
    out = io.BytesIO()
    turned.save(out, "PNG", optimize=True)
    return out.getvalue()


class Pictures:
    """The last picture of each panel, made anew where it says something else."""

    def __init__(self, icons: Mapping[str, str]) -> None:
        self._icons = icons
        self._lock = Lock()
        self._last: dict[str, tuple[str, Picture]] = {}

    def of(self, scene: Scene, screen: Screen, world: World) -> Picture:
        """Raises NoFont."""
        told = told_of(scene, called(world.hall, screen))
        hung = (screen.display, screen.width, screen.height, screen.rotate)
        key = repr((told, hung, world.hall.spoken_on(screen)))
        # Two devices that ask at once are told of one moment.
        with self._lock:
            last = self._last.get(screen.id)
            if last is not None and last[0] == key:
                return last[1]
            since = f"{world.hall.local(world.now):%H:%M}"
            made = panels(told, screen, world.hall, since)
            pages = tuple(png(panel, screen, self._icons) for panel in made)
            found = Picture(pages, tuple(sha256(page).hexdigest()[:16] for page in pages))
            self._last[screen.id] = (key, found)
            return found
