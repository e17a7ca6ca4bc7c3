"""Numbers as people say them: 5号窗口 is 五号窗口, 14:30 十四点三十分, 12366 figure by figure.

The words are in the catalogues, how they stand together in :data:`COUNTED`; a language without
either keeps its figures, and its engine says them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from signage.language.words import Message

UNITS, TENS, HUNDRED = (
    Message("spoken.units"),
    Message("spoken.tens"),
    Message("spoken.hundred"),
)
FIGURES: Final = Message("spoken.figures")
"""From zero to nine as they are said one by one, of a telephone number."""
OF_METRES = Message("spoken.of-metres")
"""How a text writes the unit behind a number."""
CALLED: Final = frozenset({"110", "119", "120", "122"})
"""Numbers to call, said figure by figure."""
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_DIGITS = re.compile(r"\d+")

Counted = Callable[[int, Sequence[str], Sequence[str], str], str]
"""A number from 0 to 999, of units, tens and the word for a hundred."""


def _decimal(number: int, units: Sequence[str], tens: Sequence[str], hundred: str) -> str:
    """二百零五, 一百一十二, 十二."""
    many, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    head = units[many] + hundred if many else ""
    middle = units[ten] + tens[0] if ten > 1 or (ten and many) else tens[0] if ten else ""
    between = units[0] if many and not ten and one else ""
    last = units[one] if one or not number else ""
    return head + middle + between + last


def _by_twenties(number: int, units: Sequence[str], tens: Sequence[str], hundred: str) -> str:
    """Two hundred five, one hundred twelve, twenty-five."""
    many, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    small = (
        units[rest]
        if rest < len(units)
        else "-".join([tens[ten - 2], *([units[one]] if one else [])])
    )
    head = f"{units[many]} {hundred}" if many else ""
    return " ".join(filter(None, (head, small if rest or not many else "")))


APART: Final[Mapping[str, str]] = {"zh": ""}
"""Between two figures, where it is no blank."""
COUNTED: Final[Mapping[str, Counted]] = {"zh": _decimal, "en": _by_twenties}


def in_words(text: str, lang: str) -> str:
    """The text with every number in it as words of ``lang``."""
    if lang not in COUNTED or lang not in UNITS:
        return text
    text = _TIME.sub(lambda found: _time(int(found[1]), int(found[2]), lang), text)
    far = re.compile(rf"(\d+)\s*{re.escape(OF_METRES[lang])}(?![a-z])")
    text = far.sub(
        lambda found: Message("spoken.so-many-metres", number=_count(found[1], lang))[lang], text
    )
    return _DIGITS.sub(lambda found: _said(found[0], lang), text)


def _time(hour: int, minute: int, lang: str) -> str:
    if not minute:
        return Message("spoken.full-hour", hour=_count(str(hour), lang))[lang]
    shown = (
        _count(str(minute), lang)
        if minute > 9
        else Message("spoken.few-minutes", minute=_count(str(minute), lang))[lang]
    )
    return Message("spoken.time", hour=_count(str(hour), lang), minute=shown)[lang]


def _said(digits: str, lang: str) -> str:
    """What begins with a nought, has four figures or is called is no amount."""
    if len(digits) > 3 or digits in CALLED or (digits[0] == "0" and len(digits) > 1):
        figures = FIGURES[lang].split()
        return APART.get(lang, " ").join(figures[int(digit)] for digit in digits)
    return _count(digits, lang)


def _count(digits: str, lang: str) -> str:
    if len(digits) > 3:
        return _said(digits, lang)
    words = COUNTED[lang]
    return words(int(digits), UNITS[lang].split(), TENS[lang].split(), HUNDRED[lang])
