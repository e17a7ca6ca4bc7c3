"""Numbers and names of persons, as people type them: what a text that others will read must not
hold.

Found through NFKC (full-width and ringed digits), invisible characters, Chinese numerals, and
whatever people put between digits. Numbers the hall itself gives out (12366, its own telephone) are
handed in as ``known`` and stay.

2026-11-28 · Patterns, not a model: they must hold on a tablet in a fire, be explained to whoever is
refused, and run in a fold. They know the forms of numbers and, of names, what a surname with a
title, a label or a usual given name tells; a rare bare name passes. That is why a danger's cause is
not public at all, however harmless it reads.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from signage.language.letters import mended
from signage.language.personal_names import names
from signage.language.words import Message, Words, say

Sort = Literal["phone", "identity", "card", "plate", "account", "person"]
BLANKS: Mapping[Sort, Words] = {
    "phone": Message("personal.phone-left-out"), "identity": Message("personal.identity-left-out"),
    "card": Message("personal.card-left-out"), "plate": Message("personal.plate-left-out"),
    "account": Message("personal.account-left-out"), "person": Message("personal.name-left-out"),
}  # fmt: skip
"""What stands in a masked text instead: in the first language, as the log keeps it."""


class Found(NamedTuple):
    """Where in a text, and as it was typed there."""

    sort: Sort
    start: int
    end: int
    text: str


class _Read(NamedTuple):
    """A text as patterns read it; ``origin[i]`` is where its letter ``i`` stands in what was
    typed."""

    text: str
    origin: tuple[int, ...]


# 幺 is how a 1 is said in telephone numbers.
NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")


@lru_cache(maxsize=4096)
def _letters(typed: str) -> str:
    """What one typed letter is read as, perhaps nothing; digits of every alphabet are digits."""
    # Invisible and combining letters are nothing, or one between two digits hides a number.
    if unicodedata.category(typed) in ("Cf", "Mn"):
        return ""
    # NFKC folds widths and rings, decimal() the digits of other alphabets.
    return "".join(
        str(unicodedata.decimal(letter, letter)) for letter in unicodedata.normalize("NFKC", typed)
    )


def _read(text: str) -> _Read:
    read = [_letters(typed) for typed in text]
    # One typed letter may be read as several or none, so each place keeps where it came from.
    origin = [at for at, letters in enumerate(read) for _ in letters]
    return _Read("".join(read), (*origin, len(text)))


# ---------------------------------------------------------------- numbers

GAP = r"[^\w\n]|_"
LOOSE = re.compile(r"[\s\-‐-―./()\[\]{}·•…_+*~#|\\'\"\u3000【】《》「」]*")
"""Between any digits of one number. A comma, colon or 、 stands between numbers: there the grouping
must tell."""
_RUN = re.compile(rf"\d(?:(?:{GAP}){{0,4}}\d)*(?:(?:{GAP}){{0,2}}[Xx](?![A-Za-z0-9]))?")
_GROUP = re.compile(r"\d+[Xx]?|[Xx]")
LONGEST = 21
"""Digits of the longest number looked for, with its country's code."""
_MOBILE, _FIXED = r"(?:(?:00)?86)?1[3-9]\d{9}", r"(?:(?:00)?86)?0[1-9]\d{1,2}\d{7,8}"
_BORN = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]"
_OLD = r"[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}"
WHOLE: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("phone", re.compile(f"{_MOBILE}|{_FIXED}")),
    ("identity", re.compile(rf"\d{{17}}[\dXx]|{_OLD}")),
    ("card", re.compile(r"[3-69]\d{15,18}")),
)
"""Of digits that stand together or are grouped as such numbers are."""
SPREAD: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("phone", re.compile(_MOBILE)),
    ("identity", re.compile(_BORN)),
)
"""Of digits in any other grouping: dates and numbers of windows stand beside one another too."""
EVEN: tuple[tuple[Sort, re.Pattern[str]], ...] = (("card", re.compile(r"6\d{15,18}")),)
"""Of digits in any other grouping with the same gap everywhere."""
# As people group such numbers; any other grouping has to pass SPREAD or EVEN.
GROUPINGS = frozenset({
    (11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 7), (5, 6), (2, 11), (2, 3, 4, 4), (3, 7), (4, 8), (3, 4, 3),
    (4, 4, 4), (4, 3, 4), (18,), (6, 8, 4), (6, 4, 4, 4), (6, 12), (14, 4), (6, 4, 2, 2, 4), (15,), (6, 6, 3), (16,),
    (4, 4, 4, 4), (17,), (19,), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 13), (10,), (12,), (13,), (14,),
    (17, 1), (6, 8, 3, 1), (6, 11, 1), (2, 3, 8), (2, 2, 4, 4), (2, 2, 8), (3, 3, 4, 4), (2, 3, 7),
})  # fmt: skip


