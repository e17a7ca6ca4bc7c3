"""Notices for strangers: the words to begin with, what nobody has drafted yet, and a text for each channel.

Who drafts, approves and publishes is decided in :mod:`announcements`; what is still true stands in `notice_board`.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from signage.availability.incident_words import after_closing, told
from signage.availability.last_days import last_day
from signage.availability.redirects import instead
from signage.availability.world import World
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.hall.model import Hall
from signage.language.personal import masked
from signage.language.words import Message, Words, say
from signage.shows.due_notice import asks
from signage.shows.phrases import about_words, subject_words, until
from signage.situation.incidents import ENDED, Incident
from signage.situation.texts import Text

SMS_ONE, SMS_PART = 70, 67
"""UCS-2 characters of one message, and of each part of a longer one (3GPP TS 23.040, 6 octets of header)."""

LIFE_WORDS: Mapping[str, Words] = {
    "evacuate": Message("announcements.hall-being-evacuated-please-do"),
    "shelter": Message("announcements.hall-receives-nobody-now-please"),
    "danger": Message("announcements.part-hall-closed-please-follow"),
    "cordon": Message("announcements.part-hall-closed-please-follow"),
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
    whole = "\n".join(part for part in (text.body, text.english) if part)
    return {
        "sms": f"【{issuer}】{text.body}",
        "website": f"{text.title}\n\n{whole}\n\n{signed}",
        "wechat": f"{text.title}\n\n各位纳税人、缴费人：\n{whole}\n\n{signed}",
    }


def published(texts: Mapping[str, Text], channel: str = "status") -> list[Text]:
    """What stands published on a channel of the hall's own, the newest first, whether or not it is still true."""
    shown = [text for text in texts.values() if text.state == "published" and channel in text.channels]
    return sorted(shown, key=_issued, reverse=True)


def shown(hall: Hall, text: Text) -> Text:
    """As strangers may read it: an older log holds texts that were judged less closely."""
    known = hall.numbers
    return replace(
        text, title=masked(text.title, known), body=masked(text.body, known), english=masked(text.english, known)
    )


def _issued(text: Text) -> Any:
    return text.issued_at
