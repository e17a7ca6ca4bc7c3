"""The Flask app: blueprints, headers, error pages. Built by :mod:`kiosk.wiring` with ready
services."""

from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages
from types import ModuleType

from flask import Flask, Response, abort, request
from flask_talisman import Talisman
from flask_talisman.talisman import ONE_YEAR_IN_SECS
from htmx_flask import Htmx
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from kiosk.access import first_person, problems
from kiosk.access import people as access
from kiosk.access.accounts import pages as accounts
from kiosk.access.languages import further_languages, speak_to_reader
from kiosk.access.onlookers import init_onlookers, is_stranger
from kiosk.access.origin import one_origin, own_name
from kiosk.api import routes as api
from kiosk.drawing.beforehand.pack import Packs
from kiosk.drawing.displays.panels.pictures import Pictures
from kiosk.drawing.renderer import Renderer
from kiosk.engine.safe_mode import WRONG
from kiosk.public import bulletins as published
from kiosk.public import calls as called
from kiosk.public import left_papers as paperstatus
from kiosk.public import notices, open_pages, pairing, speech, trust, wayfinding
from kiosk.public import screens as hall
from kiosk.serving.lanes.lanes import DOOR
from kiosk.serving.screens import abilities as able
from kiosk.serving.server import UPLOAD, UPLOAD_LIMIT
from kiosk.serving.services import NAME, Services, services
from kiosk.serving.sessions import use_keys
from kiosk.staff import calls, console, drills, facilities, intake, publishing, reports
from kiosk.store.beside.certificates import authority_of
from kiosk.wording.catalogues import speak
from kiosk.wording.mended import Asked
from kiosk.wording.page_words import init_words, said
from signage.language.durations import minutes_words

BODY_MAX = 64 * 1024
STAFF = (console, intake, facilities, reports, publishing, drills, calls)
"""Audiences of pages that lie in a folder: a page is known because its module lies there."""
CSP = {
    "default-src": "'self'", "img-src": ["'self'", "data:"], "object-src": "'none'", "base-uri": "'none'",
    "frame-ancestors": "'self'", "form-action": "'self'",
}  # fmt: skip
FRAMED = CSP | {"frame-ancestors": ["'self'", "file:"]}
"""A screen's page stands in a frame of the start page on its own machine
(systemd/kiosk-screen.html)."""

EXAMPLES = {
    "facilities.gallery_touch": "allow-scripts", "facilities.drafted_touch": "allow-scripts",
    "facilities.gallery_console": "",
}  # fmt: skip
"""Pages in the gallery's frames, each with what its browser may do in it: no form is sent from
there, and nothing there is this hall's."""


def create_app(here: Services, icons: dict[str, str], *, https: bool) -> Flask:
    speak()
    app = Flask(__name__)
    app.config.update(
        # A page that stood open for a day must still raise a fire: its token never expires by time.
        MAX_CONTENT_LENGTH=BODY_MAX, SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SECURE=https, WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False, RATELIMIT_HEADERS_ENABLED=False,
    )  # fmt: skip
    app.extensions[NAME] = here
    use_keys(app, here, here.keys)
    app.jinja_env.filters["lasting"] = lambda minutes: said(minutes_words(minutes))
    app.jinja_env.globals["lacking"] = able.words
    init_words(app.jinja_env)
    app.jinja_env.globals["further_languages"] = further_languages
    app.extensions["renderer"] = Renderer(app.jinja_env, icons)
    app.extensions["packs"] = Packs(app.extensions["renderer"])
    app.extensions["panels"] = Pictures(icons)
    # Before access: looking for the form's token reads the body, under the limit set by then.
    app.before_request(_upload)
    talisman = Talisman(
        app, force_https=False, strict_transport_security=https, content_security_policy=CSP,
        strict_transport_security_max_age=0 if authority_of(here.store.directory) else ONE_YEAR_IN_SECS,
        session_cookie_secure=https, frame_options="SAMEORIGIN",
        # With an authority of its own a hall asks nobody to keep to https, and takes that back (RFC 6797 §6.1.1):
        # a browser that keeps to it opens nothing any more where the authority is lost. And it speaks for its own
        # name, not for others under it.
        strict_transport_security_include_subdomains=False,
    )  # fmt: skip
    Htmx(app)
    # After Htmx, which sets a request class of its own.
    app.request_class = Asked
    access.init_access(app)
    init_onlookers(app)
    app.extensions[DOOR] = access.door(app, here)
    problems.init_problems(app)
    access.csrf.exempt(api.blueprint)
    access.csrf.exempt(hall.blueprint)
    access.csrf.exempt(pairing.blueprint)
    # The link itself is the authority, and is in no page that another site could send.
    access.csrf.exempt(called.blueprint)
    for audience in STAFF:
        _find_pages(audience)
    for room in (
        hall, speech, pairing, wayfinding, *STAFF, open_pages, notices, published,
        trust, api, access, accounts, first_person, paperstatus,
        called,
    ):  # fmt: skip
        app.register_blueprint(room.blueprint)
    for framed in ("hall.screen_page", "pairing.pair_page"):
        talisman(content_security_policy=FRAMED, frame_options=None)(app.view_functions[framed])
    for name, may in EXAMPLES.items():
        boxed = talisman(content_security_policy=CSP | {"sandbox": may})
        boxed(app.view_functions[name])
    app.after_request(_vary)
    app.add_url_rule("/static/htmx.js", view_func=_htmx)
    app.add_url_rule("/metrics", view_func=_metrics)
    app.before_request(one_origin)
    app.before_request(own_name)
    app.before_request(speak_to_reader)
    app.context_processor(_safety)
    return app