def _numbers(read: str) -> Iterator[tuple[Sort, int, int]]:
    for run in _RUN.finditer(read.translate(NUMERALS)):
        groups = [(group[0], run.start() + group.start(), run.start() + group.end()) for group in
                  _GROUP.finditer(run[0])]  # fmt: skip
        reached = -1
        for first in range(len(groups)):
            # One that begins within another and ends beyond it counts too: of two side by side
            # neither leaves an end.
            hit = _longest(read, groups, first)
            if hit and hit[1] > reached:
                sort, reached = hit
                yield sort, groups[first][1], groups[reached][2]


def _longest(read: str, groups: list[tuple[str, int, int]], first: int) -> tuple[Sort, int] | None:
    """The longest number that begins with this group, and its last group."""
    found: tuple[Sort, int] | None = None
    digits, gaps = "", list[str]()
    for last in range(first, len(groups)):
        digits += groups[last][0]
        if len(digits) > LONGEST:
            break
        gaps += [read[groups[last - 1][2] : groups[last][1]]] if last > first else []
        sort = _sort(digits, tuple(len(group[0]) for group in groups[first : last + 1]), gaps)
        # The longest that is a number too: 86 before a mobile belongs to it.
        found = (sort, last) if sort else found
    return found


def _sort(digits: str, grouping: tuple[int, ...], gaps: list[str]) -> Sort | None:
    # All ones: a number spelt out digit by digit.
    if grouping in GROUPINGS or set(grouping) == {1}:
        return _of(WHOLE, digits)
    # Groups of one or two digits are dates and times.
    if max(grouping) <= 2 or not all(map(LOOSE.fullmatch, gaps)):
        return None
    return _of(SPREAD, digits) or (_of(EVEN, digits) if len(set(gaps)) == 1 else None)


def _of(patterns: tuple[tuple[Sort, re.Pattern[str]], ...], digits: str) -> Sort | None:
    return next((sort for sort, pattern in patterns if pattern.fullmatch(digits)), None)


# ---------------------------------------------------------------- what letters stand in

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
MARKED: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("plate", re.compile(
        rf"[{_PROVINCES}]\s?[A-Za-z][\s·.\-•_]{{0,2}}(?=[A-Za-z\s]*\d)[A-Za-z0-9](?:\s?[A-Za-z0-9]){{3,4}}"
        r"\s?[A-Za-z0-9挂学警港澳](?![A-Za-z0-9])")),
    ("identity", re.compile(r"(?<![A-Za-z0-9])(?:[EGege][A-Za-z]?|[HMhmPDSpds])\s?\d{7,10}(?![A-Za-z0-9])")),
    ("account", re.compile(
        r"(?:微信号?|QQ|Q群|wx|WX|[Vv]信)(?:号码?)?[\s:：是为]{0,3}[A-Za-z0-9][A-Za-z0-9_-]{4,19}", re.IGNORECASE)),
    ("account", re.compile(r"[A-Za-z0-9._%+-]+@(?![A-Za-z0-9.-]*gov\.cn)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    ("phone", re.compile(
        r"(?:电话|手机|座机|固话|联系方式|[Tt]el|TEL|[Pp]hone)(?:号码?)?[\s:：.是为]{0,3}"
        r"([2-8]\d{2,3}[\s-]?\d{4})(?!\d)")),
)  # fmt: skip


def found(text: str, known: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """Everything personal in a text, in its order; nothing twice. ``known``: digits of numbers that
    are no person's."""
    return _found(text, known) if text else ()


@lru_cache(maxsize=512)
def _found(text: str, known: frozenset[str]) -> tuple[Found, ...]:
    read = _read(text)
    hits: list[tuple[Sort, int, int]] = [*_numbers(read.text)]
    for sort, pattern in MARKED:
        # A pattern with a group hides the number alone; the word before it stays readable.
        hits += [(sort, *hit.span(hit.lastindex or 0)) for hit in pattern.finditer(read.text)]
    hits += [("person", start, end) for start, end in names(read.text)]
    # By the last letter read: origin[b] lies behind letters that were read as nothing.
    placed = [Found(sort, read.origin[a], read.origin[b - 1] + 1, "") for sort, a, b in hits]
    kept = [one._replace(text=text[one.start : one.end]) for one in placed]
    return tuple(
        _apart(
            text, [one for one in kept if one.sort == "person" or digits_of(one.text) not in known]
        )
    )


def _apart(text: str, hits: list[Found]) -> list[Found]:
    """Each stretch once: what overlaps is one, or a mask would leave the end of the second
    behind."""
    apart: list[Found] = []
    # Of those that begin together the longest first.
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if apart and hit.start < apart[-1].end:
            first = apart.pop()
            end = max(first.end, hit.end)
            hit = first._replace(end=end, text=text[first.start : end])
        apart.append(hit)
    return apart


def digits_of(text: str) -> str:
    """The digits of a number however it is written."""
    return "".join(letter for letter in _read(text).text.translate(NUMERALS) if letter.isdecimal())


def masked(text: str, known: frozenset[str] = frozenset()) -> str:
    """The text without what is personal in it, and without letters that no text holds; a masked
    text stays as it is."""
    text = mended(text)
    hits = found(text, known)
    parts, at = [], 0
    for hit in hits:
        parts += [text[at : hit.start], say(BLANKS[hit.sort])]
        at = hit.end
    return "".join((*parts, text[at:]))
