"""The sixty situations of a hall: every kind of the catalogue once, and then what meets under one
roof."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Raised = tuple[str, str]
"""Kind and target."""

MEETING: Sequence[tuple[Raised, ...]] = (
    (("FIRE", "zone"),),
    (("FIRE", "floor"),),
    (("FIRE", "exit"),),
    (("FIRE", "stairs"),),
    (("FIRE", "hall"), ("WIN-PAUSE", "window")),
    (("FIRE", "zone"), ("SHOCK", "machine")),
    (("FIRE", "exit"), ("FIRE", "zone")),
    (("PWR", "hall"), ("FIRE", "hall")),
    (("PWR", "zone"), ("INJURY", "zone")),
    (("INJURY", "zone"), ("FIRE", "hall")),
    (("INJURY", "window"), ("QUEUE", "hall")),
    (("UTIL", "machine"), ("DEV-HAZARD", "machine")),
    (("WIN-PAUSE", "window"), ("ETAX-DOWN", "system")),
    (("WIN-PAUSE", "window"), ("QUEUE", "hall")),
    (("QUEUE", "hall"), ("ETAX-DOWN", "system"), ("PWR", "hall")),
    (("SYS-NET", "system"), ("SYS-CORE", "system")),
    (("SHOCK", "machine"), ("INJURY", "zone"), ("QUEUE", "hall")),
    (("HALL-CLOSED", "hall"), ("FLOOD", "zone")),
    (("FIGHT", "zone"), ("WIN-FAULT", "window"), ("DELAY", "hall")),
)
"""Kind and the family of its target; a hall without such a family takes another that the kind may
have."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the files name: things by family, and of each kind the families of its targets."""

    things: Mapping[str, Sequence[str]]
    kinds: Mapping[str, Sequence[str]]

    def target(self, kind: str, family: str, turn: int) -> str | None:
        """One that this kind may have, of the family where the hall has such; None where it has
        none at all."""
        may = [name for each in self.kinds.get(kind, ()) for name in self.things.get(each, ())]
        found = [name for name in may if name.partition("/")[0] == family] or may
        return found[turn % len(found)] if found else None


def described(content: Path) -> Described:
    """Read from the files themselves: moving code changes nothing here."""
    hall = tomllib.loads((content / "hall.toml").read_text("utf-8"))
    listed = [thing for things in hall.values() if isinstance(things, list) for thing in things]
    ids = [
        str(thing["id"])
        for thing in listed
        if isinstance(thing, dict) and "/" in str(thing.get("id", ""))
    ]
    things: dict[str, list[str]] = {"hall": ["hall"]}
    for name in ids:
        things.setdefault(name.partition("/")[0], []).append(name)
    catalogue = sorted((content / "catalogue").glob("*.toml"))
    kinds = [
        kind
        for path in catalogue
        for kind in tomllib.loads(path.read_text("utf-8")).get("kind", ())
    ]
    return Described(things, {kind["code"]: kind.get("targets", ()) for kind in kinds})


def situations(hall: Described, number: int, begin: int = 0) -> Iterator[tuple[Raised, ...]]:
    """``number`` of them, fewer where the catalogue is shorter; ``begin`` turns the row, for
    another time of day."""
    alone: list[tuple[Raised, ...]] = [((kind, ""),) for kind in hall.kinds]
    every = [*alone, *MEETING][:number]
    for turn in range(len(every)):
        named = [
            (kind, hall.target(kind, family, turn))
            for kind, family in every[(turn + begin) % len(every)]
        ]
        yield tuple((kind, target) for kind, target in named if target)
