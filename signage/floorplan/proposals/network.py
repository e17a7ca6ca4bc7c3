"""Which steps of a lattice become ways: from wherever people are to every exit and flight, hardly
longer than the shortest, with as few lines as will do."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from signage.floorplan.geometry import Point, distance
from signage.floorplan.proposals.lattice import Lattice, pair
from signage.floorplan.proposals.pruned import Wish

AGAIN = (0.7, 0.96)
"""What a metre counts for that is a way already: at first few lines are tried, then short ways."""
NEAREST = 2
"""So many exits, and so many stairs, are led to nearly straight; others are for when those are
closed, and nobody leaves by a lift."""
ENOUGH, FAR_ENOUGH, SLACK_M = 1.04, 1.25, 0.2
"""How much longer than the shortest a way may be, to the nearest and to the others."""


@dataclass(frozen=True)
class Goals:
    """Where ways lead to; ``lengths`` are metres to each goal from every point that reaches it."""

    exits: Sequence[int]
    stairs: Sequence[int]
    others: Sequence[int]
    lengths: Mapping[int, Mapping[int, float]]

    @property
    def all(self) -> list[int]:
        return [*self.exits, *self.stairs, *self.others]

    @property
    def out(self) -> list[int]:
        """Where people leave by; lifts only where there is nothing else."""
        return [*self.exits, *self.stairs] or [*self.others]

    def metres(self, start: int, goal: int) -> float:
        return self.lengths[goal].get(start, math.inf)

    def limits(self, least: Mapping[int, float]) -> dict[int, float]:
        """How long the way to each goal may be that is no shorter than ``least``, the nearest
        first."""
        found = {}
        for goals in (self.exits, self.stairs, self.others):
            for rank, goal in enumerate(sorted(goals, key=lambda goal: (least[goal], goal))):
                near = rank < NEAREST and goals is not self.others
                if least[goal] < math.inf:
                    found[goal] = least[goal] * (ENOUGH if near else FAR_ENOUGH) + SLACK_M
        return dict(sorted(found.items(), key=lambda item: (least[item[0]], item[0])))


@dataclass
class Network:
    """What was chosen so far: it only grows. ``kept`` are points that something was joined at."""

    lattice: Lattice
    chosen: set[tuple[int, int]]
    kept: set[int]
    wishes: list[Wish] = field(default_factory=list)
    _ways: dict[int, list[tuple[int, float]]] = field(default_factory=dict)

    def choose(self, path: Sequence[int]) -> None:
        for a, b in pairwise(path):
            step = pair(a, b)
            if step not in self.chosen:
                self.chosen.add(step)
                metres = distance(self.lattice.at[a], self.lattice.at[b])
                self._ways.setdefault(a, []).append((b, metres))
                self._ways.setdefault(b, []).append((a, metres))

    def only(self, chosen: frozenset[tuple[int, int]]) -> "Network":
        """What is left of it."""
        left = Network(self.lattice, set(), self.kept)
        for step in sorted(chosen):
            left.choose(step)
        return left

    def joined(self, place: int) -> bool:
        return place in self._ways

    def metres(self, start: int) -> Mapping[int, float]:
        """Along what was chosen."""
        return lengths_from(self._ways, start)

    def paths(self, start: int, goals: frozenset[int], again: float) -> dict[int, list[int]]:
        """The cheapest way to each goal that can be reached."""
        best, came, heap = {start: 0.0}, {start: -1}, [(0.0, start)]
        left, done = set(goals), set[int]()
        crossed, chosen, steps = self.lattice.crossed, self.chosen, self.lattice.steps
        least = min(again, 1.0)
        while heap and left:
            cost, place = heappop(heap)
            if place in done:
                continue
            done.add(place)
            left.discard(place)
            for other, metres in steps[place]:
                known = best.get(other, math.inf) - 1e-9
                # Most neighbours are nearer by another way, whatever this step is.
                if other in done or cost + metres * least >= known:
                    continue
                step = (place, other) if place < other else (other, place)
                if step in chosen:
                    further = cost + metres * again
                elif crossed.get(step) in chosen:
                    continue
                else:
                    further = cost + metres
                if further < known:
                    best[other], came[other] = further, place
                    heappush(heap, (further, other))
        return {goal: _back(came, goal) for goal in goals if goal in done}

    def lead(self, start: int, limits: Mapping[int, float]) -> None:
        """Choose ways to goals that are no longer than they may be, where there are such."""
        for again in AGAIN:
            led = self.metres(start)
            wanting = [goal for goal, most in limits.items() if led.get(goal, math.inf) > most]
            if wanting:
                paths = self.paths(start, frozenset(wanting), again)
                for goal in wanting:
                    self.choose(paths.get(goal, ()))
        led = self.metres(start)
        self.wishes += [
            Wish(start, goal, max(led[goal], most) + 1e-6)
            for goal, most in limits.items()
            if goal in led
        ]

    def lead_through(self, door: int) -> None:
        """A door has a way on both its sides, even where nobody is drawn behind it."""
        at, lattice = self.lattice.at, self.lattice
        steps = [other for other, _ in lattice.steps[door]]
        led = [other for other in steps if pair(door, other) in self.chosen]
        if led:
            on = [o for o in steps if lattice.crossed.get(pair(door, o)) not in self.chosen]
            ahead = {o: _ahead(at[led[0]], at[door], at[o]) for o in {*on, *led}}
            best = max(on, key=lambda other: (ahead[other], -other), default=door)
            if ahead.get(best, 0) > 0.5 and all(ahead[other] <= 0 for other in led):
                self.choose((door, best))


def _back(came: Mapping[int, int], place: int) -> list[int]:
    path = [place]
    while came[path[-1]] >= 0:
        path.append(came[path[-1]])
    return path


def _ahead(before: Point, at: Point, after: Point) -> float:
    """How straight on a step leads, as a cosine."""
    (px, py), (x, y), (ox, oy) = before, at, after
    whole = max(distance(before, at) * distance(at, after), 1e-9)
    return ((ox - x) * (x - px) + (oy - y) * (y - py)) / whole


def lengths_from(
    ways: Mapping[int, Sequence[tuple[int, float]]], start: int
) -> Mapping[int, float]:
    best, heap = {start: 0.0}, [(0.0, start)]
    while heap:
        metres, place = heappop(heap)
        if metres > best[place]:
            continue
        for other, more in ways.get(place, ()):
            if metres + more < best.get(other, math.inf):
                best[other] = metres + more
                heappush(heap, (metres + more, other))
    return best
