"""Who may do what: one table of command → roles, and with the transition table of role × command ×
state.

Read by :mod:`signage.decide` and by the pages, so that a button is never offered that would be
refused.
"""

from collections.abc import Iterable, Iterator, Mapping

from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.rules.refusal import require
from signage.situation.incidents import (
    LAMP_ROLES,
    LEVEL_ROLES,
    STAFF_ROLES,
    TRANSITIONS,
    WINDOW_ROLES,
    Actor,
    Incident,
)

ROLES = ("guide", "supervisor", "facilities", "admin", "device", "screen", "system")
NEW = "new"
"""The state of what is not there yet."""

ON_INCIDENTS: Mapping[str, frozenset[str]] = {
    "raise": STAFF_ROLES,
    "acknowledge": STAFF_ROLES,
    "update": STAFF_ROLES,
    "escalate": STAFF_ROLES,
    "silence": STAFF_ROLES,
    "mark": STAFF_ROLES,
    "confirm": STAFF_ROLES,
    "appoint": LEVEL_ROLES,
    "activate": LEVEL_ROLES,
    "dismiss": LEVEL_ROLES,
    "resolve": STAFF_ROLES,
    "clear": STAFF_ROLES,
    "review": LEVEL_ROLES,
    "close": LEVEL_ROLES,
}
"""Raising, resolving and clearing are narrowed further by the kind: its ``raised_by`` and
``cleared_by``."""
ON_LIFE_SAFETY: Mapping[str, frozenset[str]] = {
    "raise": STAFF_ROLES | {"device"},
    "activate": STAFF_ROLES,
}
"""Where it is a matter of life nobody waits for a leader, and a locked, enrolled tablet is enough
to begin."""
LEADER_CLASSES: frozenset[str] = frozenset({"closed"})
"""Chosen classes that need a supervisor, as the kinds of that class do."""
ENDS = frozenset({"resolve", "clear"})
IN_THE_HALL: Mapping[str, frozenset[str]] = {
    "window": WINDOW_ROLES,
    "queue": STAFF_ROLES,
    "hear": STAFF_ROLES,
    "answer-alert": STAFF_ROLES,
    "note-calls": frozenset({"system"}),
    "note-passed": frozenset({"system"}),
    "send-report": LEVEL_ROLES,
    "acknowledge-report": frozenset({"system"}),
    "answer-call": STAFF_ROLES,
    "test-ways": STAFF_ROLES,
    "lamps": LAMP_ROLES,
    "check-lamp": STAFF_ROLES,
    "answer-help": STAFF_ROLES,
    "assist": STAFF_ROLES,
    "answer-assist": STAFF_ROLES,
    "block": STAFF_ROLES | {"device"},
    "scheme": LEVEL_ROLES,
    "evidence": STAFF_ROLES,
    "erase-evidence": LEVEL_ROLES,
    "remark": STAFF_ROLES,
    "findings": STAFF_ROLES - {"guide"},
    "link": LEVEL_ROLES,
    # By the hall itself where the public must be told: a leader approves it, or nobody reads it.
    "draft-text": STAFF_ROLES | {"system"},
    "approve-text": LEVEL_ROLES,
    "confirm-sent": STAFF_ROLES,
    "ledger": WINDOW_ROLES,
    "papers": WINDOW_ROLES,
    "reveal": WINDOW_ROLES,
    # By the clock alone: a person withdraws an entry, and then its time runs.
    "erase": frozenset({"system"}),
    "notify": STAFF_ROLES,
    "register": STAFF_ROLES - {"guide"},
    "register-note": STAFF_ROLES,
    "drill": LEVEL_ROLES,
}
ON_THE_DESCRIPTION: Mapping[str, frozenset[str]] = {
    "draft": STAFF_ROLES - {"guide"},
    "adopt": LEVEL_ROLES,
}
"""Edits of the description in the page: who may propose one, who puts it in force and takes it back."""
ON_DEVICES: Mapping[str, frozenset[str]] = {
    "pair": STAFF_ROLES - {"guide"},
    "enrol": LEVEL_ROLES,
    "place": LEVEL_ROLES,
    "revoke": STAFF_ROLES - {"guide"},
    "believe": STAFF_ROLES - {"guide"},
    "adopt-files": STAFF_ROLES - {"guide"},
}
"""Screens and tablets: who gives one its place, makes a browser a tablet of the hall, ends it or says
that it is lost; and who vouches for the machine's own time, and for files that were edited by hand to
say less."""
_PARTS = (
    "windows", "machines", "systems", "screens", "lamps", "zones", "exits", "places", "floors",
    "stairs", "lifts", "services", "groups", "online", "handling", "calls.people", "calls",
    "calls.outlets", "hall", "tips", "drills", "hours", "filing", "papers", "upkeep",
    "alerts.thresholds",
)  # fmt: skip
ON_THINGS: Mapping[str, Mapping[str, frozenset[str]]] = dict.fromkeys(_PARTS, ON_THE_DESCRIPTION)
"""By the kind of thing that is described; ways out as everything else, as the README says."""
ON_PEOPLE: Mapping[str, frozenset[str]] = {
    "admin": STAFF_ROLES,
    "supervisor": frozenset({"guide"}),
}
"""Whom somebody of a role may enlist, give a new PIN, and let go: people of these roles."""

