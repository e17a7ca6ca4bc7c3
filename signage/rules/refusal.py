"""A command that cannot be carried out, with what to do about it; and the checks every command
shares."""

from collections.abc import Iterable
from datetime import datetime

from signage.language.letters import fault
from signage.language.words import Message, Words
from signage.situation.incidents import (
    TEXT_MAX,
    Actor,
)


class Refused(Exception):
    """A command that cannot be carried out. ``code`` is stable, ``field`` names the input,
    ``words`` say what to do."""

    def __init__(self, code: str, field: str | None, words: Words) -> None:
        # In English, for whoever reads a trace; people are shown ``words``.
        super().__init__(words.get("en", code))
        self.code = code
        self.field = field
        self.words = words


def unknown(name: str, value: str) -> Refused:
    # What was typed comes back on the page: not a book of it.
    shown = value[:40]
    return Refused(
        f"unknown-{name}",
        name,
        Message("refusal.there-no-choose-one-list", shown=shown),
    )


NOT_ALLOWED = Message("refusal.your-role-may-not-do")


def require(actor: Actor, roles: Iterable[str], field_name: str | None) -> None:
    if actor.role not in roles:
        raise Refused("not-allowed", field_name, NOT_ALLOWED)


def check_text(name: str, text: str) -> None:
    if len(text) > TEXT_MAX:
        raise Refused(
            "too-long", name, Message("refusal.too-long-characters-at-most", text=TEXT_MAX)
        )
    wrong = fault(text)
    if wrong is not None:
        raise Refused("bad-text", name, Message("refusal.type-it-anew", wrong=wrong))


def check_level(level: int | None) -> None:
    if level is not None and not 1 <= level <= 4:
        raise Refused("bad-level", "level", Message("refusal.level-number-from-1-4"))


YEARS = range(2000, 2200)
"""Years a time may lie in: the ends of the calendar cannot be moved to another time zone."""


def check_eta(eta: datetime | None) -> None:
    if eta is not None and eta.year not in YEARS:
        raise Refused("bad-eta", "eta", Message("refusal.no-plausible-time-correct"))
    if eta is not None and eta.tzinfo is None:
        raise Refused("bad-eta", "eta", Message("refusal.time-needs-offset-such-as"))
