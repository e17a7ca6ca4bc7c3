"""How long leaving may take, and what exits may cost so that it takes less: estimates for staff,
never for the public.

Hydraulic model (reference §2, §3, §12): people walk at 1.2 m/s and an exit lets 1.3 persons/s
through per metre of width. The range is from the full width to the width less 0.15 m on each side;
1.5 times that is possible. Prices are off unless somebody has said where how many people are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter

from signage.evacuation.blocks import NORMAL, Block, Scheme
from signage.evacuation.routes import Routes, routes
from signage.floorplan.geometry import distance, inside
from signage.floorplan.plan import ExitDoor, Plan
from signage.language.words import Message, Words

SPEED = 1.2
"""Metres a second on the level, free (SFPE 1.199)."""
FLOW = 1.3
"""Persons a second per metre of width (SFPE 1.316 on effective width, IMO 1.33 on clear width)."""
SIDES_M = 0.3
"""Lost at both sides of a door together: SFPE's effective width."""
SETTLED_S = 0.5
ROUNDS = 200
DETOUR, DETOUR_M = 1.5, 20.0
PASSED_M = 5.0
"""An open exit this near to a way is in plain view: nobody is led past it."""
NOTE = Message("crowd.estimate-1-5-times-possible")
MOST_PERSONS = 100_000


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How many people are where at a busy hour, by zone. ``spread``: exits cost what spreads them;
    off by default."""

    persons: Mapping[str, Annotated[float, Field(gt=0, le=MOST_PERSONS)]] = field(
        default_factory=dict
    )
    spread: bool = False
    __pydantic_config__ = ConfigDict(extra="forbid")


_OCCUPANCY: TypeAdapter[Occupancy] = TypeAdapter(Occupancy)
NOBODY = Occupancy()


def occupancy_of(document: Any) -> Occupancy:
    """The occupancy of a plain table. Raises pydantic's ValidationError."""
    return _OCCUPANCY.validate_python(document)


@dataclass(frozen=True, slots=True)
class Exodus:
    """One exit's part: who comes, and seconds until the last is out at full and at effective
    width."""

    exit: str
    persons: float
    soonest_s: float
    latest_s: float


@dataclass(frozen=True, slots=True)
class ClearTime:
    """``soonest_s`` to ``latest_s``, rounded to 10 s for showing; ``stranded`` people have no way
    out."""

    soonest_s: float
    latest_s: float
    stranded: float
    exits: tuple[Exodus, ...]
    note: Words

    @property
    def shown_s(self) -> tuple[int, int]:
        return (10 * round(self.soonest_s / 10), 10 * round(self.latest_s / 10))


def occupancy(plan: Plan, persons: Mapping[str, float]) -> dict[str, float]:
    """People by node: each zone's, spread evenly over its nodes; a zone without nodes takes its
    nearest node, and on a storey without any keeps its people, by its own id."""
    found: dict[str, float] = {}
    for zone, count in sorted(persons.items()):
        area = plan.area[zone]
        on_floor = [node for node in plan.nodes if node.floor == area.floor]
        within = [node.id for node in on_floor if inside(node.at, area.outline)]
        if not on_floor:
            within = [zone]
        elif not within:
            within = [
                min(on_floor, key=lambda node: (distance(node.at, area.outline[0]), node.id)).id
            ]
        for name in within:
            found[name] = found.get(name, 0.0) + count / len(within)
    return found


def queue_s(arrivals: Iterable[tuple[float, float]], capacity: float) -> float:
    """Seconds until the last is through, exact for one door: T = max_i(t_i + (N − i)/C).

    Arrivals are (second, persons), capacity persons a second. Infinite where nobody can get
    through.
    """
    ordered = sorted(arrivals)
    if not ordered:
        return 0.0
    if capacity <= 0:
        return float("inf")
    left, latest = sum(persons for _, persons in ordered), 0.0
    for second, persons in ordered:
        latest = max(latest, second + left / capacity)
        left -= persons
    return latest


def clear_time(answer: Routes, people: Mapping[str, float], speed: float = SPEED) -> ClearTime:
    """The predicted time to clear, from people by node (:func:`occupancy`)."""
    walked = answer.walked_m()
    arrivals: dict[str, list[tuple[float, float]]] = {}
    stranded = 0.0
    for node, persons in people.items():
        goal = _exit(answer, node)
        if goal is None:
            stranded += persons
        elif persons > 0:
            arrivals.setdefault(goal, []).append((walked[node] / speed, persons))
    exits = []
    for name, coming in sorted(arrivals.items()):
        full, effective = _capacities(answer.plan.exit.get(name))
        count = sum(persons for _, persons in coming)
        exits.append(Exodus(name, count, queue_s(coming, full), queue_s(coming, effective)))
    soonest = max((e.soonest_s for e in exits), default=0.0)
    latest = max((e.latest_s for e in exits), default=0.0)
    return ClearTime(soonest, latest, stranded, tuple(exits), NOTE)


