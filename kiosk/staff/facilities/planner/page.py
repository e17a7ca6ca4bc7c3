"""The page on which the floor plan is drawn."""

import json
from dataclasses import asdict, dataclass
from typing import Final

from flask import current_app
from flask.typing import ResponseReturnValue

from kiosk.content.hall_files import PLAN_FILE
from kiosk.custody.edits.shelf import Unwritable
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.planner.things import entered, floors, things
from kiosk.staff.facilities.planner.tools import TOOLS, Tool, words
from kiosk.staff.facilities.weekly.description import drafts
from kiosk.staff.facilities.weekly.told import (
    Told,
    drafted,
    may_adopt,
    print_of,
    shelf_here,
)
from kiosk.staff.shell.drafted import drafted_hall
from kiosk.staff.shell.further import DESCRIBED, linked_from
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from signage.floorplan.labels import KEYS
from signage.language.words import Message, Words

ADDRESS: Final = "/facilities/plan"
PROPOSES: Final = "facilities.propose_ways"


@dataclass(frozen=True, slots=True)
class Planner:
    """``drawing``: the plan as the next edit begins with it, empty where there is none; ``given``:
    what the script goes by, as JSON; ``before`` and ``after``: the plans of a draft that changes
    it."""

    drawing: str
    given: str
    seen: str
    writable: bool
    proposes: bool
    """Whether ways can be proposed here."""
    may_adopt: bool
    draft: Told | None
    before: str
    after: str
    tools: tuple[Tool, ...]
    words: tuple[tuple[str, Words], ...]


DECLARED: Final[Declared] = {"staff/facilities/planner/planner.html": (Planner,)}


@blueprint.get(ADDRESS)
@linked_from(DESCRIBED, Message("planner.floor-plan"), blueprint)
@drafts
def planner() -> ResponseReturnValue:
    shelf = shelf_here()
    try:
        text, writable = shelf.standing(PLAN_FILE), True
    except (Unwritable, ValueError, OSError):
        text, writable = "", False
    draft = drafted()
    change = draft.edit.of(PLAN_FILE) if draft is not None else None
    before, after = (change.before, change.after) if change is not None else ("", "")
    shown = Planner(
        text,
        _given(),
        print_of(text),
        writable,
        PROPOSES in current_app.view_functions,
        may_adopt(),
        draft,
        before,
        after,
        TOOLS,
        words(),
    )
    return page("staff/facilities/planner/planner.html", who(), **values_of(shown))


def _given() -> str:
    hall = drafted_hall()
    known = [asdict(thing) for thing in things(hall, who().role)]
    return json.dumps(
        {
            "things": known, "floors": floors(hall), "entered": entered(hall), "keys": KEYS,
            "key": f"plan:{hall.id}",
        },
        ensure_ascii=False,
    )  # fmt: skip
