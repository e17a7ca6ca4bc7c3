"""The shapes of a drawing by their layers, and what is told while they are read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from signage.floorplan.geometry import Point, bearing, distance, middle
from signage.floorplan.labels import layer_faults, layer_meant, written
from signage.floorplan.shapes import LAYERS, NEEDED, Drawing, Shape
from signage.language.mistake import Mistake
from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Findings:
    """What could not be read, in the order in which it was found; every step adds to it."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)

    def tell(self, element: str, wrong: Words, remedy: Words) -> None:
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
            self.tell(
                shape.element,
                Message("check.no-length", name=name, text=text),
                Message("check.write-metres", name=name),
            )
            return None
        return value

    def one_of(self, shape: Shape, name: str, known: Any, default: str) -> Any:
        text = shape.attributes.get(name, default)
        if text in get_args(known):
            return text
        remedy = Message("check.write-one-of", known=list(get_args(known)))
        self.tell(shape.element, Message("check.value-unknown", name=name, text=text), remedy)
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
                wrong = Message("check.no-id-in-layer", layer=layer)
                findings.tell(shape.element, wrong, Message("check.write-id-as-label"))
            elif types and shape.resource.partition("/")[0] not in types:
                wrong = Message("check.no-id-for-layer", id=shape.resource, layer=layer)
                wanted = [f"{name}/…" for name in types]
                findings.tell(shape.element, wrong, Message("check.label-it", wanted=wanted))
            elif shape.resource in seen:
                wrong = Message(
                    "check.is-also", id=shape.resource, other=seen[shape.resource].element
                )
                findings.tell(shape.element, wrong, Message("check.keep-one-of-them"))
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
        remedy = Message("check.show-hidden")
        findings.tell(label, Message("check.is-hidden"), remedy)
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
        clone = Message("check.unlink-clone")
        straight = Message("check.redraw-straight")
        findings.tell(shape.element, shape.fault, clone if shape.cloned else straight)
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
            remedy = Message("check.draw-scale")
            findings.tell(shape.element, Message("check.scale-without-length"), remedy)
        else:
            unit = metres / drawn
    for shape in taken.get("north", ()):
        if len(shape.points) > 1:
            north_deg = bearing(shape.points[0], shape.points[-1])
    return unit, north_deg


def _tell_missing(drawing: Drawing, taken: Mapping[str, list[Shape]], findings: Findings) -> None:
    if not drawing.layered:
        remedy = Message("check.save-with-layers")
        findings.tell("(file)", Message("check.no-layers"), remedy)
        return
    for layer in NEEDED:
        if layer not in taken and layer not in drawing.hidden:
            wrong = Message("check.no-such-layer")
            findings.tell(layer, wrong, Message("check.draw-layer", layer=layer))
