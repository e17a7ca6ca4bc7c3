"""Judging a row before it enters a register: every column by its sort, and nobody's work overwritten unseen."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from signage.events import RegisterPut, RegisterRemoved
from signage.hall import Hall
from signage.incidents import Actor, Situation
from signage.permissions import permit
from signage.refused import Refused, unknown
from signage.registers import REGISTERS, ROWS_KEPT, Column, Register
from signage.words import both

ROW_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{1,23}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def put(
    hall: Hall, situation: Situation, actor: Actor, register: str, row: str, given: Mapping[str, str], seen: int | None
) -> list[RegisterPut]:
    """Raises :class:`Refused` with the column, or ``changed`` where somebody else was quicker."""
    table = REGISTERS.get(register)
    if table is None:
        raise unknown("register", register)
    permit(actor, "register-note" if table.everyone else "register")
    if not ROW_ID.fullmatch(row):
        raise Refused("bad-id", "id", both("编号无效，请刷新页面。", "Bad id; reload the page."))
    rows = situation.registers.get(register, {})
    known = rows.get(row)
    if (known.seq if known else None) != seen:
        words = both("此记录已被他人修改，请核对后重新保存。", "Somebody changed this row; look again, then save.")
        raise Refused("changed", None, words)
    if known is None and len(rows) >= ROWS_KEPT and register not in DATED:
        raise Refused("too-many", None, both("记录过多，请先删除旧记录。", "Too many rows; remove old ones first."))
    fields = judged(hall, table, given)
    return [] if known is not None and known.fields == fields else [RegisterPut(register, row, fields)]


DATED: Mapping[str, str] = {"roster": "day", "patrols": "day"}
"""Registers that grow with every day, and the column that says when: the oldest rows leave the situation."""


def remove(situation: Situation, actor: Actor, register: str, row: str) -> list[RegisterRemoved]:
    if register not in REGISTERS:
        raise unknown("register", register)
    permit(actor, "register")
    return [RegisterRemoved(register, row)] if row in situation.registers.get(register, {}) else []


def judged(hall: Hall, table: Register, given: Mapping[str, str]) -> dict[str, str]:
    """The row's fields as they will stand; empty ones are left out."""
    for name in given:
        if name not in table.column:
            raise unknown("column", name)
    found = {column.name: _judged(hall, column, given.get(column.name, "").strip()) for column in table.columns}
    return {name: text for name, text in found.items() if text}


def _judged(hall: Hall, column: Column, text: str) -> str:
    title = column.title
    if not text and column.required:
        raise Refused("missing", column.name, both(f"请填写{title['zh']}。", f"{title['en']} is missing."))
    if len(text) > column.longest:
        words = both(f"{title['zh']}最多 {column.longest} 字。", f"{title['en']}: {column.longest} characters at most.")
        raise Refused("too-long", column.name, words)
    if _CONTROL.search(text) or (text and not FITS[column.sort](hall, column, text)):
        raise Refused("bad-value", column.name, both(f"{title['zh']}填写有误。", f"{title['en']} is not valid."))
    return text


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and 2000 <= date.fromisoformat(text).year < 2200
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
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
}
