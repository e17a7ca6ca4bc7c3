"""Raising a notice: may this person, on these targets, in this way; and what it then shows for
good.

**Decision, 2026-11-30.** Of several targets, one that has an incident of the same kind to itself
already is counted there again, as if it were raised alone, and the new incident is of the others. What
is open in a milder class than is raised does not count as the same: who says 撤离 where people were told
to shelter is heard. *Rejected:* a second incident on that target, which ends with one of the two and not with the
other; refusing the raise, which holds up what is new.
"""

from collections.abc import Mapping
from datetime import datetime

from signage.catalogue.kind_words import said_on
from signage.catalogue.kinds import LIFE_SAFETY, Catalogue, Kind, LampState
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Message, plain
from signage.rules.gates import gates_of
from signage.rules.permissions import LEADER_CLASSES, ON_INCIDENTS, may_raise, raisers
from signage.rules.precedence import TIER
from signage.rules.public_words import kept
from signage.rules.refusal import Refused, check_eta, check_level, require, unknown
from signage.situation.commands import Raise
from signage.situation.events import IncidentRaised, RaiseRepeated
from signage.situation.incidents import LEVEL_ROLES, TARGETS_MAX, Actor, Situation
from signage.situation.notices import LastWords, Notice, Task


def raised(
    hall: Hall,
    catalogue: Catalogue,
    situation: Situation,
    command: Raise,
    actor: Actor,
    now: datetime,
) -> tuple[IncidentRaised | RaiseRepeated, ...]:
    """What is new, if anything is, and then what is open already and was said again. Raises
    :class:`Refused`."""
    kind = catalogue.kind.get(command.kind)
    if kind is None:
        raise unknown("kind", command.kind)
    if not kind.raisable:
        raise Refused(
            "not-raisable",
            "kind",
            Message("new-incidents.all-clear-comes-from-clearing"),
        )
    targets = _targets(hall, kind, command.targets)
    cls = _chosen_class(kind, command.cls)
    _require_raise(kind, cls, command, actor)
    check_level(command.level)
    check_eta(command.eta)
    known = _known(situation, kind, cls, command, targets)
    again = tuple(RaiseRepeated(number) for number in dict.fromkeys(known.values()))
    targets = tuple(target for target in targets if target not in known)
    notice = notice_of(hall, kind, cls, targets or tuple(known))
    cause = kept(notice, "cause", command.cause, hall.numbers)
    note = kept(notice, "note", command.note, hall.numbers)
    words = {
        lang: kept(notice, "note", said, hall.numbers) for lang, said in command.note_words.items()
    }
    if not targets:
        return again
    number = f"{hall.local(now):%Y%m%d}-{situation.raised + 1}"
    level = kind.level if command.level is None else command.level
    new = IncidentRaised(
        number, notice, targets, level, command.eta,
        cause, note, command.drill, command.drill_lamps,
        "draft" if command.draft else "active", tasks_of(hall, _followed(catalogue, kind, command.like)),
        gates_of(hall, situation, kind, cls, targets, now), words,
    )  # fmt: skip
    return new, *again


def _known(
    situation: Situation, kind: Kind, cls: str, command: Raise, targets: tuple[str, ...]
) -> dict[str, str]:
    """By target the incident that says the same of it already, as gravely: all of them in one, or
    each of which alone."""
    same = [
        incident
        for incident in situation.incidents.values()
        if (incident.open or (command.draft and incident.state == "draft"))
        and incident.notice.kind == kind.code
        and incident.drill == command.drill
        and (incident.notice.cls == cls or TIER[incident.notice.cls] < TIER[cls])
    ]
    # In any order: two people who see one thing raise it twice.
    whole = next((i.id for i in same if set(i.targets) == set(targets)), None)
    if whole is not None:
        return dict.fromkeys(targets, whole)
    alone = {i.targets[0]: i.id for i in reversed(same) if len(i.targets) == 1}
    return {target: alone[target] for target in targets if target in alone}


def _followed(catalogue: Catalogue, kind: Kind, like: str) -> Kind:
    """Whose checklist it has."""
    if not like:
        return kind
    found = catalogue.kind.get(like)
    if found is None or not found.raisable or not kind.use.unlisted:
        raise unknown("like", like)
    return found


