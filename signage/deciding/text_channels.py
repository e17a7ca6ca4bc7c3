"""What has become of a text on each channel: shown by the hall itself, ready, or sent as somebody
confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from signage.deciding.open_incidents import Place
from signage.deciding.remarks import report_arrived
from signage.hall.model import Hall
from signage.language.words import (
    FIRST_LANGUAGE,
    Message,
    Words,
    about,
    clauses,
    listed,
    noted,
    plain,
    points,
    say,
)
from signage.rules.permissions import permit, publishers
from signage.rules.refusal import Refused, require, unknown
from signage.situation.incidents import Incident
from signage.situation.remarks import RemarkMade, Upward
from signage.situation.texts import (
    CHANNELS,
    COUNTED,
    STATE_WORDS,
    VIA_WORDS,
    ConfirmSent,
    NotePassed,
    Passed,
    Passing,
    SendAnew,
    Text,
    TextPassed,
    TextSent,
    to_outlet,
)

COUNT_MAX = 10_000_000
SENT_LATE = timedelta(minutes=30)
"""After so long a text that is ready and not confirmed is overdue."""
READY, SENT_ALL = (
    Message("text-channels.ready-not-confirmed-sent"),
    Message("text-channels.confirmed-sent"),
)


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


def passing_noted(place: Place, command: NotePassed) -> list[TextPassed | RemarkMade]:
    """Of texts, and of reports upward: one that arrived is what a person would note, too."""
    permit(place.actor, "note-passed")
    found: list[TextPassed | RemarkMade] = []
    for one in command.passed:
        after, outlet = place.situation.after, place.hall.calls.outlet.get(one.outlet)
        name = say(outlet.name) if outlet is not None else one.outlet
        about = after.texts.get(one.text) or after.upward.get(one.text)
        if about is not None:
            found.append(_passed(one, about.incident, name))
        if one.outcome == "sent" and one.text in after.upward:
            found.append(report_arrived(after.upward[one.text], name))
    return found


def sent_anew(place: Place, command: SendAnew) -> list[TextPassed]:
    """What the hall gave up is tried once more; by who may publish such a text, or send a report."""
    after, outlet = place.situation.after, place.hall.calls.outlet.get(command.outlet)
    about = after.texts.get(command.text) or after.upward.get(command.text)
    if about is None:
        raise unknown("text", command.text)
    if isinstance(about, Text):
        require(place.actor, publishers(about.cls), None)
    else:
        permit(place.actor, "send-report")
    last = about.passed.get(command.outlet)
    if outlet is None or last is None or last.outcome != "given-up":
        words = Message("text-channels.nothing-was-given-up")
        raise Refused("illegal-transition", "outlet", words)
    name = say(outlet.name)
    return [TextPassed(about.id, about.incident, outlet.id, name, last.act, "again")]


def _passed(one: Passed, incident: str, name: str) -> TextPassed:
    return TextPassed(
        one.text, incident, one.outlet, name, one.act, one.outcome, one.why, one.answer
    )


def state_of(text: Text) -> Words:
    """One word for the whole text: nothing that nobody sent is called published."""
    # One channel of the hall's own is enough: there it hangs, whoever else is still to send it.
    if text.state != "published" or text.channels or text.outlets:
        return STATE_WORDS[text.state]
    return READY if text.unconfirmed else SENT_ALL


@dataclass(frozen=True, slots=True)
class Fact:
    """How it stands with one channel. ``by`` is the person or machine whose word it is; empty = the
    hall's own doing.

    ``state``: shown, over, withdrawn (of the hall's own channels), ready or sent; of outlets also
    sending, failed, given-up, withdrawing, replaced, planned.
    """

    channel: str
    state: str
    words: str
    by: str = ""

    @property
    def anew(self) -> str:
        """The outlet at which it was given up and can be tried once more."""
        return self.channel.partition("/")[2] if self.state == "given-up" else ""


def facts(
    hall: Hall,
    text: Text,
    incident: Incident | None,
    lang: str = FIRST_LANGUAGE,
    *,
    replaced: bool = False,
) -> tuple[Fact, ...]:
    """In one language; nothing before it was published. ``replaced``: by another, which outlets have
    in its place."""
    if text.issued_at is None:
        return ()
    told = [(channel, *_shown(hall, text, incident), "") for channel in text.channels]
    told += [(channel, *_elsewhere(hall, text, channel)) for channel in text.ready]
    there = [_fact(CHANNELS[name], name, state, words, by, lang) for name, state, words, by in told]
    return (
        *there,
        *(_at_outlet(hall, text, incident, name, lang, replaced) for name in text.outlets),
    )


def _fact(called: Words, name: str, state: str, words: Words, by: str, lang: str) -> Fact:
    return Fact(name, state, say(about(called, words), lang), by)


ON_ITS_WAY: Mapping[str, Words] = {
    "publish": Message("text-channels.on-its-way"),
    "correct": Message("text-channels.correction-on-its-way"),
    "withdraw": Message("text-channels.withdrawal-on-its-way"),
    "report": Message("text-channels.on-its-way"),
}
ARRIVED: Mapping[str, Message] = {
    "publish": Message("text-channels.arrived"),
    "correct": Message("text-channels.correction-arrived"),
    "withdraw": Message("text-channels.withdrawal-arrived"),
    "report": Message("text-channels.arrived"),
}
FAILED: Mapping[str, Message] = {
    "publish": Message("text-channels.not-arrived"),
    "correct": Message("text-channels.correction-not-arrived"),
    "withdraw": Message("text-channels.withdrawal-not-arrived"),
    "report": Message("text-channels.not-arrived"),
}

GIVEN_UP: Mapping[str, Message] = {
    "publish": Message("text-channels.given-up"),
    "correct": Message("text-channels.given-up"),
    "withdraw": Message("text-channels.withdrawal-given-up"),
    "report": Message("text-channels.given-up"),
}


def _at_outlet(
    hall: Hall, text: Text, incident: Incident | None, name: str, lang: str, replaced: bool
) -> Fact:
    """An outlet that the hall has no more still says what became of it."""
    outlet, last = hall.calls.outlet.get(name), text.passed.get(name)
    called: Words = outlet.name if outlet is not None else plain(name)
    once = outlet is not None and outlet.once
    gone = text.state == "withdrawn"
    if last is not None and last.outcome == "failed" and _over(text, incident):
        state, words = _given_up(hall, last, once=once)
    else:
        state, words = _passing(hall, last, gone=gone, once=once)
    if replaced and not once:
        state, words = "replaced", Message("text-channels.replaced")
    return _fact(called, to_outlet(name), state, words, "", lang)


def report_facts(hall: Hall, report: Upward, lang: str = FIRST_LANGUAGE) -> tuple[Fact, ...]:
    """How a report upward stands at each outlet."""
    found = []
    for name in report.to:
        outlet, last = hall.calls.outlet.get(name), report.passed.get(name)
        called: Words = outlet.name if outlet is not None else plain(name)
        state, words = _passing(hall, last, gone=False, once=True)
        if last is None and report.due > report.at:
            state = "planned"
            words = Message("text-channels.goes-at", at=_at(hall, report.due))
        found.append(_fact(called, to_outlet(name), state, words, "", lang))
    return tuple(found)


def _passing(hall: Hall, last: Passing | None, *, gone: bool, once: bool) -> tuple[str, Words]:
    """State and words: on its way (``sending``), ``sent``, ``failed``, ``withdrawn``."""
    if last is None:
        return ("withdrawn", NOT_SENT) if gone else ("sending", ON_ITS_WAY["publish"])
    at = _at(hall, last.at)
    if last.outcome == "again":
        state = "withdrawing" if last.act == "withdraw" else "sending"
        return state, ON_ITS_WAY[last.act]
    if last.outcome == "given-up":
        return "given-up", noted(GIVEN_UP[last.act].filled(at=at), failure_words(last.why))
    if last.outcome == "failed":
        failed = FAILED[last.act].filled(at=at)
        return "failed", noted(failed, failure_words(last.why))
    arrived: Words = ARRIVED[last.act].filled(at=at)
    if last.answer:
        arrived = noted(arrived, last.answer)
    if last.act == "withdraw":
        return "withdrawn", arrived
    if gone and once:
        return "sent", clauses([arrived, Message("text-channels.cannot-be-taken-back")])
    if gone:
        return "withdrawing", clauses([arrived, ON_ITS_WAY["withdraw"]])
    return "sent", arrived


def _over(text: Text, incident: Incident | None) -> bool:
    """Nobody is to read it any more: withdrawn, or what it told of has ended."""
    ended = incident is not None and incident.cleared_at is not None
    return text.state == "withdrawn" or (text.what == "notice" and ended)


def _given_up(hall: Hall, last: Passing, *, once: bool) -> tuple[str, Words]:
    """Of one that did not arrive and is not wanted any more: nothing is tried again but to take back
    what may have arrived."""
    if last.act == "publish" and last.why in NEVER_LEFT:
        return "withdrawn", noted(NOT_SENT, failure_words(last.why))
    if once:
        ended = Message("text-channels.not-arrived-and-over", at=_at(hall, last.at))
        return "failed", noted(ended, failure_words(last.why))
    if last.act == "withdraw":
        return _passing(hall, last, gone=True, once=False)
    return "withdrawing", ON_ITS_WAY["withdraw"]


NEVER_LEFT = frozenset({"no-setting", "no-address"})
NOT_SENT = Message("text-channels.never-sent")
NOT_TO_SEND = Message("text-channels.not-to-send")


def failure_words(why: str) -> Words:
    return FAILURES.get(why) or plain(why)


FAILURES: Mapping[str, Words] = {
    "no-setting": Message("act-words.call.no-setting"),
    "no-address": Message("act-words.call.no-address"),
    "bad-address": Message("act-words.call.bad-address"),
    "no-answer": Message("act-words.call.no-answer"),
    "broken-off": Message("act-words.call.broken-off"),
}
"""Any other is a gateway's own short word, such as HTTP 500."""


def passed_words(event: TextPassed) -> Words:
    """公告发往市局网站：11-24 10:05 已送达（HTTP 200）"""
    said: Words = ACT_WORDS[event.outcome][event.act]
    note = failure_words(event.why) if event.why else plain(event.answer) if event.answer else None
    report = event.act == "report"
    return about(
        Message("text-channels.reported-to", name=event.name)
        if report
        else Message("text-channels.passed-on-to", name=event.name),
        noted(said, note) if note is not None else said,
    )


ACT_WORDS: Mapping[str, Mapping[str, Words]] = {
    "sent": {
        "publish": Message("text-channels.act.sent"),
        "correct": Message("text-channels.act.corrected"),
        "withdraw": Message("text-channels.act.withdrawn"),
        "report": Message("text-channels.act.sent"),
    },
    "failed": {
        "publish": Message("text-channels.act.not-sent"),
        "correct": Message("text-channels.act.not-corrected"),
        "withdraw": Message("text-channels.act.not-withdrawn"),
        "report": Message("text-channels.act.not-sent"),
    },
    "given-up": {
        "publish": Message("text-channels.act.given-up"),
        "correct": Message("text-channels.act.given-up"),
        "withdraw": Message("text-channels.act.withdrawal-given-up"),
        "report": Message("text-channels.act.given-up"),
    },
    "again": dict.fromkeys(
        ("publish", "correct", "withdraw", "report"), Message("text-channels.act.again")
    ),
}


def _shown(hall: Hall, text: Text, incident: Incident | None) -> tuple[str, Words]:
    since = _at(hall, text.issued_at)
    if text.state == "withdrawn":
        ended = _at(hall, text.changed_at)
        return "withdrawn", Message(
            "text-channels.published-and-withdrawn", since=since, ended=ended
        )
    if text.what == "notice" and incident is not None and incident.cleared_at is not None:
        ended = _at(hall, incident.cleared_at)
        return "over", Message("text-channels.published-and-over", since=since, ended=ended)
    return "shown", Message("text-channels.published", since=since)


def _elsewhere(hall: Hall, text: Text, channel: str) -> tuple[str, Words, str]:
    sent = text.sent.get(channel)
    if sent is None:
        gone = text.state == "withdrawn"
        return ("withdrawn", NOT_TO_SEND, "") if gone else ("ready", READY, "")
    when = Message("text-channels.sent", at=_at(hall, sent.at))
    return "sent", noted(_counted(when, sent.count), VIA_WORDS[sent.via]), sent.by


def _counted(what: Words | str, count: int | None) -> Words | str:
    """With to how many, where that is known."""
    return what if count is None else clauses([what, Message("text-channels.people", count=count)])


def _at(hall: Hall, at: datetime | None) -> str:
    return f"{hall.local(at):%m-%d %H:%M}" if at is not None else ""


def publish_words(
    channels: tuple[str, ...], ready: tuple[str, ...], outlets: Sequence[Words] = ()
) -> Words:
    """发布公告：状态页与订阅；文本已备，未确认发送：短信、网站"""
    parts = [_names(channels)] if channels else []
    if outlets:
        parts.append(about(ON_ITS_WAY["publish"], listed(outlets)))
    if ready:
        parts.append(about(READY, _names(ready)))
    done = Message(
        "text-channels.notice-published"
        if channels or outlets
        else "text-channels.notice-made-ready"
    )
    return about(done, points(parts))


def _names(channels: tuple[str, ...]) -> Words:
    return listed([CHANNELS.get(channel, plain(channel)) for channel in channels])


def sent_words(channel: str, count: int | None, via: str) -> Words:
    sent = _counted(CHANNELS.get(channel, channel), count)
    return about(Message("text-channels.sending-confirmed"), noted(sent, VIA_WORDS[via]))
