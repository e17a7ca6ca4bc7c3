"""Pages for taxpayers: every hall screen, its touch fragments, and what the pages report back.
Nobody signs in here."""

import re
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from kiosk.access.onlookers import is_stranger, may_call_help
from kiosk.drawing.beforehand.pack import Packs
from kiosk.drawing.displays.panels.pictures import Pictures
from kiosk.drawing.renderer import is_touched
from kiosk.drawing.svg import canvas
from kiosk.drawing.touch.aloud import marked, reading
from kiosk.drawing.touch.panel import panel
from kiosk.drawing.touch.symbols import first_symbol
from kiosk.engine.held_dangers import gravity, read_statement, said_of, statement, told
from kiosk.public.phones import phones
from kiosk.public.service_ways import service_ways
from kiosk.public.shown import Help, Index, OneService, ServiceList, Shown, Touch
from kiosk.serving.services import renderer, services, troubles_of
from kiosk.store.identity import parsed
from kiosk.wording.declared import values_of
from kiosk.wording.page_words import speak_here, switch_from, switch_in
from kiosk.wording.typeset import NoFont
from signage.hall.model import Screen
from signage.hall.needs import NEEDS
from signage.language.words import NO_WORDS, Spoken
from signage.shows.phrases import moment
from signage.situation.commands import CallHelp
from signage.situation.incidents import Actor

blueprint = Blueprint("hall", __name__)
PAGE = re.compile(r"/screen/[^/]+|/pair")
AGAIN_S = 5
"""Seconds after which a browser loads a screen's page again by itself: a page without its scripts,
or an error page, would stay for good. A live script calls it off (static/hall.js)."""


def told_now() -> dict[str, Any]:
    """What a page is told of the log it is made from."""
    here = services()
    return told(
        here.board.identity,
        here.safety.on,
        statement(here.secret, here.board.view, here.board.identity),
    )


def screen_of(name: str) -> Screen:
    screen = services().board.view.content.hall.screen.get(name)
    if screen is None:
        abort(404)
    return screen


@blueprint.after_app_request
def again(response: Response) -> Response:
    if request.method == "GET" and PAGE.fullmatch(request.path):
        # A screen that is no more leaves its device nothing to show but its code, and the hall's sign.
        gone = response.status_code == HTTPStatus.NOT_FOUND
        response.headers["Refresh"] = f"{AGAIN_S}; url=/pair" if gone else str(AGAIN_S)
    return response


@blueprint.get("/")
def index() -> str:
    return render_template(
        "public/index.html", **values_of(Index(services().board.view.content.hall))
    )


@blueprint.get("/screen/<name>")
def screen_page(name: str) -> Response:
    screen = screen_of(name)
    view = services().board.view
    scene, hall, whole = view.scenes[name], view.content.hall, canvas(screen)
    spoken = speak_here(hall.spoken_on(screen))
    page = render_template(
        "public/screen.html", **values_of(Shown(
            screen, hall, scene, view.revision, spoken, renderer().shown(view, screen),
            services().page_keys.of_page(name), told_now(), gravity(scene), is_touched(screen), phones(hall),
            whole.h > whole.w, screen.sound != "off", panel(screen), aloud(screen),
        )),
    )  # fmt: skip
    response = Response(page)
    # A browser that is started again takes pages from its own store unless it may not have them
    # there.
    response.headers["Cache-Control"] = "no-store"
    return response


def aloud(screen: Screen) -> int:
    """How loud it reads its pages; 0 where nothing speaks."""
    voice = services().voice
    return screen.read_aloud if voice is not None and voice.voice else 0


