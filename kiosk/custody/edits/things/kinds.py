"""The kinds of things a hall is described by: one table, from which their pages follow.

2026-12-01 · Ids stay as they were given; the page offers no renaming. The log of years, statistics, paired
screens, printed codes and the drawn plan know a thing by its id, and people read its name, which is changed
at any time. Whoever needs another id describes a new thing like the old one and removes that, and is asked
about what goes. Rejected: renaming in every file and the log at once, which printed codes do not follow;
a table of former ids, which every reader would have to ask. A hall renumbered as a whole would change our mind.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from kiosk.content.hall_files import DRILLS
from kiosk.custody.edits.things.fields import Field, fields_of
from signage.catalogue.parts import ITEMS
from signage.catalogue.references import TYPES
from signage.deciding.drills import Scenario
from signage.hall.alerts.thresholds import Threshold
from signage.hall.calls import Calls, Outlet, Person
from signage.hall.filing import Filing
from signage.hall.hours import Hours
from signage.hall.levels import Handling
from signage.hall.model import Hall, Online
from signage.hall.upkeep import Papers, Upkeep
from signage.language.mistake import file_of
from signage.language.words import Message, Words


class Section(StrEnum):
    STANDS = "stands"
    DOES = "does"
    CALLED = "called"
    HALL = "hall"


SECTIONS: Final[Mapping[Section, Words]] = {
    Section.STANDS: Message("thing-section.stands"),
    Section.DOES: Message("thing-section.does"),
    Section.CALLED: Message("thing-section.called"),
    Section.HALL: Message("thing-section.hall"),
}
"""What is told together, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``part``: what its list is called in its file, with dots where it is within a table.
    ``table``: no list but one table, where it stands; ``only``: the fields of it that are meant,
    in their order, empty for all; ``own``: a model that is no part of a hall."""

    part: str
    words: Words
    counted: Message
    """``{many}`` of them, with the word that Chinese counts them by."""
    section: Section = Section.STANDS
    own: type[BaseModel] | None = None
    table: tuple[str, ...] | None = None
    only: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.part.split(".")) if self.table is None else self.table

    @property
    def file(self) -> str:
        begin = self.path[0] if self.path else ""
        return DRILLS if begin == "drills" else file_of(begin)

    @property
    def model(self) -> type[BaseModel]:
        return self.own or ITEMS[self.part]

    @property
    def fields(self) -> tuple[Field, ...]:
        found = fields_of(self.model)
        if not self.only:
            return found
        return tuple(sorted((one for one in found if one.name in self.only), key=self._place))

    def _place(self, field: Field) -> int:
        return self.only.index(field.name)

    @property
    def beginning(self) -> str:
        """Of an id."""
        return f"{TYPES[self.part][-1]}/" if self.part in TYPES else ""

    @property
    def is_numbered(self) -> bool:
        """Whether several are made as one, with other numbers."""
        return self.section is Section.STANDS

    def items(self, document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """As its file has them, of a table that one. Raises ValueError where it is none."""
        found: Any = document
        for key in self.path:
            found = found.get(key, {}) if isinstance(found, Mapping) else found
        listed = [found] if self.table is not None else found or []
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise ValueError(self.part)
        return tuple(listed)

    def key(self, at: int) -> str:
        """How the key of a mistake begins of the one at that place."""
        if self.table is not None:
            return "".join(f"{one}." for one in self.table)
        return f"{self.part}[{at}]."


KINDS: Final[Mapping[str, Kind]] = {
    kind.part: kind
    for kind in (
        Kind("windows", Message("thing-kind.windows"), Message("thing-count.windows")),
        Kind("machines", Message("thing-kind.machines"), Message("thing-count.machines")),
        Kind("systems", Message("thing-kind.systems"), Message("thing-count.systems")),
        Kind("screens", Message("thing-kind.screens"), Message("thing-count.screens")),
        Kind("lamps", Message("thing-kind.lamps"), Message("thing-count.lamps")),
        Kind("zones", Message("thing-kind.zones"), Message("thing-count.zones")),
        Kind("exits", Message("thing-kind.exits"), Message("thing-count.exits")),
        Kind("places", Message("thing-kind.places"), Message("thing-count.places")),
        Kind("floors", Message("thing-kind.floors"), Message("thing-count.floors")),
        Kind("stairs", Message("thing-kind.stairs"), Message("thing-count.stairs")),
        Kind("lifts", Message("thing-kind.lifts"), Message("thing-count.lifts")),
        Kind(
            "services", Message("thing-kind.services"), Message("thing-count.items"), Section.DOES
        ),
        Kind("groups", Message("thing-kind.groups"), Message("thing-count.items"), Section.DOES),
        Kind(
            "online",
            Message("thing-kind.online"),
            Message("thing-count.items"),
            Section.DOES,
            Online,
            ("online",),
        ),
        Kind(
            "handling",
            Message("thing-kind.handling"),
            Message("thing-count.items"),
            Section.CALLED,
            Handling,
            ("handling",),
            (
                "tiers",
                "acknowledge_min",
                "reach",
                "numbers",
                "profile",
                "step_min",
                "eta_repeat_min",
                "still_min",
                "report_min",
            ),
        ),
        Kind(
            "calls.people",
            Message("thing-kind.people"),
            Message("thing-count.people"),
            Section.CALLED,
            Person,
        ),
        Kind(
            "calls",
            Message("thing-kind.calls"),
            Message("thing-count.items"),
            Section.CALLED,
            Calls,
            ("calls",),
            (
                "wait_min",
                "repeat_min",
                "repeats",
                "give_up_h",
                "link_h",
                "quiet",
                "drills",
            ),
        ),
        Kind(
            "calls.outlets",
            Message("thing-kind.outlets"),
            Message("thing-count.items"),
            Section.CALLED,
            Outlet,
        ),
        Kind(
            "hall",
            Message("thing-kind.hall"),
            Message("thing-count.items"),
            Section.HALL,
            Hall,
            (),
            (
                "name",
                "issuer",
                "address",
                "languages",
                "public_url",
                "allowed_hosts",
                "sample",
            ),
        ),
        Kind(
            "tips",
            Message("thing-kind.tips"),
            Message("thing-count.items"),
            Section.HALL,
            Hall,
            (),
            ("tips",),
        ),
        Kind(
            "drills",
            Message("thing-kind.drills"),
            Message("thing-count.items"),
            Section.HALL,
            Scenario,
        ),
        Kind(
            "hours",
            Message("thing-kind.hours"),
            Message("thing-count.items"),
            Section.HALL,
            Hours,
            ("hours",),
            ("make_up_as", "monthly"),
        ),
        Kind(
            "filing",
            Message("thing-kind.filing"),
            Message("thing-count.items"),
            Section.HALL,
            Filing,
            ("filing",),
            ("near_days", "moved", "until"),
        ),
        Kind(
            "papers",
            Message("thing-kind.papers"),
            Message("thing-count.items"),
            Section.HALL,
            Papers,
            ("papers",),
        ),
        Kind(
            "upkeep",
            Message("thing-kind.upkeep"),
            Message("thing-count.items"),
            Section.HALL,
            Upkeep,
            ("upkeep",),
        ),
        Kind(
            "alerts.thresholds",
            Message("thing-kind.thresholds"),
            Message("thing-count.items"),
            Section.HALL,
            Threshold,
        ),
    )
}
FILES: Final = tuple(dict.fromkeys(kind.file for kind in KINDS.values()))
DEPENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "windows": ("core", "network", "power"), "terminal": ("core", "network", "power"),
    "experience": ("etax", "power"), "machines": ("power",), "lifts": ("power",),
}  # fmt: skip
"""What things of a kind, or of what they are, usually depend on: by what a system does."""


def usual_depends(
    part: str, what: str, listed: Iterable[Mapping[str, Any]], systems: Iterable[Mapping[str, Any]]
) -> list[str]:
    """As most of its kind in this hall, else by :data:`DEPENDS`, of the systems there are."""
    alike = [tuple(one.get("depends", ())) for one in listed if not what or one.get("what") == what]
    if alike:
        return list(Counter(alike).most_common(1)[0][0])
    wanted = DEPENDS.get(what) or DEPENDS.get(part) or ()
    does = {
        str(one.get("what") or str(one.get("id", "")).partition("/")[2]): one for one in systems
    }
    return [str(does[one]["id"]) for one in wanted if one in does]
