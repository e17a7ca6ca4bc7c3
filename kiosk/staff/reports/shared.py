"""The read-only page behind a link: signed, expiring, revocable; one report or one period, and
nobody's name."""

from flask import Response, abort, render_template
from itsdangerous import BadSignature, URLSafeSerializer

from kiosk.serving.services import services
from kiosk.staff.reports.figures import figures_of
from kiosk.staff.reports.pages import SHARED, blueprint, sheet_of
from kiosk.staff.shell.report import found
from kiosk.wording.declared import values_of
from signage.deciding.evidence import live_link
from signage.reports.mask import anonymous


@blueprint.get("/shared/<token>")
def shared(token: str) -> Response:
    """404 for what was never given, was revoked or has expired: a stranger learns no more."""
    here = services()
    try:
        number = str(URLSafeSerializer(here.believed("links"), salt=SHARED).loads(token))
    except BadSignature:
        abort(404)
    link = live_link(here.board.view.world.situation, number, here.clock())
    if link is None:
        abort(404)
    kind, _, what = link.about.partition(":")
    hall = here.board.view.content.hall
    if kind == "incident":
        # Those who left too: an old report still names them.
        made = anonymous(found(what), [row.name for row in here.people.all_staff()])
        values = values_of(*sheet_of(made, hall.local, private=False, leads=False))
    else:
        values = values_of(figures_of(what))
    page = render_template(
        "staff/reports/shared.html",
        hall=hall,
        of_incident=kind == "incident",
        until=hall.local(link.until),
        **values,
    )
    return Response(
        page,
        headers={
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
            "Referrer-Policy": "no-referrer",
        },
    )
