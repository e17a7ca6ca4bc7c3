"""找地方: places in groups, a search by initials, the way from this screen, and the same way on a
phone.

Only a screen that is drawn on the hall's plan leads anybody; any other keeps the plain list of
places.
"""

from functools import partial
from urllib.parse import quote

from flask import Blueprint, Response, abort, make_response, render_template, request
from markupsafe import Markup

from kiosk.drawing.renderer import code_picture
from kiosk.drawing.svg import Box, canvas, page_unit
from kiosk.drawing.touch.cards import FEW, a_page
from kiosk.drawing.touch.symbols import first_symbol
from kiosk.drawing.touch.way_there import Shown, way_picture
from kiosk.public.route import Route
from kiosk.public.screens import fragment, language, screen_of
from kiosk.public.service_ways import host_of
from kiosk.public.shown import (
    Finding,
    Listed,
    OneGroup,
    OnPhone,
    Places,
    PlainList,
    TheWay,
    Touch,
)
from kiosk.serving.services import renderer, services
from kiosk.wording.declared import values_of
from kiosk.wording.page_words import speak_here
from signage.availability.world import World
from signage.catalogue.kinds import LEAVING
from signage.evacuation.blocks import HARD
from signage.evacuation.state import held
from signage.floorplan.geometry import bearing
from signage.floorplan.headings import short
from signage.floorplan.plan import Plan
from signage.hall.model import Exit, Machine, Place
from signage.language.words import NO_WORDS, Message, Spoken, on_one_line, say
from signage.wayfinding.instructions import start
from signage.wayfinding.places import (
    GROUP,
    GROUPS,
    alternatives,
    desks,
    leads,
    one,
    placed,
    way_to,
)
from signage.wayfinding.search import findables, search

blueprint = Blueprint("wayfinding", __name__)
FACILITIES = 9
"""Tiles of facilities on the first page; where there are more, the last one opens the rest."""
FOUND = 6
TYPED_MAX = 16
PHONE = Box(0, 0, 500, 460)
PHONE_NAMES = 18.0


def _led(name: str) -> tuple[World, Plan]:
    """The hall now and its plan, for a screen that can lead people; any other is not found here."""
    screen_of(name)
    world = services().board.view.world
    plan = world.evacuation.plan
    if plan is None or not leads(world, name):
        abort(404)
    return world, plan


@blueprint.get("/screen/<name>/places")
def places(name: str) -> str:
    screen_of(name)
    world = services().board.view.world
    plan = world.evacuation.plan
    if plan is None or not leads(world, name):
        return fragment("public/_list.html", name, PlainList(tuple(_listed(world))))
    kept = [(group, placed(world, plan, group)) for group in GROUPS if group.id != "others"]
    others = placed(world, plan, GROUP["others"])
    groups = [
        (group, len(held_by), sum(one.state == "open" for one in held_by))
        for group, held_by in kept
        if held_by
    ]
    most = a_page(screen_of(name), others, FACILITIES, len(groups))
    # One place less where there are more: its tile leads to the rest.
    shown = others if len(others) <= most else others[: most - 1]
    return fragment(
        "public/_places.html", name, Places(tuple(groups), shown, len(others) - len(shown))
    )


def _listed(world: World) -> list[Listed]:
    hall, out, here = world.hall, Message("list.out-of-service"), Message("list.available")
    places: tuple[Machine | Place | Exit, ...] = (*hall.machines, *hall.places, *hall.exits)
    return [
        Listed(one.id, one.name, one.where, "paused", out)
        if one.id in world.out
        else Listed(one.id, one.name, one.where, "open", here)
        for one in places
    ]


@blueprint.get("/screen/<name>/places/<group>")
def group_page(name: str, group: str) -> str:
    world, plan = _led(name)
    if group not in GROUP:
        abort(404)
    found = placed(world, plan, GROUP[group])
    return fragment("public/_group.html", name, OneGroup(GROUP[group], found, len(found) <= FEW))


@blueprint.get("/screen/<name>/places/find")
def find(name: str) -> str:
    """What the typed letters find; the letters are the visitor's own and are kept nowhere."""
    world, plan = _led(name)
    typed = request.args.get("q", "")[:TYPED_MAX]
    hits = search(typed, findables(world.hall, plan), FOUND)
    found = [known for hit in hits if (known := one(world, plan, hit.id)) is not None]
    return fragment("public/_find.html", name, Finding(typed, tuple(found)))


