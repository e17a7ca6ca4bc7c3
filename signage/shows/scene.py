"""What a screen shows, as a value: sign, words, strips, board rows, and the reason it won and what
it beat."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from signage.availability.redirects import Option
from signage.catalogue.kinds import LIFE_SAFETY, Family
from signage.evacuation.way_out import Way
from signage.hall.model import Layout
from signage.hall.short_names import window_name
from signage.language.words import NO_WORDS, Words

State = Literal["open", "papers", "paused", "fault", "danger", "closed"]


@dataclass(frozen=True, slots=True)
class Strip:
    """A lower notice: what it is about, the line, until when."""

    incident: str
    sign: str
    subject: Words
    words: Words
    until: Words
    drill: bool
    level: int

    @property
    def urgent(self) -> bool:
        """Does somebody's life depend on it?"""
        return self.sign in LIFE_SAFETY and not self.drill


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a board: a window or system, its state as shape and word, and where instead."""

    id: str
    name: Words
    state: State
    word: Words
    note: Words = field(default_factory=dict)
    number: str = ""
    """Of a window, as on the sign above it."""
    incident: str | None = None
    """Why it is not as it should be."""
    brief: Words = field(default_factory=dict)
    """Its note in few letters, where there is little room; nothing = it has none."""

    @property
    def label(self) -> Words:
        """What people call the window."""
        return window_name(int(self.number)) if self.number else NO_WORDS


class Reason(NamedTuple):
    """Why this scene: the incident that won (None = nothing to say), through which target, and what
    it beat."""

    words: Words
    won: str | None
    through: str | None
    beat: tuple[str, ...]


class Scene(NamedTuple):
    """A named tuple: a thousand are made for every command, each in a quarter of a frozen
    dataclass's time."""

    screen: str
    layout: Layout
    sign: str
    family: Family | Literal["guidance"]
    title: Words
    subject: Words
    symbols: tuple[str, ...]
    lines: tuple[Words, ...]
    until: Words
    instead: tuple[Option, ...]
    incident: str | None
    level: int | None
    drill: bool
    band: Words
    strips: tuple[Strip, ...]
    rows: tuple[Row, ...]
    systems: tuple[Row, ...]
    issued_at: datetime | None
    touch_locked: bool
    reason: Reason
    closed: bool = False
    way: Way | None = None
    """The way out from this screen, on evacuation."""
    tip: Words = NO_WORDS
    """The day's safety tip, on a touch screen that has nothing else to say."""
    day: Words = NO_WORDS
    """On a screen that guides, near the filing deadline: 今天是申报最后一天, until when and what still
    works."""
    staffed: bool = True
    """On a screen that can be touched: whether anybody can come who is called from it."""

    @property
    def says(self) -> frozenset[str]:
        """The incidents it speaks of: by its sign, in its bands, by its rows."""
        rows = (row.incident for row in (*self.rows, *self.systems) if row.incident is not None)
        won = () if self.incident is None else (self.incident,)
        return frozenset((*won, *(strip.incident for strip in self.strips), *rows))

    @property
    def elsewhere(self) -> Strip | None:
        """On a screen that only guides: the danger in another part of the hall that it says in a
        band."""
        return next((s for s in self.strips if s.urgent), None) if self.sign == "guidance" else None

    @property
    def arrow(self) -> str | None:
        return self.way.arrow if self.way is not None else None

    @property
    def exit(self) -> str | None:
        return self.way.exit if self.way is not None else None
