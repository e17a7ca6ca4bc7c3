"""Which of several places is nearest to whom, and how the storey of one elsewhere is said:
请到2层3号窗口."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from signage.floorplan.graph import FAR, MM, NODE_BITS, RANK_BITS, tree
from signage.floorplan.plan import Plan
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Words

SHIFT = NODE_BITS + RANK_BITS
FAR_MM = MM


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told: on which storey (None = nobody knows, then every storey is said) and beside
    what."""

    storey: str | None = None
    beside: str | None = None


ANYWHERE = Reader()


def storey_of(hall: Hall, resource: str) -> str | None:
    """The storey of something that lies on one alone."""
    found = hall.storeys_of(resource) if resource in hall.resources else ()
    return found[0] if len(found) == 1 else None


def elsewhere(hall: Hall, reader: Reader, storey: str | None) -> Words:
    """The storey's name, where it is not the reader's own; nothing in a hall of one storey."""
    if storey is None or len(hall.floors) < 2 or storey == reader.storey:
        return NO_WORDS
    return hall.floor[storey].name


def nearest(hall: Hall, plan: Plan | None, reader: Reader, places: Iterable[str]) -> list[str]:
    """On the reader's own storey first, then by the levels between, then by the metres to walk;
    equals as given."""
    walked = walks(plan, reader.beside) if plan is not None and reader.beside is not None else {}
    return sorted(
        places, key=lambda place: (_levels(hall, reader, place), walked.get(place, FAR_MM))
    )


def _levels(hall: Hall, reader: Reader, place: str) -> float:
    storey = storey_of(hall, place)
    # Unknown is no distance: the metres decide, or the order given.
    if reader.storey is None or storey is None:
        return 0.0
    return abs(hall.floor[storey].height_m - hall.floor[reader.storey].height_m)


def walks(plan: Plan, start: str) -> Mapping[str, int]:
    """Millimetres from one thing on the plan to every other that can be walked to."""
    return plan.once("walks", start, lambda: _walks(plan, start))


def _walks(plan: Plan, start: str) -> dict[str, int]:
    spot, graph = plan.spot.get(start), plan.graph()
    node = graph.index.get(spot.node or "") if spot is not None else None
    if node is None:
        return {}
    # The rows say who walks to a node; walked is from here, and some ways go one way alone.
    outward: list[list[tuple[int, int]]] = [[] for _ in graph.into]
    for v, row in enumerate(graph.into):
        for u, cost in row:
            outward[u].append((v, cost))
    best, _ = tree([tuple(row) for row in outward], [(node, 0, 0)])
    at = {other.id: graph.index.get(other.node or "") for other in plan.spots}
    # FAR has no millimetres: of what no way leads to it would be read as none at all, the nearest.
    return {
        name: best[n] >> SHIFT & MM for name, n in at.items() if n is not None and best[n] < FAR
    }
