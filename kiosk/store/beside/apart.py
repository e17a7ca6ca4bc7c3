"""What must outlive the log: who may act, and the last good content, each in a small file beside
it.

``hall.access.json`` holds hashes of PINs and tokens, enrolled tablets, paired screens and ended sign-ins; it is
written anew after every change. What signs is apart from both (:mod:`kiosk.store.beside.keys`).
``hall.content`` is the digest of the last good content in its first line, its documents in the
second. Neither says anything of taxpayers.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kiosk.store.files import read_text, replaced

ACCESS: Final = "hall.access.json"
CONTENT: Final = "hall.content"
TABLES: Final = {"staff": 5, "tokens": 5, "devices": 5, "ended": 2, "screens": 10}
"""Each table with the number of its columns."""
LATER: Final = frozenset({"screens"})
"""Tables that files of earlier programs lack."""
FACTS: Final = frozenset({"cookies", "simulators", "content_directory", "open_screens"})
FORMER: Final = "former"
"""In place of screens that report unpaired: those of before, not yet named."""

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Access:
    facts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Rows] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps({"facts": self.facts, **self.tables}, ensure_ascii=False) + "\n"


def access_in(database: sqlite3.Connection) -> Access:
    """What the log's database knows of them."""
    facts = {
        name: value
        for name, value in database.execute("SELECT name, value FROM facts")
        if name in FACTS
    }
    rows = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608  # our names
    return Access(facts, rows)


def put_access(database: sqlite3.Connection, access: Access) -> None:
    """Make the database know these and nobody else."""
    for table, rows in access.tables.items():
        database.execute(f"DELETE FROM {table}")  # noqa: S608  # our names
        marks = ",".join("?" * TABLES[table])
        database.executemany(f"INSERT INTO {table} VALUES({marks})", rows)  # our names
    database.executemany("INSERT OR REPLACE INTO facts VALUES(?,?)", access.facts.items())


def read_access(directory: Path) -> Access | None:
    """None where there is no such file, or one that cannot be read."""
    try:
        said: Any = json.loads(read_text(directory / ACCESS) or "")
        facts = {str(name): str(value) for name, value in said["facts"].items()}
        if "screens" not in said:
            # Of a hall that was at work before there was pairing: it goes on, log or no log.
            facts.setdefault("open_screens", FORMER)
        said = {name: [] for name in LATER} | said
        tables = {name: [_row(row, width) for row in said[name]] for name, width in TABLES.items()}
        return Access(facts, tables)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _row(row: Any, width: int) -> tuple[Any, ...]:
    if len(row) != width:
        raise ValueError(f"{len(row)} columns instead of {width}")
    return tuple(row)


def write_access(directory: Path, access: Access) -> None:
    """Raises OSError."""
    text = access.to_json()
    if text != read_text(directory / ACCESS):
        replaced(directory / ACCESS, text)


def read_content(directory: Path) -> tuple[str, str] | None:
    """Digest and text of the content kept beside the log."""
    digest, _, text = (read_text(directory / CONTENT) or "").partition("\n")
    return (digest, text.rstrip("\n")) if text else None


def write_content(directory: Path, digest: str, text: str) -> None:
    """Raises OSError."""
    kept = read_content(directory)
    if kept is None or kept != (digest, text):
        replaced(directory / CONTENT, f"{digest}\n{text}\n")
