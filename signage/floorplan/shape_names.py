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
from signage.language.words import NO_WORDS, Message, Value, Words, say

_PART = re.compile(r"[.#~@][^/]*$")


def called(shapes: Iterable[Shape], metres_per_unit: float) -> Mapping[str, Words | str]:
    """By element."""
    return {shape.element: _called(shape, metres_per_unit) for shape in shapes}


def _called(shape: Shape, unit: float) -> Words | str:
    if "/" in shape.resource:
        return shape.resource
    if not shape.points:
        return Message("check.shape", layer=shape.layer, id=shape.element)
    x, y = (f"{metres * unit:.1f}" for metres in middle(shape.points))
    return Message("check.shape-at", layer=shape.layer, x=x, y=y, id=shape.element)


def told(mistake: Mistake, names: Mapping[str, Words | str], file: str) -> Mistake:
    """The mistake as it is read; ``at`` keeps the element, to mark it on a picture."""
    if mistake.file != file:
        return mistake
    key, amiss = _named(mistake.key, names), mistake.amiss
    if isinstance(amiss, Message):
        amiss = Message(amiss.id, **{name: _told(one, names) for name, one in amiss.given.items()})
    return replace(
        mistake, key=key if isinstance(key, str) else say(key, "en"), amiss=amiss,
        called=NO_WORDS if isinstance(key, str) else key, at=mistake.at or mistake.key,
    )  # fmt: skip


def _told(value: Value, names: Mapping[str, Words | str]) -> Value:
    """What stands in a field, its shapes called as they are."""
    if isinstance(value, str):
        return _named(value, names)
    if isinstance(value, Message):
        given = {name: _told(one, names) for name, one in value.given.items()}
        return Message(value.id, **given)
    if isinstance(value, list | tuple):
        return [_named(one, names) if isinstance(one, str) else one for one in value]
    return value


def _named(word: str, names: Mapping[str, Words | str]) -> Words | str:
    """A part of a shape, ``path1.3``, is called as the shape is."""
    return names.get(word) or names.get(_PART.sub("", word), word)
