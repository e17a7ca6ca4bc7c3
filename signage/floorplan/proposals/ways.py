"""The ways of a drawing, proposed from everything else that is drawn.

2026-11-30 · A lattice along the walls, of which few steps are chosen and pulled straight. Rejected:
the visibility graph, whose shortest ways are fans of lines that nobody can correct by hand; the
medial axis, whose ways through an open hall are up to two fifths longer than people walk, so that
the nearest exit would be another one; routes without lines (JuPedSim), which no drawing can show.
Widths are not proposed: a person answers for them.
"""

from signage.floorplan.geometry import Point
from signage.floorplan.layers import Findings, layers_of
from signage.floorplan.proposals.free import free_of
from signage.floorplan.proposals.joined import network_of
from signage.floorplan.proposals.lattice import lattice_of
from signage.floorplan.proposals.storeys import Storey, storeys_of
from signage.floorplan.proposals.strokes import strokes
from signage.floorplan.shapes import Drawing, Shape

MM, DIGITS = 3, 4


def proposed_ways(drawing: Drawing) -> tuple[Shape, ...]:
    """Shapes of layer ``routes`` in the drawing's units, which join what a person has drawn there.

    The same drawing gives the same ways. Nothing is proposed where nothing can be: an empty
    drawing, a place that is walled in.
    """
    shapes = sorted(drawing.shapes, key=lambda s: (s.layer, s.floor, s.element))
    layers = layers_of(drawing, shapes, Findings(""))
    taken = {shape.element for shape in shapes}
    found: list[Shape] = []
    for storey in storeys_of(layers):
        for line in storey_ways(storey):
            points = tuple(_placed(storey.back(at), layers.unit) for at in line)
            name = _name(storey.floor, len(found) + 1, taken)
            found.append(Shape(name, "routes", points, False, storey.floor))
    return tuple(found)


def storey_ways(storey: Storey) -> tuple[tuple[Point, ...], ...]:
    """Lines in the storey's own metres."""
    if not (storey.exits or storey.shafts or storey.doors or storey.stops):
        return ()
    free = free_of(storey)
    if free.walkable.is_empty:
        return ()
    lattice = lattice_of(storey, free)
    return strokes(network_of(storey, free, lattice), free)


def _placed(at: Point, unit: float) -> Point:
    """To a millimetre: as exact as anybody draws."""
    return (
        round(round(at[0], MM) / unit, DIGITS),
        round(round(at[1], MM) / unit, DIGITS),
    )


def _name(floor: str, number: int, taken: set[str]) -> str:
    name = f"way-{''.join(c if c.isalnum() else '-' for c in floor)}-{number}"
    while name in taken:
        name += "-x"
    taken.add(name)
    return name
