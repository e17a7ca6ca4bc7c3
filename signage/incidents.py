"""What happens: commands people give, events that result, the transition table, decide and fold.

``decide(situation, command)`` returns the events or refuses with a typed reason; ``fold(events)`` is total.
The situation is a value; its revision is the sequence number of the last event it has seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from signage.hall import Hall
from signage.notices import LIFE_SAFETY, Catalogue, Family, Kind, LampState, sign_of
from signage.words import Words, both

State = Literal["draft", "active", "recovering", "cleared", "closed"]
OPEN: frozenset[str] = frozenset({"active", "recovering"})
UNDO_WITHIN = timedelta(seconds=30)
ENDED_KEPT = 200
"""Ended incidents the situation remembers; older ones are in the log."""
TEXT_MAX = 200
TARGETS_MAX = 100

ALL_CLEAR_S: Mapping[str, int] = {
    "evacuate": 600, "shelter": 600, "danger": 600, "cordon": 600, "closed": 120, "outage": 120,
}  # fmt: skip
"""Seconds the all-clear shows after clearing, by class; other classes return to guidance at once."""

TRANSITIONS: Mapping[tuple[str, str], State] = {
    ("active", "acknowledge"): "active",
    ("recovering", "acknowledge"): "recovering",
    ("active", "update"): "active",
    ("recovering", "update"): "recovering",
    ("active", "escalate"): "active",
    ("recovering", "escalate"): "recovering",
    ("active", "silence"): "active",
    ("recovering", "silence"): "recovering",
    ("active", "resolve"): "recovering",
    ("active", "clear"): "cleared",
    ("recovering", "clear"): "cleared",
}
"""(state, command) → state. A missing key is the illegal move. Undo restores the state before, see ``Undo``."""

STAFF_ROLES: frozenset[str] = frozenset({"guide", "supervisor", "facilities", "admin"})
LEVEL_ROLES: frozenset[str] = frozenset({"supervisor", "admin"})
WINDOW_ROLES: frozenset[str] = frozenset({"guide", "supervisor", "admin"})


class Refused(Exception):
    """A command that cannot be carried out. ``code`` is stable, ``field`` names the input, ``words`` say what to do."""

    def __init__(self, code: str, field: str | None, words: Words) -> None:
        super().__init__(words.get("en", code))
        self.code = code
        self.field = field
        self.words = words


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command. Role ``device`` is a locked, enrolled tablet: life-safety kinds only."""

    name: str
    role: Literal["guide", "supervisor", "facilities", "admin", "device", "screen", "system"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What an incident shows, as it was when it was raised, whatever the content becomes."""

    kind: str
    name: Words
    cls: str
    family: Family
    symbols: tuple[str, ...]
    sign: Words
    lines: tuple[Words, ...]
    strip: Words
    public: Literal["full", "protective", "none"]
    lamp: LampState
    takes_out: bool
    prefer: tuple[str, ...]
    cleared_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    id: str
    notice: Notice
    targets: tuple[str, ...]
    level: int
    eta: datetime | None
    cause: str
    note: str
    drill: bool
    drill_lamps: bool
    state: State
    revision: int
    raised_at: datetime
    raised_by: str
    changed_at: datetime
    changed_by: str
    last: str
    acknowledged_by: str | None = None
    silenced: bool = False
    cleared_at: datetime | None = None
    repeats: int = 0
    before: "Incident | None" = None

    @property
    def open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class WindowSetting:
    """A guide's opening, closing or re-functioning of a window; it holds for that hall day."""

    open: bool | None
    services: tuple[str, ...] | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HelpCall:
    screen: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Situation:
    revision: int = 0
    raised: int = 0
    incidents: dict[str, Incident] = field(default_factory=dict)
    windows: dict[str, WindowSetting] = field(default_factory=dict)
    help: dict[str, HelpCall] = field(default_factory=dict)

    def open_incidents(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if incident.open]


NOTHING = Situation()

# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class Raise:
    kind: str
    targets: tuple[str, ...]
    level: int | None = None
    eta: datetime | None = None
    cause: str = ""
    note: str = ""
    drill: bool = False
    drill_lamps: bool = False
    cls: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """acknowledge, escalate, silence, resolve, clear, update of an incident. Unset fields stay as they are."""

    incident: str
    command: Literal["acknowledge", "update", "escalate", "silence", "resolve", "clear"]
    revision: int | None = None
    reason: str = ""
    eta: datetime | None = None
    no_eta: bool = False
    level: int | None = None
    cause: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back one's own last change of an incident, within 30 s."""

    incident: str


@dataclass(frozen=True, slots=True)
class SetWindow:
    """Open, close or re-function a window; all None = back to what is described."""

    window: str
    open: bool | None = None
    services: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CallHelp:
    screen: str


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    screen: str


@dataclass(frozen=True, slots=True)
class NoteTime:
    """The clock has changed what is shown (an all-clear ran out, a time is overdue, the hall opened)."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoteContent:
    digest: str


@dataclass(frozen=True, slots=True)
class NoteConfiguration:
    """Something outside the hall's description was set up: a person, a token, a tablet."""

    what: str
    name: str


Command = Raise | Change | Undo | SetWindow | CallHelp | AnswerHelp | NoteTime | NoteContent | NoteConfiguration

# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    incident: str
    notice: Notice
    targets: tuple[str, ...]
    level: int
    eta: datetime | None
    cause: str
    note: str
    drill: bool
    drill_lamps: bool
    type: Literal["incident_raised"] = "incident_raised"


@dataclass(frozen=True, slots=True)
class RaiseRepeated:
    incident: str
    type: Literal["raise_repeated"] = "raise_repeated"


@dataclass(frozen=True, slots=True)
class IncidentChanged:
    """One command on one incident, with everything it set."""

    incident: str
    command: str
    state: State
    level: int
    eta: datetime | None
    cause: str
    note: str
    reason: str
    type: Literal["incident_changed"] = "incident_changed"


@dataclass(frozen=True, slots=True)
class ChangeUndone:
    incident: str
    command: str
    type: Literal["change_undone"] = "change_undone"


@dataclass(frozen=True, slots=True)
class WindowSet:
    window: str
    open: bool | None
    services: tuple[str, ...] | None
    type: Literal["window_set"] = "window_set"


@dataclass(frozen=True, slots=True)
class HelpCalled:
    screen: str
    type: Literal["help_called"] = "help_called"


@dataclass(frozen=True, slots=True)
class HelpAnswered:
    screen: str
    type: Literal["help_answered"] = "help_answered"


@dataclass(frozen=True, slots=True)
class TimePassed:
    reason: str
    type: Literal["time_passed"] = "time_passed"


@dataclass(frozen=True, slots=True)
class ContentChanged:
    digest: str
    type: Literal["content_changed"] = "content_changed"


@dataclass(frozen=True, slots=True)
class ConfigurationChanged:
    what: str
    name: str
    type: Literal["configuration_changed"] = "configuration_changed"


Event = Annotated[
    IncidentRaised | RaiseRepeated | IncidentChanged | ChangeUndone | WindowSet | HelpCalled | HelpAnswered
    | TimePassed | ContentChanged | ConfigurationChanged,
    Field(discriminator="type"),
]  # fmt: skip
EVENT: TypeAdapter[Any] = TypeAdapter(Event)
SITUATION: TypeAdapter[Situation] = TypeAdapter(Situation)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the log: its number, when (UTC) and by whom."""

    seq: int
    at: datetime
    actor: Actor
    event: Any


# ---------------------------------------------------------------- decide


def decide(
    hall: Hall, catalogue: Catalogue, situation: Situation, command: Command, actor: Actor, now: datetime
) -> list[Any]:
    """The events a command leads to. Refuses with :class:`Refused`; nothing is ever half decided."""
    match command:
        case Raise():
            return [_raise(hall, catalogue, situation, command, actor, now)]
        case Change():
            return [_change(situation, command, actor)]
        case Undo():
            return [_undo(situation, command, actor, now)]
        case SetWindow():
            return [_set_window(hall, command, actor)]
        case CallHelp(screen):
            if screen not in hall.screen:
                raise _unknown("screen", screen)
            return [] if screen in situation.help else [HelpCalled(screen)]
        case AnswerHelp(screen):
            _require(actor, STAFF_ROLES, "screen")
            return [HelpAnswered(screen)] if screen in situation.help else []
        case NoteTime(reason):
            return [TimePassed(reason)]
        case NoteContent(digest):
            return [ContentChanged(digest)]
        case NoteConfiguration(what, name):
            return [ConfigurationChanged(what, name)]


def _unknown(name: str, value: str) -> Refused:
    shown = value[:40]
    return Refused(
        f"unknown-{name}",
        name,
        both(f"没有“{shown}”，请从列表中选择。", f"There is no “{shown}”; choose one of the list."),
    )


def _require(actor: Actor, roles: Iterable[str], field_name: str | None) -> None:
    if actor.role not in roles:
        raise Refused(
            "not-allowed",
            field_name,
            both("您的角色不能执行此操作，请联系负责人。", "Your role may not do this; ask a supervisor."),
        )


def _check_text(name: str, text: str) -> None:
    if len(text) > TEXT_MAX:
        raise Refused(
            "too-long", name, both(f"内容过长，最多 {TEXT_MAX} 字。", f"Too long: {TEXT_MAX} characters at most.")
        )
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise Refused("bad-text", name, both("内容含有控制字符，请删除。", "Control characters: remove them."))


def _check_level(level: int | None) -> None:
    if level is not None and not 1 <= level <= 4:
        raise Refused("bad-level", "level", both("级别应为 1 至 4。", "The level is a number from 1 to 4."))


YEARS = range(2000, 2200)
"""Years a time may lie in: the ends of the calendar cannot be moved to another time zone."""


def _check_eta(eta: datetime | None) -> None:
    if eta is not None and eta.year not in YEARS:
        raise Refused("bad-eta", "eta", both("恢复时间不合理，请更正。", "This is no plausible time; correct it."))
    if eta is not None and eta.tzinfo is None:
        raise Refused(
            "bad-eta", "eta", both("恢复时间缺少时区，例如 +08:00。", "The time needs an offset, such as +08:00.")
        )


def _raise(
    hall: Hall, catalogue: Catalogue, situation: Situation, command: Raise, actor: Actor, now: datetime
) -> IncidentRaised | RaiseRepeated:
    kind = catalogue.kind.get(command.kind)
    if kind is None:
        raise _unknown("kind", command.kind)
    if not kind.raisable:
        raise Refused(
            "not-raisable",
            "kind",
            both("解除由“结束”产生，不能单独发起。", "The all-clear comes from clearing; it cannot be raised."),
        )
    targets = _targets(hall, kind, command.targets)
    cls = _chosen_class(kind, command.cls)
    _require_raise(kind, cls, command, actor)
    _check_level(command.level)
    _check_eta(command.eta)
    _check_text("cause", command.cause)
    _check_text("note", command.note)
    for incident in situation.open_incidents():
        same = incident.notice.kind == kind.code and set(incident.targets) == set(targets)
        if same and incident.drill == command.drill:
            return RaiseRepeated(incident.id)
    number = f"{hall.local(now):%Y%m%d}-{situation.raised + 1}"
    level = kind.level if command.level is None else command.level
    return IncidentRaised(
        number, notice_of(kind, cls, targets), targets, level, command.eta,
        command.cause, command.note, command.drill, command.drill_lamps,
    )  # fmt: skip


def _targets(hall: Hall, kind: Kind, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not wanted:
        raise Refused("no-target", "targets", both("请选择对象。", "Choose at least one target."))
    if len(wanted) > TARGETS_MAX:
        raise Refused("too-many", "targets", both("对象过多。", f"At most {TARGETS_MAX} targets."))
    targets = tuple(dict.fromkeys(wanted))
    for target in targets:
        if not hall.knows(target):
            raise _unknown("targets", target)
        if target.partition("/")[0] not in kind.targets:
            raise Refused(
                "wrong-target",
                "targets",
                both(
                    f"“{kind.name.get('zh', kind.code)}”不适用于“{target}”。",
                    f"{kind.code} does not apply to {target}; it applies to: {', '.join(kind.targets)}.",
                ),
            )
    return targets


def _chosen_class(kind: Kind, wanted: str | None) -> str:
    if wanted is None:
        return kind.classes[0]
    if wanted not in kind.classes:
        raise Refused(
            "wrong-class", "class", both("此类事件不能这样显示。", f"Choose one of: {', '.join(kind.classes)}.")
        )
    return wanted


def _require_raise(kind: Kind, cls: str, command: Raise, actor: Actor) -> None:
    if actor.role == "device":
        if cls not in LIFE_SAFETY or command.level is not None:
            raise Refused(
                "locked",
                "kind",
                both(
                    "平板已锁定，只能发起生命安全类事件，请先登录。", "Locked: only life-safety kinds; sign in first."
                ),
            )
        return
    _require(actor, LEVEL_ROLES if cls in LEADER_CLASSES and cls != kind.classes[0] else kind.raised_by, "kind")
    if command.level is not None and command.level != kind.level:
        _require(actor, LEVEL_ROLES, "level")


SYMBOLS: Mapping[str, tuple[str, ...]] = {
    "safe": ("running-man", "no-lift"), "danger": ("general-warning", "do-not-touch"), "prohibition": ("no-entry",),
}  # fmt: skip
LAMPS: Mapping[str, LampState] = {
    "evacuate": "evacuate", "shelter": "evacuate", "danger": "danger", "cordon": "danger", "closed": "paused",
    "outage": "fault", "suspended": "paused", "redirect": "notice", "warning": "notice", "staff": "none",
}  # fmt: skip
TAKES_OUT: frozenset[str] = LIFE_SAFETY | {"closed", "outage", "suspended"}
"""What a chosen class brings with it, where the person who raises chooses another than the kind's first."""
LEADER_CLASSES: frozenset[str] = frozenset({"closed"})
"""Chosen classes that need a supervisor, as the kinds of that class do."""


def notice_of(kind: Kind, cls: str, targets: tuple[str, ...]) -> Notice:
    """The words and looks this kind gets on these targets."""
    chosen = cls if cls != kind.classes[0] else ""
    family = kind.families.get(cls, kind.family)  # type: ignore[call-overload]  # cls is one of kind.classes
    return Notice(
        kind=kind.code,
        name=kind.name,
        cls=cls,
        family=family,
        symbols=kind.symbols if not chosen else SYMBOLS.get(family, ()),
        sign=sign_of(kind, chosen, targets[0].partition("/")[0]),
        lines=kind.lines,
        strip=kind.strip,
        public=kind.public if cls != "staff" else "none",
        lamp=kind.lamp if not chosen else LAMPS.get(cls, kind.lamp),
        takes_out=kind.takes_out if not chosen else cls in TAKES_OUT,
        prefer=kind.prefer,
        cleared_by=("supervisor", "admin") if cls in LIFE_SAFETY | LEADER_CLASSES else kind.cleared_by,
    )


def _existing(situation: Situation, number: str) -> Incident:
    incident = situation.incidents.get(number)
    if incident is None:
        raise Refused(
            "unknown-incident", None, both("没有这个事件，请刷新。", "There is no such incident; reload the list.")
        )
    return incident


def _change(situation: Situation, command: Change, actor: Actor) -> IncidentChanged:
    incident = _existing(situation, command.incident)
    if command.revision is not None and command.revision < incident.revision:
        raise Refused(
            "stale-revision",
            "revision",
            both("他人已更新此事件，请查看最新情况后重试。", "Someone changed this meanwhile; look again, then retry."),
        )
    state = TRANSITIONS.get((incident.state, command.command))
    if state is None:
        raise Refused(
            "illegal-transition",
            None,
            both(
                f"事件当前为“{STATE_WORDS[incident.state]['zh']}”，不能执行此操作。",
                f"The incident is {incident.state}: {command.command} is not possible.",
            ),
        )
    ends = command.command in ("clear", "resolve")
    _require(actor, incident.notice.cleared_by if ends else STAFF_ROLES, None)
    _check_level(command.level)
    _check_eta(command.eta)
    for name, text in (("reason", command.reason), ("cause", command.cause or ""), ("note", command.note or "")):
        _check_text(name, text)
    if command.level is not None and command.level != incident.level:
        _require(actor, LEVEL_ROLES, "level")
    level = command.level if command.level is not None else incident.level
    if command.command == "escalate" and command.level is None:
        level = max(1, incident.level - 1)
    return IncidentChanged(
        incident.id, command.command, state, level,
        None if command.no_eta else command.eta or incident.eta,
        incident.cause if command.cause is None else command.cause,
        incident.note if command.note is None else command.note,
        command.reason,
    )  # fmt: skip


def _undo(situation: Situation, command: Undo, actor: Actor, now: datetime) -> ChangeUndone:
    incident = _existing(situation, command.incident)
    if incident.changed_by != actor.name or incident.last == "undo" or incident.state == "closed":
        raise Refused(
            "nothing-to-undo",
            None,
            both("只能撤销自己的上一步操作。", "Only your own last change of this incident can be undone."),
        )
    if now - incident.changed_at > UNDO_WITHIN:
        raise Refused(
            "too-late", None, both("已超过 30 秒，不能撤销，请直接更改。", "30 s have passed; change it instead.")
        )
    return ChangeUndone(incident.id, incident.last)


def _set_window(hall: Hall, command: SetWindow, actor: Actor) -> WindowSet:
    if command.window not in {window.id for window in hall.windows}:
        raise _unknown("window", command.window)
    _require(actor, WINDOW_ROLES, "window")
    for service in command.services or ():
        if service not in hall.service:
            raise _unknown("services", service)
    return WindowSet(command.window, command.open, command.services)


STATE_WORDS: Mapping[str, Words] = {
    "draft": both("待确认", "Draft"),
    "active": both("处置中", "Active"),
    "recovering": both("恢复中", "Recovering"),
    "cleared": both("已解除", "Cleared"),
    "closed": both("已关闭", "Closed"),
}

# ---------------------------------------------------------------- fold


def fold(events: Iterable[Recorded], start: Situation = NOTHING) -> Situation:
    """The situation after these events. Total: an event about something unknown changes nothing but the revision."""
    incidents, windows, calls = dict(start.incidents), dict(start.windows), dict(start.help)
    revision, raised = start.revision, start.raised
    for recorded in events:
        revision = recorded.seq
        match recorded.event:
            case IncidentRaised() as event:
                raised += 1
                incidents[event.incident] = _raised(recorded, event)
            case RaiseRepeated(incident=number) if number in incidents:
                known = incidents[number]
                incidents[number] = replace(known, repeats=known.repeats + 1, revision=recorded.seq)
            case IncidentChanged() as event if event.incident in incidents:
                incidents[event.incident] = _changed(incidents[event.incident], recorded, event)
                _forget(incidents)
            case ChangeUndone(incident=number) if number in incidents:
                incidents[number] = _undone(incidents[number], recorded)
                _forget(incidents)
            case WindowSet(window, is_open, services):
                if is_open is None and services is None:
                    windows.pop(window, None)
                else:
                    windows[window] = WindowSetting(is_open, services, recorded.at, recorded.actor.name)
            case HelpCalled(screen):
                calls[screen] = HelpCall(screen, recorded.at)
            case HelpAnswered(screen):
                calls.pop(screen, None)
            case _:
                pass
    return Situation(revision, raised, incidents, windows, calls)


def _raised(recorded: Recorded, event: IncidentRaised) -> Incident:
    return Incident(
        id=event.incident, notice=event.notice, targets=event.targets, level=event.level, eta=event.eta,
        cause=event.cause, note=event.note, drill=event.drill, drill_lamps=event.drill_lamps, state="active",
        revision=recorded.seq, raised_at=recorded.at, raised_by=recorded.actor.name, changed_at=recorded.at,
        changed_by=recorded.actor.name, last="raise",
    )  # fmt: skip


def _changed(known: Incident, recorded: Recorded, event: IncidentChanged) -> Incident:
    return replace(
        known,
        state=event.state, level=event.level, eta=event.eta, cause=event.cause, note=event.note,
        revision=recorded.seq, changed_at=recorded.at, changed_by=recorded.actor.name, last=event.command,
        acknowledged_by=recorded.actor.name if event.command == "acknowledge" else known.acknowledged_by,
        silenced=known.silenced or event.command == "silence",
        cleared_at=recorded.at if event.state == "cleared" else None,
        before=replace(known, before=None),
    )  # fmt: skip


def _undone(known: Incident, recorded: Recorded) -> Incident:
    undoes_raise = known.last == "raise" or known.before is None
    restored = replace(known, state="closed") if undoes_raise or known.before is None else known.before
    return replace(
        restored, before=None, last="undo",
        revision=recorded.seq, changed_at=recorded.at, changed_by=recorded.actor.name,
    )  # fmt: skip


def _forget(incidents: dict[str, Incident]) -> None:
    ended = [number for number, incident in incidents.items() if not incident.open]
    for number in ended[: max(0, len(ended) - ENDED_KEPT)]:
        del incidents[number]
