"""A row of the ledger, with what may be written down about a person and nothing more. It never
enters an event."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from signage.language.mistake import plain
from signage.language.words import Message, Words
from signage.rules.refusal import Refused

ROWS_MAX = 500
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_IDENTITY = re.compile(r"[0-9]{12}|[0-9]{6}[0-9A-Z]{11,12}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Column(NamedTuple):
    name: str
    title: Words
    longest: int
    required: bool


COLUMNS = (
    Column("business", Message("ledger-rows.business"), 40, True),
    Column("unit", Message("ledger-rows.unit-or-last-4-id"), 60, True),
    Column("surname", Message("ledger-rows.surname"), 10, True),
    Column("phone", Message("ledger-rows.phone"), 24, True),
    Column("papers", Message("ledger-rows.papers"), 3, True),
    Column("place", Message("ledger-rows.where-kept"), 40, True),
    Column("window", Message("ledger-rows.window"), 40, True),
)
"""What is registered of a person, and nothing more (PIPL Art. 6)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a window kept, with how to reach the person. Never part of an event."""

    business: str
    unit: str
    surname: str
    phone: str
    papers: int
    place: str
    window: str


def kept(given: Mapping[str, str], windows: frozenset[str]) -> Kept:
    """A row that may be stored. Raises :class:`Refused` naming the column."""
    row = {column.name: _text(column, given.get(column.name, "")) for column in COLUMNS}
    row["phone"] = re.sub(r"[\s\-‐-―.·()]", "", unicodedata.normalize("NFKC", row["phone"]))
    row["papers"] = plain(row["papers"]).removesuffix("份").strip()
    row["window"] = plain(row["window"])
    if not _PHONE.fullmatch(row["phone"]):
        raise Refused("bad-phone", "phone", Message("ledger-rows.phone-7-15-digits"))
    for name in ("unit", "surname", "business", "place"):
        # Twelve digits as well: with the blanks out, a telephone number behind another is one too.
        if _IDENTITY.search(row[name].replace(" ", "")):
            words = Message("ledger-rows.no-full-id-or-phone")
            raise Refused("too-much", name, words)
    if not (row["papers"].isascii() and row["papers"].isdecimal()):
        raise Refused("bad-papers", "papers", Message("ledger-rows.papers-write-a-number"))
    if row["window"] not in windows:
        raise Refused("unknown-window", "window", Message("ledger-rows.there-is-no-such-window"))
    return Kept(
        row["business"],
        row["unit"],
        row["surname"],
        row["phone"],
        int(row["papers"]),
        row["place"],
        row["window"],
    )


def _text(column: Column, value: str) -> str:
    text, title = value.strip(), column.title
    if column.required and not text:
        raise Refused("missing", column.name, Message("ledger-rows.is-missing", title=title))
    if len(text) > column.longest:
        words = Message("ledger-rows.characters-at-most", title=title, longest=column.longest)
        raise Refused("too-long", column.name, words)
    if _CONTROL.search(text):
        raise Refused(
            "bad-text", column.name, Message("ledger-rows.control-characters-remove-them")
        )
    return text
