"""Notices for strangers: the words to begin with, what nobody has drafted yet, and a text for each
channel.

Who drafts, approves and publishes is decided in :mod:`announcements`; what is still true stands in
`notice_board`.
"""

import math
import re
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
from signage.language.words import (
    FIRST_LANGUAGE,
    NO_WORDS,
    Message,
    Words,
    say,
    sentence,
    sentences,
)
from signage.shows.due_notice import SORRY, asks, signed_message
from signage.shows.phrases import about_words, subject_words, until
from signage.situation.incidents import ENDED, Incident
from signage.situation.texts import Text

SMS_ONE, SMS_PART = 70, 67
"""UCS-2 characters of one message, and of each part of a longer one (3GPP TS 23.040, 6 octets of
header)."""

LIFE_WORDS: Mapping[str, Words] = {
    "evacuate": Message("announcements.hall-being-evacuated-please-do"),
    "shelter": Message("announcements.hall-receives-nobody-now-please"),
    "danger": Message("announcements.part-hall-closed-please-follow"),
    "cordon": Message("announcements.part-hall-closed-please-follow"),
}
"""What the public is told where people are in danger: what to do, never why."""
CLAUSE_END = re.compile("，|, ")


def said_of(world: World, incident: Incident) -> Words:
    known = LIFE_WORDS.get(incident.notice.cls)
    if known is not None:
        return known
    strip, outside = told(world, incident).strip, incident.notice.outside
    # The kind's words for outside go with its own strip; on the last days another one is said.
    return outside if outside and strip == incident.notice.strip else strip


def proposed(
    world: World, incident: Incident, what: str, lang: str = FIRST_LANGUAGE
) -> tuple[str, str]:
    """Title and body to begin with, in one language, for an open incident (notice) or for its
    end."""
    title, body = proposed_words(world, incident, what)
    return say(title, lang), say(body, lang)


def proposed_words(world: World, incident: Incident, what: str) -> tuple[Words, Words]:
    return _end(world, incident) if what == "end" else _notice(world, incident)


def _end(world: World, incident: Incident) -> tuple[Words, Words]:
    if incident.notice.cls in LIFE_SAFETY:
        return Message("announcements.all-clear-title"), Message("announcements.all-clear")
    subject = subject_words(world.hall, incident.targets)
    return Message("announcements.back-title", subject=subject), Message(
        "announcements.back", subject=subject
    )


def _notice(world: World, incident: Incident) -> tuple[Words, Words]:
    life = incident.notice.cls in LIFE_SAFETY
    choices = [] if life else _choices(world, incident)
    body = sentences([told_words(world, incident), *_day(world, incident), *choices, SORRY])
    if life:
        return Message("announcements.hall-notice-title"), body
    subject = about_words(world.hall, incident) or _first_clause(said_of(world, incident))
    return Message("announcements.notice-title", subject=subject), body


def told_words(world: World, incident: Incident) -> Words:
    """What, and until when: without what to do instead."""
    said = said_of(world, incident)
    life = incident.notice.cls in LIFE_SAFETY
    subject = NO_WORDS if life else about_words(world.hall, incident)
    first = (
        Message("announcements.subject-and-words", subject=subject, said=said) if subject else said
    )
    parts = [first, until(world, incident), after_closing(world, incident)]
    return Message("announcements.told", parts=[part for part in parts if part])


def _first_clause(said: Words) -> Words:
    return {lang: CLAUSE_END.split(text)[0] for lang, text in said.items()}


def _choices(world: World, incident: Incident) -> list[Words]:
    ways = [option.words for option in instead(world, incident.targets[0], incident.notice.prefer)]
    return [Message("announcements.you-can-choose", ways=ways)] if ways else []


def _day(world: World, incident: Incident) -> list[Words]:
    """今天是申报最后一天，可办：…。 Nobody is sent to a hall that is being left."""
    day = last_day(world)
    if day is None:
        return []
    leaving = incident.notice.cls in LEAVING
    ways = tuple(w for w in day.ways if w.kind in ("online", "app")) if leaving else day.ways
    return [sentence(day.words), *([asks(world, ways)] if ways or not leaving else [])]


def awaited(world: World) -> list[tuple[Incident, str]]:
    """What nobody has drafted a text for yet: open notices, and the end of those whose notice was
    published."""
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
    """Characters as a phone counts them (a letter outside the BMP counts two), and the messages
    they make."""
    # Without -le Python puts a byte order mark in front, one unit more.
    units = len(text.encode("utf-16-le")) // 2
    return units, 1 if units <= SMS_ONE else math.ceil(units / SMS_PART)


def texts_for(hall: Hall, text: Text) -> dict[str, str]:
    """The same notice for each channel, signed and, where people read it later, dated; in the
    language it is in."""
    text = shown(hall, text)
    at = (
        say(Message("announcements.issued-at", at=hall.local(text.issued_at)))
        if text.issued_at
        else ""
    )
    signed = "\n".join(part for part in (say(hall.issuer), at) if part)
    whole = "\n".join(part for part in (text.body, text.english) if part)
    return {
        "sms": say(signed_message(hall, text.body)),
        "website": f"{text.title}\n\n{whole}\n\n{signed}",
        "wechat": f"{text.title}\n\n{say(TO_TAXPAYERS)}\n{whole}\n\n{signed}",
    }


TO_TAXPAYERS = Message("announcements.to-taxpayers")


def published(texts: Mapping[str, Text], channel: str = "status") -> list[Text]:
    """What stands published on a channel of the hall's own, the newest first, whether or not it is
    still true."""
    shown = [
        text for text in texts.values() if text.state == "published" and channel in text.channels
    ]
    return sorted(shown, key=_issued, reverse=True)


def shown(hall: Hall, text: Text) -> Text:
    """As strangers may read it: an older log holds texts that were judged less closely."""
    known = hall.numbers
    return replace(
        text,
        title=masked(text.title, known),
        body=masked(text.body, known),
        english=masked(text.english, known),
    )


def _issued(text: Text) -> Any:
    return text.issued_at
