"""A taxpayer's own look at papers left in the hall: the state and nothing else, at an address
nobody can guess."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template

from kiosk.serving.services import services
from kiosk.store.tables.papers import Papers
from kiosk.wording.declared import Declared, values_of
from signage.hall.model import Hall
from signage.language.words import Message, Words
from signage.situation.ledger import LEDGER_WORDS

blueprint = Blueprint("paperstatus", __name__)
ADVICE: dict[str, Words] = {
    "waiting": Message("left-papers.we-enter-once-system-back"),
    "entered": Message("left-papers.in-system-we-will-call"),
    "notified": Message("left-papers.you-have-been-told-done"),
    "withdrawn": Message("left-papers.this-registration-was-withdrawn"),
}


@dataclass(frozen=True, slots=True)
class LeftPapers:
    """How far they are, and what to do."""

    hall: Hall
    words: Words
    advice: Words


DECLARED: Final[Declared] = {"public/papers.html": (LeftPapers,)}


@blueprint.get("/papers/<token>")
def status(token: str) -> Response:
    """Offered only where the hall has public pages; one that is erased looks like one that never
    was."""
    here = services()
    hall, ledger = here.board.view.content.hall, here.board.view.world.situation.ledger
    # The state is the log's: the table has the person, of whom this page must know nothing.
    number = Papers(here.store).by_token(token) if hall.public_url else None
    entry = ledger.get(number or 0) or abort(404)
    html = render_template(
        "public/papers.html",
        **values_of(LeftPapers(hall, LEDGER_WORDS[entry.state], ADVICE[entry.state])),
    )
    headers = {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    return make_response(html, 200, headers)
