"""What a screen's browser lacks of what its page needs: told by static/able.js, shown on the
console."""

from collections.abc import Iterable, Mapping
from typing import Final

from signage.language.words import Message, Words, fill, listed, sentences

OLDEST: Final = "Chromium 83"
"""As README.md says and tests/oldest holds."""
NEEDS: Final[Mapping[str, Words]] = {
    "script": Message("abilities.scripts-that-run"),
    "variables": Message("abilities.variables-in-styles"),
    "grid": Message("abilities.grid-layout"),
    "sizes": Message("abilities.sizes-by-min-and-clamp"),
    "stream": Message("abilities.event-streams"),
    "giving-up": Message("abilities.requests-that-give-up"),
    "parts": Message("abilities.changing-parts-of-a-page"),
}
"""Each by the name that the page gives it."""
KEEPS: Final[Mapping[str, Words]] = {
    "memory": Message("abilities.screen-keeps-nothing-storage-forbidden"),
    "worker": Message("abilities.without-network-screen-cannot-open"),
    "scale": Message("abilities.picture-is-zoomed"),
    "sound": Message("abilities.sound-is-forbidden"),
}
"""What it may not keep, and the size of what was sent, by the name that hall.js gives it."""
LACKS: Final = Message("abilities.browser-too-old-lacks-install")


def known(said: object) -> tuple[str, ...]:
    """Those names a page may say, in the order of the table; anything else is nothing."""
    listed = said if isinstance(said, list) else []
    return tuple(name for name in (*NEEDS, *KEEPS) if name in listed)


def words(lacks: Iterable[str]) -> Words:
    named = tuple(lacks)
    old = [NEEDS[name] for name in named if name in NEEDS]
    told = [fill(LACKS, what=listed(old), oldest=OLDEST)] if old else []
    return sentences([*told, *(KEEPS[name] for name in named if name in KEEPS)])
