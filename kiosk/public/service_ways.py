"""What works for a service now, best first, as a touch page shows it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from kiosk.drawing.renderer import code_picture
from kiosk.drawing.touch.symbols import symbol
from kiosk.serving.services import renderer
from kiosk.wording.markup import breaking
from signage.availability.by_hand import served_by_hand
from signage.availability.last_days import last_day
from signage.availability.redirects import redirects
from signage.availability.world import KIND_WORDS, Channel, World
from signage.availability.world import channels as all_channels
from signage.hall.filing_services import filed
from signage.hall.model import Screen, Service
from signage.language.words import Message, Words
from signage.wayfinding.places import leads, nearest

WAYS_WORDS = {**KIND_WORDS, "papers": Message("screens.windows-that-take-papers")}
WAYS_ICONS = {"papers": "forms"}
"""Where a kind of channel has a symbol of another name."""
IN_PLACES = frozenset({"window", "terminal", "papers"})
"""Kinds of channels that are in the hall, often several of them."""
MANY_WAYS, KINDS_MOST, NAMED = 3, 4, 6


@dataclass(frozen=True, slots=True)
class Walk:
    """The nearest place of a kind, and how far it is."""

    place: str
    name: Words
    metres: int


@dataclass(frozen=True, slots=True)
class Code:
    """A code that leads to a channel."""

    channel: str
    picture: str
    host: Markup


@dataclass(frozen=True, slots=True)
class ServiceWay:
    """One kind of channel of a service: the ``places`` that do it, or else the ``one`` that
    does."""

    kind: str
    name: Words
    mark: Markup
    by_hand: bool
    places: tuple[Words, ...]
    one: Channel
    walk: Walk | None
    code: Code | None


@dataclass(frozen=True, slots=True)
class ServiceWays:
    """All of a service's that a page has room for, the best first."""

    day: Words | None
    """Which day is the last for filing."""
    ways: tuple[ServiceWay, ...]
    broken: tuple[tuple[Words, Channel], ...]

    @property
    def many(self) -> bool:
        return len(self.ways) > MANY_WAYS


def service_ways(world: World, screen: Screen, service: Service) -> ServiceWays:
    best = redirects(world, service)
    broken = [c for c in all_channels(world, service) if not c.available]
    grouped: dict[str, list[Channel]] = {}
    for channel in best:
        grouped.setdefault(channel.kind, []).append(channel)
    by_papers = {window.id for window in served_by_hand(world, service.id)}
    if by_papers and "window" not in grouped:
        grouped["papers"] = [c for c in all_channels(world, service) if c.place in by_papers]
    day = last_day(world) if service in filed(world.hall) else None
    kept = list(grouped)[:KINDS_MOST]
    shown = {kind: grouped[kind] for kind in kept}
    # Asked again: the first with a code may be of a kind that has no room here.
    code = _code(next((c for c in best if c.qr and c.kind in kept), None))
    walks = _walks(world, screen.id, shown)
    return ServiceWays(
        day.short if day is not None else None,
        tuple(_way(kind, found, walks.get(kind), code) for kind, found in shown.items()),
        tuple((WAYS_WORDS[c.kind], c) for c in _broken(broken, grouped)),
    )


def _way(
    kind: str, found: list[Channel], walk: Walk | None, code: tuple[str, Code] | None
) -> ServiceWay:
    drawn = symbol(renderer().icons, WAYS_ICONS.get(kind, kind))
    places = tuple(c.name for c in found[:NAMED]) if kind in IN_PLACES else ()
    own = code[1] if code is not None and code[0] == kind else None
    return ServiceWay(kind, WAYS_WORDS[kind], drawn, kind == "papers", places, found[0], walk, own)


def _code(coded: Channel | None) -> tuple[str, Code] | None:
    """With the kind of its channel."""
    if coded is None or not coded.qr:
        return None
    return coded.kind, Code(coded.id, code_picture(coded.qr), host_of(coded.qr))


def _walks(world: World, screen: str, grouped: dict[str, list[Channel]]) -> dict[str, Walk]:
    """For each kind of channel that has places the nearest of them with the way there."""
    if not leads(world, screen):
        return {}
    found = {}
    for kind, channels in grouped.items():
        places = {channel.place: channel for channel in channels if channel.place is not None}
        way = next(iter(nearest(world, screen, places)), None)
        if way is not None:
            found[kind] = Walk(way.place, places[way.place].name, int(way.metres))
    return found


def _broken(channels: list[Channel], works: dict[str, list[Channel]]) -> list[Channel]:
    """One line for each kind of channel that does not work at all."""
    found: dict[str, Channel] = {}
    for channel in channels:
        if channel.kind not in works and not (channel.kind == "window" and "papers" in works):
            found.setdefault(channel.kind, channel)
    return list(found.values())


def host_of(url: str) -> Markup:
    """Whom a code leads to, for the words under it: a line may end at each of its dots."""
    first, *rest = (urlsplit(url).hostname or "").split(".")
    return breaking(first, *(f".{part}" for part in rest))