PUBLISHES: Mapping[str, frozenset[str]] = {"suspended": WINDOW_ROLES, "redirect": WINDOW_ROLES}
"""Who publishes or withdraws an approved text, by the class of what it is about; any other class: a
leader."""


def may_adopt(role: str, parts: Iterable[str]) -> bool:
    """Whether somebody of this role puts in force what changes these parts of the description."""
    others = ON_THE_DESCRIPTION
    rows = (others, *(ON_THINGS.get(part, others) for part in parts))
    return all(role in row["adopt"] for row in rows)


def publishers(cls: str) -> frozenset[str]:
    return PUBLISHES.get(cls, LEVEL_ROLES)


def permitted() -> Iterator[tuple[str, str, str]]:
    """Role, command and state, for everything a role may ever do to an incident that is no matter
    of life."""
    for role in ROLES:
        for state, command in ((NEW, "raise"), *TRANSITIONS):
            if role in ON_INCIDENTS[command]:
                yield role, command, state


PERMITTED: frozenset[tuple[str, str, str]] = frozenset(permitted())


def roles_for(command: str, cls: str) -> frozenset[str]:
    """Roles that may give ``command`` on an incident of a class, before the kind's own
    narrowing."""
    urgent = ON_LIFE_SAFETY.get(command) if cls in LIFE_SAFETY else None
    return urgent if urgent is not None else ON_INCIDENTS[command]


def raisers(kind: Kind, cls: str) -> frozenset[str]:
    """Who raises a kind, shown as ``cls``, at its own level and without a leader's word."""
    leaders = cls in LEADER_CLASSES and cls != kind.classes[0]
    return LEVEL_ROLES if leaders else frozenset(kind.raised_by)


def may_raise(role: str, kind: Kind, cls: str) -> bool:
    """The same of anybody; a locked, enrolled tablet (``device``) raises what is a matter of
    life."""
    return cls in LIFE_SAFETY if role == "device" else role in raisers(kind, cls)


def may(role: str, command: str, incident: Incident) -> bool:
    """Whether this role may give this command on this incident as it now stands."""
    if (incident.state, command) not in TRANSITIONS or role not in roles_for(
        command, incident.notice.cls
    ):
        return False
    # As the kind was when it was raised: a changed catalogue moves nobody's right to end it.
    return command not in ENDS or role in incident.notice.cleared_by


def permit(actor: Actor, command: str, field: str | None = None) -> None:
    """Raises :class:`Refused` where the role may not do this in the hall."""
    require(actor, IN_THE_HALL[command], field)
