"""What the code on a machine opens: for staff what can be raised on it, on a locked tablet what is a
matter of life of that, for anybody else the status page, which shows staff the way on.

2026-11-30 · A label has one address, ``public_url``, and a tablet may be enrolled under another, to
which alone its browser brings what it is known by. So the status page of a label leads staff on:
to the address tablets were last known under, or to signing in here. Rejected: labels with the
tablets' address, which no phone outside reaches; two codes on a label, of which people scan the
wrong one; sending everybody on to an address inside the hall.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Response, abort, redirect, request
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

COME: Final = "come"


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
    """404 for what the hall does not have. ``come``: from the same label at another address."""
    content = services().board.view.content
    if target not in content.hall.resources:
        abort(404)
    actor, sort = current_actor(), target.partition("/")[0]
    if actor is None:
        if COME in request.args:
            # Strict cookies come with no link from elsewhere, but with what this page itself loads.
            return Response("", headers={"Refresh": f"0; url={request.path}"})
        return redirect(f"/status/at/{quote(target)}", code=303)
    kinds = [kind for kind in content.catalogue.kinds if sort in kind.targets and kind.raisable]
    shown = Label(target, short_name(content.hall, target), tuple(_raised(kinds, actor.role)))
    return page("staff/console/choice/at.html", actor, **values_of(shown))


def _raised(kinds: list[Kind], role: str) -> list[Raised]:
    """What this thing is usually raised on comes first."""
    found = [kind for kind in kinds if may_raise(role, kind, kind.classes[0])]
    found.sort(key=lambda kind: (kind.use.tile == 0, kind.use.tile))
    return [Raised(kind.code, kind.classes[0], kind.name) for kind in found]
