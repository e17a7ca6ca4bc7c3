"""The facilities page: is the description right, do lamps and screens answer, who may act."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from devices.schedule.health import LampHealth
from kiosk.access.people import require, staff_required
from kiosk.access.tablets import ENROLS, REVOKES
from kiosk.content.upgrades.directory import offered
from kiosk.custody.content_watch import FEWER, Pending, taken
from kiosk.custody.edits.things.gone import gone_words
from kiosk.drawing.svg import canvas
from kiosk.engine.delivery import Reach
from kiosk.engine.health import Fact
from kiosk.engine.view import View
from kiosk.serving.services import Services, services
from kiosk.staff.shell.further import DESCRIBED, PEOPLE, Further, further
from kiosk.staff.shell.page import answer, lamp_words
from kiosk.staff.shell.submit import Fault, do, lead, who
from kiosk.store.rows import DeviceRow
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from kiosk.wording.typeset import font_found, min_px
from signage.hall.model import Lamp, Screen
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, plain
from signage.reports.report import ROLE_WORDS
from signage.rules.permissions import ON_DEVICES, ON_THE_DESCRIPTION
from signage.shows.lamps import LampScene
from signage.shows.wrong_pins import listed
from signage.situation.commands import NoteConfiguration

blueprint = Blueprint("facilities", __name__)

ADOPTS, BELIEVES = ON_DEVICES["adopt-files"], ON_DEVICES["believe"]
CLOCK, DIGITS = "clock", 12
"""The fact that a person may settle; digits of a digest that people compare."""
BESIDE = frozenset({"window", "machine", "desk", "place", "exit"})
"""What a tablet may lie beside: what stands somewhere on the plan."""
SIGN_LETTERS = 4
"""A main line of up to 8 汉字 breaks once: a screen that holds four in a row at the 0.7° size can
show every sign."""
USABLE = 0.92
"""The part of a screen's width that a sign's main line may fill."""
_NO_COPY: Words = Message("facilities.trouble-copy")
TROUBLES: Mapping[str, Words] = {
    "content": Message("facilities.trouble-content"), FEWER: Message("facilities.trouble-content-fewer"),
    "snapshot": Message("facilities.trouble-snapshot"), "identity": _NO_COPY, "access-copy": _NO_COPY,
    "content-copy": _NO_COPY, "screens": Message("facilities.trouble-screens"),
    "lamps": Message("facilities.trouble-lamps"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong here, by name and as it was reported."""

    topic: str
    name: Words
    text: str


def _troubles(here: Services) -> tuple[Trouble, ...]:
    """What waits for a person stands above them, with its own form."""
    found = {**here.troubles, **here.board.troubles}
    shown = {topic: text for topic, text in found.items() if topic != FEWER or not here.pending}
    return tuple(
        Trouble(
            topic, TROUBLES.get(topic, plain(topic)), text if isinstance(text, str) else said(text)
        )
        for topic, text in shown.items()
    )


@dataclass(frozen=True, slots=True)
class Legible:
    """A screen at its distance: the least size of its main line in px, and how many 汉字 of that size
    fit in a row."""

    screen: Screen
    reach: Reach
    least_px: int
    letters: int

    @property
    def diagonal(self) -> str:
        """In inches, as short as it can be written."""
        return f"{self.screen.diagonal_in:g}"

    @property
    def distance(self) -> str:
        return f"{self.screen.distance_m:g}"

    @property
    def enough(self) -> bool:
        return self.letters >= SIGN_LETTERS


def _legible(screen: Screen) -> Legible:
    least = min_px(screen.distance_m, screen.width, screen.height, screen.diagonal_in)
    letters = int(canvas(screen).w * USABLE / least)
    return Legible(screen, services().delivery.of(screen.id), round(least), letters)


