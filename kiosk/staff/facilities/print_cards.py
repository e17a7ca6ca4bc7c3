"""Window cards and machine labels, to be printed and cut apart."""

from urllib.parse import quote

from flask import request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.drawing.print.cards import CARDS, LABELS, machine_labels, window_cards
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.sheets import set_file


@blueprint.get("/facilities/print/windows.pdf")
@require()
def print_windows() -> ResponseReturnValue:
    """A card for each window."""
    hall = services().board.view.content.hall
    return set_file("windows", CARDS, lambda: window_cards(hall))


@blueprint.get("/facilities/print/labels.pdf")
@require()
def print_labels() -> ResponseReturnValue:
    """A label for each machine; its code opens ``/at/…`` at the public address, or where there is
    none at the one this page was asked at."""
    hall = services().board.view.content.hall
    base = (hall.public_url or request.host_url).rstrip("/")
    return set_file(
        "labels", LABELS, lambda: machine_labels(hall, lambda target: f"{base}/at/{quote(target)}")
    )
