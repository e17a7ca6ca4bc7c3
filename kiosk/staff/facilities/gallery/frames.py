"""What stands in the frames of the gallery: a touch page, or the console, of a hall where something
has happened that has not."""

from collections.abc import Callable
from typing import Final

from flask import Response, abort, current_app, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from kiosk.access.people import staff_required
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import world_of
from kiosk.drawing.renderer import is_page
from kiosk.drawing.svg import canvas
from kiosk.drawing.touch.panel import panel
from kiosk.serving.services import renderer, services
from kiosk.staff.facilities.gallery.listed import (
    HELP,
    HOME,
    LOCKED_STATE,
    MODES,
    Touched,
    called_for_help,
    state_of,
)
from kiosk.staff.facilities.gallery.pretence import LOCKED, pretending
from kiosk.staff.facilities.home import blueprint
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.markup import element
from kiosk.wording.page_words import pair, speak_here
from signage.availability.world import World
from signage.hall.model import Screen
from signage.language.words import Message, Spoken

DECLARED: Final[Declared] = {"staff/facilities/gallery/touch.html": (Touched,)}
EXAMPLE: Final = Message("gallery.example")
NO_CACHE: Final = {"Cache-Control": "no-store"}


@blueprint.get("/gallery/touch/<situation>/<name>/<path:address>")
@staff_required
def gallery_touch(situation: str, name: str, address: str) -> Response:
    """One page of a touch screen, ``home`` or what it opens (``places/windows``); ``mode`` and
    ``lang`` as a visitor chooses them."""
    here = services()
    view = here.board.view
    world = world_of(view.content, situation, here.clock()) or abort(404)
    return touch_page(view.read, world, name, address)


def touch_page(read: Content, world: World, name: str, address: str) -> Response:
    """That page of the hall of ``world``, which was made of what was ``read``."""
    screen = world.hall.screen.get(name) or abort(404)
    if address == HELP:
        world = called_for_help(read, world, name)
    with pretending(world, read=read) as there:
        view = there.board.view
        if not is_page(view.scenes[name], screen):
            abort(404)
        spoken = view.content.hall.spoken_on(screen)
        home = renderer().scene_html(view.scenes[name], view.content.hall.screen[name], view.world)
        opened = "" if address == HOME else _opened(name, address)
        speak_here(spoken)
        page = render_template(
            "staff/facilities/gallery/touch.html",
            **values_of(_touched(world, screen, spoken, home, opened)),
        )
    return Response(page, headers=NO_CACHE)


def _touched(world: World, screen: Screen, spoken: Spoken, home: str, opened: str) -> Touched:
    mode, second = request.args.get("mode", ""), request.args.get("lang", "") == spoken.second
    whole = canvas(screen)
    return Touched(
        world.hall, screen, spoken, spoken.second if second and spoken.second else spoken.first,
        "second" if second and spoken.second else "first",
        mode if mode in MODES else "", whole.h > whole.w, panel(screen),
        Markup(home), Markup(opened), pair(EXAMPLE),  # drawn by the pages themselves
    )  # fmt: skip


def _opened(name: str, address: str) -> str:
    """What that address of the screen answers, by the view that answers it to visitors."""
    urls = current_app.url_map.bind("gallery")
    method = "POST" if address == HELP else "GET"
    try:
        endpoint, given = urls.match(f"/screen/{name}/{address}", method=method)
    except HTTPException:
        abort(404)
    if endpoint not in OPENED:
        abort(404)
    return str(_view(endpoint)(**given))


OPENED: Final = frozenset(
    {
        "hall.call_help", "hall.service_list", "hall.service_page", "wayfinding.find", "wayfinding.group_page",
        "wayfinding.places", "wayfinding.way_page",
    }
)  # fmt: skip
"""What answers a part of a touch page. A call for help is open already, and is not made again."""


def _view(endpoint: str) -> Callable[..., object]:
    return current_app.view_functions[endpoint]


@blueprint.get("/gallery/console/<state>")
@staff_required
def gallery_console(state: str) -> Response:
    """The console's front page in a situation or in a state of its own."""
    here = services()
    world = state_of(here.board.view.content, state, here.clock()) or abort(404)
    locked = state == LOCKED_STATE
    lang = request.args.get("lang", "")
    with pretending(world, LOCKED if locked else None):
        if lang in world.hall.languages:
            speak_here(Spoken(lang, ""))
        html, status = _answered(_view("console.locked" if locked else "console.home")())
    return Response(_marked(html, state), status, headers=NO_CACHE)


def _answered(answer: object) -> tuple[str, int]:
    assert isinstance(answer, tuple)
    html, status = answer
    return str(html), int(status)


def _marked(html: str, state: str) -> str:
    """The page with what says that it is none, and looks like what a script would have said."""
    style = element("link", rel="stylesheet", href="/static/specimen.css")[:-2] + ">"
    body = element("body", data_specimen=state, data_example=pair(EXAMPLE))[:-2]
    return html.replace("</head>", style + "</head>", 1).replace("<body", body, 1)
