"""The notices that hang now, for whoever shows them elsewhere: as Atom, as JSON Feed, and as a piece of
HTML that the bureau's site takes into its own page.

Anybody may read them, in a page of another site too. What ended or was withdrawn is gone at the next
look: whoever shows a copy looks again and holds none of its own.
"""

import json
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request

from kiosk.custody.bulletins.written import DECLARATION
from kiosk.public.open_pages import asked_again, for_other_sites
from kiosk.serving.services import services
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.markup import element, escape
from kiosk.wording.page_words import speak_here
from signage.hall.model import Hall
from signage.language.words import Message, say
from signage.shows.notice_board import Posted, posted

blueprint = Blueprint("notices", __name__)
ATOM: Final = "http://www.w3.org/2005/Atom"
VERSION: Final = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True, slots=True)
class NoticesPiece:
    hall: Hall
    posted: tuple[Posted, ...]
    local: Local
    address: str


DECLARED: Final[Declared] = {"public/_notices.html": (NoticesPiece,)}


@blueprint.get("/feed.atom")
def atom() -> Response:
    """RFC 4287. Ids stay the same under every address the hall is reached by."""
    hall, texts = _hanging()
    base = base_of(hall)
    newest = max((one.changed_at for one in texts), default=services().board.view.world.now)
    said = element(
        "feed",
        element("id", escape(f"tag:{hall.id},2026:notices")),
        element("title", escape(_title(hall))),
        element("updated", escape(newest.isoformat(timespec="seconds"))),
        element("link", rel="self", href=f"{base}/feed.atom"),
        element("link", rel="alternate", href=f"{base}/status"),
        element("author", element("name", escape(say(hall.issuer)))),
        *(_entry(hall, one, base) for one in texts),
        xmlns=ATOM,
        xml__lang="zh-Hans",
    )
    return _given(DECLARATION + said, "application/atom+xml")


def _entry(hall: Hall, one: Posted, base: str) -> str:
    return element(
        "entry",
        element("id", escape(f"tag:{hall.id},2026:{one.id}")),
        element("title", escape(one.title)),
        element("updated", escape(one.changed_at.isoformat(timespec="seconds"))),
        element("published", escape(one.issued_at.isoformat(timespec="seconds"))),
        element("link", rel="alternate", href=f"{base}/status#{one.id}"),
        element("content", escape(_text(one))),
    )


@blueprint.get("/feed.json")
def feed_json() -> Response:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1); ``_notice`` says of what sort each is."""
    hall, texts = _hanging()
    base = base_of(hall)
    said = {
        "version": VERSION,
        "title": _title(hall),
        "home_page_url": f"{base}/status",
        "feed_url": f"{base}/feed.json",
        "language": "zh-Hans",
        "authors": [{"name": say(hall.issuer)}],
        "items": [
            {
                "id": f"tag:{hall.id},2026:{one.id}",
                "url": f"{base}/status#{one.id}",
                "title": one.title,
                "content_text": _text(one),
                "date_published": one.issued_at.isoformat(timespec="seconds"),
                "date_modified": one.changed_at.isoformat(timespec="seconds"),
                "_notice": {"sort": one.kind, "english": one.english},
            }
            for one in texts
        ],
    }
    return _given(json.dumps(said, ensure_ascii=False), "application/feed+json")


@blueprint.get("/status/notices.html")
def piece() -> Response:
    """No page: it has no style and no script, and takes on those of the page it is put into."""
    hall, texts = _hanging()
    speak_here(hall.spoken)
    told = NoticesPiece(hall, texts, hall.local, f"{base_of(hall)}/status")
    return _given(render_template("public/_notices.html", **values_of(told)), "text/html")


def _hanging() -> tuple[Hall, tuple[Posted, ...]]:
    view = services().board.view
    return view.content.hall, posted(view.world)


def base_of(hall: Hall) -> str:
    return (hall.public_url or request.host_url).rstrip("/")


def _title(hall: Hall) -> str:
    return say(Message("open-pages.notices-of-the-hall", hall=hall.name))


def _text(one: Posted) -> str:
    return "\n\n".join(part for part in (one.body, one.english) if part)


def _given(said: str, sort: str) -> Response:
    return for_other_sites(asked_again(Response(said, mimetype=sort)))
