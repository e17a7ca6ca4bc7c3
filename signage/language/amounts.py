"""Numbers, days and times as people type them into a form: full-width digits, a unit behind,
2026/11/24, 9点半."""

import re
from datetime import date, time

from signage.language.mistake import plain

# 个人 before 人, or 3个人 would leave 3个.
UNITS = ("个人", "分钟", "人", "份", "个", "件", "次", "套", "天", "分", "min", "m")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.时点](\d{2})分?|[时点](半|整|)|:(\d{2}):\d{2})", re.ASCII)
LONGEST = 9
"""Digits; a longer number counts nothing in a hall."""


def number(text: str) -> int | None:
    """None where it is none; never negative."""
    bare = plain(text)
    unit = next((unit for unit in UNITS if bare.endswith(unit)), "")
    bare = bare.removesuffix(unit).strip()
    # ASCII as well: isdecimal and int() take the digits of every alphabet.
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= LONGEST else None


def day(text: str) -> str | None:
    """As ISO 8601."""
    found = _DAY.fullmatch("".join(plain(text).split()))
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def clock(text: str) -> str | None:
    """As 09:30, of the day's 24 hours."""
    found = _CLOCK.fullmatch("".join(plain(text).split()))
    if found is None:
        return None
    minutes = found[2] or found[4] or ("30" if found[3] == "半" else "00")
    try:
        return f"{time(int(found[1]), int(minutes)):%H:%M}"
    except ValueError:
        return None
