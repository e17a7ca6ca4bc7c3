"""The ledger's pages as data: what waits and what may be done with it, the form, the receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.store.tables.papers import Paper
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, plain
from signage.rules.ledger_rows import COLUMNS, Column
from signage.situation.ledger import LEDGER_WORDS, WAITS, WHY_WORDS, Entry, masked

SHOWN: Final = 20
"""Mistakes of a file that are listed; the rest is counted."""
PAPERS_MOST: Final = 999


@dataclass(frozen=True, slots=True)
class Move:
    """What is done next with an entry."""

    command: str
    words: Words


MOVES: Final[Mapping[str, Move]] = {
    "waiting": Move("enter", Message("ledger.entered")),
    "entered": Move("notify", Message("ledger.notified")),
}


@dataclass(frozen=True, slots=True)
class LostRow:
    """What waits and is not on this machine."""

    number: int
    state: str
    state_words: Words
    move: Move


@dataclass(frozen=True, slots=True)
class EntryRow:
    """``phone`` is masked unless ``revealed`` says that it is shown whole this once."""

    entry: Entry
    paper: Paper
    state_words: Words
    at: Words
    window: Words
    phone: str
    revealed: bool

    @property
    def move(self) -> Move | None:
        return MOVES.get(self.entry.state)

    @property
    def waits(self) -> bool:
        return self.entry.state in WAITS

    @property
    def may_reveal(self) -> bool:
        return self.waits and not self.revealed


@dataclass(frozen=True, slots=True)
class Filter:
    state: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class Receipt:
    paper: Paper
    taken: Words
    """When, where and by whom."""
    contact: Words


@dataclass(frozen=True, slots=True)
class Field:
    """``chosen``: from the windows; ``completed``: by the hall's services; ``most`` limits a
    number."""

    name: str
    title: Words
    value: str
    wrong: bool
    chosen: bool = False
    type: str = ""
    longest: int = 0
    most: int = 0
    completed: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """``shown`` is the state that is asked for; empty = all."""

    listed: tuple[EntryRow, ...]
    lost: tuple[LostRow, ...]
    filters: tuple[Filter, ...]
    all: int
    shown: str
    wrong: tuple[Any, ...]
    """Mistakes of a file, and how many more."""
    wrong_more: int
    wanted: tuple[tuple[str, Words], ...]
    """Outages for which windows should begin to take papers, by their signs."""
    imported: int | None
    why_words: Mapping[str, Words] = field(default_factory=lambda: WHY_WORDS)


@dataclass(frozen=True, slots=True)
class NewPapers:
    fields: tuple[Field, ...]
    notice: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A receipt to hand out, with the code of its page."""

    receipt: Receipt
    notice: str
    code: str
    address: str


def entry_row(hall: Hall, entry: Entry, paper: Paper, revealed: int | None) -> EntryRow:
    shown = entry.number == revealed
    return EntryRow(
        entry, paper, _state_words(entry), Message("words.short-day-and-minute", at=hall.local(paper.at)),
        _window(hall, paper.kept.window), paper.kept.phone if shown else masked(paper.kept.phone), shown,
    )  # fmt: skip


def _state_words(entry: Entry) -> Words:
    state = LEDGER_WORDS[entry.state]
    if not entry.why:
        return state
    return Message("words.about", what=state, said=WHY_WORDS[entry.why])


def _window(hall: Hall, window: str) -> Words:
    """One that the hall no longer has keeps its id."""
    return short_name(hall, window) if hall.knows(window) else plain(window)


def lost_row(entry: Entry) -> LostRow:
    return LostRow(entry.number, entry.state, LEDGER_WORDS[entry.state], MOVES[entry.state])


def filters(entries: Sequence[Entry]) -> tuple[Filter, ...]:
    states: list[str] = [entry.state for entry in entries]
    return tuple(Filter(state, words, states.count(state)) for state, words in LEDGER_WORDS.items())


def receipt_of(hall: Hall, paper: Paper) -> Receipt:
    at, window = hall.local(paper.at), _window(hall, paper.kept.window)
    taken = Message("receipt.when-where-whom", at=at, window=window, officer=paper.officer)
    surname, phone = paper.kept.surname, masked(paper.kept.phone)
    return Receipt(paper, taken, Message("receipt.surname-and-phone", surname=surname, phone=phone))


def form_fields(given: Mapping[str, str], wrong: str | None) -> tuple[Field, ...]:
    return tuple(
        _field(column, given.get(column.name, ""), column.name == wrong) for column in COLUMNS
    )


def _field(column: Column, value: str, wrong: bool) -> Field:
    name, title = column.name, column.title
    if name == "window":
        return Field(name, title, value, wrong, chosen=True)
    if name == "papers":
        return Field(name, title, value, wrong, type="number", most=PAPERS_MOST)
    of = "tel" if name == "phone" else ""
    return Field(
        name, title, value, wrong, type=of, longest=column.longest, completed=name == "business"
    )
