"""One incident on paper: 时间、地点、原因、影响、应急处置措施 (plan line 457) and every act with its time and actor.

A pure function of the log. Acts on the incident itself come from its own events; what happened in the hall meanwhile
(windows, ways, calls for help, silent calls) is told beside them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from signage.deciding.text_channels import Fact, facts, publish_words, sent_words, state_of
from signage.hall.levels import level_of
from signage.hall.model import Hall
from signage.hall.needs import NEEDS
from signage.hall.short_names import short_name
from signage.language.words import say
from signage.rules.gates import GATE_WORDS
from signage.shows.phrases import subject_words
from signage.situation.aftermath import DrillEvaluated, DrillStarted, EvidenceAdded, EvidenceErased
from signage.situation.events import (
    AssistAnswered,
    AssistCalled,
    ChangeUndone,
    CommanderNamed,
    GateConfirmed,
    GateWithdrawn,
    HelpAnswered,
    HelpCalled,
    IncidentChanged,
    IncidentRaised,
    LedgerEntered,
    PapersTaken,
    RaiseRepeated,
    Recorded,
    SchemeChosen,
    StepMarked,
    TaxpayersNotified,
    WayHeld,
    WindowSet,
)
from signage.situation.five_fields import FIELDS, FiveAnswered
from signage.situation.fold import fold
from signage.situation.incidents import ENDED, NOTHING, Incident, Situation
from signage.situation.remarks import REMARKS, FindingsWritten, RemarkMade
from signage.situation.texts import Text, TextDrafted, TextHandled, TextSent

HOLD_WORDS = {"fire": "有火烟，封闭", "closed": "封闭", "crowd": "拥挤"}
ROLE_WORDS: Mapping[str, str] = {
    "guide": "导税员", "supervisor": "负责人", "facilities": "后勤技术", "admin": "管理员", "device": "应急平板",
    "screen": "大厅屏幕", "system": "系统",
}  # fmt: skip
CHANGE_WORDS: Mapping[str, str] = {
    "acknowledge": "确认接手", "update": "更新情况", "escalate": "升级", "silence": "关闭声响",
    "resolve": "故障已排除，转入恢复", "clear": "解除", "activate": "启动应急", "dismiss": "核实后不启动",
    "review": "总结评估", "close": "签字归档",
}  # fmt: skip
ALONE = "起草与审核为同一人"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the timeline. ``own``: done to this incident; else meanwhile in the hall."""

    recorded: Recorded
    words: str
    own: bool

    @property
    def who(self) -> str:
        return self.recorded.actor.name

    @property
    def role(self) -> str:
        return ROLE_WORDS.get(self.recorded.actor.role, self.recorded.actor.role)


