"""What has become of a text on each channel: shown by the hall itself, ready, or sent as somebody confirmed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from signage.deciding.open_incidents import Place
from signage.hall.model import Hall
from signage.language.words import Message, say
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.incidents import Incident
from signage.situation.texts import CHANNELS, COUNTED, OTHERS, STATE_WORDS, VIA_WORDS, ConfirmSent, Text, TextSent

COUNT_MAX = 10_000_000
SENT_LATE = timedelta(minutes=30)
"""After so long a text that is ready and not confirmed is overdue."""
READY, SENT_ALL = "文本已备，未确认发送", "已确认发送"


def sent_confirmed(place: Place, command: ConfirmSent) -> list[TextSent]:
    """Once a channel: who confirms a second time is told who was first."""
    permit(place.actor, "confirm-sent")
    text = place.situation.after.texts.get(command.text)
    if text is None:
        raise unknown("text", command.text)
    if command.channel not in text.ready:
        words = Message("text-channels.no-text-notice-was-made")
        raise Refused("bad-channel", "channel", words)
    known = text.sent.get(command.channel)
    if known is not None:
        when = f"{place.hall.local(known.at):%H:%M}"
        words = Message("text-channels.confirmed-it-at", by=known.by, when=when)
        raise Refused("already-sent", "channel", words)
    if command.count is None and command.channel in COUNTED:
        raise Refused("bad-count", "count", Message("text-channels.how-many-was-sent"))
    if command.count is not None and not 1 <= command.count < COUNT_MAX:
        raise Refused("bad-count", "count", Message("text-channels.that-number-cannot-be-right"))
    return [TextSent(text.id, text.incident, command.channel, command.count, command.via)]


def state_of(text: Text) -> str:
    """One word for the whole text: nothing that nobody sent is called published."""
    if text.state != "published" or text.channels:
        return STATE_WORDS[text.state]
    return READY if text.unconfirmed else SENT_ALL


@dataclass(frozen=True, slots=True)
class Fact:
    """How it stands with one channel. ``by`` is the person or machine whose word it is; empty = the hall's own doing.

    ``state``: shown, over, withdrawn (of the hall's own channels), ready or sent.
    """

    channel: str
    state: str
    words: str
    by: str = ""


def facts(hall: Hall, text: Text, incident: Incident | None) -> tuple[Fact, ...]:
    """Nothing before it was published."""
    if text.issued_at is None:
        return ()
    shown = tuple(_shown(hall, text, channel, incident) for channel in text.channels)
    return (*shown, *(_elsewhere(hall, text, channel) for channel in text.ready))


def _shown(hall: Hall, text: Text, channel: str, incident: Incident | None) -> Fact:
    name, since = CHANNELS[channel], _at(hall, text.issued_at)
    if text.state == "withdrawn":
        return Fact(channel, "withdrawn", f"{name}：{since} 发布，{_at(hall, text.changed_at)} 撤下")
    if text.what == "notice" and incident is not None and incident.cleared_at is not None:
        return Fact(channel, "over", f"{name}：{since} 发布，{_at(hall, incident.cleared_at)} 随事件结束撤下，改示恢复")
    return Fact(channel, "shown", f"{name}：{since} 发布")


def _elsewhere(hall: Hall, text: Text, channel: str) -> Fact:
    sent = text.sent.get(channel)
    if sent is None:
        return Fact(channel, "ready", f"{OTHERS[channel]}：{READY}")
    many = f"，{sent.count} 人" if sent.count is not None else ""
    return Fact(
        channel, "sent", f"{OTHERS[channel]}：{_at(hall, sent.at)} 已发送{many}（{say(VIA_WORDS[sent.via])}）", sent.by
    )


def _at(hall: Hall, at: datetime | None) -> str:
    return f"{hall.local(at):%m-%d %H:%M}" if at is not None else ""


def publish_words(channels: tuple[str, ...], ready: tuple[str, ...]) -> str:
    """发布公告：状态页与订阅；文本已备，未确认发送：短信、网站"""
    parts = ["、".join(CHANNELS.get(channel, channel) for channel in channels)] if channels else []
    if ready:
        parts.append(f"{READY}：{'、'.join(CHANNELS.get(channel, channel) for channel in ready)}")
    return f"{'发布公告' if channels else '备好公告文本'}：{'；'.join(parts)}"


def sent_words(channel: str, count: int | None, via: str) -> str:
    many = f"，{count} 人" if count is not None else ""
    return f"确认已发送：{CHANNELS.get(channel, channel)}{many}（{say(VIA_WORDS[via])}）"
