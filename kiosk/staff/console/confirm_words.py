"""What the page says that asks once more before an incident is raised."""

from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.language.words import Message, Words


def lasting(minutes: int) -> Words:
    if not minutes:
        return Message("act.not-known")
    if minutes < 60:
        return Message("confirm-words.minutes", count=minutes)
    return Message("confirm-words.hours", count=minutes // 60)


def button(draft: bool, hold: bool, asked: bool) -> Words:
    """What the button says that gives the command."""
    if draft:
        return Message("confirm-words.report")
    if hold:
        return Message("confirm-words.hold-to-publish")
    return Message("confirm-words.confirm-and-publish" if asked else "confirm-words.publish")


def asks_cause(kind: Kind, cls: str) -> Words:
    dangerous = cls in LIFE_SAFETY or not LIFE_SAFETY.isdisjoint(kind.classes)
    return Message(
        "confirm-words.cause-shown-but-in-danger"
        if dangerous
        else "confirm-words.cause-shown-in-public"
    )
