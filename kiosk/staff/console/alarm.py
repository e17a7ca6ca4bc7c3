"""The bar that never leaves a staff page: what rings, on which tablet it still does, and who has
heard it.

2026-11-28 · What a tablet has heard is kept in memory, by tablet (or by sign-in, where it is not
enrolled), and in no event: forty tablets that press a key in a fire must not make forty revisions
that a thousand screens derive, and a full disk must not keep them ringing. After a restart of the
server they ring once more, which is the better mistake. Whoever takes the incident still says so
with its own 确认. Rejected: the tablet's own storage (cleared with its browser, blind to a second
tab). A wish to show in a report who heard when would change our minds.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.devices import device_id
from kiosk.access.people import current_actor, local_path, signed_in
from kiosk.serving.services import services
from kiosk.staff.console import blueprint
from kiosk.staff.shell.page import here, page, staff_or_tablet, stream_key
from kiosk.staff.shell.submit import who
from kiosk.store import StoreError
from signage.availability.world import World
from signage.language.durations import minutes_since
from signage.shows.alarms import ORDER, Alarm, alarms, dangers
from signage.situation.incidents import Actor

HEARD = "heard-alarms"
HOLDERS_KEPT, KEYS_KEPT = 500, 200
SHOWN = 3
"""Rows of the bar; it stays on top of everything, so the rest is counted."""


class Heard:
    """Which alarms each tablet has heard; the ones that were asked longest ago are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def by(self, holder: str) -> Collection[str]:
        with self._lock:
            return tuple(self._keys.get(holder, ()))

    def note(self, holder: str, keys: Iterable[str]) -> None:
        with self._lock:
            known = self._keys.setdefault(holder, OrderedDict())
            # Heard lately is kept longest: a tablet in use is never the one that is forgotten.
            self._keys.move_to_end(holder)
            known.update(dict.fromkeys(keys))
            while len(known) > KEYS_KEPT:
                known.popitem(last=False)
            while len(self._keys) > HOLDERS_KEPT:
                self._keys.popitem(last=False)


def heard() -> Heard:
    found = current_app.extensions.setdefault(HEARD, Heard())
    assert isinstance(found, Heard)
    return found


@dataclass(frozen=True, slots=True)
class Row:
    alarm: Alarm
    rings: bool
    minutes: int
    at: str

    @property
    def drill(self) -> bool:
        return self.alarm.sort == "drill"


@dataclass(frozen=True, slots=True)
class Bar:
    """``ring`` names the sound, empty where nothing rings here; ``key`` opens the stream that tells
    of the next."""

    rows: tuple[Row, ...]
    more: int
    ring: str
    keys: tuple[str, ...]
    key: str
    locked: bool
    known: tuple[str, ...]
    """What all of it is about, also what is only counted."""
    back: str

    @property
    def top(self) -> Alarm | None:
        return self.rows[0].alarm if self.rows else None


def bar_of(actor: Actor) -> Bar:
    house = services()
    now = house.clock()
    view = house.board.view
    known = set(heard().by(_holder()))
    local = view.content.hall.local
    rows = [
        Row(one, one.by != actor.name and one.key not in known, minutes_since(one.since, now),
            f"{local(one.since):%H:%M}")
        for one in alarms(replace(view.world, now=now), actor)
    ]  # fmt: skip
    ringing = [row.alarm for row in rows if row.rings]
    # By gravity first: what rings here must not push a graver alarm out of the three rows.
    first = sorted(rows, key=lambda row: (ORDER[row.alarm.sort], row.alarm.rank, not row.rings))
    ring = min((alarm.sort for alarm in ringing), key=ORDER.__getitem__, default="")
    return Bar(
        tuple(first[:SHOWN]), max(0, len(rows) - SHOWN), ring, tuple(alarm.key for alarm in ringing),
        stream_key(house.secret), actor.role == "device", tuple(row.alarm.about for row in rows), here(),
    )  # fmt: skip


def _holder() -> str:
    """The enrolled tablet, whoever holds it; else this sign-in; in this log, for another one
    numbers alike."""
    device, person, log = device_id(), signed_in(), services().board.identity
    return f"{log} tablet {device}" if device else f"{log} signin {person.signin if person else ''}"


@blueprint.app_context_processor
def _bars() -> dict[str, Any]:
    return {"alarm_bar": alarm_bar}


def alarm_bar() -> Bar | None:
    """For a page that may be anybody's; None for a stranger, and where the store cannot say who
    asks."""
    try:
        actor = current_actor()
        return bar_of(actor) if actor is not None else None
    except StoreError:
        return None


def streamed(world: World) -> str:
    """What the stream itself tells staff pages: a danger is seen even while every worker is busy.

    Of what else rings, and whether it rings here, the page asks (:func:`alarm_part`).
    """
    told = [
        {
            "about": one.about,
            "sort": one.sort,
            "words": dict(one.words),
            "subject": dict(one.subject),
        }
        for one in dangers(world)
    ]
    return json.dumps({"life": told}, ensure_ascii=False)


@blueprint.get("/console/part/alarm")
@staff_or_tablet
def alarm_part() -> str:
    return page("staff/shell/_alarm.html", who())


@blueprint.post("/console/alarm/heard")
@staff_or_tablet
def alarm_heard() -> ResponseReturnValue:
    """The holder of this tablet has heard what the bar showed; what came in between still rings."""
    heard().note(_holder(), request.form.getlist("heard")[:KEYS_KEPT])
    if request.headers.get("HX-Request"):
        return alarm_part()
    return redirect(local_path(request.form.get("back")), code=303)
