"""Words that leave the hall: draft → approve → publish, with issuer and time; the lint every text
must pass first.

Who approves may be who drafted: a small hall has one leader on duty; page and report say so where
it was one person. What is published and still true is in :mod:`signage.shows.notice_board`, what
was sent in :mod:`text_channels`.
"""

import re
from collections.abc import Mapping

from signage.availability.last_days import faults_of_the_day
from signage.availability.world import world
from signage.deciding.open_incidents import Place, existing
from signage.language.words import Message, Words, say
from signage.rules.permissions import permit, publishers
from signage.rules.public_words import faults as public_faults
from signage.rules.public_words import is_public, refuse, wrong
from signage.rules.refusal import Refused, check_text, require, unknown
from signage.shows.phrases import until
from signage.situation.incidents import Incident
from signage.situation.texts import (
    CHANNELS,
    OWN,
    STATE_WORDS,
    DraftText,
    HandleText,
    Text,
    TextDrafted,
    TextHandled,
    TextState,
    to_outlet,
)

BODY_MAX = 500
ENGLISH_MAX = 60
"""Letters of the English line, which stands in a strip."""
STEPS: Mapping[tuple[TextState, str], str] = {
    ("draft", "approve"): "approved",
    ("approved", "publish"): "published",
    ("draft", "withdraw"): "withdrawn",
    ("approved", "withdraw"): "withdrawn",
    ("published", "withdraw"): "withdrawn",
}
"""(state, act) → state; a missing key is the illegal move."""
HAN = "\u3400-\u9fff"
CAUSES = re.compile(
    r"打架|斗殴|持刀|行凶|袭击|歹徒|恐怖|爆炸|炸弹|起火|火灾|失火|伤者|受伤|患者|疑似|纠纷|投诉|嫌疑"
)
# Not before a digit: 9:30 and 3.5 are right as they are.
HALF = re.compile(f"(?<=[{HAN}])[,;:!?().](?!\\d)|[,;:!?()](?=[{HAN}])")


def _inside(text: str, incident: Incident | None) -> str:
    """The part that tells the cause of an event whose cause stays inside."""
    if incident is None or is_public(incident.notice):
        return ""
    if incident.cause and incident.cause in text:
        return incident.cause
    found = CAUSES.search(text)
    return found[0] if found else ""


def faults(
    text: str, incident: Incident | None = None, known: frozenset[str] = frozenset()
) -> list[Words]:
    """Everything to mend in a notice, each with the part it is about."""
    inside, half = _inside(text, incident), HALF.search(text)
    mend = list(public_faults(text, known))
    if inside:
        mend.append(wrong(inside, Message("announcements.cause-kind-stays-inside")))
    if half is not None:
        mend.append(wrong(half[0], Message("announcements.full-width-punctuation-in-chinese")))
    return mend


# ---------------------------------------------------------------- decisions


def text_drafted(place: Place, command: DraftText) -> list[TextDrafted]:
    permit(place.actor, "draft-text")
    title, body, english = command.title.strip(), command.body.strip(), command.english.strip()
    check_text("title", title)
    _one_line(english, command.what)
    if not title or not body or len(body) > BODY_MAX:
        raise Refused("bad-text", "body", Message("announcements.at-most-letters", most=BODY_MAX))
    _replaceable(place, command)
    incident = existing(place.situation, command.incident) if command.incident else None
    if incident is not None and (incident.drill or incident.notice.public == "none"):
        raise Refused("not-public", "incident", Message("announcements.public-told-nothing"))
    there = world(place.hall, place.situation, place.now)
    for name, words in (("title", title), ("body", body), ("english", english)):
        refuse(
            "wording",
            name,
            [*faults(words, incident, place.hall.numbers), *faults_of_the_day(there, words)],
        )
    if command.until is not None and (incident is not None or command.until <= place.now):
        late = Message("announcements.valid-until-time-come-notice")
        raise Refused("bad-until", "until", late)
    # The number of the event it will be, so no two texts have the same.
    number = f"t{place.situation.revision + 1}"
    cls = incident.notice.cls if incident else "free"
    said = _said_until(place, incident, body) if command.what == "notice" else ""
    return [
        TextDrafted(
            number, command.incident, command.what, cls, title, body, until=command.until, said_until=said,
            english=english, replaces=command.replaces,
        )
    ]  # fmt: skip


def _replaceable(place: Place, command: DraftText) -> None:
    """What is mended is out, and about the same."""
    if not command.replaces:
        return
    text = place.situation.after.texts.get(command.replaces)
    if text is None:
        raise unknown("text", command.replaces)
    if text.state != "published" or (text.incident, text.what) != (command.incident, command.what):
        words = Message("announcements.only-a-published-text-is-mended")
        raise Refused("illegal-transition", "replaces", words)


def _one_line(english: str, what: str) -> None:
    """An English line belongs to a text about no incident: what is open speaks English by
    itself."""
    check_text("english", english)
    if english and (what != "free" or len(english) > ENGLISH_MAX or "\n" in english):
        short = Message("announcements.english-one-line-letters-notice", most=ENGLISH_MAX)
        raise Refused("bad-text", "english", short)


def _said_until(place: Place, incident: Incident | None, body: str) -> str:
    """The words of the expected time as they stand in the text."""
    if incident is None:
        return ""
    words = say(until(world(place.hall, place.situation, place.now), incident))
    return words if words and words in body else ""


MISTIMED: Mapping[str, Words] = {
    "notice": Message("announcements.not-open-draft-notice-end"),
    "end": Message("announcements.not-ended-notice-end-must"),
}


def _timely(place: Place, text: Text) -> None:
    """A notice is published while its incident is open, that of the end once it is over."""
    incident = place.situation.incidents.get(text.incident)
    fits = {
        "notice": incident is not None and incident.open,
        "end": incident is None or not incident.open,
    }
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
        words = Message(
            "announcements.the-text-is", state_words=STATE_WORDS[text.state], state=text.state
        )
        raise Refused("illegal-transition", None, words)
    if command.act != "withdraw":
        # Drafted under an older and weaker check, or before the incident's cause was known.
        incident = place.situation.incidents.get(text.incident)
        whole, there = (
            f"{text.title}\n{text.body}\n{text.english}",
            world(place.hall, place.situation, place.now),
        )
        refuse(
            "wording",
            "body",
            [*faults(whole, incident, place.hall.numbers), *faults_of_the_day(there, whole)],
        )
    if command.act != "publish":
        return [TextHandled(text.id, text.incident, command.act, ())]
    _timely(place, text)
    chosen = tuple(channel for channel in CHANNELS if channel in command.channels)
    outlets = tuple(
        o.id for o in place.hall.calls.for_notices if to_outlet(o.id) in command.channels
    )
    if not chosen and not outlets:
        raise Refused(
            "no-channel", "channels", Message("announcements.choose-at-least-one-channel")
        )
    sends = tuple(channel for channel in chosen if channel in OWN)
    ready = tuple(c for c in chosen if c not in sends)
    published = TextHandled(text.id, text.incident, "publish", sends, ready=ready, outlets=outlets)
    return [*_replaced(place, text), published]


def _replaced(place: Place, text: Text) -> list[TextHandled]:
    """What it takes the place of goes in the same act."""
    before = place.situation.after.texts.get(text.replaces)
    if before is None or before.state != "published":
        return []
    return [TextHandled(before.id, before.incident, "withdraw", ())]
