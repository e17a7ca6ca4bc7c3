"""What anybody on the hall's network may read: the status page. No sign-in, no script, no cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request

from kiosk.access.devices import tablets_address
from kiosk.engine.view import View
from kiosk.serving.services import services
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.page_words import speak_here
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.words import NO_WORDS, Message, Words
from signage.shows.status import Status, status

blueprint = Blueprint("open_pages", __name__)
KEPT = "status-page"
"""The last page and the view it shows: a crowd of phones costs one rendering."""


@dataclass(frozen=True, slots=True)
class StaffWay:
    """How staff come from the code on a machine to what they can do about it: ``tablet`` is its
    address where tablets are known, empty where that is this one."""

    name: Words
    tablet: str
    sign_in: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """``at``: when it was made, where the time is known. ``staff``: of a label that was scanned."""

    hall: Hall
    status: Status
    hours: Words
    local: Local
    at: datetime | None
    staff: StaffWay | None = None


DECLARED: Final[Declared] = {"public/status.html": (StatusPage,)}


@blueprint.get("/status")
def status_page() -> Response:
    view = services().board.view
    shown, page = current_app.extensions.get(KEPT, (None, ""))
    if shown is not view:  # not its revision: after safe mode another log counts from its own
        page = _drawn(view, None)
        current_app.extensions[KEPT] = (view, page)
    return asked_again(Response(page))


@blueprint.get("/status/at/<path:target>")
def status_at(target: str) -> Response:
    """What the code on a machine shows anybody. 404 for what the hall does not have."""
    view = services().board.view
    if target not in view.content.hall.resources:
        abort(404)
    label, tablets = f"/at/{quote(target)}", tablets_address()
    elsewhere = tablets and urlsplit(tablets).netloc != urlsplit(request.host_url).netloc
    way = StaffWay(
        short_name(view.content.hall, target),
        f"{tablets}{label}?come" if elsewhere else "",
        f"/sign-in?next={quote(label)}",
    )
    return asked_again(Response(_drawn(view, way)))


def _drawn(view: View, staff: StaffWay | None) -> str:
    hall = view.content.hall
    # The page is kept for everybody: whoever opens it first must not give it their language.
    speak_here(hall.spoken)
    at = hall.local(view.world.now) if view.world.timed else None
    shown = status(view.world)
    return render_template(
        "public/status.html",
        **values_of(StatusPage(hall, shown, _hours(shown, hall), hall.local, at, staff)),
    )


def _hours(now: Status, hall: Hall) -> Words:
    """Until when the hall is open today, or when it opens next; nothing where that is not known."""
    opening = now.opening
    if not opening.open:
        return (
            Message("status.opens", at=hall.local(opening.next_open))
            if opening.next_open
            else NO_WORDS
        )
    if not opening.until or not now.closes:
        return NO_WORDS
    # A day ends at 24:00; open "until 00:00" would read as if it had been closed since the morning.
    closes = f"{hall.local(now.closes):%H:%M}".replace("00:00", "24:00")
    # The next change comes before the day's end: there is a break between.
    if opening.until < now.closes:
        return Message(
            "status.open-today-with-a-break", closes=closes, pause=hall.local(opening.until)
        )
    return Message("status.open-today", closes=closes)


def asked_again(answer: Response) -> Response:
    """A browser may keep it and must ask each time: a page of 15 s ago would say 服务正常 during a
    fire."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def for_other_sites(answer: Response) -> Response:
    """Read by a page of whatever site: it is the same for everybody, and no cookie goes with it."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