def tasks_of(hall: Hall, kind: Kind) -> tuple[Task, ...]:
    """The checklist in the plan's order: what to do, whom to tell, how to come back. Gates are
    asked beside it."""
    handled = [
        Task(step.text, step.owner, "handle", step.source, step.last_days)
        for step in kind.steps
        if step.needs is None or hall.lifts
    ]
    told = [Task(line.text, {}, "report", line.source, line.last_days) for line in kind.report]
    back = [
        Task(line.text, {}, "recover", line.source, line.last_days)
        for line in kind.recovery
        if line.gate is None
    ]
    return (*handled, *told, *back)


def _targets(hall: Hall, kind: Kind, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not wanted:
        raise Refused("no-target", "targets", Message("new-incidents.choose-at-least-one-target"))
    if len(wanted) > TARGETS_MAX:
        raise Refused(
            "too-many", "targets", Message("new-incidents.at-most-targets", targets=TARGETS_MAX)
        )
    targets = tuple(dict.fromkeys(wanted))
    for target in targets:
        if not hall.knows(target):
            raise unknown("targets", target)
        if target.partition("/")[0] not in kind.targets:
            raise Refused(
                "wrong-target",
                "targets",
                Message(
                    "new-incidents.does-not-apply-applies",
                    kind=kind.name or plain(kind.code),
                    target=target,
                    code=kind.code,
                    targets=", ".join(kind.targets),
                ),
            )
    return targets


def _chosen_class(kind: Kind, wanted: str | None) -> str:
    if wanted is None:
        return kind.classes[0]
    if wanted not in kind.classes:
        raise Refused(
            "wrong-class",
            "class",
            Message("new-incidents.choose-one-of", classes=", ".join(kind.classes)),
        )
    return wanted


def _require_raise(kind: Kind, cls: str, command: Raise, actor: Actor) -> None:
    if actor.role == "device":
        if not may_raise(actor.role, kind, cls) or command.level is not None or command.draft:
            raise Refused(
                "locked",
                "kind",
                Message("new-incidents.locked-only-life-safety-kinds"),
            )
        return
    require(actor, ON_INCIDENTS["raise"], "kind")
    if command.draft:
        # A report may speak of any kind and propose any level; whoever activates it answers for
        # both.
        return
    require(actor, raisers(kind, cls), "kind")
    if command.level is not None and command.level != kind.level:
        require(actor, LEVEL_ROLES, "level")


SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "safe": ("running-man",), "danger": ("general-warning", "do-not-touch"), "prohibition": ("no-entry",),
}  # fmt: skip


LAMPS: Mapping[str, LampState] = {
    "evacuate": "evacuate", "shelter": "evacuate", "danger": "danger", "cordon": "danger", "closed": "paused",
    "outage": "fault", "suspended": "paused", "redirect": "notice", "warning": "notice", "staff": "none",
}  # fmt: skip


TAKES_OUT: frozenset[str] = LIFE_SAFETY | {"closed", "outage", "suspended"}
"""What a chosen class brings with it, where the person who raises chooses another than the kind's
first."""


def _symbols(hall: Hall, family: str) -> tuple[str, ...]:
    """Of a class that was chosen."""
    return (*SYMBOLS.get(family, ()), *(("no-lift",) if family == "safe" and hall.lifts else ()))


def notice_of(hall: Hall, kind: Kind, cls: str, targets: tuple[str, ...]) -> Notice:
    """The words and looks this kind gets on these targets."""
    chosen = cls if cls != kind.classes[0] else ""
    said = said_on(hall, kind, chosen, targets)
    family = kind.families.get(cls, kind.family)  # type: ignore[call-overload]  # cls is one of kind.classes
    return Notice(
        kind=kind.code,
        name=kind.name,
        cls=cls,
        family=family,
        symbols=said.symbols if not chosen else _symbols(hall, family),
        sign=said.sign,
        lines=said.lines,
        strip=said.strip,
        outside=said.outside if said.outside != said.strip else NO_WORDS,
        public=kind.public if cls != "staff" else "none",
        lamp=kind.lamp if not chosen else LAMPS.get(cls, kind.lamp),
        takes_out=kind.takes_out if not chosen else cls in TAKES_OUT,
        prefer=kind.prefer,
        scene=kind.scene,
        alone=said.alone,
        cleared_by=("supervisor", "admin")
        if cls in LIFE_SAFETY | LEADER_CLASSES
        else kind.cleared_by,
        last_days=LastWords(kind.last_days.sign, kind.last_days.lines, kind.last_days.strip),
        system=kind.target if kind.target is not None and kind.target.startswith("system/") else "",
    )
