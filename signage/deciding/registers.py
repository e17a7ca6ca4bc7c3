"""Judging a row before it enters a register: every column by its sort, and nobody's work
overwritten unseen."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from signage.hall.model import Hall
from signage.language.amounts import clock, day, number
from signage.language.words import Message
from signage.rules.permissions import permit
from signage.rules.public_words import check_impersonal
from signage.rules.refusal import Refused, unknown
from signage.situation.events import RegisterPut, RegisterRemoved
from signage.situation.incidents import Actor, Situation
from signage.situation.registers import REGISTERS, ROWS_KEPT, Column, Register, stock_name

ROW_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{1,23}")
INCIDENT_ID = re.compile(r"[0-9]{8}-[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def put(
    hall: Hall,
    situation: Situation,
    actor: Actor,
    register: str,
    row: str,
    given: Mapping[str, str],
    seen: int | None,
) -> list[RegisterPut]:
    """Raises :class:`Refused` with the column, or ``changed`` where somebody else was quicker."""
    table = REGISTERS.get(register)
    if table is None:
        raise unknown("register", register)
    permit(actor, "register-note" if table.everyone else "register")
    if not ROW_ID.fullmatch(row):
        raise Refused("bad-id", "id", Message("registers.bad-id-reload-the-page"))
    rows = situation.registers.get(register, {})
    known = rows.get(row)
    # Also where the row was removed meanwhile; None is seen of a row that is new.
    if (known.seq if known else None) != seen:
        words = Message("registers.somebody-changed-row-look-again")
        raise Refused("changed", None, words)
    if known is None and len(rows) >= ROWS_KEPT and register not in DATED:
        raise Refused("too-many", None, Message("registers.too-many-rows-remove-old"))
    if table.fixed and known is not None:
        raise _fixed()
    fields = judged(hall, table, given)
    if known is not None and known.fields == fields:
        return []
    return [
        RegisterPut(register, row, fields),
        *(_moved(situation, fields) if register == "movements" else ()),
    ]


def _fixed() -> Refused:
    words = Message("registers.stays-as-record-another-makes")
    return Refused("fixed", None, words)


def _moved(situation: Situation, fields: Mapping[str, str]) -> list[RegisterPut]:
    """The stock after a movement, in the same step."""
    rows = situation.registers.get("materials", {})
    found = next(
        (name for name, row in rows.items() if stock_name(row.fields) == fields["material"]), None
    )
    if found is None:
        raise unknown("material", fields["material"])
    stock, count = int(rows[found].fields["count"]), int(fields["count"])
    # What is lost goes out like what is issued.
    left = stock + count if fields["way"] == "in" else stock - count
    if not 0 <= left < STOCK_END:
        words = Message("registers.there-are-correct-the-number", stock=stock)
        raise Refused("bad-value", "count", words)
    return [RegisterPut("materials", found, {**rows[found].fields, "count": str(left)})]


STOCK_END = 1_000_000
DATED: Mapping[str, str] = {
    "roster": "day",
    "patrols": "day",
    "movements": "day",
    "feedback": "day",
}
"""Registers that grow with every day, and the column that says when: the oldest rows leave the
situation."""


def remove(situation: Situation, actor: Actor, register: str, row: str) -> list[RegisterRemoved]:
    if register not in REGISTERS:
        raise unknown("register", register)
    permit(actor, "register")
    if REGISTERS[register].fixed:
        raise _fixed()
    return [RegisterRemoved(register, row)] if row in situation.registers.get(register, {}) else []


def judged(hall: Hall, table: Register, given: Mapping[str, str]) -> dict[str, str]:
    """The row's fields as they will stand; empty ones are left out."""
    for name in given:
        if name not in table.column:
            raise unknown("column", name)
    found = {
        column.name: _judged(hall, column, _meant(column, given.get(column.name, "")))
        for column in table.columns
    }
    for column in table.columns if table.impersonal else ():
        if column.sort == "text":
            check_impersonal(column.name, found[column.name])
    return {name: text for name, text in found.items() if text}


def _meant(column: Column, text: str) -> str:
    """Days, times and numbers in their one form; what is none is judged as it stands."""
    found = AS_MEANT[column.sort](text) if column.sort in AS_MEANT else None
    return text.strip() if found is None else str(found)


AS_MEANT: Mapping[str, Callable[[str], str | int | None]] = {
    "date": day,
    "time": clock,
    "number": number,
}


def _judged(hall: Hall, column: Column, text: str) -> str:
    title = column.title
    if not text and column.required:
        raise Refused("missing", column.name, Message("registers.is-missing", title=title))
    if len(text) > column.longest:
        words = Message("registers.characters-at-most", title=title, longest=column.longest)
        raise Refused("too-long", column.name, words)
    if _CONTROL.search(text) or (text and not FITS[column.sort](hall, column, text)):
        raise Refused("bad-value", column.name, Message("registers.is-not-valid", title=title))
    return text


def _is_day(text: str) -> bool:
    try:
        return (
            # Since 3.11 Python reads 20261128 and 2026-W48-6 too; rows are compared as text.
            date.fromisoformat(text).isoformat() == text
            and 2000 <= date.fromisoformat(text).year < 2200
        )
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        # 0900, 09:00:30 and an offset are read as well.
        return time.fromisoformat(text).strftime("%H:%M") == text
    except ValueError:
        return False


FITS: Mapping[str, Callable[[Hall, Column, str], bool]] = {
    "text": lambda hall, column, text: True,
    "date": lambda hall, column, text: _is_day(text),
    "time": lambda hall, column, text: _is_time(text),
    "phone": lambda hall, column, text: _PHONE.fullmatch(text) is not None,
    "number": lambda hall, column, text: text.isascii() and text.isdecimal() and len(text) < 7,
    "choice": lambda hall, column, text: text in column.choices,
    "device": lambda hall, column, text: text in hall.resources,
    "target": lambda hall, column, text: hall.knows(text),
    "incident": lambda hall, column, text: INCIDENT_ID.fullmatch(text) is not None,
    "material": lambda hall, column, text: True,
}
