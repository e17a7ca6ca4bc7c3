"""Words that strangers will read, and words for staff alone: one judgement of each, at every door.

2026-11-28 · The cause of an evacuation, a shelter, a danger or a cordon is a note for staff:
whoever types it is in a hurry and writes who lies there. It is never refused (a sign that waits for
better wording is no sign), never public, and stored without what is personal in it. Any other
public cause is judged by :func:`check_public` and stands beside the kind's own line. Rejected:
showing a masked cause on a danger sign; what patterns do not know would be public.
"""

import re
from collections.abc import Iterable, Mapping

from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.personal import Sort, found, masked
from signage.language.words import Message, Words
from signage.rules.refusal import Refused, check_text
from signage.situation.incidents import TEXT_MAX, Incident
from signage.situation.notices import Notice

ORDERS = re.compile(r"(?:[你您](?:们)?|请)?(?:必须|务必要|不得不)|[你您](?:们)?(?:不许|不准|不能)")
WHY: Mapping[Sort, Words] = {
    "person": Message("public-words.no-names-of-persons"),
    "phone": Message("public-words.no-personal-phone-numbers"),
    "identity": Message("public-words.no-identity-numbers"),
    "card": Message("public-words.no-card-numbers"),
    "plate": Message("public-words.no-number-plates"),
    "account": Message("public-words.no-personal-accounts"),
}


def wrong(part: str, why: Words) -> Words:
    """“张伟”：不写个人姓名，请删去"""
    return Message("public-words.wrong", part=part, why=why)


def faults(text: str, known: frozenset[str] = frozenset()) -> list[Words]:
    """Everything to mend before strangers read it, each with the words it is about."""
    ordered = Message("public-words.ask-do-not-order-begin")
    return [
        *(wrong(order[0], ordered) for order in ORDERS.finditer(text)),
        *(wrong(one.text, WHY[one.sort]) for one in found(text, known)),
    ]


def refuse(code: str, field: str, mend: Iterable[Words]) -> None:
    """Raises :class:`Refused` with all that is to be mended, if there is anything."""
    listed = list(mend)
    if listed:
        raise Refused(code, field, Message("public-words.all-to-mend", mend=listed))


def check_public(field: str, text: str, known: frozenset[str]) -> None:
    """The one check of public text: no names, no numbers of persons, no orders."""
    refuse("wording", field, faults(text, known))


def check_impersonal(field: str, text: str) -> None:
    """Of words for staff that must hold nobody's numbers."""
    numbers = (one for one in found(text) if one.sort != "person")
    refuse("personal", field, (wrong(one.text, WHY[one.sort]) for one in numbers))


# ---------------------------------------------------------------- an incident's own words


def is_public(notice: Notice) -> bool:
    """Whether strangers read the cause."""
    return notice.public == "full" and notice.cls not in LIFE_SAFETY


def for_staff(text: str) -> str:
    """As it is kept whatever was typed: without letters that no text holds and personal data, not
    too long."""
    # Masked before it is cut: half a number is no longer found, and can still be read.
    return masked(text)[:TEXT_MAX]


def kept(
    notice: Notice, field: str, text: str, known: frozenset[str], *, over: bool = False
) -> str:
    """What is stored of an incident's ``cause`` or ``note``. Raises :class:`Refused`, but never
    where life depends.

    ``over``: it has ended, so that no screen shows its cause any more.
    """
    if notice.cls in LIFE_SAFETY:
        return for_staff(text)
    check_text(field, text)
    if field == "cause" and is_public(notice) and not over:
        check_public(field, text, known)
        return text
    return masked(text)


def public_cause(incident: Incident, known: frozenset[str]) -> str:
    """What strangers may read of the cause; an older log holds causes that nobody judged."""
    return masked(incident.cause.strip(), known) if is_public(incident.notice) else ""
