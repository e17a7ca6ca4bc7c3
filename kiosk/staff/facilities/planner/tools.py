"""The tools of the page and the words its script says."""

from dataclasses import dataclass
from typing import Final

from signage.language.words import Message, Words


@dataclass(frozen=True, slots=True)
class Tool:
    """``key``: the letter that takes it, on the board."""

    name: str
    key: str
    words: Words


TOOLS: Final = (
    Tool("select", "V", Message("planner.tool-select")),
    Tool("wall", "W", Message("planner.tool-wall")),
    Tool("partition", "P", Message("planner.tool-partition")),
    Tool("door", "D", Message("planner.tool-door")),
    Tool("exit", "E", Message("planner.tool-exit")),
    Tool("window", "C", Message("planner.tool-window")),
    Tool("place", "M", Message("planner.tool-place")),
    Tool("screen", "T", Message("planner.tool-screen")),
    Tool("way", "R", Message("planner.tool-way")),
    Tool("stairs", "S", Message("planner.tool-stairs")),
    Tool("lift", "L", Message("planner.tool-lift")),
    Tool("zone", "Z", Message("planner.tool-zone")),
    Tool("furniture", "F", Message("planner.tool-furniture")),
    Tool("floor", "G", Message("planner.tool-floor")),
    Tool("safety", "X", Message("planner.tool-safety")),
    Tool("assembly", "A", Message("planner.tool-assembly")),
    Tool("scale", "K", Message("planner.tool-scale")),
    Tool("north", "O", Message("planner.tool-north")),
)
LAYERS: Final = (
    "walls", "partitions", "furniture", "floor", "routes", "doors", "exits", "stairs", "screens", "places", "zones",
    "assembly", "safety", "scale", "north",
)  # fmt: skip
FIELDS: Final = (
    "id", "width", "kind", "oneway", "steps", "rise", "length", "mount", "exit", "stand", "alias", "name", "en",
    "points", "element", "label", "exits",
)  # fmt: skip
OPTIONS: Final = (
    "corridor", "stairs", "ramp", "landing", "wall", "ceiling", "stand", "place", "refuge",
)  # fmt: skip
SAID: Final = (
    "several", "nothing", "remove", "checking", "unchecked", "sound", "unkept", "kept", "unsent", "changed",
    "refused", "saved", "unsaved", "drawn", "moved", "at", "chosen", "unreadable", "unreadable-file", "storey",
    "click-two", "no-ways", "brought", "untouched", "proposing", "proposed", "not-proposed", "goes-too",
)  # fmt: skip


def words() -> tuple[tuple[str, Words], ...]:
    """By the key under which the script asks for them; # stands for what it fills in."""
    return (
        *((f"layer-{layer}", Message(f"planner.layer.{layer}")) for layer in LAYERS),
        *((f"field-{field}", Message(f"planner.field.{field}")) for field in FIELDS),
        *((f"option-{option}", Message(f"planner.option.{option}")) for option in OPTIONS),
        *((said, Message(f"planner.said.{said}")) for said in SAID),
    )
