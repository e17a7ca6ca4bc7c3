"""The hall as it is described now: the content's files with what was configured while running on top.

Lamps set up on the facilities pages are events; :func:`described` puts them over the lamps of the content.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from signage.hall import Hall, Lamp
from signage.incidents import Situation


def described(hall: Hall, situation: Situation) -> Hall:
    """The hall with its configured lamps. The same object where nothing was configured."""
    if not situation.lamps:
        return hall
    kept = [lamp for lamp in hall.lamps if lamp.id not in situation.lamps]
    configured = [lamp for stored in situation.lamps.values() if stored and (lamp := lamp_of(stored)) is not None]
    changed = hall.model_copy(update={"lamps": (*kept, *configured)})
    # The copy took the cached tables along; this one is of the old lamps.
    changed.__dict__.pop("lamp", None)
    return changed


def lamp_of(stored: Mapping[str, Any]) -> Lamp | None:
    """A lamp as an event holds it; None where an older or newer version described it in keys unknown here."""
    try:
        return Lamp.model_validate(stored)
    except ValidationError:
        return None
