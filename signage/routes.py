"""The one answer for a whole plan: each place's exit, next step and distance, and each screen's way out.

``routes(plan, blocks, scheme)`` is a pure function; it changes only when a person blocks, unblocks or switches.
Every place has one exit and one next step, so whoever follows sign after sign arrives (reference §3: the exit of p is
argmin D_n(p) + o_n, ties by id; the next step of p has the same exit).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from signage.assembly import Sides, sides_of
from signage.blocks import CROWD_PRICE_M, HARD, NORMAL, Block, Scheme, exit_blocks, factors, hard_exits
from signage.graph import FAR, NODE_BITS, RANKS, SHIFT, Graph, tree
from signage.plan import Area, Plan, Standing
from signage.sight import legs
from signage.ways import Way, way

NO_LIFTS = frozenset({"lift"})
"""Evacuation never takes a lift (reference §4)."""
STEP_FREE = frozenset({"lift", "stairs"})
REFUGE_MM = 1_000_000_000
"""Price of a refuge: any exit that can be reached step-free comes first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One node's answer; ``exit`` None = no way, ``next`` None = arrived or no way. ``cost_m`` holds all factors."""

    exit: str | None
    next: str | None
    distance_m: float | None
    cost_m: float | None


@dataclass(frozen=True)
class Routes:
    """Without slots: a screen's way is drawn when it is asked for and kept.

    ``best`` and ``following`` are the tree's rows by node number; ``goals`` by rank.
    """

    plan: Plan
    blocks: tuple[Block, ...]
    scheme: Scheme
    step_free: bool
    graph: Graph = field(repr=False)
    goals: tuple[str, ...] = field(repr=False)
    best: list[int] = field(repr=False)
    following: list[int] = field(repr=False)

    def exit(self, node: str) -> str | None:
        label = self.best[self.graph.index[node]]
        return None if label >= FAR else self.goals[label >> NODE_BITS & RANKS]

    def chain(self, node: str) -> tuple[str, ...]:
        """The nodes from here to the exit, both included; only this node where there is no way."""
        at = self.graph.index[node]
        found = [node]
        while (at := self.following[at]) >= 0:
            found.append(self.graph.ids[at])
        return tuple(found)

    def cost_m(self, node: str) -> float | None:
        label = self.best[self.graph.index[node]]
        return None if label >= FAR else (label >> SHIFT) / 1000

    def distance_m(self, node: str) -> float | None:
        """Metres walked; the cost may be more where a way is crowded or beside a fire."""
        at = self.graph.index[node]
        if self.best[at] >= FAR:
            return None
        mm = 0
        while (after := self.following[at]) >= 0:
            mm += self._lengths[at, after]
            at = after
        return mm / 1000

    def answer(self, node: str) -> Answer:
        after = self.following[self.graph.index[node]]
        step = self.graph.ids[after] if after >= 0 else None
        return Answer(self.exit(node), step, self.distance_m(node), self.cost_m(node))

    @cached_property
    def _lengths(self) -> Mapping[tuple[int, int], int]:
        """Prepared once a plan, not once a change."""
        return self.plan.once("lengths", self.step_free, self.graph.lengths)

    def walked_m(self) -> Mapping[str, float]:
        """Metres walked from every node that has a way."""
        mm: dict[int, int] = {}
        for v in sorted(range(len(self.best)), key=self.best.__getitem__):
            if self.best[v] >= FAR:
                break
            after = self.following[v]
            mm[v] = mm[after] + self._lengths[v, after] if after >= 0 else 0
        return {self.graph.ids[v]: metres / 1000 for v, metres in mm.items()}

    @cached_property
    def closed(self) -> frozenset[str]:
        """Exits that may not be used."""
        return hard_exits((*self.scheme.blocks, *self.blocks))

    @cached_property
    def sides(self) -> Sides:
        """Exits on whose side nobody gathers."""
        return sides_of(self.plan, self.scheme.blocks, self.blocks)

    @cached_property
    def _avoided(self) -> tuple[Area, ...]:
        hard = {block.target for block in (*self.scheme.blocks, *self.blocks) if block.hold in HARD}
        return tuple(area for area in self.plan.areas if area.id in hard)

    @cached_property
    def _ways(self) -> dict[str, Way]:
        return {}

    def screen(self, name: str) -> Way:
        """What one screen shows. A screen no route passes near says stay: it must not point anywhere."""
        if name not in self._ways:
            self._ways[name] = self._way(self.plan.screen[name])
        return self._ways[name]

    def screens(self) -> Mapping[str, Way]:
        return {screen.id: self.screen(screen.id) for screen in self.plan.screens}

    def _way(self, screen: Standing) -> Way:
        goal = self.exit(screen.node) if screen.node is not None else None
        if goal is None or screen.node is None:
            return way(self.plan, screen, None, 0.0, (), self.closed)
        chain = self.chain(screen.node)
        drawn = legs(self.plan, (screen.floor, screen.stand), chain, self._avoided)
        return way(self.plan, screen, goal, self.distance_m(screen.node) or 0.0, drawn, self.closed, self.sides)


