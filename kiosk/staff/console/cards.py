"""A card for each open incident, as the console shows it: what is so, and what this person may do
about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from kiosk.engine.view import View
from kiosk.serving.services import services
from kiosk.staff.console.lists import some_of
from kiosk.staff.console.procedure import Handled, handled
from kiosk.staff.shell.calls import Called, called_for
from kiosk.wording.page_words import said
from signage.availability.supply import still_fed
from signage.catalogue.kinds import LIFE_SAFETY
from signage.deciding.open_incidents import needs_review
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.durations import left, minutes_since
from signage.language.personal import masked
from signage.language.words import NO_WORDS, Message, Words, on_one_line
from signage.rules.liaison import calls
from signage.shows.due_in_incidents import Duty
from signage.shows.phrases import subject_words, until
from signage.shows.scene import Scene
from signage.situation.incidents import STATE_WORDS, UNDO_WITHIN, Actor, Incident

CLEAR_HELD = LIFE_SAFETY
"""Classes whose clearing is held for 1 s, or confirmed a second time where holding is not
possible."""


UNDO: Final = Message("cards.undo")
UNDO_HELD: Final = Message("cards.hold-to-undo")
END: Final = Message("cards.end")
END_HELD: Final = Message("cards.hold-to-end")
END_CHECKED: Final = Message("cards.checked-hold-to-end")


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind to raise on targets, and where."""

    code: str
    name: Words
    path: str


@dataclass(frozen=True, slots=True)
class Fed:
    """What goes on beside a broken device, by name, and where it is stopped too."""

    names: Words
    path: str


@dataclass(frozen=True, slots=True)
class Card:
    """An open incident as the console shows it. ``undo_s``: seconds left to take the last change
    back, 0 = none."""

    incident: Incident
    title: str
    sign: Words
    subject: str
    state: str
    level: str
    since: str
    minutes: int
    until: str
    said: str
    """Cause and note; a locked tablet lies where anybody reads it, and an older log holds what was
    typed."""
    asks_eta: bool
    screens: int
    unpainted: tuple[str, ...]
    lamps: int
    disagreeing: tuple[str, ...]
    hold: bool
    may_clear: bool
    undo_s: int
    handling: Handled
    unsaved: bool
    """Shown, and not in the log yet."""
    may_arrive: bool
    offers: tuple[Offer, ...]
    """What it may have brought with it: raised on the same targets, in one touch."""
    fed: Fed | None
    """What shares its power supply and goes on."""
    numbers: bool
    """Whether somebody outside is called for it."""
    lasted: Words
    """From when until when, once it is over."""
    called: Called | None
    """Whom outside the hall called about it."""
    full: bool = False
    """Unfolded: the gravest of what is open. All others are a line each, until they are touched."""

    @property
    def red(self) -> bool:
        """A matter of life, whose head is red."""
        return self.incident.notice.cls in LIFE_SAFETY

    @property
    def painted(self) -> int:
        return self.screens - len(self.unpainted)

    @property
    def unpainted_names(self) -> Words:
        return some_of(self.unpainted)

    @property
    def disagreeing_names(self) -> Words:
        return some_of(self.disagreeing)

    @property
    def agreeing(self) -> int:
        return self.lamps - len(self.disagreeing)

    @property
    def may_silence(self) -> bool:
        return self.incident.notice.lamp == "evacuate" and not self.incident.silenced

    @property
    def may_resolve(self) -> bool:
        return self.may_clear and self.incident.state == "active"

    @property
    def may_close(self) -> bool:
        return "close" in self.handling.may and not needs_review(self.incident)

    @property
    def leads_out(self) -> bool:
        return self.incident.notice.cls == "evacuate"

    @property
    def warns(self) -> bool:
        return self.incident.notice.cls == "warning"

    @property
    def unanswered(self) -> int:
        """Steps that nobody has answered, told where ending it is held."""
        return len(self.handling.rows) - self.handling.answered if self.hold else 0

    @property
    def undo_words(self) -> Words:
        return UNDO_HELD if self.hold else UNDO

    @property
    def end_words(self) -> Words:
        return (END_CHECKED if self.handling.attests else END_HELD) if self.hold else END

    @property
    def broken(self) -> str:
        """The device to have repaired, if the incident is about one."""
        incident = self.incident
        broken = incident.notice.cls in ("suspended", "danger") and not incident.drill
        devices = (
            target for target in incident.targets if target.partition("/")[0] in ("machine", "lift")
        )
        return next(devices, "") if broken else ""


