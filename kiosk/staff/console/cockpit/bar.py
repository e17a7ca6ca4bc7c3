"""The bar that never leaves: the way to an evacuation, the hall's time, how much is open, how many
screens are silent."""

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app

from kiosk.access.people import SAMPLE, current_actor
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.shell.page import page, staff_or_tablet
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared
from signage.catalogue.kinds import LIFE_SAFETY
from signage.situation.incidents import Actor

DECLARED: Final[Declared] = {"staff/shell/_counts.html": ()}


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind`` is what the key for an evacuation raises, empty where the hall knows none; ``at`` the
    hall's time, empty where nobody knows it."""

    kind: str
    at: str
    open: int
    red: bool
    silent: int
    """Screens that show nobody anything."""
    locked: bool
    front: str


def bar_of(actor: Actor) -> Bar:
    here = services()
    view, locked = here.board.view, actor.role == "device"
    hall, incidents = view.content.hall, view.world.situation.open_incidents
    leaving = view.content.catalogue.evacuation
    lives = [one for one in incidents if one.notice.cls in LIFE_SAFETY]
    return Bar(
        leaving.code if leaving is not None else "",
        f"{hall.local(here.clock()):%H:%M}" if view.world.timed else "",
        # A locked tablet lies where visitors read it: emergencies alone.
        len(lives if locked else incidents), any(not one.drill for one in lives),
        sum(here.delivery.of(screen.id).state != "showing" for screen in hall.screens),
        locked, "/console/locked" if locked else "/console",
    )  # fmt: skip


def cockpit_bar() -> Bar | None:
    """For a page that may be anybody's; None for a stranger."""
    actor = current_actor()
    return bar_of(actor) if actor is not None else None


@blueprint.app_context_processor
def _bars() -> dict[str, Any]:
    return {"cockpit_bar": cockpit_bar, "sample_hall": current_app.config.get(SAMPLE, "")}


@blueprint.get("/console/part/counts")
@staff_or_tablet
def counts_part() -> str:
    return page("staff/shell/_counts.html", who())
