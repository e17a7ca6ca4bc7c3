"""The shapes of a drawing by their layers, and what is told while they are read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from signage.floorplan.geometry import Point, bearing, distance, middle
from signage.floorplan.labels import layer_faults, layer_meant, written
from signage.floorplan.shapes import LAYERS, NEEDED, Drawing, Shape
from signage.language.mistake import Mistake


@dataclass(frozen=True, slots=True)
class Findings:
    """What could not be read, in the order in which it was found; every step adds to it."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)

    def tell(self, element: str, wrong: str, remedy: str) -> None:
        self.mistakes.append(Mistake(self.file, element, wrong, remedy))

    def number(self, shape: Shape, name: str) -> float | None:
        """A length that is written on a shape, metres."""
        text = shape.attributes.get(name, "").removesuffix("m").strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            self.tell(shape.element, f"{name}={text} is no length in metres", f"write {name}=1.4")
            return None
        return value

    def one_of(self, shape: Shape, name: str, known: Any, default: str) -> Any:
        text = shape.attributes.get(name, default)
        if text in get_args(known):
            return text
        remedy = f"write one of {', '.join(get_args(known))}"
        self.tell(shape.element, f"{name}={text} is unknown", remedy)
        return default


@dataclass(frozen=True, slots=True)
class Layers:
    """Every shape that has a meaning, by its layer, as drawn; ``unit`` is metres per unit."""

    shapes: Mapping[str, tuple[Shape, ...]]
    unit: float
    north_deg: float

    def of(self, layer: str) -> list[Shape]:
        """The layer's shapes in metres."""
        return [
            Shape(
                s.element, s.layer, tuple((x * self.unit, y * self.unit) for x, y in s.points),
                s.closed, s.floor, s.resource, s.attributes,
            )
            for s in self.shapes.get(layer, ())
        ]  # fmt: skip

    def named(self, layer: str, findings: Findings, types: tuple[str, ...] = ()) -> list[Shape]:
        """Shapes that stand for something.

        One without an id, or with an id drawn twice, is told and left out.
        """
        seen: dict[str, Shape] = {}
        for shape in self.of(layer):
            if not shape.resource:
                wrong = f"it is in layer {layer} but has no id"
                findings.tell(shape.element, wrong, "write its id as the label")
            elif types and shape.resource.partition("/")[0] not in types:
                wrong = f"{shape.resource} is no id for layer {layer}"
                wanted = " or ".join(f"{name}/…" for name in types)
                findings.tell(shape.element, wrong, f"label it {wanted}")
            elif shape.resource in seen:
                wrong = f"{shape.resource} is also {seen[shape.resource].element}"
                findings.tell(shape.element, wrong, "keep one of them")
            else:
                seen[shape.resource] = shape
        return list(seen.values())

    def places(self) -> Mapping[str, tuple[str, Point]]:
        """Floor and middle of every element, metres."""
        return {
            shape.element: (shape.floor, middle(shape.points))
            for layer in self.shapes
            for shape in self.of(layer)
        }


def layers_of(drawing: Drawing, shapes: list[Shape], findings: Findings) -> Layers:
    """``shapes`` are the drawing's, in the order in which they are told."""
    meant: dict[str, str] = {}
    for layer, fault in layer_faults(shapes):
        findings.tell(layer, *fault)
        meant[layer] = layer_meant(layer) or layer
    for label in drawing.hidden:
        remedy = "show it (opacity 0 keeps it out of sight), or give a draft another name"
        findings.tell(label, "it is hidden, and what is hidden is not read", remedy)
    taken: dict[str, list[Shape]] = {}
    for shape in shapes:
        # A layer of nearly a known name is told once and read as it was meant, or all that lies in
        # it is told too.
        layer = meant.get(shape.layer, shape.layer)
        if layer in LAYERS and (known := _taken(replace(shape, layer=layer), findings)) is not None:
            taken.setdefault(layer, []).append(known)
    unit, north_deg = _scale(drawing, taken, findings)
    _tell_missing(drawing, taken, findings)
    return Layers({layer: tuple(found) for layer, found in taken.items()}, unit, north_deg)


def _taken(given: Shape, findings: Findings) -> Shape | None:
    """As its label says it is meant; None where it has no form to go by."""
    shape, faults = written(given)
    for fault in faults:
        findings.tell(shape.element, *fault)
    if shape.fault:
        clone = "make it a shape of its own (Edit › Clone › Unlink Clone)"
        straight = "redraw it with straight segments (M, L, H, V, Z)"
        findings.tell(shape.element, shape.fault, clone if "clone" in shape.fault else straight)
        return None
    return shape if shape.points else None


def _scale(
    drawing: Drawing, taken: Mapping[str, list[Shape]], findings: Findings
) -> tuple[float, float]:
    """Metres per unit and degrees of north, as drawn, else as the file says."""
    unit, north_deg = drawing.metres_per_unit, drawing.north_deg
    for shape in taken.get("scale", ()):
        metres = findings.number(shape, "length")
        drawn = distance(shape.points[0], shape.points[-1]) if len(shape.points) > 1 else 0.0
        if metres is None or drawn <= 0:
            remedy = "draw a line and write length=metres on it"
            findings.tell(shape.element, "the scale has no length", remedy)
        else:
            unit = metres / drawn
    for shape in taken.get("north", ()):
        if len(shape.points) > 1:
            north_deg = bearing(shape.points[0], shape.points[-1])
    return unit, north_deg


def _tell_missing(drawing: Drawing, taken: Mapping[str, list[Shape]], findings: Findings) -> None:
    if not drawing.layered:
        remedy = "save it as Inkscape SVG: a plain or optimised SVG has lost its layers"
        findings.tell("(file)", "it has no layers", remedy)
        return
    for layer in NEEDED:
        if layer not in taken and layer not in drawing.hidden:
            wrong = "there is no such layer, or it is empty"
            findings.tell(layer, wrong, f"draw a layer named {layer}")