@blueprint.get("/screen/<name>/pack")
def pack(name: str) -> Response:
    """The emergency scenes this screen holds beforehand (:mod:`kiosk.drawing.beforehand.pack`),
    gzipped JSON."""
    packs = current_app.extensions["packs"]
    assert isinstance(packs, Packs)
    response = Response(
        packs.of(services().board.view, screen_of(name)).body(), mimetype="application/json"
    )
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/screen/<name>/picture.png")
def panel_picture(name: str) -> Response:
    """What a panel's device fetches: of several pages the one whose turn it is, or ``page=2``.

    With ``key``, as every screen's page has one, what was fetched counts as shown.
    """
    screen = screen_of(name)
    if screen.display == "page":
        abort(404)
    here, pictures = services(), current_app.extensions["panels"]
    assert isinstance(pictures, Pictures)
    view, now = here.board.view, here.clock()
    try:
        picture = pictures.of(view.scenes[name], screen, view.world)
    except NoFont:
        abort(503)
    count = len(picture.pages)
    asked = request.args.get("page", type=int)
    at = picture.page_at(now) if asked is None else min(max(asked, 1), count) - 1
    response = Response(picture.pages[at], mimetype="image/png")
    response.set_etag(picture.tags[at])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Kiosk-Pages"] = str(count)
    if here.page_keys.fits(name, request.args.get("key")):
        here.delivery.fetched(name, view.revision, now, screen.poll_s)
    response.make_conditional(request)
    return response


@blueprint.post("/screen/<name>/<any(received,shown):stage>")
def report(name: str, stage: str) -> tuple[str, int]:
    """A page says which revision it has, and, after the frame, which it has painted."""
    screen_of(name)
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict) or not services().page_keys.fits(name, body.get("key")):
        abort(403)
    revision = body.get("revision")
    here = services()
    if body.get("log", str(here.board.identity)) != str(here.board.identity):
        # It counts in another log: of what this one says it has painted nothing.
        return "", 204
    # More than was ever shown cannot have been painted: it would hide that the screen is behind.
    if not isinstance(revision, int) or not 0 <= revision <= here.board.view.revision:
        abort(422)
    if stage == "received":
        here.delivery.received(name, revision, here.clock())
    else:
        here.delivery.painted(name, revision, body.get("visible") is not False, here.clock())
    return "", 204


@blueprint.post("/screen/<name>/holds")
def holds(name: str) -> Response:
    """A page says that it still shows what a log said that this server does not answer for."""
    screen_of(name)
    body: Any = request.get_json(silent=True)
    # Without the key: a server that lost its secret can check none, and must listen all the same.
    if not isinstance(body, dict) or not parsed(body.get("log"))[0]:
        abort(422)
    here = services()
    held = said_of(body, here.page_keys.fits(name, body.get("key")), name, here.clock())
    stated = body.get("open")
    # Of a screen with a paired device anybody else is heard only with this server's own words.
    ours = held.known or not here.people.paired_for(name)
    heard = ours or (stated and read_statement(here.believed("pages"), stated) is not None)
    taken = bool(heard) and here.returned.heard(held, stated)
    return jsonify(
        {"taken": taken, "log": str(here.board.identity), "revision": here.board.view.revision}
    )


@blueprint.post("/screen/<name>/help", defaults={"need": ""})
@blueprint.post("/screen/<name>/help/<need>")
def call_help(name: str, need: str) -> str:
    """One open call per screen; pressing again changes nothing but, once, what is said of the
    need."""
    screen_of(name)
    if need and need not in NEEDS:
        abort(404)
    is_open = name in services().board.view.world.situation.help
    if not is_open and not may_call_help(name):
        abort(429)
    services().board.do(CallHelp(name, need), Actor(f"screen:{name}", "screen"))
    call = services().board.view.world.situation.help.get(name)
    return help_page(name, call.need if call is not None else None)


def help_page(name: str, said: str | None) -> str:
    """``said``: what was said of the call that is open; None where there is none."""
    there = services().board.view.world
    comes = moment(there, there.opening.next_open) if there.opening.next_open is not None else None
    staffed = services().board.view.scenes[name].staffed
    return fragment_in_both(
        "public/_help.html", name, Help(
            comes, phones(there.hall), said or "", NEEDS.get(said or "", NO_WORDS),
            NEEDS if said is not None and staffed else {},
        ),
    )  # fmt: skip


