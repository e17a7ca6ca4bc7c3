"""A person's own settings: the language they read, and whether their tablet may sound."""

from dataclasses import dataclass
from typing import Final

from kiosk.access.languages import Choice, choices
from kiosk.access.people import staff_required
from kiosk.staff.console import blueprint
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of


@dataclass(frozen=True, slots=True)
class Own:
    languages: tuple[Choice, ...]


DECLARED: Final[Declared] = {"staff/console/cockpit/settings.html": (Own,)}


@blueprint.get("/console/settings")
@staff_required
def settings() -> str:
    return page("staff/console/cockpit/settings.html", who(), **values_of(Own(choices())))