@dataclass(frozen=True, slots=True)
class Evidence:
    text: str
    link: str
    by: str
    at: datetime
    file: str = ""
    """Name of the stored file; empty where there is none, or it was taken away."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text for the public about this incident: who wrote and approved it, and what became of it on each channel."""

    title: str
    state: str
    by: str
    approved_by: str
    alone: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``place``, ``cause``, ``impact`` and ``measures`` with the time are the five things a plan asks for."""

    incident: Incident
    place: str
    cause: str
    impact: str
    measures: tuple[str, ...]
    acts: tuple[Act, ...]
    evidence: tuple[Evidence, ...]
    level: str
    response: timedelta | None
    """Until somebody acknowledged it."""
    duration: timedelta | None
    """Until it was cleared; None while it lasts."""
    told: tuple[Told, ...] = ()

    def noted(self, *kinds: str) -> tuple[Act, ...]:
        """The remarks of these sorts, in their order."""
        return tuple(
            a for a in self.acts if isinstance(a.recorded.event, RemarkMade) and a.recorded.event.kind in kinds
        )


@dataclass(frozen=True, slots=True)
class Around:
    """What wording an act needs: the hall, and the incident before and after it, with the texts about it."""

    hall: Hall
    before: Incident | None
    after: Incident | None
    texts: Mapping[str, Text] = field(default_factory=dict)


def report(hall: Hall, log: Iterable[Recorded], number: str) -> Report | None:
    """From the log, or from any part of it that begins at or before the raising and holds all that concerns it."""
    acts: list[Act] = []
    evidence: list[Evidence] = []
    situation: Situation = NOTHING
    for recorded in log:
        event = recorded.event
        before = situation.incidents.get(number)
        if getattr(event, "incident", None) == number:
            situation = fold([recorded], situation)
            told = Around(hall, before, situation.incidents.get(number), situation.after.texts)
            acts.append(Act(recorded, _words(told, event), True))
            if isinstance(event, EvidenceAdded):
                evidence.append(Evidence(event.text, event.link, recorded.actor.name, recorded.at, event.file))
            if isinstance(event, EvidenceErased):
                evidence = [replace(one, file="") if one.file == event.file else one for one in evidence]
        elif before is not None and before.state not in ENDED and type(event) in MEANWHILE:
            acts.append(Act(recorded, _words(Around(hall, before, before), event), False))
    incident = situation.incidents.get(number)
    if incident is None:
        return None
    texts = tuple(_told(hall, incident, text) for text in situation.after.texts.values())
    return replace(_summed(hall, incident, tuple(acts), tuple(evidence)), told=texts)


def _told(hall: Hall, incident: Incident, text: Text) -> Told:
    return Told(text.title, state_of(text), text.by, text.approved_by, text.alone, facts(hall, text, incident))


def _summed(hall: Hall, incident: Incident, acts: tuple[Act, ...], evidence: tuple[Evidence, ...]) -> Report:
    started, ended = incident.activated_at or incident.raised_at, incident.cleared_at
    taken = incident.acknowledged_at
    return Report(
        incident, say(subject_words(hall, incident.targets)), incident.cause or incident.five.get("cause") or "待查明",
        _impact(hall, incident), _measures(incident), acts, evidence,
        say(level_of(hall.handling, incident.level).name),
        taken - started if taken else None, ended - started if ended else None,
    )  # fmt: skip


def _impact(hall: Hall, incident: Incident) -> str:
    if incident.drill:
        return "演练，未影响业务"
    names = [say(short_name(hall, target)) for target in _reached(hall, incident)]
    listed = "、".join(names[:12]) + (f"等{len(names)}处" if len(names) > 12 else "")
    lasted = "" if incident.cleared_at is None else f"，历时 {lasting(incident.cleared_at - incident.raised_at)}"
    more = f"；{incident.five['impact']}" if "impact" in incident.five else ""
    return f"{listed}{'停用' if incident.notice.takes_out else '受影响'}{lasted}{more}"


def _reached(hall: Hall, incident: Incident) -> tuple[str, ...]:
    """The targets, then what depends on them or lies in them; of the whole hall nothing need be said twice."""
    wanted = set(incident.targets)
    if "hall" in wanted or not incident.notice.takes_out:
        return incident.targets
    reached = [
        resource
        for resource in hall.resources
        if resource not in wanted and wanted & {*hall.needs[resource], *hall.zones_around[resource]}
    ]
    return (*incident.targets, *reached)


def _measures(incident: Incident) -> tuple[str, ...]:
    done = [n for n, tick in sorted(incident.ticks.items()) if tick.answer == "done" and n <= len(incident.steps)]
    written = (incident.five["measures"],) if "measures" in incident.five else ()
    return (*(say(incident.steps[n - 1].text) for n in done), *written)


def lasting(span: timedelta) -> str:
    """8 秒; 3 分 20 秒; 1 小时 5 分."""
    seconds = max(0, round(span.total_seconds()))
    hours, minutes, left = seconds // 3600, seconds % 3600 // 60, seconds % 60
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {left} 秒" if minutes else f"{left} 秒"


# ---------------------------------------------------------------- words for every act


def _words(told: Around, event: Any) -> str:
    return SAYS[type(event)](told, event) if type(event) in SAYS else str(event.type)


def _raised(told: Around, event: IncidentRaised) -> str:
    made = "提交报告" if event.state == "draft" else "发起"
    drill = "（演练）" if event.drill else ""
    parts = (f"{made}{drill}：{say(event.notice.name)}", say(subject_words(told.hall, event.targets)),
             say(level_of(told.hall.handling, event.level).name), _cause(event.cause), event.note)  # fmt: skip
    return "，".join(part for part in parts if part)


def _cause(cause: str) -> str:
    return f"原因：{cause}" if cause else ""


def _changed(told: Around, event: IncidentChanged) -> str:
    parts = [CHANGE_WORDS.get(event.command, event.command)]
    before = told.before
    if before is not None:
        if event.level != before.level:
            parts.append(f"级别改为{say(level_of(told.hall.handling, event.level).name)}")
        if event.eta != before.eta:
            parts.append(f"预计恢复 {told.hall.local(event.eta):%m-%d %H:%M}" if event.eta else "恢复时间待定")
        if event.cause != before.cause:
            parts.append(_cause(event.cause) or "原因待查")
        if event.note != before.note and event.note:
            parts.append(event.note)
    if event.command == "clear" and any(text.state == "published" and text.channels for text in told.texts.values()):
        parts.append("已发布的公告同时撤下，改示恢复")
    if event.reason:
        parts.append(f"说明：{event.reason}")
    if event.overridden:
        parts.append(f"未完成即解除：{'、'.join(_gate_key(told, key) for key in event.overridden)}")
    return "，".join(parts)


def _gate_key(told: Around, key: str) -> str:
    gate, _, target = key.partition(" ")
    return f"{_name(told, target)}{say(GATE_WORDS.get(gate, {'zh': gate}))}"


def _name(told: Around, target: str) -> str:
    return say(short_name(told.hall, target))


STEP_WORDS = {"done": "完成步骤", "skipped": "跳过步骤", "open": "收回步骤"}


def _step(told: Around, event: StepMarked) -> str:
    steps = told.after.steps if told.after else ()
    text = say(steps[event.step - 1].text) if 0 < event.step <= len(steps) else ""
    reason = f"（{event.reason}）" if event.reason else ""
    return f"{STEP_WORDS[event.answer]} {event.step}：{text}{reason}"


def _gate(told: Around, event: GateConfirmed | GateWithdrawn) -> str:
    said = "确认" if isinstance(event, GateConfirmed) else "收回确认"
    note = f"（{event.note}）" if isinstance(event, GateConfirmed) and event.note else ""
    return f"{said}：{_gate_key(told, f'{event.gate} {event.target}')}{note}"


def _window(told: Around, event: WindowSet) -> str:
    changed = {True: "开放", False: "关闭", None: "恢复原设置"}[event.open]
    return f"{_name(told, event.window)}{changed}{'，调整业务' if event.services else ''}"


def _screen(told: Around, screen: str) -> str:
    found = told.hall.screen.get(screen)
    return say(found.name) if found else screen


def _way(told: Around, event: WayHeld) -> str:
    return f"{_name(told, event.target)}：{HOLD_WORDS[event.hold] if event.hold else '恢复通行'}"


def _need(need: str) -> str:
    return f"，{say(NEEDS[need])}" if need in NEEDS else ""


def _remark(told: Around, event: RemarkMade) -> str:
    return f"{say(REMARKS[event.kind])}{f'：{event.text}' if event.text else ''}"


def _scores(event: DrillEvaluated) -> str:
    scored = f"{sum(event.scores)}/{5 * len(event.scores)}"
    return f"评估演练：得分 {scored}，做得好：{event.good or '—'}，待改进：{event.bad or '—'}"


def _handled(told: Around, event: TextHandled) -> str:
    text = told.texts.get(event.text)
    if event.act == "publish":
        return publish_words(event.channels, event.ready)
    if event.act == "approve":
        return f"审核公告（{ALONE}）" if text is not None and text.alone else "审核公告"
    return "撤回公告"


SAYS: Mapping[type, Callable[[Around, Any], str]] = {
    IncidentRaised: _raised,
    RaiseRepeated: lambda told, event: "再次报告同一情况",
    IncidentChanged: _changed,
    ChangeUndone: lambda told, event: f"撤销：{CHANGE_WORDS.get(event.command, '发起')}",
    StepMarked: _step,
    GateConfirmed: _gate,
    GateWithdrawn: _gate,
    CommanderNamed: lambda told, event: f"指定现场指挥：{event.name}",
    EvidenceErased: lambda told, event: "删除一份材料文件",
    EvidenceAdded: lambda told, event: f"存入材料：{event.text}",
    RemarkMade: _remark,
    FindingsWritten: lambda told, event: "填写善后与评估",
    FiveAnswered: lambda told, event: (
        "补填报告：" + "；".join(f"{say(FIELDS[name])}：{text}" for name, text in event.fields.items())
    ),
    TextDrafted: lambda told, event: f"起草公告：{event.title}",
    TextHandled: _handled,
    TextSent: lambda told, event: sent_words(event.channel, event.count, event.via),
    DrillStarted: lambda told, event: f"按脚本演练：{event.title or '单项演练'}",
    DrillEvaluated: lambda told, event: _scores(event),
    TaxpayersNotified: lambda told, event: "已通知临近申报期限的纳税人",
    PapersTaken: lambda told, event: "窗口开始手工受理" if event.on else "窗口结束手工受理",
    LedgerEntered: lambda told, event: f"登记手工受理第 {event.entry} 件",
    WindowSet: _window,
    HelpCalled: lambda told, event: f"{_screen(told, event.screen)}：有人求助{_need(event.need)}",
    HelpAnswered: lambda told, event: f"{_screen(told, event.screen)}：求助已处理",
    AssistCalled: lambda told, event: f"工作人员求助{f'：{event.where}' if event.where else ''}",
    AssistAnswered: lambda told, event: f"已到场支援{event.person}",
    WayHeld: _way,
    SchemeChosen: lambda told, event: f"切换疏散方案：{event.scheme}",
}
"""How each act is told; one that is not listed is told by its type."""
MEANWHILE: frozenset[type] = frozenset(
    {LedgerEntered, WindowSet, HelpCalled, HelpAnswered, AssistCalled, AssistAnswered, WayHeld, SchemeChosen}
)
