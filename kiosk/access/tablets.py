"""Tablets of the staff: enrolled by a leader, known by a name, lying beside something, revoked, lost.

2026-11-30 · A lost tablet takes with it the sign-ins that were made on it, wherever their cookies
were copied, and no others: in the midst of an alarm nobody else is asked for a PIN. Rejected: ending
all sign-ins of the hall, or all of the people who had used it.
"""

import secrets
from itertools import count
from urllib.parse import quote

from flask import Response, abort, request

from kiosk.access.devices import give_token, lose
from kiosk.access.people import (
    LONGEST,
    blueprint,
    current_actor,
    local_path,
    moved_to,
    require,
    see_other,
)
from kiosk.serving.pins import digest
from kiosk.serving.services import services
from signage.rules.permissions import ON_DEVICES
from signage.situation.commands import NoteConfiguration
from signage.situation.incidents import Actor

DEVICE_NAME_MAX = 40
ENROLS, REVOKES = ON_DEVICES["enrol"], ON_DEVICES["revoke"]


@blueprint.post("/enrol")
@require(*ENROLS)
def enrol() -> Response:
    """Make the browser this comes from an enrolled tablet of the name in the form."""
    name = tablet_name(request.form.get("name", ""))
    if name is None:
        abort(422)
    token = enrolled(name, _acting())
    moved_to(digest(token))
    return give_token(see_other(local_path(request.form.get("next"))), token)


def tablet_name(said: str) -> str | None:
    """As it may be kept; None where it is none."""
    name = said.strip()
    return name if 1 <= len(name) <= DEVICE_NAME_MAX and name.isprintable() else None


def enrolled(name: str, by: Actor) -> str:
    """The token of a new tablet. Raises :class:`StoreError`."""
    name, token = _free(name), secrets.token_urlsafe(32)
    services().people.put_device(digest(token), name, by.name)
    services().board.do(NoteConfiguration("tablet", name), by)
    return token


def _free(name: str) -> str:
    """Two tablets are two: whose tap it was says a name, and each takes back its own alone."""
    taken = {row.name for row in services().people.devices() if row.active}
    numbered = (f"{name[: DEVICE_NAME_MAX - 4]} {number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


@blueprint.post("/devices/<device>/revoke")
@require(*REVOKES)
def revoke(device: str) -> Response:
    row = services().people.device(device)
    if row is None:
        abort(404)
    services().people.revoke_device(device)
    services().board.do(NoteConfiguration("tablet-revoked", row.name), _acting())
    return see_other(local_path(request.form.get("next"), "/facilities"))


@blueprint.post("/devices/<device>/lost")
@require(*REVOKES)
def lost(device: str) -> Response:
    """Somebody else may have it in hand: it is no tablet of the hall any more, and whoever was signed
    in there is asked for the PIN anew. Whoever may enrol goes on to its replacement."""
    row = services().people.device(device)
    if row is None:
        abort(404)
    lose(services(), row, LONGEST)
    actor = _acting()
    services().board.do(NoteConfiguration("tablet-lost", row.name), actor)
    another = f"/facilities/screens?lost={quote(row.name)}"
    return see_other(another if actor.role in ENROLS else "/facilities#tablets")


@blueprint.post("/devices/<device>/place")
@require(*ON_DEVICES["place"])
def place(device: str) -> Response:
    """Say what a tablet lies beside, or by an empty place that nobody knows."""
    row, said = services().people.device(device), request.form.get("place", "")
    if row is None:
        abort(404)
    if said and not services().board.view.content.hall.knows(said):
        abort(422)
    services().people.put_tablet_place(row.name, said)
    return see_other(local_path(request.form.get("next"), "/facilities"))


def _acting() -> Actor:
    actor = current_actor()
    return actor if actor is not None else abort(403)
