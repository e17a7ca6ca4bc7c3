"""Texts for the public, from draft to what has become of them on each channel. Commands, events,
values.

2026-11-28 · What the hall itself sends (its screens, the status page with the feed) is published by
the act of publishing. SMS, website and 公众号 it cannot send: there the text is *ready* until a person
or a gateway confirms that it was sent, with the time and to how many. An older log says of such
channels that they were published; it is read as what was true of them: text ready, sending not
confirmed. Read so where the value is made, so that report, table, API and pages cannot differ.
Rejected: a new type of event beside the old one, for every reader would need to know both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from signage.language.words import Message, Words

What = Literal["notice", "end", "free"]
TextAct = Literal["approve", "publish", "withdraw"]
TextState = Literal["draft", "approved", "published", "withdrawn"]
Via = Literal["person", "gateway"]
STATE_WORDS: Mapping[str, Words] = {
    "draft": Message("texts.awaits-approval"),
    "approved": Message("texts.awaits-publishing"),
    "published": Message("texts.published"),
    "withdrawn": Message("texts.withdrawn"),
}
OWN: Mapping[str, Words] = {
    "screens": Message("texts.hall-screens"),
    "status": Message("texts.status-page-and-feed"),
}
"""What the hall sends itself."""
OTHERS: Mapping[str, Words] = {
    "sms": Message("texts.text-message"),
    "website": Message("texts.website"),
    "wechat": Message("texts.wechat-account"),
}
"""What somebody else sends: the text is made ready for them."""
CHANNELS: Mapping[str, Words] = {**OWN, **OTHERS}
COUNTED = frozenset({"sms"})
"""Channels of which it is known to how many a text goes."""
VIA_WORDS: Mapping[str, Words] = {
    "person": Message("texts.confirmed-by-a-person"),
    "gateway": Message("texts.reported-by-a-gateway"),
}


def own(channels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(channel for channel in channels if channel not in OTHERS)


def others(channels: tuple[str, ...], ready: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ready, *(channel for channel in channels if channel in OTHERS))))


ITSELF = "system"
"""Whose drafts are the hall's own."""


# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class DraftText:
    """Words for the public; with ``incident`` about what is open (``notice``) or over (``end``).

    ``until``: when a text about no incident ceases to be true; ``english``: one line that says the
    same.
    """

    title: str
    body: str
    incident: str = ""
    what: What = "free"
    until: datetime | None = None
    english: str = ""
    replaces: str = ""
    """The published text that it takes the place of, wherever that is out."""


@dataclass(frozen=True, slots=True)
class HandleText:
    """``channels``: names of :data:`CHANNELS`, and outlets of the hall as :func:`to_outlet` names
    them."""

    text: str
    act: TextAct
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmSent:
    """Somebody, or a gateway, says that a text went out on a channel the hall does not send
    itself."""

    text: str
    channel: str
    count: int | None = None
    via: Via = "person"


Act = Literal["publish", "correct", "withdraw", "report"]
Outcome = Literal["sent", "failed", "given-up", "again"]
"""``failed``: not yet, it is tried again; ``given-up``: it is not; ``again``: a person asks for it
anew."""


@dataclass(frozen=True, slots=True)
class SendAnew:
    """A person has the hall try once more what it gave up. ``text``: or a report upward."""

    text: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Passed:
    """One word about one text at one outlet. ``why``: of what went wrong, by its name; ``answer``:
    what the other side said."""

    text: str
    outlet: str
    act: Act
    outcome: Outcome
    why: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class NotePassed:
    """The hall itself, of what became of texts it passed on, in this order."""

    passed: tuple[Passed, ...] = ()


def to_outlet(name: str) -> str:
    """What an outlet of the hall is called among channels."""
    return f"to/{name}"


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class TextDrafted:
    """``said_until``: the words of the expected time in it; they go with that time."""

    text: str
    incident: str
    what: What
    cls: str
    title: str
    body: str
    type: Literal["text_drafted"] = "text_drafted"
    until: datetime | None = None
    said_until: str = ""
    english: str = ""
    replaces: Annotated[str, Field(exclude_if=lambda text: not text)] = ""
    """Not written where there is nothing, as before there was any."""


@dataclass(frozen=True, slots=True)
class TextHandled:
    """``incident`` once more, so that a report finds it by itself. ``ready``: channels that
    somebody else sends."""

    text: str
    incident: str
    act: TextAct
    channels: tuple[str, ...]
    type: Literal["text_handled"] = "text_handled"
    ready: tuple[str, ...] = ()
    outlets: Annotated[tuple[str, ...], Field(exclude_if=lambda names: not names)] = ()
    """Where the hall passes it on by itself."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ready", others(self.channels, self.ready))
        object.__setattr__(self, "channels", own(self.channels))


@dataclass(frozen=True, slots=True)
class TextPassed:
    """As :class:`Passed`; ``name``: what the outlet was called."""

    text: str
    incident: str
    outlet: str
    name: str
    act: Act
    outcome: Outcome
    why: str = ""
    answer: str = ""
    type: Literal["text_passed"] = "text_passed"


@dataclass(frozen=True, slots=True)
class TextSent:
    text: str
    incident: str
    channel: str
    count: int | None = None
    via: Via = "person"
    type: Literal["text_sent"] = "text_sent"


# ---------------------------------------------------------------- what they add up to


@dataclass(frozen=True, slots=True)
class Sent:
    """Who said that it was sent, and when; ``count`` is to how many."""

    by: str
    at: datetime
    count: int | None = None
    via: Via = "person"


@dataclass(frozen=True, slots=True)
class Passing:
    """The last word about an outlet; ``sent_at``: when something last arrived there."""

    act: Act
    outcome: Outcome
    at: datetime
    why: str = ""
    answer: str = ""
    sent_at: datetime | None = None
    again: Annotated[datetime | None, Field(exclude_if=lambda at: at is None)] = None
    """When a person asked for it anew last."""


@dataclass(frozen=True, slots=True)
class Text:
    """``approved_by`` and ``issued_at`` are the issuer and the time of a published text."""

    id: str
    incident: str
    what: str
    cls: str
    title: str
    body: str
    state: TextState
    by: str
    at: datetime
    approved_by: str = ""
    issued_at: datetime | None = None
    changed_at: datetime | None = None
    channels: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    sent: dict[str, Sent] = field(default_factory=dict)
    until: datetime | None = None
    said_until: str = ""
    english: str = ""
    replaces: str = ""
    outlets: tuple[str, ...] = ()
    passed: dict[str, Passing] = field(default_factory=dict)
    """By outlet."""

    def __post_init__(self) -> None:
        # A snapshot of an earlier version holds what its log says.
        object.__setattr__(self, "ready", others(self.channels, self.ready))
        object.__setattr__(self, "channels", own(self.channels))

    @property
    def alone(self) -> bool:
        """Whether one person both wrote and approved it."""
        return self.approved_by != "" and self.approved_by == self.by

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        return tuple(channel for channel in self.ready if channel not in self.sent)
