"""Sheets to print: each screen place's evacuation plan, and the signs for screens that are dead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.drawing.print.plan import best_paper, plan_sheet, position, scale
from kiosk.drawing.print.sets import PARTS
from kiosk.drawing.print.sign import printable, sign_sheet, targets, usual
from kiosk.drawing.print.sizes import PAPERS, SIZES, Paper
from kiosk.serving.services import renderer, services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.sheets import sheet_file
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.typeset import font_found
from signage.catalogue.kinds import Kind
from signage.evacuation.blocks import NORMAL, Scheme
from signage.floorplan.plan import Plan
from signage.hall.model import Hall, Screen
from signage.hall.short_names import short_name
from signage.language.words import Words, on_one_line
from signage.shows.phrases import subject_words
from signage.situation.incidents import Situation

PLAN_PAPER, SIGN_PAPER = "a3", "a4-landscape"
SMALLEST_SCALE = 250
"""ISO 23601 asks for a plan no smaller than 1:250 (national practice page, evacuation reference
§1)."""
DIGITS = 8
"""Of a digest, as it stands on a plan."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind whose sign can be printed, and what it may be about."""

    code: str
    sign: Words
    name: Words
    targets: tuple[tuple[str, Words], ...]
    usual: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """An open incident, all of whose sheets come in one file."""

    number: str
    sign: Words
    about: Words


@dataclass(frozen=True, slots=True)
class Printing:
    """What can be printed, on which paper. ``small``: sizes on which a plan is smaller than is
    asked."""

    font: bool
    screens: tuple[Screen, ...]
    schemes: tuple[Scheme, ...]
    papers: tuple[Paper, ...]
    sizes: Mapping[str, Words]
    version: str
    small: Mapping[str, int]
    smallest: int
    kinds: tuple[Sign, ...]
    sign_paper: str
    incidents: tuple[Pressed, ...]
    parts: Mapping[str, Words]
    """Of the folder."""


DECLARED: Final[Declared] = {
    "staff/facilities/print.html": (Printing,),
}


@blueprint.get("/facilities/print")
@require()
def prints() -> str:
    view = services().board.view
    hall, evacuation = view.content.hall, view.content.evacuation
    plan = evacuation.plan
    drawn = [screen for screen in hall.screens if plan is not None and screen.id in plan.screen]
    kinds = [_sign(hall, kind) for kind in printable(view.content.catalogue) if targets(hall, kind)]
    least = (
        {size: max((_scale(plan, s.id, size) for s in drawn), default=0) for size in SIZES}
        if plan
        else {}
    )
    shown = Printing(
        font_found(), tuple(drawn), (NORMAL, *evacuation.schemes), tuple(PAPERS.values()), SIZES,
        plan.digest[:DIGITS] if plan is not None else "",
        {size: ratio for size, ratio in least.items() if ratio > SMALLEST_SCALE}, SMALLEST_SCALE,
        tuple(kinds), SIGN_PAPER, tuple(_pressed(hall, view.world.situation)), PARTS,
    )  # fmt: skip
    return page("staff/facilities/print.html", who(), **values_of(shown))


def _pressed(hall: Hall, situation: Situation) -> Iterator[Pressed]:
    for incident in situation.incidents.values():
        if incident.open:
            notice, about = incident.notice, subject_words(hall, incident.targets)
            yield Pressed(incident.id, on_one_line(notice.sign), about)


def _sign(hall: Hall, kind: Kind) -> Sign:
    possible = tuple((target, short_name(hall, target)) for target in targets(hall, kind))
    return Sign(kind.code, on_one_line(kind.sign), kind.name, possible, usual(hall, kind))


def _scale(plan: Plan, screen: str, size: str) -> int:
    paper = best_paper(plan, screen, size)
    return scale(plan, screen, paper) if paper is not None else 0


@blueprint.get("/facilities/print/plan.<form>")
@require()
def chosen_plan(form: str) -> ResponseReturnValue:
    """The page's form names the screen beside scheme and paper; the file has an address of its
    own."""
    wanted: dict[str, Any] = {
        name: request.args[name] for name in ("scheme", "paper") if name in request.args
    }
    screen = request.args.get("screen") or abort(404)
    return redirect(url_for("facilities.print_plan", screen=screen, form=form, **wanted), 303)


@blueprint.get("/facilities/print/plan/<screen>.<form>")
@require()
def print_plan(screen: str, form: str) -> ResponseReturnValue:
    """``?scheme=`` one of the prepared ones, ``?paper=`` one of :data:`SIZES` or :data:`PAPERS`."""
    content = services().board.view.content
    hall, plan = content.hall, content.evacuation.plan
    if plan is None or screen not in plan.screen:
        abort(404)
    at = position(hall, plan, screen, _scheme((NORMAL, *content.evacuation.schemes)))
    paper = best_paper(plan, screen, request.args.get("paper") or PLAN_PAPER) or abort(404)
    day = hall.local(services().clock()).date()
    return sheet_file(
        form,
        f"plan-{screen}-{at.scheme.id}-{paper.id}",
        lambda: plan_sheet(at, paper, renderer().icons, day),
    )


def _scheme(prepared: tuple[Scheme, ...]) -> Scheme:
    wanted = request.args.get("scheme") or NORMAL.id
    return next((scheme for scheme in prepared if scheme.id == wanted), None) or abort(404)


@blueprint.get("/facilities/print/sign/<kind>.<form>")
@require()
def print_sign(kind: str, form: str) -> ResponseReturnValue:
    """``?target=`` what it is about, ``?paper=`` one of :data:`PAPERS`."""
    content, now = services().board.view.content, services().clock()
    found = next(
        (known for known in printable(content.catalogue) if known.code == kind), None
    ) or abort(404)
    target = request.args.get("target") or usual(content.hall, found)
    paper = PAPERS.get(request.args.get("paper") or SIGN_PAPER) or abort(404)
    name = f"{kind}-{target.replace('/', '-')}-{paper.id}"
    return sheet_file(
        form,
        name,
        lambda: sign_sheet(
            content.hall, content.catalogue, kind, target, paper, renderer().icons, now
        ),
    )