def routes(
    plan: Plan,
    blocks: Iterable[Block] = (),
    scheme: Scheme = NORMAL,
    *,
    step_free: bool = False,
) -> Routes:
    """The answer for the whole plan."""
    live = tuple(sorted(set(blocks)))
    graph = plan.graph(STEP_FREE if step_free else NO_LIFTS)
    every = (*scheme.blocks, *live)
    usable, ranks = _goals(plan, every, scheme, graph, step_free=step_free)
    rows = graph.rows(factors(plan, every)) if every else graph.into
    best, following = tree(rows, usable)
    return Routes(plan, live, scheme, step_free, graph, ranks, best, following)


def _goals(
    plan: Plan, every: tuple[Block, ...], scheme: Scheme, graph: Graph, *, step_free: bool
) -> tuple[list[tuple[int, int, int]], tuple[str, ...]]:
    """Open exits, and refuges behind them for wheelchairs, each with its price; ranks are their order by id."""
    closed = hard_exits(every)
    crowded = {block.target for block in every if block.hold == "crowd"}
    found: list[tuple[int, int, str]] = []
    for door in plan.exits:
        if door.node in graph.index and door.id not in closed and (door.step_free or not step_free):
            price = scheme.prices.get(door.id, 0.0) + (CROWD_PRICE_M if door.id in crowded else 0.0)
            found.append((graph.index[door.node], round(price * 1000), door.id))
    names = sorted({name for *_, name in found})
    refuges = [
        s for s in plan.spots if step_free and s.node in graph.index and plan.node[s.node or ""].kind == "refuge"
    ]
    held = {block.target for block in every if block.hold in HARD}
    for spot in refuges:
        if spot.id not in held:
            found.append((graph.index[spot.node or ""], REFUGE_MM, spot.id))
    names += sorted(spot.id for spot in refuges)
    rank = {name: number for number, name in enumerate(names)}
    return [(node, price, rank[name]) for node, price, name in found], tuple(names)


def cut_off(answer: Routes) -> tuple[str, ...]:
    """Screens without a way out: before a block is confirmed, the console asks twice when this is not empty."""
    return tuple(s.id for s in answer.plan.screens if s.node is None or answer.exit(s.node) is None)


@dataclass(frozen=True, slots=True)
class Resilience:
    """What is left when some exits are closed: who has no way, and the longest way of a screen that has one."""

    closed: tuple[str, ...]
    cut_off: tuple[str, ...]
    longest_m: float


def resilience(plan: Plan, scheme: Scheme = NORMAL) -> tuple[Resilience, ...]:
    """Every set of up to two closed exits."""
    rows = []
    for blocks in exit_blocks(plan):
        answer = routes(plan, blocks, scheme)
        metres = [answer.distance_m(s.node) or 0.0 for s in plan.screens if s.node is not None]
        rows.append(Resilience(tuple(b.target for b in blocks), cut_off(answer), max(metres, default=0.0)))
    return tuple(rows)
