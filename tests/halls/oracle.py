"""Which way is right, judged on the building's own graph by networkx: no line of the product is
used here.

The nearest usable exit by metres, those of its price among them; never a lift; no way where the
graph has none. Nobody climbs above the discharge storey, nor goes below it from there or higher
while another way is left. A closed zone may be left, not entered, and a metre in it counts for
three. All screens are judged by one search from outside.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx

from tests.halls.building import Building, Point, Segment
from tests.halls.furnishing import Hung

OUTSIDE = "outside"
ABOVE, BELOW = 1e9, 1e5
"""What outranks all metres of a hall: a climb above the discharge storey, a descent below it."""
IN_CLOSED = 3
"""What a metre in a closed zone counts for: people there take the shortest way out of it first."""
FREE: Mapping[str, float] = {}
KEPT = 200
"""Judgements a building remembers."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a segment between two corners or viewers."""

    a: str
    b: str
    metres: float
    segment: Segment
    door: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A piece walked from ``a`` to ``b``; ``due``: the price of its climb or descent, above all
    metres."""

    piece: Piece
    a: str
    b: str
    due: float
    left: frozenset[str]
    """Zones it begins in."""
    entered: frozenset[str]
    """Zones it leads into from outside."""

    def open(self, closed: Collection[str], without: Collection[str]) -> bool:
        piece = self.piece
        shut = (
            piece.segment.kind in without or piece.door in closed or piece.segment.thing in closed
        )
        return not shut and self.entered.isdisjoint(closed)

    def metres(self, closed: Collection[str]) -> float:
        return self.piece.metres * (1 if self.left.isdisjoint(closed) else IN_CLOSED) + self.due


@dataclass(frozen=True, slots=True)
class Judged:
    """By screen: metres to the exit its viewer is sent to; from whom only a climb leads out; who
    has no way at all."""

    led: dict[str, float]
    up: frozenset[str]
    none: frozenset[str]


@dataclass(frozen=True)
class Oracle:
    """A building with its screens; viewers are nodes of their own, where they enter the way."""

    building: Building
    screens: tuple[Hung, ...]

    @cached_property
    def places(self) -> dict[str, tuple[int, Point]]:
        building, found = self.building, dict(self.building.corners)
        for screen in self.screens:
            (storey, (ax, ay)), (_, (bx, by)) = (
                building.corners[screen.a],
                building.corners[screen.b],
            )
            found[screen.id] = (
                storey,
                (ax + (bx - ax) * screen.share, ay + (by - ay) * screen.share),
            )
        return found

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        on: dict[tuple[str, str], list[Hung]] = {}
        for screen in self.screens:
            on.setdefault((screen.a, screen.b), []).append(screen)
        return tuple(
            piece
            for segment in self.building.segments
            for piece in self._split(segment, on.get((segment.a, segment.b), []))
        )  # fmt: skip

    def _split(self, segment: Segment, hung: list[Hung]) -> Iterator[Piece]:
        door_at = self._door_share(segment)
        last, last_share = segment.a, 0.0
        for name, share in [
            *((s.id, s.share) for s in sorted(hung, key=lambda s: s.share)),
            (segment.b, 1.0),
        ]:
            holds = door_at is not None and last_share < door_at <= share
            yield Piece(
                last,
                name,
                segment.metres * (share - last_share),
                segment,
                segment.door if holds else None,
            )
            last, last_share = name, share

    def _door_share(self, segment: Segment) -> float | None:
        if segment.door is None:
            return None
        (_, (ax, _)), (_, (bx, _)) = (
            self.building.corners[segment.a],
            self.building.corners[segment.b],
        )
        x = next(
            p.x for p in self.building.partitions for door, _ in p.doors if door == segment.door
        )
        return (x - ax) / (bx - ax)

    @cached_property
    def longest(self) -> float:
        """Metres of the longest piece."""
        return max(piece.metres for piece in self.pieces)

    @cached_property
    def zones(self) -> Mapping[str, frozenset[str]]:
        """Of each place: the zones it lies in."""
        return {
            name: frozenset(
                zone.id for zone in self.building.zones if zone.storey == storey and zone.holds(at)
            )
            for name, (storey, at) in self.places.items()
        }

    def within(self, place: str, closed: Collection[str]) -> bool:
        """Does it lie in what is closed?"""
        return not self.zones[place].isdisjoint(closed)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every piece in each direction in which it is walked."""
        return tuple(
            Step(piece, a, b, self._due(a, b), self.zones[a], self.zones[b] - self.zones[a])
            for piece in self.pieces
            for a, b in ((piece.a, piece.b), *(() if piece.segment.one_way else ((piece.b, piece.a),)))
        )  # fmt: skip

    def graph(
        self,
        closed: Collection[str] = (),
        prices: Mapping[str, float] = FREE,
        without: Collection[str] = ("lift",),
    ) -> networkx.DiGraph:
        graph = networkx.DiGraph()
        graph.add_nodes_from([*self.places, OUTSIDE])
        graph.add_weighted_edges_from(
            (step.a, step.b, step.metres(closed))
            for step in self.steps
            if step.open(closed, without)
        )
        graph.add_weighted_edges_from(
            (way.corner, OUTSIDE, prices.get(way.id, 0.0))
            for way in self.building.exits
            if way.id not in closed
        )
        return graph

    def _due(self, a: str, b: str) -> float:
        """Storeys are counted from below, so the higher number lies higher."""
        start, end, level = self.places[a][0], self.places[b][0], self.building.discharge
        return (
            ABOVE if end > start and end > level else BELOW if end < start and end < level else 0.0
        )

    @cached_property
    def _found(self) -> dict[tuple[frozenset[str], tuple[tuple[str, float], ...]], Judged]:
        """What was judged before: laws ask the same again and again."""
        return {}

    def judged(self, closed: Collection[str] = (), prices: Mapping[str, float] = FREE) -> Judged:
        """Of every screen's viewer at once."""
        key = frozenset(closed), tuple(sorted(prices.items()))
        if key not in self._found:
            if len(self._found) >= KEPT:
                self._found.clear()
            self._found[key] = self._judged(key[0], prices)
        return self._found[key]

    def _judged(self, closed: frozenset[str], prices: Mapping[str, float]) -> Judged:
        backwards = self.graph(closed, prices).reverse(copy=False)
        found = networkx.single_source_dijkstra_path_length(backwards, OUTSIDE)
        dues = {screen.id: found[screen.id] for screen in self.screens if screen.id in found}
        led = {name: due % BELOW for name, due in dues.items() if due < ABOVE}
        return Judged(
            led, frozenset(dues) - led.keys(), frozenset(s.id for s in self.screens) - dues.keys()
        )

    def metres(self, closed: Collection[str] = ()) -> dict[str, float]:
        """From each screen's viewer that is sent anywhere, to its exit."""
        return self.judged(closed).led

    def only_up(self, closed: Collection[str] = ()) -> frozenset[str]:
        """Screens from which only a climb leads out."""
        return self.judged(closed).up

    def metres_to(self, exit_: str, closed: Collection[str] = ()) -> dict[str, float]:
        """The same to one exit."""
        others = {way.id for way in self.building.exits if way.id != exit_}
        return self.metres({*closed, *others})

    def keeps_everybody(self, closed: Collection[str]) -> bool:
        """Is every screen's viewer sent somewhere while this is closed?"""
        return len(self.metres(closed)) == len(self.screens)
