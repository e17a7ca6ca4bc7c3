"""Tables as people's spreadsheets save and open them: CSV in and out.

A Chinese Excel saves GB18030 or UTF-16 with tabs, writes 2026/11/28 9:30 for a time, keeps
full-width digits that somebody typed, and adds empty columns at the end. All of it is read as it
was meant; what is not names its cell.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from signage.language.letters import mended
from signage.language.words import Message, Words, say

FORMULA = tuple("=+-@\t\r＝＋－＠")  # full-width forms start a formula too
UNSEEN = ("Cc", "Cf")
DELIMITERS = ",;\t，；"
TIMES = tuple(
    f"{day} {clock}"
    for day in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
    for clock in ("%H:%M", "%H:%M:%S")
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """No table; the words say what to save instead."""

    def __init__(self, words: Words) -> None:
        super().__init__(say(words))
        self.words = words


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: number of the line in the file, the header being 1, and its cells by the header's
    names."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def safe(text: str) -> str:
    """A cell no spreadsheet takes for a formula; :func:`bare` gives the text back."""
    return f"'{text}" if _calculates(text) else text


def bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _calculates(cell[1:]) else cell


def _calculates(text: str) -> bool:
    """Spreadsheets drop blanks, line breaks and what cannot be seen before they look for a
    formula."""
    for letter in text:
        if letter in FORMULA:
            return True
        if not (letter == "'" or letter.isspace() or unicodedata.category(letter) in UNSEEN):
            return False
    return False


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([safe(mended(cell)) for cell in row] for row in (header, *rows))
    return out.getvalue().encode("utf-8-sig")


def read_table(data: bytes) -> Table:
    """Raises :class:`Unreadable` with the cell where one is at fault."""
    text = _decoded(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable(Message("spreadsheet.quotes-do-not-pair-up")) from error
    if not lines:
        raise Unreadable(Message("spreadsheet.file-is-empty"))
    lines = [[mended(cell) for cell in line] for line in lines]
    header = [bare(cell.strip()) for cell in lines[0]]
    while header and not header[-1]:
        header.pop()
    names = [name for name in header if name]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(Message("spreadsheet.two-columns-of-one-name", name=twice))
    rows = [
        (number, cells)
        # Rows as a spreadsheet numbers them, not lines of the file: a cell may hold line breaks.
        for number, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    return Table(
        tuple(header), tuple((number, _named(header, number, cells)) for number, cells in rows)
    )


def _named(header: Sequence[str], number: int, cells: Sequence[str]) -> dict[str, str]:
    for at, cell in enumerate(cells):
        if cell.strip() and (at >= len(header) or not header[at]):
            raise Unreadable(
                Message("spreadsheet.column-has-no-name", cell=f"{column(at)}{number}")
            )
    return {name: bare(cell) for name, cell in zip(header, cells, strict=False) if name}


def column(at: int) -> str:
    """What a spreadsheet calls its column ``at``, counted from 0: A … Z, AA …"""
    name = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def plain(cell: str) -> str:
    """Full-width digits, letters, colons and slashes as half-width ones (NFKC), without spaces
    around them."""
    return unicodedata.normalize("NFKC", cell).strip()


def moment(cell: str) -> datetime | None:
    """A day and a time of day as spreadsheets and people write them, without a time zone; None
    where it is none."""
    text = " ".join(plain(cell).replace("T", " ").split())
    for form in TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def _decoded(data: bytes) -> str:
    if data.startswith(UTF16):
        guesses: tuple[str, ...] = ("utf-16",)
    else:
        # What a Chinese Excel saves comes last: nearly anything can be read as gb18030.
        guesses = ("utf-8-sig", "gb18030")
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-16 without its mark looks like text with nothing between the letters.
        if "\0" not in text:
            return text
    raise Unreadable(Message("spreadsheet.encoding-cannot-be-told"))
