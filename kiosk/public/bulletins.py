"""The hall's incidents in CAP 1.2 for programs: a feed of the newest message of each, and each by
itself. Anybody may read them, in a page of another site too; nobody is told more than on the status
page.
"""

from typing import Final

from flask import Blueprint, Response, abort, current_app

from kiosk.custody.bulletins.pen import Pen
from kiosk.custody.bulletins.written import DECLARATION, written
from kiosk.custody.warnings.message import CapMessage
from kiosk.public.notices import ATOM, base_of
from kiosk.public.open_pages import asked_again, for_other_sites
from kiosk.serving.services import services
from kiosk.wording.markup import element, escape
from signage.hall.model import Hall
from signage.language.words import Message, say

blueprint = Blueprint("bulletins", __name__)
CAP_TYPE: Final = "application/cap+xml"
KEPT: Final = "bulletins"
"""The last feed, by what it was made of: a crowd of readers costs one."""


@blueprint.get("/status/cap.atom")
def feed() -> Response:
    """RFC 4287, with each message in its entry and behind its link."""
    told, hall = _messages(), services().board.view.content.hall
    base = base_of(hall)
    of = (told, base, hall.name, _pen().stamp)
    known, said = current_app.extensions.get(KEPT, (None, ""))
    if known != of:
        said = DECLARATION + _feed(hall, told, base)
        current_app.extensions[KEPT] = (of, said)
    return for_other_sites(asked_again(Response(said, mimetype="application/atom+xml")))


@blueprint.get("/status/cap/<name>.xml")
def one(name: str) -> Response:
    """The newest of an incident alone: what it replaced is told by nobody any more."""
    hall = services().board.view.content.hall
    found = next((each for each in _messages() if each.name.identifier == name), None)
    if found is None:
        abort(404)
    said = DECLARATION + _pen().signed(written(found, hall.zoneinfo))
    return for_other_sites(asked_again(Response(said, mimetype=CAP_TYPE)))


def _messages() -> tuple[CapMessage, ...]:
    told = services().bulletins
    return told.messages() if told is not None else ()


def _pen() -> Pen:
    told = services().bulletins
    return told.pen if told is not None else Pen(None)


def _feed(hall: Hall, told: tuple[CapMessage, ...], base: str) -> str:
    newest = max((one.name.sent for one in told), default=services().board.view.world.now)
    return element(
        "feed",
        element("id", escape(f"tag:{hall.id},2026:cap")),
        element("title", escape(say(Message("bulletins.feed", hall=hall.name)))),
        element("updated", escape(newest.isoformat(timespec="seconds"))),
        element("link", rel="self", href=f"{base}/status/cap.atom"),
        element("link", rel="alternate", href=f"{base}/status", type="text/html"),
        element("author", element("name", escape(say(hall.issuer)))),
        *(_entry(hall, one, base) for one in told),
        xmlns=ATOM,
        xml__lang="zh-Hans",
    )


def _entry(hall: Hall, one: CapMessage, base: str) -> str:
    name = one.name.identifier
    title = one.infos[0].headline if one.infos else say(Message("bulletins.taken-back"))
    return element(
        "entry",
        element("id", escape(f"tag:{hall.id},2026:{name}")),
        element("title", escape(title)),
        element("updated", escape(one.name.sent.isoformat(timespec="seconds"))),
        element("link", rel="alternate", type=CAP_TYPE, href=f"{base}/status/cap/{name}.xml"),
        element("content", _pen().signed(written(one, hall.zoneinfo)), type=CAP_TYPE),
    )