@blueprint.get("/screen/<name>/services")
def service_list(name: str) -> str:
    hall = services().board.view.world.hall
    held = [
        (group, tuple(one for one in hall.services if one.group == group.id))
        for group in hall.groups
    ]
    return fragment(
        "public/_services.html", name, ServiceList(tuple(one for one in held if one[1]))
    )


@blueprint.get("/screen/<name>/service/<service>")
def service_page(name: str, service: str) -> str:
    view = services().board.view
    described = view.world.hall.service.get(service)
    if described is None:
        abort(404)
    shown = service_ways(view.world, screen_of(name), described)
    return fragment("public/_service.html", name, OneService(described, shown))


def language(screen: Screen) -> str:
    """What whoever stands before a screen has chosen, of the languages of the screen."""
    spoken = services().board.view.content.hall.spoken_on(screen)
    wanted = request.args.get("lang", "")
    return wanted if wanted and wanted in spoken else spoken.first


def fragment(template: str, name: str, *declared: object) -> str:
    """A part of a touch page with what is declared for it, in the language asked for."""
    screen = screen_of(name)
    lang = language(screen)
    switch = switch_from(services().board.view.content.hall.spoken_on(screen), lang)
    return _fragment(template, name, Spoken(lang, ""), switch, *declared)


def fragment_in_both(template: str, name: str, *declared: object) -> str:
    """The same in both languages of the screen: its style hides one, and the other is never asked
    for."""
    spoken = services().board.view.content.hall.spoken_on(screen_of(name))
    return _fragment(template, name, spoken, switch_in(spoken), *declared)


def _fragment(template: str, name: str, spoken: Spoken, switch: Markup, *declared: object) -> str:
    view, screen = services().board.view, screen_of(name)
    speak_here(spoken)
    common = Touch(
        view.scenes[name],
        partial(first_symbol, renderer().icons),
        switch,
        panel(screen).lowers,
        bool(aloud(screen)),
    )
    return _read(screen, spoken, render_template(template, **values_of(common, *declared)))


def _read(screen: Screen, spoken: Spoken, page: str) -> str:
    """The page with the names of what it is read aloud by, which is made now where it is not
    there."""
    voice = services().voice
    if voice is None or not aloud(screen):
        return page
    read = reading(page, spoken)
    voice.ask(screen.id, chain.from_iterable(read))
    return marked(page, read)


@blueprint.app_template_filter("read_here")
@pass_context
def read_here(context: Context, part: str) -> str:
    """A part of a screen's own page, as :func:`_read`."""
    return _read(context["screen"], context["spoken"], str(part).strip())


@blueprint.get("/sw.js")
def service_worker() -> Response:
    """At the root, because a worker's scope is its folder."""
    response = current_app.send_static_file("sw.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/readyz")
def ready() -> Response:
    """Ready is what comes round: 503 with the reasons while something that matters stands still or
    fails."""
    here = services()
    facts, now = here.health.facts(), here.health.now()
    wrong = [fact for fact in facts if not fact.ok]
    reasons = [
        {
            "name": fact.name,
            "zh": fact.detail["zh"],
            "en": fact.detail["en"],
            "since_s": round(now - fact.since, 1),
        }
        for fact in wrong
        if fact.vital
    ]
    said: dict[str, object] = {
        "ready": not reasons, "revision": here.board.view.revision, "reasons": reasons,
        "facts": {fact.name: fact.ok for fact in facts}, "troubles": troubles_of(here),
    }  # fmt: skip
    if is_stranger():
        said = {"ready": not reasons}
    elif here.safety.on:
        said["safe_mode"] = here.safety.said(here.clock())
    return make_response(jsonify(said), 503 if reasons else 200, {"Cache-Control": "no-store"})
