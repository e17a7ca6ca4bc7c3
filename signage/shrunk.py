"""What a new description no longer has: screens, lamps, exits, windows or kinds of incident that were there before.

A half-saved or a wrongly merged file looks like a hall with fewer of them, and a screen that is not described shows
nothing in a fire. So a person is asked first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from signage.hall import Hall
from signage.notices import Catalogue
from signage.words import Words, both

PARTS: Mapping[str, tuple[Words, Callable[[Hall, Catalogue], tuple[str, ...]]]] = {
    "screens": (both("屏幕", "screens"), lambda hall, kinds: tuple(hall.screen)),
    "lamps": (both("状态灯", "lamps"), lambda hall, kinds: tuple(hall.lamp)),
    "exits": (both("出口", "exits"), lambda hall, kinds: tuple(door.id for door in hall.exits)),
    "windows": (both("窗口", "windows"), lambda hall, kinds: tuple(window.id for window in hall.windows)),
    "kinds": (both("事件种类", "kinds of incident"), lambda hall, kinds: tuple(kinds.kind)),
}
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Gone:
    """Ids of one part that the new description lacks."""

    part: str
    ids: tuple[str, ...]

    @property
    def words(self) -> Words:
        name, _ = PARTS[self.part]
        listed = "、".join(self.ids[:SHOWN]) + ("等" if len(self.ids) > SHOWN else "")
        return both(f"{name['zh']}少了 {len(self.ids)} 个：{listed}", f"{len(self.ids)} {name['en']} fewer")


def shrunk(before: tuple[Hall, Catalogue], after: tuple[Hall, Catalogue]) -> tuple[Gone, ...]:
    """Empty where nothing that was described is missing."""
    found = []
    for part, (_, ids) in PARTS.items():
        missing = tuple(name for name in ids(*before) if name not in ids(*after))
        if missing:
            found.append(Gone(part, missing))
    return tuple(found)
