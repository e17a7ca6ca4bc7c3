"""The console's front page and its parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import staff_required
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.console.cockpit.tiles import Group, Tile, first_tiles, groups
from kiosk.staff.console.due_rows import Due, due
from kiosk.staff.console.front import Front, front
from kiosk.staff.shell.five_fields import FiveRow, five_rows
from kiosk.staff.shell.page import answer, page, staff_or_tablet
from kiosk.staff.shell.submit import Fault, who
from kiosk.wording.declared import values_of
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.language.words import Words
from signage.situation.five_fields import ended, missing, missing_words
from signage.situation.incidents import Incident


@dataclass(frozen=True, slots=True)
class Home:
    """What only a person who signed in sees: large tiles, and what the report of an ended incident
    lacks."""

    tiles: tuple[Tile, ...]
    """Without the kind that the bar has a key for."""
    busy: bool
    """Something is open: it stands first, and what is raised beside it."""
    asks: Incident | None
    lacks: Words
    five: tuple[FiveRow, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    groups: tuple[Group, ...]


DECLARED: Final[Mapping[str, tuple[type[Any], ...]]] = {
    "staff/console/home.html": (Front, Due, Home),
    "staff/console/locked.html": (Front, Kinds),
    "staff/console/kinds.html": (Kinds,),
    "staff/console/_open.html": (Front,),
    "staff/console/_windows.html": (Front,),
    "staff/console/_screens.html": (Front,),
    "staff/console/_lamps.html": (Front,),
    "staff/console/_standing.html": (Due,),
    "staff/console/_asking.html": (Due,),
}
"""What each page of the front page's family may name, besides what every page of the console has
(``page.Common``)."""


def home_page(fault: Fault | None = None) -> tuple[str, int]:
    actor = who()
    shown = front(actor)
    if actor.role == "device":
        return answer(
            "staff/console/locked.html", actor, fault, **values_of(shown, _kinds(_saves_lives))
        )
    return answer("staff/console/home.html", actor, fault, **values_of(shown, due(), _home()))


def _home() -> Home:
    content, asks = services().board.view.content, _asks()
    leaving = content.catalogue.evacuation
    tiles = first_tiles(content.catalogue.kind, content.hall)
    tiles = tuple(tile for tile in tiles if leaving is None or tile.code != leaving.code)
    busy = bool(services().board.view.world.situation.open_incidents)
    if asks is None:
        return Home(tiles, busy, None, {}, ())
    return Home(tiles, busy, asks, missing_words(asks), five_rows(asks))


def _saves_lives(kind: Kind) -> bool:
    return kind.classes[0] in LIFE_SAFETY


def _kinds(wanted: Callable[[Kind], bool]) -> Kinds:
    return Kinds(groups(services().board.view.content.catalogue.kinds, wanted))


def _asks() -> Incident | None:
    """The incident that was ended a moment ago, where its report lacks something: asked for this
    once."""
    known = services().board.view.world.situation.incidents.get(request.args.get("ended", ""))
    return known if known is not None and ended(known) and missing(known) else None


@blueprint.get("/console")
@staff_or_tablet
def home() -> ResponseReturnValue:
    return redirect("/console/locked", code=303) if who().role == "device" else home_page()


@blueprint.get("/console/locked")
@staff_or_tablet
def locked() -> ResponseReturnValue:
    return home_page() if who().role == "device" else redirect("/console", code=303)


@blueprint.get("/console/part/open")
@staff_or_tablet
def open_part() -> str:
    actor = who()
    return page("staff/console/_open.html", actor, **values_of(front(actor)))


@blueprint.get("/console/part/<any(windows,screens,lamps):part>")
@staff_required
def part(part: str) -> str:
    actor = who()
    return page(f"staff/console/_{part}.html", actor, **values_of(front(actor)))


@blueprint.get("/console/part/safe")
@staff_or_tablet
def safe_part() -> str:
    return page("staff/shell/_safe.html", who())


@blueprint.get("/console/kinds")
@staff_required
def kinds() -> str:
    return page("staff/console/kinds.html", who(), **values_of(_kinds(lambda kind: True)))
