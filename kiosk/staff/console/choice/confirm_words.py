"""The page that asks once more before an incident is raised: what it offers, shows and says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.hall.levels import Level
from signage.hall.model import Screen
from signage.language.amounts import number
from signage.language.durations import minutes_words
from signage.language.words import Message, Words

CLASS_WORDS: Mapping[str, Words] = {
    "evacuate": Message("new-incidents.evacuate"),
    "shelter": Message("new-incidents.shelter"),
    "danger": Message("new-incidents.danger"),
    "cordon": Message("new-incidents.keep-out"),
    "closed": Message("new-incidents.hall-closed"),
    "outage": Message("new-incidents.outage"),
    "suspended": Message("new-incidents.paused"),
    "redirect": Message("new-incidents.redirect"),
    "warning": Message("new-incidents.warning"),
    "staff": Message("new-incidents.staff-only"),
}
ETA_MINUTES = (0, 15, 30, 60, 120)
"""Quick choices of the expected time; 0 = not known."""
HOUR: Final = 60
STRIP: Final = 2.4
"""From how many times its height on a screen's preview stands as a strip."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    value: str
    words: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line to write on, and what was written."""

    name: Literal["cause", "note"]
    words: Words
    value: str


@dataclass(frozen=True, slots=True)
class Near:
    """A screen that would tell nobody to leave beside what is evacuated; ``metres`` as staff say
    them."""

    name: Words
    metres: int | None

    @property
    def words(self) -> Words:
        if self.metres is None:
            return self.name
        return Message("new-incidents.near-at", name=self.name, metres=self.metres)


@dataclass(frozen=True, slots=True)
class Picture:
    """What one screen would show: its picture, or the page of a touch screen, with the size in px
    as people see it."""

    screen: Screen
    drawn: str
    page: str
    width: int
    height: int
    words: str

    @property
    def turned(self) -> str:
        return "upright" if self.height > self.width else "wide"

    @property
    def look(self) -> str:
        return "strip" if self.width > STRIP * self.height else self.turned


@dataclass(frozen=True, slots=True)
class Confirm:
    kind: Kind
    subject: str
    targets: tuple[str, ...]
    """Those that are not asked about."""
    shared: tuple[tuple[str, Words, bool], ...]
    """What may be stopped too: id, name, whether it was ticked."""
    draft: bool
    levels: tuple[tuple[int, Level, bool], ...]
    kept_level: str
    """What the assessment suggested to somebody who sets none."""
    classes: tuple[Choice, ...]
    """How it may be shown, where there is a choice."""
    minutes: tuple[Choice, ...]
    """When it is expected back, where that is asked."""
    at: str
    likes: tuple[Choice, ...]
    line: Line
    drill: bool
    drill_lamps: bool
    asked: bool
    """Whether this asks the second time, where the button was not held."""
    hold: bool
    go: Words
    dangerous: bool
    carried: str
    pictures: tuple[Picture, ...]
    near: tuple[Words, ...]
    """Screens that would stay quiet."""
    wider: tuple[tuple[Words, str], ...]
    """What to evacuate instead, and what its address asks for."""
    others: str
    """What leads back to the choice of targets carries along, as part of an address."""
    again: tuple[Words, ...]
    """What has such an incident already."""


def class_choices(kind: Kind, cls: str) -> tuple[Choice, ...]:
    found = tuple(Choice(one, CLASS_WORDS[one], one == cls) for one in kind.classes)
    return found if len(found) > 1 else ()


def asks_eta(kind: Kind, cls: str) -> bool:
    """Nobody is asked when a danger ends, unless it may be shown as something milder still."""
    return cls not in LIFE_SAFETY or len(kind.classes) > 2


def eta_choices(given: str) -> tuple[Choice, ...]:
    """The quick ones, and what was given besides, as a time like last time's."""
    quick = sorted({*ETA_MINUTES, number(given) or 0})
    values = [(str(minutes or ""), lasting(minutes)) for minutes in quick]
    return tuple(Choice(value, words, value == given) for value, words in values)


def lasting(minutes: int) -> Words:
    if not minutes:
        return Message("act.not-known")
    if minutes < HOUR:
        return Message("confirm-words.minutes", count=minutes)
    if minutes % HOUR:
        return minutes_words(minutes)
    return Message("confirm-words.hours", count=minutes // HOUR)


def button(draft: bool, hold: bool, asked: bool) -> Words:
    """What the button says that gives the command."""
    if draft:
        return Message("confirm-words.report")
    if hold:
        return Message("confirm-words.hold-to-publish")
    return Message("confirm-words.confirm-and-publish" if asked else "confirm-words.publish")


def line_for(kind: Kind, cls: str, given: Mapping[str, str]) -> Line:
    """What happened is said in public where the kind says so, and never of a danger alone."""
    if kind.public != "full":
        return Line("note", Message("confirm.note-for-staff"), given.get("note", ""))
    milder = set(kind.classes) - LIFE_SAFETY
    asked = asks_cause(kind, cls) if milder else Message("confirm.note-on-what-happened")
    return Line("cause", asked, given.get("cause", ""))


def asks_cause(kind: Kind, cls: str) -> Words:
    dangerous = cls in LIFE_SAFETY or not LIFE_SAFETY.isdisjoint(kind.classes)
    return Message(
        "confirm-words.cause-shown-but-in-danger"
        if dangerous
        else "confirm-words.cause-shown-in-public"
    )