def _find_pages(audience: ModuleType) -> None:
    for module in walk_packages(audience.__path__, f"{audience.__name__}."):
        import_module(module.name)


def _safety() -> dict[str, object]:
    """Every page of the staff says first of all that the hall runs in safe mode."""
    here = services()
    return {"safe": here.safety, "safe_held": here.safety.held(here.clock())}


def _upload() -> None:
    """Before anything reads the form: where files come, a body may be larger."""
    if request.method == "POST" and UPLOAD.fullmatch(request.path):
        request.max_content_length = UPLOAD_LIMIT


def _vary(response: Response) -> Response:
    # A page and its fragment share an address: a browser's Back would else show the fragment alone.
    response.vary.add("HX-Request")
    return response


def _htmx() -> Response:
    script = files("js_lib_htmx").joinpath("static/htmx/htmx.min.js").read_bytes()
    return Response(
        script, mimetype="text/javascript", headers={"Cache-Control": "public, max-age=86400"}
    )


def _metrics() -> Response:
    if is_stranger():
        abort(403)
    # One for each answer: the library's own is the process's, and refuses a name a second time.
    registry = CollectorRegistry()
    here = services()
    view = here.board.view
    # Says nothing but that somebody answered: its absence is what alarms.
    Gauge("kiosk_alive", "Always 1; alarm on its absence", registry=registry).set(1)
    Gauge("kiosk_revision", "Revision of the board", registry=registry).set(view.revision)
    Gauge("kiosk_open_incidents", "Open incidents", registry=registry).set(
        len(view.world.situation.open_incidents)
    )
    safe = Gauge(
        "kiosk_safe_mode", "1 = safe mode: the log cannot be used", ["why"], registry=registry
    )
    for why in WRONG:
        safe.labels(why).set(here.safety.why == why)
    online = Gauge("kiosk_screen_readers", "Readers of each screen", ["screen"], registry=registry)
    showing = Gauge(
        "kiosk_screen_showing",
        "1 = a page of it paints and can be seen",
        ["screen"],
        registry=registry,
    )
    behind = Gauge(
        "kiosk_screen_painted_revision",
        "Revision each screen has painted",
        ["screen"],
        registry=registry,
    )
    for screen in view.content.hall.screens:
        reach = here.delivery.of(screen.id)
        online.labels(screen.id).set(reach.readers)
        showing.labels(screen.id).set(reach.state == "showing")
        behind.labels(screen.id).set(reach.painted or 0)
    _health_metrics(here, registry)
    lamps = Gauge(
        "kiosk_lamp_ok", "1 = the lamp is not lost or misconfigured", ["lamp"], registry=registry
    )
    for name, fact in here.lights.health().items():
        lamps.labels(name).set(fact.health in ("verified", "unverified"))
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")


def _health_metrics(here: Services, registry: CollectorRegistry) -> None:
    if here.https is not None and here.https.ends is not None:
        ends = Gauge(
            "kiosk_certificate_ends_timestamp_seconds",
            "When the https certificate ends if it is never renewed",
            registry=registry,
        )
        ends.set(here.https.ends.timestamp())
    facts = here.health.facts()
    well = Gauge("kiosk_health_ok", "1 = this fact is as it should be", ["fact"], registry=registry)
    for fact in facts:
        well.labels(fact.name).set(fact.ok)
    ready = all(fact.ok or not fact.vital for fact in facts)
    Gauge("kiosk_ready", "1 = nothing that matters stands still", registry=registry).set(ready)
    Gauge("kiosk_unsaved", "Acts shown and not stored yet", registry=registry).set(
        here.health.unsaved()
    )
    lag = Gauge(
        "kiosk_loop_lag_seconds", "The event loop's worst lag within ten seconds", registry=registry
    )
    lag.set(here.health.loop.lag_s)
    turns = Counter(
        "kiosk_periodic_turns", "Turns of each repeating thread", ["thread"], registry=registry
    )
    failed = Gauge(
        "kiosk_periodic_failures", "Its failed turns in a row", ["thread"], registry=registry
    )
    for one, _, _ in here.health.threads:
        turning = one.health()
        turns.labels(turning.name).inc(turning.turns)
        failed.labels(turning.name).set(turning.failures)
