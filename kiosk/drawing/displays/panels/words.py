"""What a display says of a scene that cannot be taken back from it: words first, the gravest first,
nothing that counts for seconds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.drawing.way_out import HEED, LAPSED
from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.words import NO_WORDS, Message, Words, listed
from signage.shows.phrases import strip_words
from signage.shows.scene import Scene
from signage.shows.scene_parts import HEED_STAFF, THANKS
from signage.spoken.sign import DRILL

OPEN = Message("displays.open")
SERVICES_MAX = 6


@dataclass(frozen=True, slots=True)
class Told:
    """In reading order. ``details`` are what may be left out, the last first."""

    title: Words
    subject: Words = field(default_factory=dict)
    details: tuple[Words, ...] = ()
    alarms: tuple[Words, ...] = ()
    """Dangers elsewhere, above everything else."""
    drill: Words = field(default_factory=dict)
    grave: bool = False
    symbol: str = ""
    dated: bool = True
    """Says less than a danger: carries since when it is so."""
    acts: bool = True
    """Its details are to be acted on: until when, where instead."""


def told_of(scene: Scene, called: Words = NO_WORDS) -> Told:
    """``called`` is what people call what the display hangs at, said of whatever happens there."""
    alarms = tuple(strip_words(strip) for strip in scene.strips if strip.urgent)
    drill = DRILL if scene.drill else NO_WORDS
    if scene.sign == "all-clear":
        return Told(HEED_STAFF, alarms=alarms, drill=drill)
    if scene.sign == "guidance":
        return Told(*_everyday(scene), alarms, drill, acts=False)
    grave = scene.sign in LIFE_SAFETY
    subject = NO_WORDS if grave else scene.subject or called
    symbol = scene.symbols[0] if scene.symbols and grave else ""
    if scene.band:
        alarms = (scene.band, *alarms)
    said = tuple(_said(scene))
    return Told(
        scene.title, subject, said, alarms, drill, grave, symbol, dated=not grave or scene.drill
    )


def _said(scene: Scene) -> Iterator[Words]:
    """What to do, until when, where instead, why."""
    way = scene.way
    if way is not None and way.arrow is not None:
        yield from (LAPSED, HEED)
        return
    if way is not None:
        yield from (way.words, *way.lines)
        return
    if scene.until:
        yield scene.until
    # Without those whose words name a code to scan: a panel shows none.
    yield from [option.words for option in scene.instead if not option.url][:1]
    yield from (line for line in reversed(scene.lines) if line != THANKS)


def _everyday(scene: Scene) -> tuple[Words, Words, tuple[Words, ...]]:
    """A window's number and business, a door's name, a place's."""
    apart = scene.subject if scene.subject != scene.title else NO_WORDS
    works = (OPEN,) if scene.layout == "window" and not scene.closed else ()
    lines = (listed(scene.lines[:SERVICES_MAX]),) if scene.lines else ()
    return scene.title, apart, (*works, *lines)
