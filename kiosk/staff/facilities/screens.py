"""Which device stands for which screen: codes of devices that ask, those that are paired, and the
screens nobody has paired yet."""

from dataclasses import dataclass
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.access.tablets import ENROLS, enrolled, tablet_name
from kiosk.engine.delivery import Reach
from kiosk.serving.pins import digest
from kiosk.serving.screens.applicants import Applicant
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.shell.page import answer, page
from kiosk.staff.shell.submit import Fault, do, lead, who
from kiosk.store import PairedRow
from kiosk.wording.declared import Declared, values_of
from signage.hall.model import Screen
from signage.language.words import Message
from signage.rules.permissions import ON_DEVICES
from signage.situation.commands import NoteConfiguration

PAIRS: Final = ON_DEVICES["pair"]
UNKNOWN_CODE: Final = Message("pairing.no-device-shows-that-code")
UNCHOSEN: Final = Message("pairing.choose-the-screen")
NAMELESS: Final = Message("pairing.say-what-the-tablet-is-called")
TABLET: Final = "/tablet"
"""In place of a screen's id, which no screen can have."""
LISTED: Final = 40
"""Devices that ask, in the list."""
GONE: Final = Message("pairing.device-no-longer-asks")


@dataclass(frozen=True, slots=True)
class Row:
    """A screen, the devices that stand for it and whether it reports without."""

    screen: Screen
    reach: Reach
    devices: tuple[PairedRow, ...]
    former: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """Devices that ask, each with the screen whose page it shows."""

    asking: tuple[tuple[Applicant, Screen | None], ...]
    more: int
    """Others that ask and are not listed."""
    may_pair: bool


@dataclass(frozen=True, slots=True)
class Screens:
    rows: tuple[Row, ...]
    gone: tuple[PairedRow, ...]
    """Devices that stand for a screen which is no more."""
    former: int
    typed: str
    chosen: str
    named: str
    may_enrol: bool
    replaces: bool
    """Is the screen that is chosen to get a new device in place of its old one?"""
    lost: str
    """The name of the tablet that was just said to be lost; empty for none."""
    paired: Screen | None
    """Which just got its device: the next one is paired at once."""
    tablet: str = TABLET


DECLARED: Final[Declared] = {
    "staff/facilities/screens.html": (Screens, Asking),
    "staff/facilities/_asking.html": (Asking,),
}


def _asking() -> Asking:
    here = services()
    described = here.board.view.content.hall.screen
    found = here.pairing.applicants.fairly(LISTED)
    more = len(here.pairing.applicants.waiting()) - len(found)
    listed = tuple((one, described.get(one.screen)) for one in found)
    return Asking(listed, max(0, more), who().role in PAIRS)


def screens_page(fault: Fault | None = None) -> tuple[str, int]:
    here, former = services(), set(services().people.former_screens())
    paired = here.people.all_paired()
    rows = tuple(
        Row(
            screen, here.delivery.of(screen.id),
            tuple(row for row in paired if row.screen == screen.id), screen.id in former,
        )
        for screen in here.board.view.content.hall.screens
    )  # fmt: skip
    described = here.board.view.content.hall.screen
    gone = tuple(row for row in paired if row.screen not in described)
    lost = _lost(request.args.get("lost", ""))
    typed, chosen = (
        request.form.get("code", ""),
        request.values.get("screen", TABLET if lost else ""),
    )
    named = request.form.get("name", lost)
    left = sum(row.former for row in rows)
    return answer(
        "staff/facilities/screens.html", who(), fault,
        **values_of(Screens(
            rows, gone, left, typed, chosen, named, who().role in ENROLS,
            "replace" in request.args or request.form.get("alone") == "yes", lost,
            described.get(request.args.get("paired", "")) if fault is None else None,
        ), _asking()),
    )  # fmt: skip


def _lost(name: str) -> str:
    """Only what was revoked is told as lost, whatever an address says."""
    active = [row.active for row in services().people.devices() if row.name == name]
    return name if active and not any(active) else ""


@blueprint.get("/facilities/screens")
@staff_required
def screens() -> ResponseReturnValue:
    return screens_page()


@blueprint.get("/facilities/screens/part/asking")
@staff_required
def asking_part() -> str:
    return page("staff/facilities/_asking.html", who(), **values_of(_asking()))


@blueprint.post("/facilities/screens/pair")
@require(*PAIRS)
def pair_screen() -> ResponseReturnValue:
    """The device that shows this code is that screen from now on."""
    here, screen = services(), request.form.get("screen", "")
    if screen != TABLET and screen not in here.board.view.content.hall.screen:
        return screens_page(Fault(UNCHOSEN, 422, "screen"))
    applicant = here.pairing.applicants.of_code(request.form.get("code", ""))
    if applicant is None:
        return screens_page(Fault(UNKNOWN_CODE, 422, "code"))

    if screen == TABLET:
        return _tablet(applicant)

    def paired() -> str:
        alone = request.form.get("alone") == "yes"
        here.pairing.pair(applicant, screen, who().name, alone=alone)
        # A page that reported until now is a stranger's from now on.
        here.push.reconnect(screen)
        do(NoteConfiguration("screen-replaced" if alone else "screen-paired", screen))
        return f"/facilities/screens?paired={screen}"

    return lead(paired, screens_page)


def _tablet(applicant: Applicant) -> ResponseReturnValue:
    """It is a tablet of the staff: that is a leader's word."""
    actor, name = who(), tablet_name(request.form.get("name", ""))
    if actor.role not in ENROLS:
        abort(403)
    if name is None:
        return screens_page(Fault(NAMELESS, 422, "name"))

    def made() -> str:
        token = enrolled(name, actor)
        services().pairing.applicants.give(applicant.id, digest(token), "", token)
        return "/facilities#tablets"

    return lead(made, screens_page)


@blueprint.post("/facilities/screens/show")
@require(*PAIRS)
def show_code() -> ResponseReturnValue:
    """Let a page of a screen show its code, where it shows no sign."""
    if services().pairing.applicants.show(request.form.get("applicant", "")) is None:
        return screens_page(Fault(GONE, 404))
    return lead(lambda: "/facilities/screens", screens_page)


@blueprint.post("/facilities/screens/<device>/revoke")
@require(*PAIRS)
def unpair_screen(device: str) -> ResponseReturnValue:
    here = services()
    row = here.people.paired(device)
    if row is None:
        abort(404)

    def unpaired() -> str:
        here.people.unpair(row.id)
        here.push.reconnect(row.screen)
        do(NoteConfiguration("screen-unpaired", row.screen))
        return f"/facilities/screens#{row.screen}"

    return lead(unpaired, screens_page)
