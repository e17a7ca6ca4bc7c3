"""A device asks for its place, and proves that it has one. Nobody signs in here: what a person of
the staff does about it is :mod:`kiosk.staff.facilities.screens`."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from kiosk.access.devices import give_token
from kiosk.drawing.renderer import nowhere
from kiosk.engine.held_dangers import gravity
from kiosk.public.screens import screen_of
from kiosk.public.shown import PairPage
from kiosk.serving.screens.applicants import Applicant
from kiosk.serving.screens.pairing import public_key
from kiosk.serving.services import renderer, services
from kiosk.wording.declared import values_of
from kiosk.wording.page_words import speak_here
from signage.availability.world import World
from signage.shows.scene import Scene

blueprint = Blueprint("pairing", __name__)
SOON_S, LATER_S, MANY_S = 2, 20, 12
"""Seconds after which a device asks again, and how often a second all of them may: few of them soon,
so that whoever types a code sees it taken at once; a whole hall that nobody has paired yet unhurried."""
GRAVE, EVERYWHERE = 3, 2
"""Everybody leaves or takes shelter; or every screen there is says danger. What is dangerous in one
place is no matter of one without a place."""
LEAST_PX, MOST_PX, READ_AT_M, DIAGONAL_IN = 200, 8192, 1.5, 24
"""A device of which nobody knows how large it is: on one of 24 inches it is read
from a metre and a half, on a larger one from as much farther."""
BROWSERS = ("Firefox", "Edg", "Chrome", "Safari")


@blueprint.get("/pair")
def pair_page() -> Response:
    """For a device without a place: its code, and in an emergency the hall's, without an arrow."""
    hall = services().board.view.content.hall
    speak_here(hall.spoken)
    page = render_template("public/pair.html", **values_of(PairPage(hall)))
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.post("/pair")
def ask() -> Response:
    body = _body()
    screen, public = str(body.get("screen", "")), str(body.get("public", ""))
    if public and public_key(public) is None:
        abort(422)
    here = services()
    if screen:
        screen_of(screen)
    applicants = here.pairing.applicants
    applicant = applicants.ask(request.remote_addr or "", _browser(), screen, public)
    row = here.pairing.known(public)
    if row is not None:
        applicant = applicants.give(applicant.id, row.id, row.screen, "") or applicant
    return _told(applicant)


@blueprint.post("/pair/<applicant>")
def again(applicant: str) -> Response:
    known = services().pairing.applicants.again(applicant)
    return _told(known) if known is not None else abort(404)


@blueprint.post("/screen/<name>/prove")
def prove(name: str) -> Response:
    """``device`` alone is given a nonce; with it and a signature, or with a secret, the key of its
    page."""
    body, here = _body(), services()
    row = here.people.paired(str(body.get("device", "")))
    if row is None or row.screen != name:
        # What was replaced stands somewhere else soon, where its arrows would be wrong.
        abort(410 if here.people.is_replaced(str(body.get("device", ""))) else 403)
    # No such screen any more: it asks for another place, and has this one again if that comes back.
    screen_of(name)
    if row.public and "signature" not in body:
        return jsonify({"nonce": here.pairing.nonce()})
    fresh: str | None = ""
    if not row.public:
        fresh = here.pairing.renewed(row, _tokens(body))
    elif not here.pairing.is_signed(row, str(body.get("nonce", "")), str(body["signature"])):
        fresh = None
    if fresh is None:
        abort(403)
    here.pairing.applicants.used(row.id)
    return jsonify({"key": here.page_keys.of_device(name, row.id), "next": fresh})


def _tokens(body: dict[str, Any]) -> list[str]:
    said = body.get("tokens", [body.get("token", "")])
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def wait_s(waiting: int) -> float:
    """Seconds after which each of so many asks again."""
    return min(LATER_S, max(SOON_S, waiting / MANY_S))


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else abort(422)


def _told(applicant: Applicant) -> Response:
    here = services()
    said: dict[str, Any] = {
        "applicant": applicant.id,
        "code": applicant.code,
        "shows": applicant.shows,
    }
    if applicant.place:
        said |= {"device": applicant.device, "screen": applicant.place, "token": applicant.token}
    elif applicant.device:
        # Its secret comes as a cookie, which no script can read.
        said |= {"device": applicant.device, "screen": ""}
    waiting = len(here.pairing.applicants.waiting())
    said["wait_s"] = SOON_S if applicant.shows else wait_s(waiting)
    if applicant.screen:
        screen_of(applicant.screen)
        # Never over a sign.
        said["calm"] = here.board.view.scenes[applicant.screen].sign == "guidance"
    else:
        said["sign"] = emergency(_body())
    answer = jsonify(said)
    answer.headers["Cache-Control"] = "no-store"
    is_tablet = applicant.device and not applicant.place
    return give_token(answer, applicant.token) if is_tablet else answer


def emergency(body: dict[str, Any]) -> str:
    """The gravest sign of the hall now, without an arrow, for a device that is nowhere; empty where
    there is none. ``wide`` and ``high``: of its window, in px."""
    view = services().board.view
    wide, high = (_side(body.get(name), usual) for name, usual in (("wide", 1920), ("high", 1080)))
    return without_place(view.scenes, view.world, renderer().icons, wide, high)


def without_place(
    scenes: Mapping[str, Scene], world: World, icons: dict[str, str], wide: int, high: int
) -> str:
    grave = max(world.hall.screens, key=lambda one: gravity(scenes[one.id]))
    scene, least = scenes[grave.id], min(gravity(scenes[one.id]) for one in world.hall.screens)
    if gravity(scene) < GRAVE and least < EVERYWHERE:
        return ""
    fits = {
        "rotate": 0, "width": wide, "height": high, "distance_m": READ_AT_M,
        "diagonal_in": DIAGONAL_IN, "languages": (),
    }  # fmt: skip
    said = scene._replace(lines=(), rows=(), instead=(), strips=())
    return nowhere(said, grave.model_copy(update=fits), world, icons)


def _side(said: object, usual: int) -> int:
    known = isinstance(said, int) and LEAST_PX <= said <= MOST_PX
    return int(said) if known else usual  # type: ignore[call-overload]  # as just looked at


def _browser() -> str:
    """As short as a person needs to tell two devices apart."""
    agent = request.user_agent.string
    found = next((name for name in BROWSERS if f"{name}/" in agent), "")
    if not found:
        return "".join(filter(str.isprintable, agent))[:24] or "?"
    version = agent.partition(f"{found}/")[2].partition(".")[0]
    return f"{'Chromium' if found == 'Chrome' else found} {version[:4]}"
