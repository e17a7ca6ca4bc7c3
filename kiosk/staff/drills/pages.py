"""The drills of the hall, one drill while it runs and afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import tomlkit
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.serving.services import services
from kiosk.staff.shell.page import answer
from kiosk.staff.shell.report import Times, found, timed, timing_of
from kiosk.staff.shell.submit import Fault, do, lead, submit, who
from kiosk.wording.declared import Declared, Local, values_of
from kiosk.wording.page_words import here_spoken
from signage.availability.injects import told
from signage.catalogue.kinds import Kind
from signage.deciding.drill_scripts import scripts
from signage.deciding.drills import Covered, Due, Scenario, coverage, due, questions_of
from signage.language.words import Message, Words, plain
from signage.reports.report import Report
from signage.situation.aftermath import Drill, EvaluateDrill, Inject
from signage.situation.commands import Command
from signage.situation.incidents import ENDED, LEVEL_ROLES

blueprint = Blueprint("drills", __name__)
LISTED = 50
DUE_WORDS: Mapping[str, Words] = {
    "never": Message("drills.none-recorded-yet"),
    "right": Message("drills.one-within-a-year"),
    "soon": Message("drills.none-for-half-a-year"),
    "overdue": Message("drills.none-for-a-year"),
}


@dataclass(frozen=True, slots=True)
class Script:
    """A drill that may be held: what it plays, and how many injects over how long, in words."""

    scenario: Scenario
    kind: Words
    injects: Words


@dataclass(frozen=True, slots=True)
class Drills:
    drills: tuple[tuple[Drill, bool], ...]
    """Those that were held, and whether one goes on."""
    due: Due
    due_words: Words
    own: tuple[Script, ...]
    made: tuple[Script, ...]
    covered: tuple[Covered, ...]
    leads: bool
    local: Local


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether a drill is meant to begin."""

    scenario: Scenario
    lamps: bool


@dataclass(frozen=True, slots=True)
class Injects:
    drill: Drill
    shown: tuple[Inject, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One drill, while it runs and afterwards."""

    report: Report
    questions: tuple[Words, ...]
    scored: tuple[tuple[Words, object], ...]
    may_evaluate: bool
    local: Local


DECLARED: Final[Declared] = {
    "staff/drills/home.html": (Drills,),
    "staff/drills/sure.html": (Asked,),
    "staff/drills/drill.html": (Injects, Times, Held),
    "staff/drills/_injects.html": (Injects,),
}


@blueprint.get("/drills")
@staff_required
def home() -> ResponseReturnValue:
    return _home()


def _home(fault: Fault | None = None) -> tuple[str, int]:
    here, actor = services(), who()
    view, now = here.board.view, here.clock()
    after, written = view.world.situation.after, {one.id for one in view.content.drills}
    owed, newest = due(after, view.content.hall.upkeep, now), list(reversed(after.drills.values()))
    scripts = [_script_of(one, view.content.catalogue.kind) for one in _scripts()]
    open_now = {i.id for i in view.world.situation.open_incidents}
    return answer(
        "staff/drills/home.html", actor, fault, **values_of(Drills(
            tuple((one, one.incident in open_now) for one in newest[:LISTED]), owed, DUE_WORDS[owed.state],
            tuple(one for one in scripts if one.scenario.id in written),
            tuple(one for one in scripts if one.scenario.id not in written),
            tuple(coverage(after, view.content.catalogue, now)), actor.role in LEVEL_ROLES, view.content.hall.local,
        )),
    )  # fmt: skip


def _script_of(scenario: Scenario, kinds: Mapping[str, Kind]) -> Script:
    known, injects = kinds.get(scenario.kind), scenario.injects
    if injects:
        told = Message(
            "drills.injects-last-after", count=len(injects), minutes=injects[-1].at_s // 60
        )
    else:
        told = Message("drills.injects", count=0)
    return Script(scenario, known.name if known else plain(scenario.kind), told)


def _scripts() -> tuple[Scenario, ...]:
    content = services().board.view.content
    return scripts(content.hall, content.catalogue, content.drills)


def _script(name: str) -> Scenario:
    return next((one for one in _scripts() if one.id == name), None) or abort(404)


@blueprint.get("/drills/scripts/<name>.toml")
@staff_required
def script(name: str) -> Response:
    """A script as it would stand in drills.toml, for the hall to edit and keep."""
    document, tables = tomlkit.document(), tomlkit.aot()
    document.add(
        tomlkit.comment(
            "Edit it and append it to drills.toml: it then stands in place of the made one."
        )
    )
    tables.append(tomlkit.item(_script(name).model_dump(mode="json", exclude_defaults=True)))
    document.add("drills", tables)
    headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
    return Response(tomlkit.dumps(document), mimetype="application/toml", headers=headers)


@blueprint.post("/drills")
@require(*LEVEL_ROLES)
def start() -> ResponseReturnValue:
    """A drill fills every screen: asked for twice, like what it plays."""
    scenario = _script(request.form.get("scenario", ""))
    lamps = request.form.get("lamps") == "yes"
    if request.form.get("sure") != "yes":
        return answer(
            "staff/drills/sure.html",
            who(),
            None,
            **values_of(Asked(scenario, lamps)),
        )
    return lead(lambda: _started(scenario.start(lamps)), _home)


def _started(command: Command) -> str:
    do(command)
    newest = list(services().board.view.world.situation.after.drills)[-1]
    return f"/drills/{newest}"


def _drill(number: str) -> Drill:
    return services().board.view.world.situation.after.drills.get(number) or abort(404)


@blueprint.get("/drills/<number>")
@staff_required
def one(number: str) -> ResponseReturnValue:
    return _page(number)


@blueprint.get("/drills/<number>/injects")
@staff_required
def injects(number: str) -> ResponseReturnValue:
    """The fragment the page fetches when the board tells of a new revision."""
    drill, here = _drill(number), services()
    shown = told(drill, here.clock())
    return answer("staff/drills/_injects.html", who(), None, **values_of(Injects(drill, shown)))[0]


def _page(number: str, fault: Fault | None = None) -> tuple[str, int]:
    drill, made, actor, here = _drill(number), found(number, here_spoken().first), who(), services()
    times, leads = timing_of(made), actor.role in LEVEL_ROLES
    scores = drill.evaluation.scores if drill.evaluation is not None else ()
    questions = tuple(questions_of(drill))
    return answer(
        "staff/drills/drill.html", actor, fault, **values_of(
            Injects(drill, told(drill, here.clock())), Times(times, tuple(timed(times.slowest))),
            Held(
                made, questions, tuple((q, scores[n] if n < len(scores) else "") for n, q in enumerate(questions)),
                leads and made.incident.state in ENDED, here.board.view.content.hall.local,
            ),
        ),
    )  # fmt: skip


@blueprint.post("/drills/<number>/evaluate")
@require(*LEVEL_ROLES)
def evaluate(number: str) -> ResponseReturnValue:
    asked, form = len(questions_of(_drill(number))), request.form
    given = [form.get(f"score-{at}", "") for at in range(asked)]
    # 0 is no score: the command refuses it and asks for every question.
    scores = tuple(int(text) if text in ("1", "2", "3", "4", "5") else 0 for text in given)
    command = EvaluateDrill(number, scores, form.get("good", ""), form.get("bad", ""))
    return submit(command, f"/drills/{number}", lambda fault: _page(number, fault))
