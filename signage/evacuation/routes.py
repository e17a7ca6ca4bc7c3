"""The one answer for a whole plan: each place's exit, next step and distance, and each screen's way
out.

``routes(plan, blocks, scheme)`` is a pure function; it changes only when a person blocks, unblocks
or switches. Every place has one exit and one next step, so whoever follows sign after sign arrives
(reference §3: the exit of p is argmin D_n(p) + o_n, ties by id; the next step of p has the same
exit).

Of a place there is one :data:`Fate`, and everybody asks for it here: screens and paper for their
form, check and console for who is cut off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from signage.evacuation.assembly import Sides, sides_of
from signage.evacuation.blocks import (
    CROWD_PRICE_M,
    HARD,
    NORMAL,
    Block,
    Scheme,
    exit_blocks,
    factors,
    hard_exits,
)
from signage.evacuation.way_out import Found, Way, standing_still, way
from signage.floorplan.flights import NO_LIFTS
from signage.floorplan.graph import (
    ABOVE,
    FAR,
    MM,
    MM_BITS,
    NODE_BITS,
    RANKS,
    REFUGE,
    SHIFT,
    Graph,
    tree,
)
from signage.floorplan.plan import Area, Plan, Standing
from signage.floorplan.sight import legs

STEP_FREE = frozenset({"lift", "stairs"})
MOST_PRICED_M = float(1 << MM_BITS - 2) / 1000
"""The most an exit may be priced at: prices stay metres, however many."""
CLIMBED = ABOVE << SHIFT
"""From this label on a way climbs above the discharge storey."""
Fate = Literal["out", "up", "none"]
"""Is a place left without climbing above the discharge storey, only by climbing, or not at all?"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One node's answer; ``exit`` None = no way, ``next`` None = arrived or no way. ``cost_m``
    holds all factors."""

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

    def fate(self, node: str | None) -> Fate:
        """Of a place no route passes near (None): nobody can be led from there."""
        label = (
            FAR
            if node is None or node not in self.graph.index
            else self.best[self.graph.index[node]]
        )
        return "out" if label < CLIMBED else "up" if label < FAR else "none"

    def exit(self, node: str) -> str | None:
        """The exit people are sent to; None where there is none, or none without climbing."""
        label = self.best[self.graph.index[node]]
        return None if label >= CLIMBED else self.goals[label >> NODE_BITS & RANKS]

    def climbs_to(self, node: str) -> str | None:
        """The exit that is left by climbing alone: for staff, who lead people there or not."""
        label = self.best[self.graph.index[node]]
        return self.goals[label >> NODE_BITS & RANKS] if CLIMBED <= label < FAR else None

    def chain(self, node: str) -> tuple[str, ...]:
        """The nodes from here to the exit, both included; only this node where nobody is sent
        anywhere."""
        at = self.graph.index[node]
        found = [node]
        while self.best[at] < CLIMBED and (at := self.following[at]) >= 0:
            found.append(self.graph.ids[at])
        return tuple(found)

    def cost_m(self, node: str) -> float | None:
        """Metres with all factors and prices."""
        label = self.best[self.graph.index[node]]
        return None if label >= CLIMBED else (label >> SHIFT & MM) / 1000

    def distance_m(self, node: str) -> float | None:
        """Metres walked; the cost may be more where a way is crowded or beside a fire."""
        at = self.graph.index[node]
        if self.best[at] >= CLIMBED:
            return None
        mm = 0
        while (after := self.following[at]) >= 0:
            mm += self._lengths[at, after]
            at = after
        return mm / 1000

    def answer(self, node: str) -> Answer:
        at = self.graph.index[node]
        after = self.following[at] if self.best[at] < CLIMBED else -1
        step = self.graph.ids[after] if after >= 0 else None
        return Answer(self.exit(node), step, self.distance_m(node), self.cost_m(node))

    @cached_property
    def _lengths(self) -> Mapping[tuple[int, int], int]:
        """Prepared once a plan, not once a change."""
        return self.plan.once("lengths", self.step_free, self.graph.lengths)

    def walked_m(self) -> Mapping[str, float]:
        """Metres walked from every node that has a way."""
        mm: dict[int, int] = {}
        # By label: the next node's is smaller, so its metres are known already.
        for v in sorted(range(len(self.best)), key=self.best.__getitem__):
            if self.best[v] >= CLIMBED:
                break
            after = self.following[v]
            mm[v] = mm[after] + self._lengths[v, after] if after >= 0 else 0
        return {self.graph.ids[v]: metres / 1000 for v, metres in mm.items()}

    @cached_property
    def closed(self) -> frozenset[str]:
        """Exits that may not be used."""
        return hard_exits(self.every_block)

    @cached_property
    def sides(self) -> Sides:
        """Exits on whose side nobody gathers."""
        return sides_of(self.plan, self.scheme.blocks, self.blocks)

    @cached_property
    def shut(self) -> frozenset[str]:
        """Exits, stairs and lifts that may not be used: what a drawn plan crosses out."""
        hard = {block.target for block in self.every_block if block.hold in HARD}
        return self.closed | hard & {*self.plan.shaft}

    @property
    def every_block(self) -> tuple[Block, ...]:
        """The scheme's and what is blocked now."""
        return (*self.scheme.blocks, *self.blocks)

    @property
    def without(self) -> frozenset[str]:
        """The kinds of edge nobody is led over."""
        return STEP_FREE if self.step_free else NO_LIFTS

    @cached_property
    def avoided(self) -> tuple[Area, ...]:
        """Zones a drawn way goes round."""
        hard = {block.target for block in self.every_block if block.hold in HARD}
        return tuple(area for area in self.plan.areas if area.id in hard)

    @cached_property
    def _ways(self) -> dict[str, Way]:
        return {}

    def screen(self, name: str) -> Way:
        """What one screen shows: the stay form if and only if its place's fate is ``none``."""
        if name not in self._ways:
            self._ways[name] = self._way(self.plan.screen[name])
        return self._ways[name]

    def screens(self) -> Mapping[str, Way]:
        return {screen.id: self.screen(screen.id) for screen in self.plan.screens}

    def _way(self, screen: Standing) -> Way:
        fate = self.fate(screen.node)
        goal = self.exit(screen.node) if screen.node is not None and fate == "out" else None
        if goal is None or screen.node is None:
            return standing_still(self.plan, screen, self.shut, climb=fate == "up")
        chain = self.chain(screen.node)
        drawn = legs(self.plan, (screen.floor, screen.stand), chain, self.avoided, NO_LIFTS)
        found = Found(goal, self.distance_m(screen.node) or 0.0, chain, drawn)
        return way(self.plan, screen, found, self.shut, self.sides)


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
    """Open exits, and refuges behind them for wheelchairs, each with its price; ranks are their
    order by id."""
    closed = hard_exits(every)
    crowded = {block.target for block in every if block.hold == "crowd"}
    found: list[tuple[int, int, str]] = []
    for door in plan.exits:
        if door.node in graph.index and door.id not in closed and (door.step_free or not step_free):
            price = max(0.0, scheme.prices.get(door.id, 0.0)) + (
                CROWD_PRICE_M if door.id in crowded else 0.0
            )
            # Bounded: a price that ran into the bits above the metres would count as a climb.
            found.append((graph.index[door.node], round(min(price, MOST_PRICED_M) * 1000), door.id))
    names = sorted({name for *_, name in found})
    refuges = [
        s
        for s in plan.spots
        if step_free and s.node in graph.index and plan.node[s.node or ""].kind == "refuge"
    ]
    held = {block.target for block in every if block.hold in HARD}
    for spot in refuges:
        if spot.id not in held:
            found.append((graph.index[spot.node or ""], REFUGE, spot.id))
    names += sorted(spot.id for spot in refuges)
    rank = {name: number for number, name in enumerate(names)}
    return [(node, price, rank[name]) for node, price, name in found], tuple(names)


