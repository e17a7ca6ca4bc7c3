"""The fields of a register's form, each with what was typed and what may be chosen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.serving.services import services
from kiosk.staff.shell.page import world_now
from kiosk.wording.page_words import pair, said
from signage.hall.model import HALL
from signage.hall.short_names import short_name
from signage.language.words import Message, Words
from signage.records.due_in_hall import rows_of
from signage.situation.registers import Column, Register, stock_name

TYPES: Final[Mapping[str, str]] = {
    "date": "date",
    "time": "time",
    "number": "number",
    "phone": "tel",
}
"""What the browser calls a sort of column; others are text."""
CHOOSE: Final = Message("fields.please-choose")
ANY, WHOLE_HALL = Message("fields.any"), Message("fields.whole-hall")
CHOSEN_FROM: Final = frozenset({"choice", "target", "device", "material"})


@dataclass(frozen=True, slots=True)
class Option:
    """``value`` is None where it is what the option says."""

    value: str | None
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """``options`` to choose from, or else a line of ``type`` to type in; ``longest`` is 0 where the
    type limits it itself."""

    name: str
    title: Words
    value: str
    required: bool
    wrong: bool
    options: tuple[Option, ...] = ()
    type: str = "text"
    longest: int = 0


def fields(table: Register, given: Mapping[str, str], wrong: str | None) -> tuple[Field, ...]:
    return tuple(
        _field(column, str(given.get(column.name, "")), column.name == wrong)
        for column in table.columns
    )


def _field(column: Column, value: str, wrong: bool) -> Field:
    if column.sort in CHOSEN_FROM:
        required = column.required if column.sort == "choice" else column.sort != "target"
        options = tuple(_options(column, value))
        return Field(column.name, column.title, value, required, wrong, options)
    longest = column.longest if column.sort == "text" else 0
    of = TYPES.get(column.sort, "text")
    return Field(column.name, column.title, value, column.required, wrong, type=of, longest=longest)


def _options(column: Column, value: str) -> Iterator[Option]:
    if column.sort == "target":
        yield from (Option("", pair(ANY)), Option(HALL, pair(WHOLE_HALL), value == HALL))
    elif column.sort != "choice" or not column.required or not value:
        yield Option("", said(CHOOSE))
    for name, text in _offered(column):
        yield Option(name, text, value == (text if name is None else name))


def _offered(column: Column) -> Iterable[tuple[str | None, str]]:
    hall = services().board.view.content.hall
    if column.sort == "choice":
        return [(key, said(words)) for key, words in column.choices.items()]
    if column.sort == "target":
        return [(name, said(short_name(hall, name))) for name in hall.resources]
    if column.sort == "device":
        return [(name, said(one.name)) for name, one in hall.resources.items()]
    stock = rows_of(world_now(), "materials").values()
    return [(None, stock_name(row.fields)) for row in stock]
