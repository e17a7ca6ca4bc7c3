"""Finding a place by what people call it: name, synonym, number, service, or the initials of its
pinyin (导税台 = dst).

Initials come from pypinyin with its phrases, so that 会计 is KJ and 银行 YH: a character alone does not
know how it is said. Where it is wrong, write the initials among the place's aliases.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from signage.floorplan.plan import Plan
from signage.hall.model import Exit, Hall, Machine, Place, Zone
from signage.hall.short_names import window_name
from signage.language.words import Words

_DIGITS = "零一二三四五六七八九"
_COUNTED = re.compile("[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_ORDINAL = re.compile(rf"({_COUNTED.pattern})(?=号|$)")


@dataclass(frozen=True, slots=True)
class Findable:
    """A place with everything it is called: ``names`` proper, ``aliases``, and ``topics`` it is
    looked for by."""

    id: str
    words: Words
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """dst for 导税台; letters and digits stay, everything else goes."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 0.2 s, which no start waits for

    first = "".join(lazy_pinyin(_plain(text), style=Style.FIRST_LETTER, errors="default"))
    return "".join(letter for letter in first if letter.isascii() and letter.isalnum())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _counted(text: str) -> str:
    """五号窗口 → 5号窗口, 十二号 → 12号."""

    def number(match: re.Match[str]) -> str:
        # 十, 十二, 二十: what stands before 十 may be missing, and what stands behind it.
        tens, ten, ones = match[1].rpartition("十")
        value = (_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
        return str(value + (_DIGITS.index(ones) if ones else 0))

    return _ORDINAL.sub(number, text)


def findables(hall: Hall, plan: Plan) -> tuple[Findable, ...]:
    """Everything the hall describes and the plan can lead to, in the hall's order."""
    found = []
    for window in hall.windows:
        services = [hall.service[s] for s in window.services if s in hall.service]
        topics = [word for s in services for word in (*s.name.values(), *s.keywords)]
        names = (*window_name(window.number).values(), str(window.number), f"{window.number}号")
        found.append(
            Findable(
                window.id,
                window_name(window.number),
                names,
                tuple(window.name.values()),
                tuple(topics),
            )
        )
    others: tuple[Machine | Place | Exit | Zone, ...] = (
        *hall.machines,
        *hall.places,
        *hall.exits,
        *hall.zones,
    )
    for thing in others:
        found.append(Findable(thing.id, thing.name, tuple(thing.name.values())))
    drawn = {**plan.spot, **plan.exit, **plan.area}
    return tuple(_with_aliases(plan, entry) for entry in found if entry.id in drawn)


def _with_aliases(plan: Plan, entry: Findable) -> Findable:
    spot = plan.spot.get(entry.id)
    more = spot.aliases if spot is not None else ()
    return Findable(entry.id, entry.words, entry.names, (*entry.aliases, *more), entry.topics)


def search(query: str, places: Iterable[Findable], limit: int = 8) -> tuple[Findable, ...]:
    """The best matches first: the whole name, its beginning, a part of it; then aliases, topics,
    initials.

    Equal matches keep the order given. Nothing asked is nothing found.
    """
    asked = _counted(_plain(query))
    if not asked:
        return ()
    ranked = [
        (rank, number, place)
        for number, place in enumerate(places)
        if (rank := _rank(asked, place)) is not None
    ]
    return tuple(place for _, _, place in sorted(ranked, key=lambda row: row[:2])[:limit])


MATCHES: tuple[Callable[[str, str], bool], ...] = (
    lambda name, asked: name == asked,
    lambda name, asked: name.startswith(asked),
    lambda name, asked: asked in name,
)


def _rank(asked: str, place: Findable) -> int | None:
    groups = (place.names, place.aliases, place.topics)
    texts = [[_plain(text) for text in group] for group in groups]
    for rank, matches in enumerate(MATCHES):
        for group, names in enumerate(texts):
            if any(matches(name, asked) for name in names):
                return 3 * rank + group
    if asked.isascii():
        short = [initials(name) for group in groups for name in group]
        for rank, matches in enumerate(MATCHES):
            # One letter stands somewhere in nearly all initials.
            if any(matches(name, asked) for name in short if len(asked) > 1 or rank < 2):
                return 9 + rank
    return None
