"""What was chosen of a lattice, as few straight lines: joints stay where they are, corners between
them go where a straight line is as free."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from signage.floorplan.geometry import Line, Point, crosses, distance, off
from signage.floorplan.proposals.free import Free, clear_of
from signage.floorplan.proposals.lattice import BEGUN_M, ROOM_M, TIGHT_M, pair
from signage.floorplan.proposals.network import Network
from signage.floorplan.proposals.pruned import chains_of

STRAIGHT_M = 0.005
"""A corner this little off a line is none."""
FORK = math.sin(math.radians(40))
"""Lines part at a joint by no less than this, or what stands beside one stands beside both."""
BESIDE_M = 0.3
"""No line comes nearer to a corner of another, or the drawing's check would take them for one."""

Chain = tuple[int, ...]


def strokes(network: Network, free: Free) -> tuple[tuple[Point, ...], ...]:
    """Lines from joint to joint; those that a person drew are not among them."""
    at = network.lattice.at
    drawn = network.lattice.drawn
    joints = {p for step in drawn for p in step} | set(network.lattice.openings.values())
    laid = chains_of(network.chosen - drawn, frozenset(joints))
    chains = [_pieces(chain, network.kept) for chain in laid]
    lying = _Lying(at, [piece for pieces in chains for piece in pieces], drawn)
    for pieces in chains:
        for number, piece in enumerate(pieces):
            pieces[number] = lying.pulled(piece, free)
    joined = [_straight([at[p] for p in _whole(pieces)]) for pieces in chains]
    return tuple(sorted(tuple(points) for points in joined if len(points) > 1))


def _pieces(chain: Chain, kept: set[int]) -> list[Chain]:
    cuts = [0, *(n for n in range(1, len(chain) - 1) if chain[n] in kept), len(chain) - 1]
    return [chain[a : b + 1] for a, b in pairwise(cuts)]


def _whole(pieces: Sequence[Chain]) -> Chain:
    return pieces[0] + tuple(p for piece in pieces[1:] for p in piece[1:])


def _straight(points: Sequence[Point]) -> list[Point]:
    """Without corners that lie on the line of their neighbours."""
    kept = list(points[:1])
    for at, after in pairwise(points[1:]):
        if off(at, kept[-1], after) > STRAIGHT_M:
            kept.append(at)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


class _Lying:
    """All lines as they lie at the moment; each that is pulled straight lies otherwise after."""

    def __init__(
        self, at: Sequence[Point], pieces: Sequence[Chain], drawn: frozenset[tuple[int, int]]
    ) -> None:
        self._at = at
        self._steps = {pair(a, b) for piece in pieces for a, b in _steps(piece)} | drawn

    def pulled(self, piece: Chain, free: Free) -> Chain:
        """The piece with fewer corners: split at the farthest where one line will not do."""
        if len(piece) < 3:
            return piece
        a, b = piece[0], piece[-1]
        own = {pair(c, d) for c, d in _steps(piece)}
        if a != b and self._may(a, b, own, piece, free):
            self._steps = (self._steps - own) | {pair(a, b)}
            return (a, b)
        line = self._at[a], self._at[b]
        inner = range(1, len(piece) - 1)
        cut = max(inner, key=lambda n: (round(off(self._at[piece[n]], *line), 6), -n))
        return self.pulled(piece[: cut + 1], free) + self.pulled(piece[cut:], free)[1:]

    def _may(self, a: int, b: int, own: set[tuple[int, int]], piece: Chain, free: Free) -> bool:
        at, line = self._at, (self._at[a], self._at[b])
        room = min(free.clear(_short(at[c], at[d])) for c, d in _steps(piece))
        needed = max(min(room, ROOM_M), TIGHT_M / 2)
        if free.clear(_short(*line)) < needed - 1e-6 or clear_of(free.barriers, _short(*line)) == 0:
            return False
        (ax, ay), (bx, by) = line
        left, right = min(ax, bx) - BESIDE_M, max(ax, bx) + BESIDE_M
        top, bottom = min(ay, by) - BESIDE_M, max(ay, by) + BESIDE_M
        for c, d in self._steps:
            (cx, cy), (dx, dy) = at[c], at[d]
            if (
                max(cx, dx) < left or min(cx, dx) > right or max(cy, dy) < top
                or min(cy, dy) > bottom or (c, d) in own
            ):  # fmt: skip
                continue
            if {c, d} == {a, b}:
                return False
            if _narrow(at, (a, b), (c, d)):
                return False
            if not {c, d} & {a, b} and crosses(*line, at[c], at[d]):
                return False
            if any(off(at[p], *line) < BESIDE_M for p in (c, d) if p not in (a, b)):
                return False
            if any(off(at[p], at[c], at[d]) < BESIDE_M for p in (a, b) if p not in (c, d)):
                return False
        return True


def _steps(piece: Chain) -> Iterator[tuple[int, int]]:
    return pairwise(piece)


def _narrow(at: Sequence[Point], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two lines leave one joint nearly side by side."""
    joint = next(iter({*one} & {*other}), None)
    if joint is None:
        return False
    (ox, oy) = at[joint]
    (ax, ay), (bx, by) = (at[line[1] if line[0] == joint else line[0]] for line in (one, other))
    ax, ay, bx, by = ax - ox, ay - oy, bx - ox, by - oy
    along = ax * bx + ay * by
    return along > 0 and abs(ax * by - ay * bx) < FORK * math.hypot(ax, ay) * math.hypot(bx, by)


def _short(a: Point, b: Point) -> Line:
    """Without its very ends, which may lie on the line of a door."""
    part = min(BEGUN_M / max(distance(a, b), 1e-9), 0.4)
    dx, dy = (b[0] - a[0]) * part, (b[1] - a[1]) * part
    return (a[0] + dx, a[1] + dy), (b[0] - dx, b[1] - dy)