def cut_off(answer: Routes) -> tuple[str, ...]:
    """Screens without any way out: before a block is confirmed, the console asks twice when this is
    not empty."""
    return _of_fate(answer, "none")


def only_up(answer: Routes) -> tuple[str, ...]:
    """Screens whose viewers could leave only by climbing above the discharge storey: staff must
    come to them."""
    return _of_fate(answer, "up")


def _of_fate(answer: Routes, fate: Fate) -> tuple[str, ...]:
    return tuple(screen.id for screen in answer.plan.screens if answer.fate(screen.node) == fate)


@dataclass(frozen=True, slots=True)
class Resilience:
    """What is left when some exits are closed: who has no way or only one upwards, and the others'
    longest way."""

    closed: tuple[str, ...]
    cut_off: tuple[str, ...]
    longest_m: float
    only_up: tuple[str, ...] = ()


def resilience(plan: Plan, scheme: Scheme = NORMAL) -> tuple[Resilience, ...]:
    """Every set of up to two closed exits, and every staircase closed."""
    stairs = [(Block(shaft.id),) for shaft in plan.shafts if shaft.kind == "stairs"]
    rows = []
    for blocks in (*exit_blocks(plan), *stairs):
        answer = routes(plan, blocks, scheme)
        metres = [answer.distance_m(s.node) or 0.0 for s in plan.screens if s.node is not None]
        rows.append(
            Resilience(
                tuple(b.target for b in blocks),
                cut_off(answer),
                max(metres, default=0.0),
                only_up(answer),
            )
        )
    return tuple(rows)