@dataclass(frozen=True, slots=True)
class Home:
    """Whether the description is right, lamps and screens answer, and who may act."""

    wrong: tuple[Fact, ...]
    checked: int
    believable: Fact | None
    """What this person may say is right all the same."""
    pending: Pending | None
    gone: tuple[Words, ...]
    """What the description that waits would take away."""
    may_adopt: bool
    newer: bool
    """Does the program ship other content than the hall's is made of?"""
    may_look: bool
    troubles: tuple[Trouble, ...]
    version: str
    short_version: str
    revision: int
    notes: tuple[Words, ...]
    font_found: bool
    screens: tuple[Legible, ...]
    lamps: tuple[tuple[Lamp, str, str, LampHealth | None], ...]
    """Each with what it should show, and shows."""
    staff: tuple[tuple[str, Words], ...]
    wrong_pins: tuple[Words, ...]
    devices: tuple[tuple[DeviceRow, str], ...]
    """Each with what it lies beside, or nothing."""
    places: tuple[tuple[str, Words], ...]
    """What a tablet may lie beside."""
    may_enrol: bool
    may_revoke: bool
    drawn: bool
    """Is there a floor plan?"""
    described: tuple[Further, ...]
    """Where this person changes what is described."""
    of_people: tuple[Further, ...]


DECLARED: Final[Declared] = {"staff/facilities/home.html": (Home,)}


@blueprint.get("/facilities")
@staff_required
def home() -> ResponseReturnValue:
    return home_page()


def _lamp(
    lamp: Lamp, lit: LampScene | None, fact: LampHealth | None
) -> tuple[Lamp, str, str, LampHealth | None]:
    return (
        lamp,
        lamp_words(lit.pattern if lit else None),
        lamp_words(fact.actual if fact else None),
        fact,
    )


def home_page(fault: Fault | None = None) -> tuple[str, int]:
    here, actor = services(), who()
    view, health, facts = here.board.view, here.lights.health(), here.health.facts()
    people = [row for row in here.people.all_staff() if row.active]
    may_believe = actor.role in BELIEVES and here.board.clock.could_be_right()
    return answer(
        "staff/facilities/home.html", actor, fault, **values_of(Home(
            tuple(fact for fact in facts if not fact.ok), len(facts),
            next((fact for fact in facts if fact.name == CLOCK and may_believe), None), here.pending,
            gone_words(view, here.pending.content) if here.pending is not None else (),
            actor.role in ADOPTS, _newer(here), actor.role in ON_THE_DESCRIPTION["draft"],
            _troubles(here), view.content.digest, view.content.digest[:DIGITS],
            view.revision, tuple(note.line for note in view.content.notes), font_found(),
            tuple(_legible(screen) for screen in view.content.hall.screens),
            tuple(_lamp(lamp, view.lamps.get(lamp.id), health.get(lamp.id)) for lamp in view.content.hall.lamps),
            tuple((one.name, ROLE_WORDS.get(one.role) or plain(one.role)) for one in people),
            listed(view.world, here.clock()), _tablets(here), _places(view),
            actor.role in ENROLS, actor.role in REVOKES, view.content.evacuation.plan is not None,
            further(DESCRIBED, actor), further(PEOPLE, actor),
        )),
    )  # fmt: skip


def _newer(here: Services) -> bool:
    """A directory that cannot be read is told as a trouble of its own."""
    place = here.store.fact("content_directory")
    with suppress(OSError):
        return place is not None and offered(Path(place), here.shipped)
    return False


def _tablets(here: Services) -> tuple[tuple[DeviceRow, str], ...]:
    people = here.people
    return tuple((row, people.tablet_place(row.name)) for row in people.devices() if row.active)


def _places(view: View) -> tuple[tuple[str, Words], ...]:
    """Things that stand somewhere, in the hall's order."""
    hall = view.content.hall
    return tuple(
        (name, short_name(hall, name))
        for name in hall.resources
        if name.partition("/")[0] in BESIDE
    )


@blueprint.post("/facilities/clock")
@require(*BELIEVES)
def believe() -> ResponseReturnValue:
    """A person says that the server's time is right, although the log has a later one."""
    if not services().board.clock.believe():
        abort(409)
    return lead(_believed, home_page)


def _believed() -> str:
    do(NoteConfiguration("clock", "believed"))
    # At once: all that is timed has waited for this word.
    services().board.catch_up()
    return "/facilities"


@blueprint.post("/facilities/content")
@require(*ADOPTS)
def adopt() -> ResponseReturnValue:
    """A person says that what the edited description lacks is meant to be gone."""
    here = services()
    pending = here.pending
    # What was looked at, not what waits now: the files may have been edited again meanwhile.
    if pending is None or request.form.get("digest") != pending.content.digest:
        abort(409)
    taken(here, pending.content)
    here.pending = None
    here.troubles.pop(FEWER, None)
    return redirect("/facilities", code=303)
