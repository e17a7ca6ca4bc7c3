"""A network without the ways it does not need: the longest first, as long as everybody is led as
well as was asked."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

from signage.floorplan.geometry import distance
from signage.floorplan.proposals.lattice import pair

Step = tuple[int, int]
Beside = dict[int, dict[int, float]]
"""Joint → joints beside it and metres to them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """From ``start`` to ``goal`` in at most so many metres."""

    start: int
    goal: int
    metres: float


def chains_of(steps: Iterable[Step], joints: frozenset[int]) -> list[tuple[int, ...]]:
    """Steps from each joint to the next; joints are those given, ends and forks."""
    beside: dict[int, list[int]] = {}
    for a, b in sorted(steps):
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    ends = {place for place, others in beside.items() if len(others) != 2 or place in joints}
    walked: set[Step] = set()
    found = []
    # A ring has no joint: it begins at its first point.
    for start in (*sorted(ends), *sorted(beside)):
        for first in beside[start]:
            if pair(start, first) not in walked:
                found.append(_walk((start, first), beside, ends, walked))
    return found


def _walk(
    begun: Step, beside: Mapping[int, Sequence[int]], ends: set[int], walked: set[Step]
) -> tuple[int, ...]:
    chain = list(begun)
    walked.add(pair(*begun))
    while chain[-1] not in ends and chain[-1] != begun[0]:
        following = next(other for other in beside[chain[-1]] if other != chain[-2])
        walked.add(pair(chain[-1], following))
        chain.append(following)
    return tuple(chain)


def pruned(
    chosen: frozenset[Step], stays: frozenset[Step], at: Sequence[tuple[float, float]],
    wishes: Sequence[Wish],
) -> frozenset[Step]:  # fmt: skip
    """What is left of the steps; ``stays`` is a person's own."""
    joints = frozenset(place for wish in wishes for place in (wish.start, wish.goal))
    joints |= {place for step in stays for place in step}
    chains = chains_of(chosen - stays, joints)
    lengths = [sum(distance(at[a], at[b]) for a, b in _steps(chain)) for chain in chains]
    laid = [(chain[0], chain[-1], metres) for chain, metres in zip(chains, lengths, strict=True)]
    laid += [(a, b, distance(at[a], at[b])) for a, b in sorted(stays)]
    of: dict[int, list[Wish]] = {}
    for wish in wishes:
        of.setdefault(wish.goal, []).append(wish)
    gone: set[int] = set()
    for number in sorted(range(len(chains)), key=lambda n: (-lengths[n], n)):
        left = _beside(laid, gone | {number})
        if all(_granted(left, goal, asked) for goal, asked in of.items()):
            gone.add(number)
    kept = {step for n, chain in enumerate(chains) if n not in gone for step in _steps(chain)}
    return frozenset(pair(*step) for step in kept) | stays


def _steps(chain: Sequence[int]) -> list[Step]:
    return list(pairwise(chain))


def _beside(laid: Sequence[tuple[int, int, float]], gone: set[int]) -> Beside:
    found: Beside = {}
    for number, (a, b, metres) in enumerate(laid):
        if number not in gone:
            for one, other in ((a, b), (b, a)):
                near = found.setdefault(one, {})
                near[other] = min(metres, near.get(other, math.inf))
    return found


def _granted(beside: Beside, goal: int, wishes: Sequence[Wish]) -> bool:
    best, heap = {goal: 0.0}, [(0.0, goal)]
    most = max((wish.metres for wish in wishes), default=0.0)
    while heap:
        metres, place = heappop(heap)
        if metres > best[place]:
            continue
        for other, more in beside.get(place, {}).items():
            if metres + more <= most and metres + more < best.get(other, math.inf):
                best[other] = metres + more
                heappush(heap, (metres + more, other))
    return all(best.get(wish.start, math.inf) <= wish.metres for wish in wishes)
