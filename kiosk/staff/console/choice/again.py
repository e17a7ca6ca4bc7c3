"""What somebody raised last, as a key that leads to the page that asks: it raises nothing itself.

Whoever pauses the same three windows each noon need not choose them anew. Kind, class, targets and
how long come from the last incident of this person, or of this tablet while it is locked; words that were
written then do not: what happened this time is for this time to say.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from kiosk.engine.view import View
from kiosk.staff.console.choice.confirm_words import CLASS_WORDS, asks_eta, lasting
from signage.catalogue.kinds import Kind
from signage.language.words import NO_WORDS, Words, on_one_line
from signage.rules.permissions import may_raise
from signage.shows.phrases import subject_words
from signage.situation.incidents import Actor, Incident


@dataclass(frozen=True, slots=True)
class Again:
    """``shown_as`` only where another class than the kind's first was chosen, ``lasting`` only
    where a time was given."""

    name: Words
    subject: Words
    shown_as: Words
    lasting: Words
    path: str


def again(view: View, actor: Actor) -> Again | None:
    """Nothing while it is open still, or where it could not be raised any more."""
    known = view.world.situation.incidents.values()
    last = next((one for one in reversed(tuple(known)) if _by(one, actor)), None)
    kind = view.content.catalogue.kind.get(last.notice.kind) if last is not None else None
    if last is None or kind is None or last.open or not _fits(view, kind, last, actor):
        return None
    cls, minutes = last.notice.cls, _minutes(kind, last)
    other = cls != kind.classes[0]
    asked = [("target", target) for target in last.targets]
    asked += [("class", cls)] if other else []
    asked += [("minutes", str(minutes))] if minutes else []
    return Again(
        on_one_line(kind.name), subject_words(view.content.hall, last.targets),
        CLASS_WORDS[cls] if other else NO_WORDS, lasting(minutes) if minutes else NO_WORDS,
        f"/console/raise/{kind.code}/confirm?{urlencode(asked, safe='/')}",
    )  # fmt: skip


def _by(incident: Incident, actor: Actor) -> bool:
    """Drills and reports are begun elsewhere."""
    return incident.raised_by == actor.name and not incident.drill and incident.state != "draft"


def _fits(view: View, kind: Kind, last: Incident, actor: Actor) -> bool:
    """The hall, the catalogue or the person's role may have changed since."""
    cls, hall = last.notice.cls, view.content.hall
    return (
        kind.raisable and may_raise(actor.role, kind, cls) and cls in kind.classes
        and all(hall.knows(t) and t.partition("/")[0] in kind.targets for t in last.targets)
    )  # fmt: skip


def _minutes(kind: Kind, last: Incident) -> int:
    """From raising to the expected time, 0 where none was given or is asked."""
    if last.eta is None or not asks_eta(kind, last.notice.cls):
        return 0
    return max(0, round((last.eta - last.raised_at) / timedelta(minutes=1)))