def first(incident: Incident) -> tuple[bool, bool, float]:
    """Emergencies first, a drill after what is real, then the newest."""
    return incident.notice.cls not in LIFE_SAFETY, incident.drill, -incident.raised_at.timestamp()


def gravest(incident: Incident) -> tuple[int, float]:
    return incident.level, -incident.changed_at.timestamp()


def card_of(
    view: View, incident: Incident, actor: Actor, now: datetime, late: Iterable[Duty] = ()
) -> Card:
    hall, delivery, health = view.content.hall, services().delivery, services().lights.health()
    handling = handled(view, incident, actor, now, late)
    showing = [s.screen for s in view.scenes.values() if _shows(s, incident.id)]
    # By the incident's own revision, not the board's: what else has changed since is no lag of it.
    behind = [s for s in showing if (delivery.of(s).painted or 0) < incident.revision]
    lit = [name for name, lamp in view.lamps.items() if lamp.incident == incident.id]
    wrong = [name for name in lit if name not in health or not health[name].right]
    return Card(
        incident, said(on_one_line(incident.notice.sign)), on_one_line(incident.notice.sign),
        said(subject_words(hall, incident.targets)), said(STATE_WORDS[incident.state]),
        f"{said(handling.level.name)} · {said(handling.level.colour)}",
        f"{hall.local(incident.raised_at):%H:%M}" if view.world.timed else "", minutes_since(incident.raised_at, now),
        said(until(view.world, incident)),
        " · ".join(masked(text) for text in (incident.cause, said(incident.noted)) if text),
        incident.notice.cls not in LIFE_SAFETY,
        len(showing), tuple(said(hall.screen[s].name) for s in behind),
        len(lit), tuple(said(hall.lamp[name].name) for name in wrong),
        incident.notice.cls in CLEAR_HELD, "clear" in handling.may,
        undo_s(incident, actor, now), handling, incident.id in services().board.unsaved.incidents,
        handling.comes and actor.name not in incident.arrived, _offers(view, incident), _fed(view, incident),
        incident.notice.cls in LIFE_SAFETY or handling.talks
        or calls(view.content.catalogue, incident.notice.kind), _lasted(hall, incident), called_for(hall, incident.id),
    )  # fmt: skip


def _lasted(hall: Hall, incident: Incident) -> Words:
    if incident.cleared_at is None:
        return NO_WORDS
    since, until = hall.local(incident.raised_at), hall.local(incident.cleared_at)
    return Message("ended.from-to", since=since, until=until)


def _offers(view: View, incident: Incident) -> tuple[Offer, ...]:
    """Kinds to raise besides that can be raised there and are not open there yet."""
    kinds, open_now = view.content.catalogue.kind, view.world.situation.open_incidents
    known = kinds.get(incident.notice.kind)
    if known is None or incident.drill or not incident.open:
        return ()
    there = {other.notice.kind for other in open_now if set(other.targets) & set(incident.targets)}
    fits = {t.partition("/")[0] for t in incident.targets}
    found = [
        kinds[c]
        for c in known.offers
        # All of its targets or none: an offer raises on the same ones, in one touch.
        if c in kinds and c not in there and fits <= set(kinds[c].targets)
    ]
    return tuple(
        Offer(kind.code, kind.name, _raising(kind.code, incident.targets)) for kind in found
    )


def _fed(view: View, incident: Incident) -> Fed | None:
    known = view.content.catalogue.kind.get(incident.notice.kind)
    if known is None or not known.shared_supply or incident.drill or not incident.open:
        return None
    fed, hall = still_fed(view.world, incident.targets), view.content.hall
    names = tuple(said(short_name(hall, name)) for name in fed)
    return Fed(some_of(names), _raising(incident.notice.kind, fed)) if fed else None


def _raising(kind: str, targets: Iterable[str]) -> str:
    return f"/console/raise/{kind}/confirm?{urlencode([('target', target) for target in targets], safe='/')}"


def _shows(scene: Scene, number: str) -> bool:
    return number in scene.says


def undo_s(incident: Incident, actor: Actor, now: datetime) -> int:
    if incident.changed_by != actor.name or incident.last == "undo":
        return 0
    return int(left(incident.changed_at, now, UNDO_WITHIN).total_seconds())
