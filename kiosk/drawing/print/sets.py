"""Sheets that are printed together: everything for one incident, and the folder that lies ready for
the day on which nothing can be printed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.content.reader import Content
from kiosk.drawing.print.checklist import Checklist, checklists
from kiosk.drawing.print.cover import cover
from kiosk.drawing.print.plan import best_paper, plan_sheet, position
from kiosk.drawing.print.sign import incident_sign, printable, sign_sheet, targets, usual
from kiosk.drawing.print.sizes import PAPERS, Printed
from signage.availability.last_days import puts_nobody_off, task_now
from signage.availability.world import World
from signage.catalogue.kinds import Catalogue, Kind
from signage.deciding.new_incidents import tasks_of
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Message, Words
from signage.shows.phrases import subject_words
from signage.situation.incidents import Incident

PARTS: Mapping[str, Words] = {
    "plans": Message("sets.evacuation-plans"),
    "signs": Message("sets.signs"),
    "checklists": Message("sets.checklists"),
}
"""Of the folder, in its order."""
LISTED, HUNG = PAPERS["a4-portrait"], PAPERS["a4-landscape"]
SINGLY = frozenset({"window", "machine"})
"""What has a sign of its own each where the console's first page pauses it: its number is on it."""


def for_incident(world: World, incident: Incident, icons: dict[str, str]) -> tuple[Printed, ...]:
    """Its sign for each of its targets, as it is now, and its checklist as it was ticked so far."""
    hall, now = world.hall, world.now
    signs = (incident_sign(hall, incident, t, HUNG, icons, now) for t in incident.targets)
    last = puts_nobody_off(world)
    steps = [task_now(task, last) for task in incident.steps]
    about = subject_words(hall, incident.targets)
    foot = f"{incident.id} · {_moment(hall, now)}"
    made = Checklist(hall, incident.notice.name, about, steps, incident.ticks, foot)
    return (*filter(None, signs), *checklists(made, LISTED))


def folder(
    content: Content, parts: Sequence[str], icons: dict[str, str], now: datetime
) -> tuple[Printed, ...]:
    """A cover with the numbers to call and the list of what is in it; then of :data:`PARTS` those
    named. All A4."""
    made = {
        "plans": _plans(content, icons, now),
        "signs": _signs(content, icons, now),
        "checklists": _checklists(content, now),
    }
    sections = [(PARTS[part], tuple(made[part])) for part in PARTS if part in parts]
    sheets = [sheet for _, section in sections for sheet in section]
    return (*cover(content.hall, sections, LISTED, _moment(content.hall, now)), *sheets)


def _moment(hall: Hall, now: datetime) -> str:
    return f"{hall.local(now):%Y-%m-%d %H:%M}"


def _plans(content: Content, icons: dict[str, str], now: datetime) -> Iterator[Printed]:
    hall, plan = content.hall, content.evacuation.plan
    if plan is None:
        return
    day = hall.local(now).date()
    for screen in (screen.id for screen in hall.screens if screen.id in plan.screen):
        paper = best_paper(plan, screen, "a4")
        assert paper is not None
        yield plan_sheet(position(hall, plan, screen), paper, icons, day)


def _signs(content: Content, icons: dict[str, str], now: datetime) -> Iterator[Printed]:
    hall, catalogue = content.hall, content.catalogue
    drawn = (
        sign_sheet(hall, catalogue, kind.code, target, HUNG, icons, now)
        for kind in printable(catalogue)
        for target in _offered(hall, kind)
    )
    # Several kinds may say the same: 停业 is 停业, whatever for.
    yield from {sheet.parts: sheet for sheet in drawn}.values()


def _offered(hall: Hall, kind: Kind) -> tuple[str, ...]:
    possible = targets(hall, kind)
    if kind.use.tile and kind.targets[0] in SINGLY:
        return tuple(t for t in possible if t.partition("/")[0] == kind.targets[0])
    return (usual(hall, kind),) if possible else ()


def _checklists(content: Content, now: datetime) -> Iterator[Printed]:
    hall, catalogue = content.hall, content.catalogue
    for kind in _raised(catalogue):
        foot = f"{kind.code} · {_moment(hall, now)}"
        made = Checklist(hall, kind.name, NO_WORDS, tasks_of(hall, kind), {}, foot)
        yield from checklists(made, LISTED)


def _raised(catalogue: Catalogue) -> Iterator[Kind]:
    return (kind for kind in catalogue.kinds if kind.raisable)