@blueprint.get("/screen/<name>/way/<path:place>")
def way_page(name: str, place: str) -> str:
    world, plan = _led(name)
    route = _route(world, plan, name, place)
    screen = screen_of(name)
    whole = canvas(screen)
    unit = page_unit(screen)
    box = (
        Box(0, 0, 0.9 * whole.w, 0.46 * whole.h)
        if whole.h > whole.w
        else Box(0, 0, 0.5 * whole.w, 0.7 * whole.h)
    )
    standing = plan.screen[name]
    size = min(2.6 * unit, box.w / 24)
    if request.args.get("large") == "1":
        box, size = _whole_page(whole), 2 * size
    drawn = _picture(world, plan, name, route, standing.faces_deg + 180, box, size)
    address = _address(world, name, route)
    code = code_picture(address, 20 * unit) if address else ""
    return fragment(
        "public/_way.html", name,
        TheWay(route, route.place, drawn, code, host_of(address), f"way/{place}"),
    )  # fmt: skip


@blueprint.get("/way/<name>/<path:place>")
def phone_page(name: str, place: str) -> Response:
    """Public and read-only: the way that begins at a screen, for the phone that scanned its
    code."""
    world, plan = _led(name)
    route = _route(world, plan, name, place)
    view = services().board.view
    screen = screen_of(name)
    lang = language(screen)
    scene = view.scenes[name]
    drawn = ""
    if scene.sign not in LEAVING:
        leg = route.way.legs[0] if route.way is not None else None
        told = leg is not None and not short(leg)
        ahead = (
            bearing(leg.points[0], start(leg.points))
            if told and leg
            else plan.screen[name].faces_deg + 180
        )
        drawn = _picture(world, plan, name, route, ahead, PHONE, PHONE_NAMES)
    speak_here(Spoken(lang, ""))
    page = render_template(
        "public/way.html", **values_of(
            Touch(scene, partial(first_symbol, renderer().icons), Markup(), lowers=False, reads=False),
            OnPhone(
                screen, world.hall, on_one_line(scene.title) if scene.sign in LEAVING else NO_WORDS, route, route.place,
                drawn, "" if lang != "en" else "?lang=en", "en" if lang == "zh" else "zh",
                f"{world.hall.local(services().clock()):%H:%M}" if world.timed else "",
            ),
        ),
    )  # fmt: skip
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _whole_page(whole: Box) -> Box:
    """A leaf of its own, in large text."""
    share = 0.7 if whole.h > whole.w else 0.62
    return Box(0, 0, 0.9 * whole.w, share * whole.h)


def _route(world: World, plan: Plan, name: str, place: str) -> Route:
    goal = one(world, plan, place)
    if goal is None:
        abort(404)
    asked = request.args.get("free") == "1"
    if goal.out:
        found = alternatives(world, name, place)
        return Route(goal, None, asked, False, False, found, () if found else desks(world, name))
    usual, free = way_to(world, name, place), way_to(world, name, place, step_free=True)
    # Compared by where they go: the step-free way of a level hall is no other way to offer.
    same = usual is not None and free is not None and usual.legs == free.legs
    if asked and not same and free is not None:
        return Route(goal, free, True, usual is not None, True)
    return Route(goal, usual, False, not same and free is not None, same)


def _picture(
    world: World, plan: Plan, name: str, route: Route, up_deg: float, box: Box, size: float
) -> str:
    standing, screen = plan.screen[name], screen_of(name)
    lang = language(screen)
    closed = frozenset(block.target for block in held(plan, world.situation) if block.hold in HARD)
    legs = route.way.legs if route.way is not None else ()
    here = (standing.floor, standing.stand)
    goal = route.place
    changes = route.way.changes if route.way is not None else ()
    shown = Shown(plan, legs, here, up_deg, goal.id, goal.out, closed, lang, changes)
    label = Message("wayfinding.picture-of-the-way", start=screen.name, goal=goal.name)
    return way_picture(shown, box, size, say(label, lang))


def _address(world: World, name: str, route: Route) -> str:
    """The page's address for a phone; none without a public address, without a way, or where people
    leave the hall."""
    # The hall's own network is closed to visitors' phones: only a public address is of use to them.
    base = world.hall.public_url
    if not base or route.way is None or services().board.view.scenes[name].sign in LEAVING:
        return ""
    screen = screen_of(name)
    lang, first = language(screen), world.hall.spoken_on(screen).first
    wanted = {"free": "1" if route.step_free else "", "lang": lang if lang != first else ""}
    asked = [f"{key}={value}" for key, value in wanted.items() if value]
    return f"{base.rstrip('/')}/way/{quote(name)}/{quote(route.place.id)}{'?' if asked else ''}{'&'.join(asked)}"
