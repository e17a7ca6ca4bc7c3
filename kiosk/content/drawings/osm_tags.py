"""What OpenStreetMap's tags say of a door: whether it is one, and whether everybody gets out by it.

Values after the wiki's Key:entrance, Key:exit and Key:access (read 2026-11-28). ``entrance=exit``
and ``emergency`` are one-way out, ``entrance=entrance`` is one-way in; ``exit=*`` says it plainly
and wins. A value nobody knows is no exit: an exit that is missing is seen on the drawing, one too
many only in a fire.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from signage.language.letters import mended

Tags = Mapping[str, str]
OUT = frozenset(
    {"yes", "main", "secondary", "service", "staircase", "shop", "home", "exit", "emergency"}
)
"""``entrance`` that is a way out. Not: ``no``, ``entrance`` (in only), ``garage`` and ``parking``
(of cars)."""
BARRED = frozenset({"no", "private", "delivery", "agricultural", "forestry"})
"""``access`` or, before it, ``foot``: not for everybody. An emergency exit is barred from outside
alone."""
NOT_NOW = ("disused", "abandoned", "construction", "proposed", "demolished")


def tags_of(element: Element) -> Tags:
    return {mended(tag.get("k", "")): mended(tag.get("v", "")) for tag in element.iter("tag")}


def is_there(element: Element) -> bool:
    """Neither deleted in the database nor in the editor."""
    return element.get("visible") != "false" and element.get("action") != "delete"


def is_door(tags: Tags) -> bool:
    return (
        "door" in tags
        or leads_out(tags)
        or ("entrance" in tags and _values(tags, "entrance") != {"no"})
    )


def leads_out(tags: Tags) -> bool:
    """Whether it is an exit of the building, for everybody, now."""
    stated, entrance = _values(tags, "exit"), _values(tags, "entrance")
    out = bool(stated & {"yes", "emergency"}) if stated else bool(entrance & OUT)
    if (
        not out
        or tags.get("locked") == "yes"
        or any(tags.get(key, "no") != "no" for key in NOT_NOW)
    ):
        return False
    return (
        "emergency" in stated | entrance
        or not (_values(tags, "foot") or _values(tags, "access")) & BARRED
    )


def _values(tags: Tags, key: str) -> set[str]:
    return {value for part in tags.get(key, "").split(";") if (value := part.strip().casefold())}
