"""``decide(situation, command)`` returns the events or refuses with a typed reason; nothing is ever half decided."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from signage.commands import (
    AnswerHelp,
    CallHelp,
    Change,
    CheckLamp,
    Command,
    NoteConfiguration,
    NoteContent,
    NoteTime,
    Raise,
    SetLamps,
    SetWindow,
    Undo,
)
from signage.events import (
    ChangeUndone,
    ConfigurationChanged,
    ContentChanged,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    LampChecked,
    LampPut,
    LampRemoved,
    RaiseRepeated,
    TimePassed,
    WindowSet,
)
from signage.hall import Hall, Lamp
from signage.incidents import (
    LAMP_ROLES,
    LEVEL_ROLES,
    STAFF_ROLES,
    STATE_WORDS,
    TARGETS_MAX,
    TEXT_MAX,
    TRANSITIONS,
    UNDO_WITHIN,
    WINDOW_ROLES,
    Actor,
    Incident,
    Notice,
    Situation,
)
from signage.notices import LIFE_SAFETY, Catalogue, Kind, LampState, sign_of
from signage.words import Words, both


class Refused(Exception):
    """A command that cannot be carried out. ``code`` is stable, ``field`` names the input, ``words`` say what to do."""

    def __init__(self, code: str, field: str | None, words: Words) -> None:
        super().__init__(words.get("en", code))
        self.code = code
        self.field = field
        self.words = words


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
        case SetLamps():
            return _set_lamps(hall, command, actor)
        case CheckLamp():
            return [_check_lamp(hall, command, actor)]
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


def _set_lamps(hall: Hall, command: SetLamps, actor: Actor) -> list[LampPut | LampRemoved]:
    """Every lamp is judged before the first event is made: all or none."""
    _require(actor, LAMP_ROLES, None)
    for number in command.remove:
        if number not in hall.lamp:
            raise _unknown("lamp", number)
    put = [_lamp(hall, described) for described in command.put]
    if len({lamp.lamp["id"] for lamp in put}) < len(put):
        raise Refused("duplicate-lamp", "id", both("灯的编号重复，请更正。", "Two lamps have one id; correct it."))
    return [*(LampRemoved(number) for number in dict.fromkeys(command.remove)), *put]


def _lamp(hall: Hall, described: Mapping[str, Any]) -> LampPut:
    try:
        lamp = Lamp.model_validate(described)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = ".".join(str(part) for part in fault["loc"]) or "lamp"
        raise Refused("bad-lamp", name, both(f"“{name}”填写有误，请更正。", f"{name}: {fault['msg']}.")) from error
    for resource in lamp.about:
        if not hall.knows(resource):
            raise _unknown("about", resource)
    if not lamp.about:
        raise Refused("bad-lamp", "about", both("请选择此灯代表什么。", "Choose what the lamp speaks for."))
    for text in lamp.name.values():
        _check_text("name", text)
    if not lamp.name.get("zh", "").strip():
        raise Refused("bad-lamp", "name", both("请填写灯的名称。", "Give the lamp a name."))
    return LampPut(lamp.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _check_lamp(hall: Hall, command: CheckLamp, actor: Actor) -> LampChecked:
    _require(actor, STAFF_ROLES, None)
    if command.lamp not in hall.lamp:
        raise _unknown("lamp", command.lamp)
    _check_text("note", command.note)
    return LampChecked(command.lamp, command.works, command.note)


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
