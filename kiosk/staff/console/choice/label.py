"""What the code on a machine opens: for staff what can be raised on it, on a locked tablet what is a
matter of life of that, for anybody else the status page."""

from dataclasses import dataclass
from typing import Final

from flask import abort, redirect
from flask.typing import ResponseReturnValue

from kiosk.access.people import current_actor
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.shell.page import page
from kiosk.wording.declared import Declared, values_of
from signage.catalogue.kinds import Kind
from signage.hall.short_names import short_name
from signage.language.words import Words
from signage.rules.permissions import may_raise


@dataclass(frozen=True, slots=True)
class Raised:
    """A kind that can be raised on it."""

    code: str
    look: str
    name: Words


@dataclass(frozen=True, slots=True)
class Label:
    target: str
    name: Words
    kinds: tuple[Raised, ...]


DECLARED: Final[Declared] = {"staff/console/choice/at.html": (Label,)}


@blueprint.get("/at/<path:target>")
def at(target: str) -> ResponseReturnValue:
    """404 for what the hall does not have."""
    content = services().board.view.content
    if target not in content.hall.resources:
        abort(404)
    actor, sort = current_actor(), target.partition("/")[0]
    if actor is None:
        return redirect("/status", code=303)
    kinds = [kind for kind in content.catalogue.kinds if sort in kind.targets and kind.raisable]
    shown = Label(target, short_name(content.hall, target), tuple(_raised(kinds, actor.role)))
    return page("staff/console/choice/at.html", actor, **values_of(shown))


def _raised(kinds: list[Kind], role: str) -> list[Raised]:
    """What this thing is usually raised on comes first."""
    found = [kind for kind in kinds if may_raise(role, kind, kind.classes[0])]
    found.sort(key=lambda kind: (kind.use.tile == 0, kind.use.tile))
    return [Raised(kind.code, kind.classes[0], kind.name) for kind in found]
