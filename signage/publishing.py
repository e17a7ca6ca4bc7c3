"""Words that leave the hall: draft → approve → publish, with issuer and time; the lint every text must pass first.

Who approves may be who drafted: a small hall has one leader on duty; page and report say so where it was one person.
What is published and still true is in :mod:`signage.posted`, what was sent in :mod:`signage.sending`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from signage.availability import World, world
from signage.changing import Place, existing
from signage.hall import Hall
from signage.incidents import ENDED, Incident
from signage.last_days import faults_of_the_day, last_day
from signage.notices import LEAVING, LIFE_SAFETY
from signage.notifying import asks
from signage.permissions import permit, publishers
from signage.personal import masked
from signage.phrases import about_words, subject_words, until
from signage.redirects import instead
from signage.refused import Refused, check_text, require, unknown
from signage.texts import CHANNELS, OWN, STATE_WORDS, DraftText, HandleText, Text, TextDrafted, TextHandled, TextState
from signage.told import after_closing, told
from signage.wording import faults as public_faults
from signage.wording import is_public, refuse, wrong
from signage.words import Words, both, say

BODY_MAX = 500
SMS_ONE, SMS_PART = 70, 67
"""UCS-2 characters of one message, and of each part of a longer one (3GPP TS 23.040, 6 octets of header)."""
STEPS: Mapping[tuple[TextState, str], str] = {
    ("draft", "approve"): "approved",
    ("approved", "publish"): "published",
    ("draft", "withdraw"): "withdrawn",
    ("approved", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
}
"""(state, act) → state; a missing key is the illegal move."""
HAN = "\u3400-\u9fff"
CAUSES = re.compile(r"打架|斗殴|持刀|行凶|袭击|歹徒|恐怖|爆炸|炸弹|起火|火灾|失火|伤者|受伤|患者|疑似|纠纷|投诉|嫌疑")
HALF = re.compile(f"(?<=[{HAN}])[,;:!?().](?!\\d)|[,;:!?()](?=[{HAN}])")


def _inside(text: str, incident: Incident | None) -> str:
    """The part that tells the cause of an event whose cause stays inside."""
    if incident is None or is_public(incident.notice):
        return ""
    if incident.cause and incident.cause in text:
        return incident.cause
    found = CAUSES.search(text)
    return found[0] if found else ""


def faults(text: str, incident: Incident | None = None, known: frozenset[str] = frozenset()) -> list[Words]:
    """Everything to mend in a notice, each with the part it is about."""
    inside, half = _inside(text, incident), HALF.search(text)
    mend = list(public_faults(text, known))
    if inside:
        mend.append(wrong(inside, both("此类事件对外不说原因，请删去", "the cause of this kind stays inside")))
    if half is not None:
        mend.append(wrong(half[0], both("中文请用全角标点", "full-width punctuation in Chinese")))
    return mend


def sms_parts(text: str) -> tuple[int, int]:
    """Characters as a phone counts them (a letter outside the BMP counts two), and the messages they make."""
    units = len(text.encode("utf-16-le")) // 2
    return units, 1 if units <= SMS_ONE else math.ceil(units / SMS_PART)


def texts_for(hall: Hall, text: Text) -> dict[str, str]:
    """The same notice for each channel, signed and, where people read it later, dated."""
    text = shown(hall, text)
    issuer = say(hall.issuer)
    at = f"{hall.local(text.issued_at):%Y年%m月%d日 %H:%M}" if text.issued_at else ""
    signed = "\n".join(part for part in (issuer, at) if part)
    return {
        "sms": f"【{issuer}】{text.body}",
        "website": f"{text.title}\n\n{text.body}\n\n{signed}",
        "wechat": f"{text.title}\n\n各位纳税人、缴费人：\n{text.body}\n\n{signed}",
    }


# ---------------------------------------------------------------- proposals

LIFE_WORDS: Mapping[str, Words] = {
    "evacuate": both("大厅正在疏散，请暂勿前来", "The hall is being evacuated: please do not come now"),
    "shelter": both("大厅暂停接待，请暂勿前来", "The hall receives nobody now: please do not come"),
    "danger": both("部分区域暂停使用，请听从工作人员引导", "Part of the hall is closed: please follow staff"),
    "cordon": both("部分区域暂停使用，请听从工作人员引导", "Part of the hall is closed: please follow staff"),
}
"""What the public is told where people are in danger: what to do, never why."""


def said_of(world: World, incident: Incident) -> Words:
    known = LIFE_WORDS.get(incident.notice.cls)
    if known is not None:
        return known
    strip, outside = told(world, incident).strip, incident.notice.outside
    return outside if outside and strip == incident.notice.strip else strip


def proposed(world: World, incident: Incident, what: str) -> tuple[str, str]:
    """Title and body to begin with, for an open incident (notice) or for its end."""
    subject = say(subject_words(world.hall, incident.targets))
    life = incident.notice.cls in LIFE_SAFETY
    if what == "end":
        if life:
            return "情况解除公告", "现场情况已解除，大厅陆续恢复服务。感谢您的理解与配合。"
        return f"{subject}恢复公告", f"{subject}已恢复正常服务。感谢您的理解与配合。"
    said = say(said_of(world, incident))
    about = say(about_words(world.hall, incident))
    parts = [said if life else f"{about}{said}", say(until(world, incident)), say(after_closing(world, incident))]
    ways = [] if life else [say(option.words) for option in instead(world, incident.targets[0], incident.notice.prefer)]
    choices = f"您可以选择：{'；'.join(ways)}。" if ways else ""
    text = "，".join(part for part in parts if part)
    body = f"{text}。{_day(world, incident)}{choices}给您带来不便，敬请谅解。"
    return "大厅临时公告" if life else f"{about or said.partition('，')[0]}公告", body


def _day(world: World, incident: Incident) -> str:
    """今天是申报最后一天，可办：…。 Nobody is sent to a hall that is being left."""
    day = last_day(world)
    if day is None:
        return ""
    ways = day.ways if incident.notice.cls not in LEAVING else tuple(w for w in day.ways if w.kind in ("online", "app"))
    return f"{say(day.words)}。" + (asks(world, ways) if ways or incident.notice.cls not in LEAVING else "")


def awaited(world: World) -> list[tuple[Incident, str]]:
    """What nobody has drafted a text for yet: open notices, and the end of those whose notice was published."""
    texts = [text for text in world.situation.after.texts.values() if text.state != "withdrawn"]
    about = {(text.incident, text.what) for text in texts}
    published = {text.incident for text in texts if text.state == "published"}
    found = []
    for incident in world.situation.incidents.values():
        if incident.drill or incident.notice.public == "none":
            continue
        what = "notice" if incident.open else "end"
        wanted = incident.open or (incident.state in ENDED and incident.id in published)
        if wanted and (incident.id, what) not in about:
            found.append((incident, what))
    return found


# ---------------------------------------------------------------- decisions


def text_drafted(place: Place, command: DraftText) -> list[TextDrafted]:
    permit(place.actor, "draft-text")
    title, body = command.title.strip(), command.body.strip()
    check_text("title", title)
    if not title or not body or len(body) > BODY_MAX:
        raise Refused(
            "bad-text", "body", both(f"请填写标题和正文，正文最多 {BODY_MAX} 字。", f"At most {BODY_MAX} letters.")
        )
    incident = existing(place.situation, command.incident) if command.incident else None
    if incident is not None and (incident.drill or incident.notice.public == "none"):
        raise Refused("not-public", "incident", both("此事件不对外公告。", "The public is told nothing of this."))
    there = world(place.hall, place.situation, place.now)
    for name, words in (("title", title), ("body", body)):
        refuse("wording", name, [*faults(words, incident, place.hall.numbers), *faults_of_the_day(there, words)])
    if command.until is not None and (incident is not None or command.until <= place.now):
        late = both("有效期应在今后，且只用于其他公告。", "Valid until: a time to come, of a notice about no incident.")
        raise Refused("bad-until", "until", late)
    number = f"t{place.situation.revision + 1}"
    cls = incident.notice.cls if incident else "free"
    said = _said_until(place, incident, body) if command.what == "notice" else ""
    return [TextDrafted(number, command.incident, command.what, cls, title, body, until=command.until, said_until=said)]


def _said_until(place: Place, incident: Incident | None, body: str) -> str:
    """The words of the expected time as they stand in the text."""
    if incident is None:
        return ""
    words = say(until(world(place.hall, place.situation, place.now), incident))
    return words if words and words in body else ""


MISTIMED: Mapping[str, Words] = {
    "notice": both(
        "事件不在处置中，公告不再适用，请改拟解除公告。", "It is not open: draft the notice of its end instead."
    ),
    "end": both("事件尚未结束，不能发布解除公告。", "It has not ended: the notice of its end must wait."),
}


def _timely(place: Place, text: Text) -> None:
    """A notice is published while its incident is open, that of the end once it is over."""
    incident = place.situation.incidents.get(text.incident)
    fits = {"notice": incident is not None and incident.open, "end": incident is None or not incident.open}
    if not fits.get(text.what, True):
        raise Refused("illegal-transition", None, MISTIMED[text.what])


def text_handled(place: Place, command: HandleText) -> list[TextHandled]:
    if command.act == "approve":
        permit(place.actor, "approve-text")
    text = place.situation.after.texts.get(command.text)
    if text is None:
        raise unknown("text", command.text)
    if command.act != "approve":
        require(place.actor, publishers(text.cls), None)
    if (text.state, command.act) not in STEPS:
        words = both(f"公告当前为“{STATE_WORDS[text.state]}”，不能执行此操作。", f"The text is {text.state}.")
        raise Refused("illegal-transition", None, words)
    if command.act != "withdraw":
        # Drafted under an older and weaker check, or before the incident's cause was known.
        incident = place.situation.incidents.get(text.incident)
        whole, there = f"{text.title}\n{text.body}", world(place.hall, place.situation, place.now)
        refuse("wording", "body", [*faults(whole, incident, place.hall.numbers), *faults_of_the_day(there, whole)])
    if command.act != "publish":
        return [TextHandled(text.id, text.incident, command.act, ())]
    _timely(place, text)
    chosen = tuple(channel for channel in CHANNELS if channel in command.channels)
    if not chosen:
        raise Refused("no-channel", "channels", both("请选择发布渠道。", "Choose at least one channel."))
    sends = tuple(channel for channel in chosen if channel in OWN)
    return [TextHandled(text.id, text.incident, "publish", sends, ready=tuple(c for c in chosen if c not in sends))]


def published(texts: Mapping[str, Text], channel: str = "status") -> list[Text]:
    """What stands published on a channel of the hall's own, the newest first, whether or not it is still true."""
    shown = [text for text in texts.values() if text.state == "published" and channel in text.channels]
    return sorted(shown, key=_issued, reverse=True)


def shown(hall: Hall, text: Text) -> Text:
    """As strangers may read it: an older log holds texts that were judged less closely."""
    return replace(text, title=masked(text.title, hall.numbers), body=masked(text.body, hall.numbers))


def _issued(text: Text) -> Any:
    return text.issued_at
