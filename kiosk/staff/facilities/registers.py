"""The hall's registers: a table, a form, a file. What is due of them is on the console's front
page."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require, staff_required
from kiosk.serving.services import services
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.shell.fields import Field, fields
from kiosk.staff.shell.further import linked_from
from kiosk.staff.shell.page import answer, page, world_now
from kiosk.staff.shell.submit import Fault, seen_in, submit, who
from kiosk.wording.declared import Declared, values_of
from kiosk.wording.page_words import said
from kiosk.wording.spreadsheet import to_csv
from signage.hall.short_names import short_name
from signage.language.words import Message, Words
from signage.records.due_in_hall import Standing, on_duty, rows_of, standing
from signage.rules.permissions import IN_THE_HALL
from signage.situation.commands import PutRegister, RemoveRegister
from signage.situation.registers import REGISTERS, Column, Register, Row

NARROW = 7
"""Columns a table has room for; a register with more is shown as a list."""
LINKED = frozenset({"incident", "device", "target"})
"""Sorts of columns that a link to the form fills in."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``report`` is the number of the incident it is about."""

    title: Words
    text: str
    report: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    id: str
    cells: tuple[Cell, ...]
    derived: Cell | None

    @property
    def filled(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.text)


@dataclass(frozen=True, slots=True)
class RegisterTile:
    name: str
    title: Words
    rows: int


@dataclass(frozen=True, slots=True)
class Registers:
    registers: tuple[RegisterTile, ...]
    owed: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class OneRegister:
    """``wide``: with too many columns for a table. ``duty``: who is on duty, of the roster."""

    table: Register
    rows: tuple[RegisterRow, ...]
    wide: bool
    id: str
    seen: str
    fields: tuple[Field, ...]
    duty: tuple[Words, ...] | None
    may_put: bool
    may_remove: bool


DECLARED: Final[Declared] = {
    "staff/facilities/registers.html": (Registers,),
    "staff/facilities/register.html": (OneRegister,),
}
remover_required = require(*IN_THE_HALL["register"])


def _table(name: str) -> Register:
    return REGISTERS.get(name) or abort(404)


def _rows(name: str) -> list[tuple[str, Row]]:
    """Dated ones newest first, others by what stands in the first column."""
    table = _table(name)
    first = table.columns[0]
    dated = next(
        (column.name for column in table.columns if column.sort == "date" and column.required), None
    )
    found = list(rows_of(world_now(), name).items())
    return sorted(
        found,
        key=lambda pair: pair[1].fields.get(dated or first.name, ""),
        reverse=dated is not None,
    )


def _register(
    table: Register, given: Mapping[str, str] | None = None, fault: Fault | None = None
) -> tuple[str, int]:
    rows, actor = _rows(table.name), who()
    chosen = dict(rows).get(request.args.get("row", ""))
    if given is None:
        today = f"{services().board.view.content.hall.local(services().clock()):%Y-%m-%d}"
        fresh = {
            column.name: today
            for column in table.columns
            if column.sort == "date" and column.required
        }
        fresh |= {
            column.name: next(iter(column.choices))
            for column in table.columns
            if column.name == "state"
        }
        about = {
            c.name: request.args.get(c.name, "")
            for c in table.columns
            if c.sort in ("incident", "device", "target")
        }
        given = {
            **(chosen.fields if chosen else {**fresh, **about}),
            # Given out with the empty form: sent twice, it is one row.
            "id": request.args["row"] if chosen else f"r{secrets.token_hex(6)}",
            "seen": str(chosen.seq) if chosen else "",
        }
    return answer(
        "staff/facilities/register.html", actor, fault, **values_of(OneRegister(
            table, tuple(_shown(table, *row) for row in rows), len(table.columns) > NARROW, given.get("id", ""),
            given.get("seen", ""), fields(table, given, fault.field if fault else None),
            tuple(_on_duty(table)) if table.name == "roster" else None,
            actor.role in IN_THE_HALL["register-note" if table.everyone else "register"],
            actor.role in IN_THE_HALL["register"],
        )),
    )  # fmt: skip


def _shown(table: Register, name: str, row: Row) -> RegisterRow:
    cells = tuple(_cell(column, row.fields.get(column.name, "")) for column in table.columns)
    derived = table.derived and Cell(table.derived.title, said(table.derived.of(row.fields)))
    return RegisterRow(name, cells, derived)


def _cell(column: Column, value: str) -> Cell:
    hall = services().board.view.content.hall
    if value in column.choices:
        return Cell(column.title, said(column.choices[value]))
    if column.sort in ("device", "target") and value and hall.knows(value):
        return Cell(column.title, said(short_name(hall, value)))
    return Cell(column.title, value, value if column.sort == "incident" else "")


def _on_duty(roster: Register) -> list[Words]:
    """Who is on duty now, each with the duty."""
    duties = roster.column["duty"].choices
    rows = [row.fields for row in on_duty(world_now())]
    return [
        Message("registers.person-and-duty", name=row["name"], duty=duties[row["duty"]])
        for row in rows
    ]


@blueprint.get("/facilities/registers")
@linked_from("/facilities", Message("home.registers-2"), blueprint)
@staff_required
def registers() -> str:
    world = world_now()
    tiles = [
        RegisterTile(name, table.title, len(rows_of(world, name)))
        for name, table in REGISTERS.items()
    ]
    return page(
        "staff/facilities/registers.html",
        who(),
        **values_of(Registers(tuple(tiles), tuple(standing(world)))),
    )


@blueprint.get("/facilities/registers/<name>")
@staff_required
def register(name: str) -> ResponseReturnValue:
    return _register(_table(name))


@blueprint.post("/facilities/registers/<name>")
@staff_required
def put_row(name: str) -> ResponseReturnValue:
    table, form = _table(name), request.form
    typed = {column.name: form.get(column.name, "") for column in table.columns}
    command = PutRegister(name, form.get("id", ""), typed, seen_in(form))
    return submit(
        command, f"/facilities/registers/{name}", lambda fault: _register(table, form, fault)
    )


@blueprint.post("/facilities/registers/<name>/remove")
@remover_required
def remove_row(name: str) -> ResponseReturnValue:
    table, command = _table(name), RemoveRegister(name, request.form.get("id", ""))
    return submit(
        command, f"/facilities/registers/{name}", lambda fault: _register(table, fault=fault)
    )


@blueprint.get("/facilities/registers/<name>.csv")
@staff_required
def register_csv(name: str) -> Response:
    table = _table(name)
    rows = [
        [said(column.choices[text]) if (text := row.fields.get(column.name, "")) in column.choices else text
         for column in table.columns] + ([said(table.derived.of(row.fields))] if table.derived else [])
        for _, row in _rows(name)
    ]  # fmt: skip
    titles = [column.title for column in table.columns] + (
        [table.derived.title] if table.derived else []
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{table.name}.csv"',
        "Cache-Control": "no-store",
    }
    data = to_csv([said(title) for title in titles], rows)
    return Response(data, mimetype="text/csv", headers=headers)
