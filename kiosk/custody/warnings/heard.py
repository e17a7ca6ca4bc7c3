"""What a hall hears of a CAP message: reports for its rules (``alerts.toml``), and names withdrawn.

**Decision, 2026-11-30.** A warning is one more report of a monitoring system: the hall's rules look at
its fields as labels, it is proposed to people or raised, and its end is only ever proposed. Only what
is Actual and Public is heard; an exercise of the authority is not the hall's. In doubt a person is
asked: whether it holds here, and before it holds. One without ``expires`` holds for
:data:`HELD` from when it was heard last. A sender whose clock runs ahead is believed in how long its
warning holds. 2026-12-01: what takes a warning back counts for what its own sender said and the same
source handed on; of other sources only where its signature is right. All else takes nothing back, and
staff are told what was said. *Rejected:* a sign that shows the sender's words (they are foreign text,
often in a foreign language, and too long), and an end without a person, who alone knows whether the water is gone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.custody.warnings.areas import takes_in
from kiosk.custody.warnings.message import ALL_CLEAR, SEVERITIES, CapMessage, Info
from signage.hall.alerts.rules import AlertRule, Alerts
from signage.language.words import FIRST_LANGUAGE, Message, Words, say
from signage.situation.alerts import Alert, HearAlerts

HELD = timedelta(hours=4)
AHEAD = timedelta(minutes=10)
"""By which a sender's clock may be ahead before it is taken for wrong."""
COLOURS = {"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"}
"""Of the four levels, the gravest first (突发事件应对法, 气象灾害预警信号发布与传播办法)."""
LEVELS = tuple(COLOURS.values())
_COLOURED = re.compile("([红橙黄蓝])色|\\b(red|orange|yellow|blue)\\b", re.IGNORECASE)
_COLOUR_OF = re.compile("colou?r|level|级别|颜色|等级", re.IGNORECASE)
TYPES = (
    "台风", "暴雨", "暴雪", "寒潮", "大风", "沙尘暴", "高温", "干旱", "雷电", "冰雹", "霜冻", "大雾",
    "霾", "道路结冰", "雷雨大风", "强对流", "森林火险", "山洪", "地质灾害", "洪水", "地震", "海啸",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listening:
    """What a hall hears messages with. ``feed``: where they come from."""

    alerts: Alerts
    languages: tuple[str, ...]
    now: datetime
    feed: str = ""


@dataclass(frozen=True, slots=True)
class HeardHere:
    """``why``: what was passed over, by the reason's id; for the health of the feed."""

    alerts: tuple[Alert, ...] = ()
    withdrawn: tuple[str, ...] = ()
    vouched: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    """Of another sender than the one that withdraws them."""
    why: str = ""


def heard(messages: Iterable[CapMessage], here: Listening) -> tuple[HearAlerts, tuple[str, ...]]:
    """In the order in which they were sent, and why those that say nothing do not."""
    found = [heard_one(one, here) for one in sorted(messages, key=lambda each: each.name.sent)]
    withdrawn, vouched, claimed = (
        (
            tuple(dict.fromkeys(name for names in each for name in names))
            for each in zip(
                *((one.withdrawn, one.vouched, one.claimed) for one in found), strict=True
            )
        )
        if found
        else ((), (), ())
    )
    alerts = tuple(
        alert for one in found for alert in one.alerts if alert.fingerprint not in withdrawn
    )
    command = HearAlerts(alerts, withdrawn, vouched, claimed)
    return command, tuple(one.why for one in found if one.why)


def heard_one(message: CapMessage, here: Listening) -> HeardHere:
    if message.status != "Actual":
        return HeardHere(why=message.status.casefold())
    if message.scope != "Public":
        return HeardHere(why=message.scope.casefold())
    if message.kind in ("Ack", "Error"):
        return HeardHere(why=message.kind.casefold())
    found = _withdraws(message)
    if message.kind == "Cancel":
        return replace(found, why="unverified" if message.doubt else "")
    told, why = _told(message, here)
    return replace(found, alerts=told, why=why)


def _withdraws(message: CapMessage) -> HeardHere:
    """Who nobody vouches for takes nothing back, and nobody what another sender said."""
    if message.kind == "Alert" or message.doubt:
        return HeardHere()
    own = [one.key for one in message.references if one.sender == message.name.sender]
    others = [one.key for one in message.references if one.sender != message.name.sender]
    return HeardHere((), tuple(own), tuple(own) if message.vouched else (), tuple(others))


def _told(message: CapMessage, here: Listening) -> tuple[tuple[Alert, ...], str]:
    """One report a rule: the gravest of those infos that it matches, for as long as the longest."""
    found: dict[str, Alert] = {}
    why = "no-info"
    for info in _chosen(message, here.languages):
        until, reason = _until(message, info, here.now)
        if until is None:
            why = reason
            continue
        areas = info.areas or tuple(area for one in message.infos for area in one.areas)
        concerned = takes_in(areas, here.alerts.location)
        if concerned is False:
            why = "elsewhere"
            continue
        alert = _alert(message, info, here, until, unsure=concerned is None)
        why = "no-rule" if alert is None else ""
        if alert is not None:
            found[alert.rule] = _graver(found.get(alert.rule), alert)
    return tuple(found.values()), "" if found else why


def _alert(
    message: CapMessage, info: Info, here: Listening, until: datetime, *, unsure: bool
) -> Alert | None:
    labels = labels_of(message, info, here.feed)
    rule = here.alerts.rule_for(labels)
    if rule is None:
        return None
    later = any(at is not None and at > here.now for at in (info.effective, info.onset))
    said = _said(rule, message, info, here)
    return Alert(
        message.name.key, rule.id, firing=True, text=said, until=until, level=_level(info),
        ask=unsure or later or bool(message.doubt), unverified=bool(message.doubt),
        vouched=message.vouched,
    )  # fmt: skip


def _said(rule: AlertRule, message: CapMessage, info: Info, here: Listening) -> Words | str:
    """In each language of the hall that its sender wrote it in; the blocks of each language stand in
    one order (CAP-v1.2, §3.2.2)."""
    beside = {_primary(one.language): _of(message, one.language) for one in message.infos}
    at = _of(message, info.language).index(info)
    told: dict[str, Info] = {FIRST_LANGUAGE: info}
    for lang in here.languages:
        blocks = beside.get(_primary(lang), ())
        if at < len(blocks):
            told[lang] = blocks[at]
    found = {
        lang: rule.said(labels_of(message, one, here.feed), _annotations(one))
        for lang, one in told.items()
    }
    texts = {
        lang: said if isinstance(said, str) else say(said, lang) for lang, said in found.items()
    }
    if message.doubt:
        unsure = Message("warnings.unverified", text=texts)
        return {lang: say(unsure, lang) for lang in dict.fromkeys((*texts, *unsure))}
    return texts if len(set(texts.values())) > 1 else texts[FIRST_LANGUAGE]


def _of(message: CapMessage, language: str) -> tuple[Info, ...]:
    return tuple(one for one in message.infos if one.language == language)


def _graver(one: Alert | None, other: Alert) -> Alert:
    """The smaller level; who says none says least."""
    if one is None:
        return other
    first = min((one, other), key=lambda each: each.level or len(LEVELS) + 1)
    until = max(at for at in (one.until, other.until) if at is not None)
    return replace(first, until=until, ask=one.ask and other.ask)


def _until(message: CapMessage, info: Info, now: datetime) -> tuple[datetime | None, str]:
    if ALL_CLEAR in info.responses or info.urgency == "Past":
        return None, "all-clear"
    sent = message.name.sent
    if info.expires is None:
        return now + HELD, ""
    if info.expires < max(sent, info.effective or sent):
        return None, "expires-before-sent"
    until = info.expires
    if sent - now > AHEAD:
        until = now + (info.expires - sent)
    return (until, "") if now < until else (None, "expired")


def _chosen(message: CapMessage, languages: tuple[str, ...]) -> tuple[Info, ...]:
    """The infos of the language that the hall reads best; of none that it reads, the first one's."""
    spoken = list(dict.fromkeys(info.language for info in message.infos))
    if not spoken:
        return ()
    best = min(spoken, key=lambda one: (_distance(one, languages), spoken.index(one)))
    return _of(message, best)


def _distance(language: str, languages: tuple[str, ...]) -> int:
    wanted = [*languages, "en"]
    return next((at for at, one in enumerate(wanted) if _primary(one) == _primary(language)), 99)


def _primary(language: str) -> str:
    return language.casefold().partition("-")[0]


def labels_of(message: CapMessage, info: Info, feed: str) -> Mapping[str, str]:
    """What a rule of the hall may look at."""
    parameters = {_label(name): value for name, value in info.parameters}
    level = _level(info)
    return {
        **parameters,
        "feed": feed,
        "sender": message.name.sender,
        "event": info.event,
        "type": _type(info),
        "colour": _colour(info),
        "level": str(level or ""),
        "category": " ".join(info.categories),
        "response": " ".join(info.responses),
        "urgency": info.urgency,
        "severity": info.gravity,
        "certainty": info.certainty,
        "language": info.language,
    }


def _annotations(info: Info) -> Mapping[str, str]:
    return {
        "headline": info.headline or info.event,
        "description": info.description,
        "instruction": info.instruction,
        "area": ", ".join(area.name for area in info.areas),
        "senderName": info.sender_name,
        "alertname": info.headline or info.event,
        "summary": "",
    }


def _label(name: str) -> str:
    """A parameter's name as a label may be called."""
    return re.sub(r"\W", "_", name)


def _type(info: Info) -> str:
    """The longest of the official types that it names."""
    text = f"{info.event} {info.headline}"
    return max((one for one in TYPES if one in text), key=len, default="")


def _colour(info: Info) -> str:
    told = [value for name, value in info.parameters if _COLOUR_OF.search(name)]
    if not told and info.language.casefold().startswith("zh"):
        told = [info.event, info.headline]
    found = (_COLOURED.search(text) for text in told)
    return next((COLOURS.get(one[1] or "", (one[2] or "").lower()) for one in found if one), "")


def _level(info: Info) -> int | None:
    """1 the gravest, 4 the least; None where its sender does not know."""
    colour = _colour(info)
    if colour:
        return LEVELS.index(colour) + 1
    known = SEVERITIES.index(info.gravity)
    return known + 1 if known < len(LEVELS) else None