def _exit(answer: Routes, node: str) -> str | None:
    # Where no way leads there is no node either: who is there has none to be sent.
    return answer.exit(node) if node in answer.graph.index else None


def _capacities(door: ExitDoor | None) -> tuple[float, float]:
    """Persons a second at full and at effective width; a refuge takes whoever comes."""
    if door is None:
        return 1e9, 1e9
    width = door.width_m or 0.0
    return FLOW * width, FLOW * max(0.0, width - SIDES_M)


def priced(
    plan: Plan, people: Mapping[str, float], blocks: Iterable[Block] = (), scheme: Scheme = NORMAL
) -> Scheme:
    """The scheme with a price for each exit that spreads people over exits, or unchanged where that
    gains nothing.

    Raises the slowest exit's price, subtracts the smallest, until clear times differ by less than
    0.5 s or after 200 rounds; then all prices are scaled down until no detour is over 1.5 times or
    20 m, and none leads past an open exit.
    """
    live = tuple(blocks)
    nearest = routes(plan, live, scheme)
    best, best_s = dict[str, float](), clear_time(nearest, people).soonest_s
    prices = {door.id: 0.0 for door in plan.exits}
    for _ in range(ROUNDS):
        found = clear_time(routes(plan, live, _with(scheme, prices)), people)
        # By more than rounding: for an equal time nobody is sent past the nearest exit.
        if found.soonest_s < best_s - 1e-9:
            best, best_s = dict(prices), found.soonest_s
        times = {e.exit: e.soonest_s for e in found.exits}
        open_times = {
            door.id: times.get(door.id, 0.0) for door in plan.exits if door.id not in nearest.closed
        }
        if not open_times or max(open_times.values()) - min(open_times.values()) < SETTLED_S:
            break
        # Sorted: of exits equally slow the first by id, in every run.
        slowest = max(sorted(open_times), key=open_times.__getitem__)
        excess = open_times[slowest] - sum(open_times.values()) / len(open_times)
        prices[slowest] += max(0.25, excess * SPEED / 4)
        least = min(prices[name] for name in open_times)
        prices = {name: max(0.0, price - least) for name, price in prices.items()}
    if not best:
        return scheme
    bearable = _bearable(plan, people, live, scheme, nearest, best)
    gained = (
        clear_time(nearest, people).soonest_s
        - clear_time(routes(plan, live, bearable), people).soonest_s
    )
    return bearable if gained >= SETTLED_S else scheme


def _with(scheme: Scheme, prices: Mapping[str, float]) -> Scheme:
    both_ = {name: scheme.prices.get(name, 0.0) + price for name, price in prices.items()}
    return replace(
        scheme,
        prices={**scheme.prices, **{name: price for name, price in both_.items() if price > 0}},
    )


def _bearable(
    plan: Plan, people: Mapping[str, float], live: tuple[Block, ...], scheme: Scheme, nearest: Routes,
    prices: Mapping[str, float],
) -> Scheme:  # fmt: skip
    """Scaling all prices keeps the answer confluent, which capping single ways would not."""
    spread = max(prices.values()) - min(prices.values())
    # A detour is never longer than prices differ, so nothing above this can be bearable.
    share = min(1.0, DETOUR_M / spread) if spread > 0 else 1.0
    walked = nearest.walked_m()
    for _ in range(24):
        candidate = _with(scheme, {name: price * share for name, price in prices.items()})
        if _no_hardship(plan, people, routes(plan, live, candidate), nearest, walked):
            return candidate
        share *= 0.8
    return scheme


def _no_hardship(
    plan: Plan,
    people: Mapping[str, float],
    answer: Routes,
    nearest: Routes,
    walked: Mapping[str, float],
) -> bool:
    now = answer.walked_m()
    open_at = [
        (door.id, door.floor, door.at) for door in plan.exits if door.id not in answer.closed
    ]
    for node, persons in people.items():
        if persons <= 0 or _exit(answer, node) in (None, _exit(nearest, node)):
            continue
        if now[node] > walked[node] * DETOUR or now[node] > walked[node] + DETOUR_M:
            return False
        passed = [plan.node[name] for name in answer.chain(node)[:-1]]
        goal = answer.exit(node)
        if any(name != goal and at.floor == floor and distance(at.at, where) <= PASSED_M
               for at in passed for name, floor, where in open_at):  # fmt: skip
            return False
    return True
