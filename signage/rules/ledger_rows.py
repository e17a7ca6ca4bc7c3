"""A row of the ledger, with what may be written down about a person and nothing more. It never enters an event."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from signage.language.mistake import plain
from signage.language.words import Words, both
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
    Column("business", both("业务类型", "Business"), 40, True),
    Column("unit", both("单位名称或证件号后4位", "Unit, or last 4 of the ID"), 60, True),
    Column("surname", both("姓氏", "Surname"), 10, True),
    Column("phone", both("联系电话", "Phone"), 24, True),
    Column("papers", both("资料份数", "Papers"), 3, True),
    Column("place", both("存放位置", "Where kept"), 40, True),
    Column("window", both("窗口", "Window"), 40, True),
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
        raise Refused("bad-phone", "phone", both("电话应为 7 至 15 位数字。", "A phone has 7 to 15 digits."))
    for name in ("unit", "surname", "business", "place"):
        if _IDENTITY.search(row[name].replace(" ", "")):
            words = both("请勿登记完整证件号或电话，证件号只填后 4 位。", "No full ID or phone here: last 4 digits.")
            raise Refused("too-much", name, words)
    if not (row["papers"].isascii() and row["papers"].isdecimal()):
        raise Refused("bad-papers", "papers", both("资料份数应为数字。", "Papers: write a number."))
    if row["window"] not in windows:
        raise Refused("unknown-window", "window", both("没有这个窗口。", "There is no such window."))
    return Kept(
        row["business"], row["unit"], row["surname"], row["phone"], int(row["papers"]), row["place"], row["window"]
    )


def _text(column: Column, value: str) -> str:
    text, title = value.strip(), column.title
    if column.required and not text:
        raise Refused("missing", column.name, both(f"请填写{title['zh']}。", f"{title['en']} is missing."))
    if len(text) > column.longest:
        words = both(f"{title['zh']}最多 {column.longest} 字。", f"{title['en']}: {column.longest} characters at most.")
        raise Refused("too-long", column.name, words)
    if _CONTROL.search(text):
        raise Refused("bad-text", column.name, both("内容含有控制字符，请删除。", "Control characters: remove them."))
    return text
