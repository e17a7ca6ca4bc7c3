"""Evidence kept with an incident, and read-only links for the higher authority."""

import re
from datetime import datetime, timedelta

from signage.deciding.open_incidents import Place
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, check_text, unknown
from signage.situation.aftermath import (
    AddEvidence,
    EraseEvidence,
    EvidenceAdded,
    EvidenceErased,
    GiveLink,
    Link,
    LinkGiven,
    LinkRevoked,
    RevokeLink,
)
from signage.situation.incidents import Situation

DAYS_MAX = 90
LINKS_MAX = 50
ABOUT = re.compile(r"incident:[0-9]{8}-[0-9]{1,9}|period:[0-9]{4}(-[0-9]{2})?")
FILE = re.compile(r"[0-9a-f]{64}\.(jpg|pdf)")
ADDRESS = re.compile(r"https?://[^\s<>\"']{3,190}")


def evidence_added(place: Place, command: AddEvidence) -> list[EvidenceAdded]:
    """An old incident may be one the situation no longer holds: the page has looked it up in the
    log."""
    permit(place.actor, "evidence")
    text, link = command.text.strip(), command.link.strip()
    check_text("text", text)
    if not text:
        raise Refused("no-text", "text", Message("evidence.say-what-or-where-kept"))
    if link and not ADDRESS.fullmatch(link):
        raise Refused("bad-link", "link", Message("evidence.an-address-begins-with-https"))
    if command.file and not FILE.fullmatch(command.file):
        raise unknown("file", command.file)
    return [EvidenceAdded(command.incident, text, link, command.file)]


def evidence_erased(place: Place, command: EraseEvidence) -> list[EvidenceErased]:
    permit(place.actor, "erase-evidence")
    if not FILE.fullmatch(command.file):
        raise unknown("file", command.file)
    return [EvidenceErased(command.incident, command.file)]


def link_given(place: Place, command: GiveLink) -> list[LinkGiven]:
    permit(place.actor, "link")
    if not ABOUT.fullmatch(command.about):
        raise unknown("about", command.about)
    if not 1 <= command.days <= DAYS_MAX:
        raise Refused("bad-days", "days", Message("evidence.from-1-to-days", days=DAYS_MAX))
    # Those that are over are still there: the fold drops them only when the next one is given.
    live = [link for link in place.situation.after.links.values() if place.now < link.until]
    if len(live) >= LINKS_MAX:
        raise Refused("too-many", "about", Message("evidence.too-many-open-links-revoke"))
    return [LinkGiven(command.link, command.about, place.now + timedelta(days=command.days))]


def link_revoked(place: Place, command: RevokeLink) -> list[LinkRevoked]:
    permit(place.actor, "link")
    return [LinkRevoked(command.link)] if command.link in place.situation.after.links else []


def live_link(situation: Situation, link: str, now: datetime) -> Link | None:
    """The link if it is neither revoked nor expired."""
    found = situation.after.links.get(link)
    return found if found is not None and now < found.until else None
