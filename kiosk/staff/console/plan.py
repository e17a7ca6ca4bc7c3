"""The floor plan on the tablet: what is blocked, which way every screen points now, and which
screens lag behind.

One tap blocks, another frees. Only a block that leaves a screen without any way out is asked for
twice.
"""

from dataclasses import dataclass
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import local_path, require
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.floorplan.rows import (
    HOLD_WORDS,
    Planned,
    called,
    evacuation,
    name_of,
    planned,
)
from kiosk.staff.console.new_incidents import would_be
from kiosk.staff.shell.page import answer, page, staff_or_tablet
from kiosk.staff.shell.submit import Fault, submit, tried, who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from signage.evacuation.blocks import NORMAL, knows
from signage.situation.commands import BlockWay, ChooseScheme
from signage.situation.incidents import LEVEL_ROLES


@dataclass(frozen=True, slots=True)
class Sure:
    """What would be blocked, and which screens would then say to stay, or to follow upwards."""

    target: str
    hold: str
    name: str
    stay: str
    follow: str


DECLARED: Final[Declared] = {
    "staff/console/plan_sure.html": (Sure,),
    "staff/console/plan.html": (Planned,),
    "staff/console/_plan.html": (Planned,),
}


def _page(fault: Fault | None = None) -> tuple[str, int]:
    return answer("staff/console/plan.html", who(), fault, **values_of(planned()))


@blueprint.get("/console/plan")
@staff_or_tablet
def floor_plan() -> ResponseReturnValue:
    return _page()


@blueprint.get("/console/part/plan")
@staff_or_tablet
def floor_plan_part() -> str:
    return page("staff/console/_plan.html", who(), **values_of(planned()))


@blueprint.post("/console/plan/hold")
@staff_or_tablet
def hold() -> ResponseReturnValue:
    """Block or free one target; asks again before somebody is left without a way out."""
    plan, situation, _ = evacuation()
    target, wanted = request.form.get("target", ""), request.form.get("hold", "")
    if not knows(plan, target) or wanted not in (*HOLD_WORDS, "free"):
        abort(422)
    command = BlockWay(target, None if wanted == "free" else wanted)  # type: ignore[arg-type]  # one of HOLD_WORDS
    actor = who()
    after = tried(lambda: would_be(command, actor))
    if isinstance(after, Fault):
        return _page(after)
    left = after.evacuation.newly_stranded(situation, after.situation)
    stay, follow = sorted(left.cut_off), sorted(left.only_up)
    if left and request.form.get("sure") != "yes":
        return page(
            "staff/console/plan_sure.html", actor,
            **values_of(Sure(target, wanted, said(name_of(target)), said(called(stay)), said(called(follow)))),
        )  # fmt: skip
    return submit(command, local_path(request.form.get("back"), "/console/plan"), _page)


@blueprint.post("/console/plan/scheme")
@require(*LEVEL_ROLES)
def scheme() -> ResponseReturnValue:
    chosen = request.form.get("scheme", "")
    if chosen not in {NORMAL.id, *(s.id for s in services().board.view.content.evacuation.schemes)}:
        abort(422)
    return submit(ChooseScheme(chosen), "/console/plan", _page)
