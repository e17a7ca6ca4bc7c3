"""A screen's sign on paper, for when the screen is dead: the same picture, printed from the
catalogue.

Paper cannot withdraw itself. So it carries no code and no other place to go, which may be out by
tomorrow; the time of recovery is a blank on its white edge, to write in; and the edge asks for it
to be taken down.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.drawing.frame import Sheet
from kiosk.drawing.print.sizes import LEAST, MM, Paper, Printed, in_both
from kiosk.drawing.signs import sign
from kiosk.drawing.svg import INK, Box, one_line, text
from kiosk.wording.markup import element
from kiosk.wording.typeset import width_em
from signage.availability.world import world
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import Catalogue, Kind
from signage.decide import decide
from signage.hall.model import HALL, Hall, Screen
from signage.language.words import NO_WORDS, Message, Spoken, unbroken
from signage.shows.phrases import ASKS_WHEN, subject_words
from signage.shows.scenes import preview
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING, Actor, Incident, Situation

MARGIN_MM = 6.0
EDGE, BLANK = 0.03, 0.085
"""Heights of the white edge's two lines in parts of the smallest side."""
EXPECTED, BY_HAND = (
    Message("sign.on-paper-expected-back"),
    Message("sign.on-paper-day-and-time-by-hand"),
)
TAKE_DOWN = Message("sign.on-paper-take-down-when")
ORDER = (
    "suspended",
    "danger",
    "cordon",
    "outage",
    "closed",
    "redirect",
    "warning",
    "shelter",
    "evacuate",
    "staff",
)
PRINTER = Actor("print", "admin")


def printable(catalogue: Catalogue) -> tuple[Kind, ...]:
    """Kinds whose sign people may see, those of everyday faults first."""
    shown = [
        kind
        for kind in catalogue.kinds
        if kind.raisable and kind.family != "none" and kind.public != "none"
    ]
    return tuple(sorted(shown, key=lambda kind: ORDER.index(kind.classes[0])))


def targets(hall: Hall, kind: Kind) -> tuple[str, ...]:
    """What a kind can be said of, the hall first where it can be said of all."""
    named = tuple(name for name in hall.resources if name.partition("/")[0] in kind.targets)
    return (HALL, *named) if HALL in kind.targets else named


def usual(hall: Hall, kind: Kind) -> str:
    """The target a sign is offered with: the kind's own, else the first of the type it is usually
    raised on."""
    possible = targets(hall, kind)
    of_type = (name for name in possible if name.partition("/")[0] == kind.targets[0])
    known = usual_target(hall, kind)
    return known if known in possible else next(of_type, possible[0] if possible else HALL)


def sign_sheet(
    hall: Hall,
    catalogue: Catalogue,
    kind: str,
    target: str,
    paper: Paper,
    icons: dict[str, str],
    now: datetime,
) -> Printed:
    """The sign ``kind`` shows on what stands at ``target``. Raises :class:`Refused` where it could
    not be raised."""
    events = decide(hall, catalogue, NOTHING, Raise(kind, (target,)), PRINTER, now).events
    situation = fold([Recorded(1, now, PRINTER, event) for event in events])
    asks = _asks_when(catalogue, kind)
    return _sheet(hall, situation, asks, target, paper, icons, now)


def incident_sign(
    hall: Hall, incident: Incident, target: str, paper: Paper, icons: dict[str, str], now: datetime
) -> Printed | None:
    """What an open incident says at one of its targets; None where it shows nothing to people."""
    notice = incident.notice
    if not incident.open or notice.public == "none" or notice.family == "none":
        return None
    alone = Situation(incidents={incident.id: replace(incident, targets=(target,), before=None)})
    return _sheet(hall, alone, notice.cls in ASKS_WHEN, target, paper, icons, now)


def _sheet(
    hall: Hall,
    situation: Situation,
    asks: bool,
    target: str,
    paper: Paper,
    icons: dict[str, str],
    now: datetime,
) -> Printed:
    """``asks``: with a line to write the time of recovery on."""
    margin, edge = MARGIN_MM * MM, EDGE * paper.short
    whole = paper.box.inset(margin)
    foot, room = whole.bottom(edge + (BLANK * paper.short if asks else 0.0))
    screen = _screen(hall, target, room)
    # What changes by itself leaves the scene: paper cannot follow.
    scene = preview(world(hall, situation, now), screen)._replace(
        instead=(), until=NO_WORDS, strips=(), issued_at=None
    )
    spoken = hall.spoken
    drawn = sign(Sheet(scene, screen, hall, icons, "", spoken=spoken))
    placed = element("g", *drawn, transform=f"translate({margin:.1f} {margin:.1f})")
    title = f"{unbroken(spoken.say(scene.title), spoken.first)} {spoken.say(subject_words(hall, (target,)))}"
    blank, low = foot.top(foot.h - edge)
    return Printed(
        paper,
        title,
        (placed, _blank(blank, spoken) if asks else "", _edge(low, hall, now)),
        spoken.first,
    )


def _asks_when(catalogue: Catalogue, kind: str) -> bool:
    found = catalogue.kind.get(kind)
    return found is not None and found.classes[0] in ASKS_WHEN


def _screen(hall: Hall, target: str, room: Box) -> Screen:
    """The sheet as a screen that speaks for the target alone; of a layout that has no bands, where
    every notice is a sign of its own."""
    place = target if target in hall.resources else hall.zones[0].id
    about = (target,) if target in hall.resources else ()
    return Screen(
        id="paper", name=Message("sign.paper"), layout="door", place=place, about=about, width=int(room.w),
        height=int(room.h), diagonal_in=20, distance_m=3,
    )  # fmt: skip


def _blank(box: Box, spoken: Spoken) -> str:
    """A line to write on: on the white edge, because no pen shows on a dark ground."""
    return one_line(
        Box(box.x, box.y + 0.12 * box.h, box.w, box.h),
        f"{spoken.pair(EXPECTED)}{spoken.say(BY_HAND)}",
        0.55 * box.h,
        INK,
        anchor="middle",
    )


def _edge(box: Box, hall: Hall, now: datetime) -> str:
    size = max(LEAST, 0.42 * box.h)
    day = f"{hall.local(now):%Y-%m-%d}"
    alone, both = (
        f"{words} · {day}"
        for words in (hall.spoken.say(TAKE_DOWN), in_both(hall.spoken, TAKE_DOWN))
    )
    words = both if width_em(both, False) * size <= box.w else alone
    return text(box.cx, box.cy + 0.15 * box.h, size, words, INK)
