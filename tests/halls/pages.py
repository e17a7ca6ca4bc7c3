"""Pages and pictures of generated halls, drawn without a server."""

from functools import cache
from html import unescape
from re import findall

from jinja2 import Environment, PackageLoader, select_autoescape

from kiosk.content import reader as contents
from kiosk.drawing.renderer import Renderer, load_icons
from signage.availability.world import World
from signage.hall.model import Screen
from signage.shows.scenes import preview


@cache
def renderer() -> Renderer:
    pages = Environment(loader=PackageLoader("kiosk"), autoescape=select_autoescape())
    return Renderer(pages, load_icons(contents.icons(None)))


def drawn_screen(world: World, screen: Screen) -> str:
    return renderer().scene_html(preview(world, screen), screen, world)


def seen(html: str) -> str:
    """What the eyes are shown of a sign or a board: its picture, without the words beside it."""
    return html[: html.rindex("</svg>") + len("</svg>")]


def texts(picture: str) -> list[str]:
    """Every line of a drawn sign or board."""
    return [unescape(line) for line in findall(r"<text[^>]*>([^<]*)</text>", picture)]
