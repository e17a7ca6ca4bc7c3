"""A text for the public as staff see it: how far it has come, where it hangs, what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.engine.board import SYSTEM
from kiosk.serving.services import services
from kiosk.wording.page_words import here_spoken, said
from signage.deciding.announcements import STEPS
from signage.deciding.text_channels import Fact, facts, state_of
from signage.language.words import Message, Words, plain
from signage.rules.permissions import publishers
from signage.shows.announcements import sms_parts, texts_for
from signage.shows.notice_board import Posted
from signage.situation.incidents import LEVEL_ROLES, Actor
from signage.situation.texts import CHANNELS, COUNTED, Text

ACTS: Final[Mapping[str, Words]] = {
    "approve": Message("publishing.approve"),
    "publish": Message("publishing.publish"),
    "withdraw": Message("publishing.withdraw"),
}
UNPUBLISHED: Final = frozenset({"draft", "approved"})
ROWS, SMS_ROWS = 6, 3
"""Lines of the box that a text is copied from."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Words for a channel that somebody else sends."""

    channel: Words
    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """How far a text has come on a channel; ``form`` where it is to be copied and sent by hand."""

    fact: Fact
    form: Copied | None
    counted: bool
    """Whether the number of people it went to has to be given."""
    anew: str
    """The outlet at which this person may have it tried once more."""

    @property
    def failed(self) -> bool:
        return self.fact.state in ("failed", "given-up")


@dataclass(frozen=True, slots=True)
class TextAct:
    command: str
    words: Words

    @property
    def publishes(self) -> bool:
        return self.command == "publish"

    @property
    def main(self) -> bool:
        return self.command != "withdraw"


@dataclass(frozen=True, slots=True)
class TextRow:
    text: Text
    by: Words
    """Who drafted it, and who approved it."""
    state: str
    may: tuple[TextAct, ...]
    forms: tuple[Copied, ...]
    """Of an approved one: what will be sent."""
    as_message: Words
    """How long it is as a text message."""
    facts: tuple[ChannelRow, ...]
    hangs: str
    """What the public reads now, where that is something else."""
    nowhere: bool
    """Whether it is published and over, so that it hangs nowhere."""
    too_late: bool
    """Whether what it is about is over before it was published."""
    planned: tuple[Words, ...]
    """Outlets that it goes to once it is published."""
    elsewhere: bool
    """Whether one act mends or withdraws it at outlets, too."""
    mended: str
    """Which text took its place."""

    @property
    def sent_before(self) -> bool:
        return self.text.state == "withdrawn" and bool(self.text.sent)

    @property
    def mends(self) -> bool:
        """Whether another may be written in its place."""
        return self.text.state == "published" and not self.nowhere


def text_row(text: Text, actor: Actor, hung: Posted | None) -> TextRow:
    view = services().board.view
    hall, incident = view.content.hall, view.world.situation.incidents.get(text.incident)
    over = text.what == "notice" and (incident is None or not incident.open)
    forms = {name: _copied(name, words) for name, words in texts_for(hall, text).items()}
    letters, count = sms_parts(forms["sms"].text)
    mended = _mended(view.world.situation.after.texts, text)
    told = facts(hall, text, incident, here_spoken().first, replaced=bool(mended))
    outlets = hall.calls.for_notices
    return TextRow(
        text, _by(text), said(state_of(text)), tuple(TextAct(act, ACTS[act]) for act in _may(text, actor, over)),
        tuple(forms.values()) if text.state == "approved" else (),
        Message("text.as-text-message", letters=letters, count=count),
        tuple(ChannelRow(one, forms[one.channel] if one.state == "ready" else None, one.channel in COUNTED,
                         one.anew if actor.role in publishers(text.cls) else "")
              for one in told),
        hung.body if hung is not None and hung.body != text.body else "",
        text.state == "published" and bool(text.channels) and hung is None, over and text.state in UNPUBLISHED,
        tuple(outlet.name for outlet in outlets) if text.state in UNPUBLISHED else (),
        text.state == "published" and bool(text.outlets), mended,
    )  # fmt: skip


def _by(text: Text) -> Words:
    by = Message("text.the-hall-itself") if text.by == SYSTEM.name else plain(text.by)
    if text.approved_by:
        return Message("text.drafted-and-approved", by=by, approved_by=text.approved_by)
    return Message("text.drafted", by=by)


def _mended(texts: Mapping[str, Text], text: Text) -> str:
    found = (one.id for one in texts.values() if one.replaces == text.id and one.issued_at)
    return next(found, "")


def _may(text: Text, actor: Actor, over: bool) -> list[str]:
    """What this person may do with it now; one that is over is withdrawn at most."""
    mine = {"approve": actor.role in LEVEL_ROLES}
    acts = [act for act in ACTS if (text.state, act) in STEPS and (act == "withdraw" or not over)]
    return [act for act in acts if mine.get(act, actor.role in publishers(text.cls))]


def _copied(channel: str, text: str) -> Copied:
    return Copied(CHANNELS[channel], text, SMS_ROWS if channel == "sms" else ROWS)
