"""The hall as it is described now: the content's files with what was configured while running on
top.

Lamps set up on the facilities pages are events; :func:`described` puts them over the lamps of the
content.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from signage.hall.model import Hall, Lamp
from signage.situation.incidents import Situation


def described(hall: Hall, situation: Situation) -> Hall:
    """The hall with its configured lamps. The same object where nothing was configured.

    A lamp of the content keeps its place in the list. One whose configuration cannot be read burns
    as the content says.
    """
    if not situation.lamps:
        return hall
    found: dict[str, Lamp | None] = {lamp.id: lamp for lamp in hall.lamps}
    for name, stored in situation.lamps.items():
        found[name] = (lamp_of(stored) or found.get(name)) if stored else None
    changed = hall.model_copy(
        update={"lamps": tuple(lamp for lamp in found.values() if lamp is not None)}
    )
    # The copy took along what was worked out of the old lamps.
    for name in changed.__dict__.keys() - type(hall).model_fields.keys():
        del changed.__dict__[name]
    return changed


def lamp_of(stored: Mapping[str, Any]) -> Lamp | None:
    """A lamp as an event holds it; None where an older or newer version described it in keys
    unknown here."""
    try:
        return Lamp.model_validate(stored)
    except ValidationError:
        return None


def unreadable(situation: Situation) -> tuple[str, ...]:
    """Lamps whose configuration another version wrote and this one cannot read."""
    return tuple(
        name for name, stored in situation.lamps.items() if stored and lamp_of(stored) is None
    )


def homeless(hall: Hall, lamp: Lamp) -> tuple[str, ...]:
    """What the lamp speaks for that the content no longer describes."""
    return tuple(resource for resource in lamp.about if not hall.knows(resource))
