"""What anybody on the hall's network may read: the status page and the feed. No sign-in, no script,
no cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree import ElementTree

from flask import Blueprint, Response, current_app, render_template, request

from kiosk.serving.services import services
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.page_words import speak_here
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Message, Words, say
from signage.shows.notice_board import posted
from signage.shows.status import Status, status

blueprint = Blueprint("open_pages", __name__)
ATOM = "http://www.w3.org/2005/Atom"
KEPT = "status-page"
"""The last page and the view it shows: a crowd of phones costs one rendering."""


@dataclass(frozen=True, slots=True)
class StatusPage:
    """``at``: when it was made, where the time is known."""

    hall: Hall
    status: Status
    hours: Words
    local: Local
    at: datetime | None


DECLARED: Final[Declared] = {"public/status.html": (StatusPage,)}


@blueprint.get("/status")
def status_page() -> Response:
    view = services().board.view
    shown, page = current_app.extensions.get(KEPT, (None, ""))
    if shown is not view:  # not its revision: after safe mode another log counts from its own
        hall = view.content.hall
        # The page is kept for everybody: whoever opens it first must not give it their language.
        speak_here(hall.spoken)
        at = hall.local(view.world.now) if view.world.timed else None
        shown_now = status(view.world)
        page = render_template(
            "public/status.html",
            **values_of(StatusPage(hall, shown_now, _hours(shown_now, hall), hall.local, at)),
        )
        current_app.extensions[KEPT] = (view, page)
    return _asked_again(Response(page))


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


@blueprint.get("/feed.atom")
def feed() -> Response:
    """RFC 4287. Ids stay the same under every address the hall is reached by."""
    view = services().board.view
    hall = view.content.hall
    texts = posted(view.world)
    base = (hall.public_url or request.host_url).rstrip("/")
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "zh-Hans"})
    newest = max((text.changed_at for text in texts), default=view.world.now)
    _add(root, "id", f"tag:{hall.id},2026:notices")
    _add(root, "title", say(Message("open-pages.notices-of-the-hall", hall=hall.name)))
    _add(root, "updated", newest.isoformat(timespec="seconds"))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{base}/feed.atom"})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "href": f"{base}/status"})
    _add(ElementTree.SubElement(root, "author"), "name", say(hall.issuer))
    for text in texts:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", f"tag:{hall.id},2026:{text.id}")
        _add(entry, "title", text.title)
        _add(entry, "updated", text.changed_at.isoformat(timespec="seconds"))
        _add(entry, "published", text.issued_at.isoformat(timespec="seconds"))
        ElementTree.SubElement(
            entry, "link", {"rel": "alternate", "href": f"{base}/status#{text.id}"}
        )
        _add(entry, "content", "\n\n".join(part for part in (text.body, text.english) if part))
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return _asked_again(Response(body, mimetype="application/atom+xml"))


def _asked_again(answer: Response) -> Response:
    """A browser may keep it and must ask each time: a page of 15 s ago would say 服务正常 during a
    fire."""
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text
