"""The facilities page: is the description right, do lamps and screens answer, who may act."""

from flask import Blueprint, render_template

from kiosk.access import current_actor, staff_required
from kiosk.services import services
from kiosk.typeset import font_found, min_px
from signage.words import say

blueprint = Blueprint("facilities", __name__)


@blueprint.get("/facilities")
@staff_required
def home() -> str:
    here = services()
    view = here.board.view
    health = here.lights.health()
    sizes = {s.id: round(min_px(s.distance_m, s.width, s.height, s.diagonal_in)) for s in view.content.hall.screens}
    return render_template(
        "facilities/home.html", view=view, hall=view.content.hall, say=say, actor=current_actor(), sizes=sizes,
        troubles={**here.troubles, **here.board.troubles}, notes=view.content.notes, font_found=font_found(),
        lamps=[(lamp, view.lamps.get(lamp.id), health.get(lamp.id)) for lamp in view.content.hall.lamps],
        reaches={s.id: here.delivery.of(s.id) for s in view.content.hall.screens},
        staff=here.store.all_staff(), devices=here.store.devices(),
    )  # fmt: skip
