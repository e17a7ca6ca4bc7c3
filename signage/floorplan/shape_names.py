"""What a drawn shape is called in front of whoever drew it: its label, else its layer, place and,
to find it, its id.

Inkscape calls shapes path1234; in a list of mistakes that is a number without a meaning.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from signage.floorplan.geometry import middle
from signage.floorplan.shapes import Shape
from signage.language.mistake import Mistake

_WORD = re.compile(r"[^\s,;:()→“”]+")
_PART = re.compile(r"[.#~@][^/]*$")


def called(shapes: Iterable[Shape], metres_per_unit: float) -> Mapping[str, str]:
    """By element."""
    return {shape.element: _called(shape, metres_per_unit) for shape in shapes}


def _called(shape: Shape, unit: float) -> str:
    if "/" in shape.resource:
        return shape.resource
    at = middle(shape.points) if shape.points else None
    where = f" at {at[0] * unit:.1f} m, {at[1] * unit:.1f} m" if at is not None else ""
    return f"layer {shape.layer}{where} ({shape.element})"


def told(mistake: Mistake, names: Mapping[str, str], file: str) -> Mistake:
    """The mistake as it is read; ``at`` keeps the element, to mark it on a picture."""
    if mistake.file != file:
        return mistake
    key = _named(mistake.key, names)
    wrong = _WORD.sub(lambda word: _named(word[0], names), mistake.wrong)
    return replace(mistake, key=key, wrong=wrong, at=mistake.at or mistake.key)


def _named(word: str, names: Mapping[str, str]) -> str:
    """A part of a shape, ``path1.3``, is called as the shape is."""
    return names.get(word) or names.get(_PART.sub("", word), word)
