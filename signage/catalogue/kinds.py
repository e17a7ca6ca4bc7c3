"""The catalogue of incident kinds: what each is called, who may raise and clear it, what it shows
and asks for.

The 41 kinds and their steps come from the twenty emergency plans; ``source`` carries the plan line,
or ``derived`` where the product proposes. Signs, colours and lamps follow the sign reference: red
never means paused, safety shapes only where a person could be hurt or must escape (ISO 3864-1
§4.2).
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from signage.catalogue.uses import Use
from signage.hall.described import Described, MarkedKinds
from signage.hall.model import ChannelKind
from signage.language.words import Words

Class = Literal[
    "evacuate",
    "shelter",
    "danger",
    "cordon",
    "closed",
    "outage",
    "suspended",
    "redirect",
    "warning",
    "staff",
]
Sign = Literal[
    "evacuate", "shelter", "danger", "cordon", "closed", "outage", "suspended", "redirect", "warning",
    "all-clear", "guidance",
]  # fmt: skip
Family = Literal[
    "safe",  # green ground, white symbol: evacuation
    "panel",  # red ground, white text, no symbol: shelter
    "danger",  # red ground, warning triangle beside P010
    "prohibition",  # white ground, red ring: cordon
    "caution",  # yellow ground, black triangle: wet floor
    "neutral",  # dark ground, white text: paused, fault, closed
    "theme",  # hall blue, white text: redirect, crowding
    "notice",  # white ground, level chip: early warning
    "clear",  # green band, tick: all-clear
    "none",  # staff only
]
Symbol = Literal[
    "running-man", "no-lift", "electricity", "general-warning", "do-not-touch", "no-entry", "slippery",
    "assembly-point", "mask", "tick", "queue", "terminal", "window", "phone", "crossed-exit",
]  # fmt: skip
LampState = Literal["none", "paused", "fault", "notice", "danger", "evacuate"]
Role = Literal["guide", "supervisor", "facilities", "admin"]
TargetType = Literal[
    "hall",
    "zone",
    "window",
    "machine",
    "system",
    "exit",
    "desk",
    "place",
    "floor",
    "stairs",
    "lift",
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z-]*$", max_length=24)]
Source = Annotated[str, StringConstraints(pattern=r"^(L[0-9]+|derived)$")]

LIFE_SAFETY: frozenset[str] = frozenset({"evacuate", "shelter", "danger", "cordon"})
"""Classes a locked, enrolled tablet may raise; they never wait for approval and never end by a
clock."""
LEAVING: frozenset[str] = frozenset({"evacuate", "shelter"})
"""Of these the ones that tell people to leave what they are doing: nothing else has room beside
their signs."""


class Step(Described):
    """One step of the plan, in the plan's order, with who does it."""

    text: Words
    owner: Words
    source: Source = "derived"
    last_days: Words = Field(default_factory=dict)
    needs: Literal["lift"] | None = None
    """The step is for halls that have one."""


class Line(Described):
    text: Words
    source: Source = "derived"
    last_days: Words = Field(default_factory=dict)
    gate: Literal["last-operation", "safety-check"] | None = None
    """Of a recovery line: what must be confirmed before the sign is lifted
    (:mod:`signage.rules.gates`)."""


class LastDays(Described):
    """Other words for the last filing days, on which nobody is advised to come later; unset = the
    kind's own."""

    sign: Words = Field(default_factory=dict)
    lines: tuple[Words, ...] = Field(default=(), max_length=2)
    strip: Words = Field(default_factory=dict)


class Asks(Described):
    """``text`` with its two answers; yes raises the kind ``kind`` in place of the one that asks."""

    text: Words
    yes: Words
    no: Words
    kind: Code


class Spoken(Described):
    """What is said otherwise on one sort of target, or where the hall has lifts; unset = the kind's
    own."""

    sign: Words = Field(default_factory=dict)
    lines: tuple[Words, ...] = Field(default=(), max_length=2)
    strip: Words = Field(default_factory=dict)
    symbols: tuple[Symbol, ...] = ()
    """Shown besides the kind's own."""
    alone: bool = False
    """These words name the target themselves: no subject stands before them."""


class Kind(Described):
    code: Code
    name: Words
    tags: tuple[str, ...] = ()
    """The plans' own classes (办税秩序类, 系统故障类 …): tags, because the plans disagree about nesting."""
    classes: tuple[Class, ...] = Field(min_length=1)
    """The first is the default; more than one = the person who raises chooses (避险 or 疏散; 其他)."""
    family: Family
    families: dict[Class, Family] = Field(default_factory=dict)
    """Another look for another chosen class."""
    symbols: tuple[Symbol, ...] = ()
    targets: tuple[TargetType, ...] = Field(min_length=1)
    """What it can be raised on; the first is what the console offers first."""
    target: str | None = None
    """Default target id, e.g. ``hall`` or ``system/etax``."""
    level: int = Field(ge=1, le=4)
    raised_by: tuple[Role, ...] = ("guide", "supervisor", "facilities", "admin")
    cleared_by: tuple[Role, ...] = ("guide", "supervisor", "admin")
    sign: Words
    """Main line, at most 8 汉字; ``/`` marks the one place where it may break."""
    signs: dict[str, Words] = Field(default_factory=dict)
    """Another main line by target type (``machine``) or by chosen class (``evacuate``)."""
    lines: tuple[Words, ...] = Field(default=(), max_length=2)
    """Short lines under the sign: why, and what to do. Until-when and where-instead are derived."""
    strip: Words
    """One line for boards and strips, without the subject's name."""
    what: Words = Field(default_factory=dict)
    """What ``{what}`` in its words is, where it was not raised on a system, whose name is said
    then."""
    on: dict[str, Spoken] = Field(default_factory=dict)
    """Other words by target type, or on the ``usual`` target; see
    :mod:`signage.catalogue.kind_words`."""
    lifts: Spoken = Spoken()
    """Other words, and symbols besides, in a hall that has lifts."""
    public: Literal["full", "protective", "none"] = "full"
    """``protective``: the scene shows, the cause never does. ``none``: staff only."""
    last_days: LastDays = LastDays()
    lamp: LampState = "none"
    takes_out: bool = True
    """Whether its targets become unavailable."""
    prefer: tuple[ChannelKind, ...] = ()
    """While it is open these channels are offered first."""
    asks: Asks | None = None
    """A question on its tile, whose yes leads to another kind."""
    offers: tuple[Code, ...] = ()
    """Kinds its card offers to raise besides, on the same targets."""
    shared_supply: bool = False
    """Whoever raises it is asked what else is fed by the same power."""
    scene: bool = False
    """Somebody lies at its targets: nobody is sent there or close to them. A danger always has
    one."""
    redirect: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    recovery: tuple[Line, ...] = ()
    report: tuple[Line, ...] = ()
    use: Use = Use()
    """What the product does with it beside showing it."""
    raisable: bool = True
    """False for the all-clear, which clearing produces."""


class Catalogue(Described):
    kinds: tuple[Kind, ...]

    @cached_property
    def kind(self) -> Mapping[str, Kind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def marked(self) -> MarkedKinds:
        """What the hall is told of it, see :meth:`signage.hall.model.Hall.knowing`."""
        papers = frozenset(kind.code for kind in self.kinds if kind.use.papers)
        return MarkedKinds(papers, next((kind.code for kind in self.kinds if kind.use.crowd), None))

    @cached_property
    def unlisted(self) -> Kind | None:
        """The kind for what is none of the others."""
        return next((kind for kind in self.kinds if kind.use.unlisted), None)

    @cached_property
    def crisis(self) -> Kind | None:
        """What is raised where talking no longer helps."""
        return next((kind for kind in self.kinds if kind.use.talk == "crisis"), None)

    @cached_property
    def evacuation(self) -> Kind | None:
        """What the whole hall is evacuated by: of several the one most at hand on the first page."""
        found = [
            kind for kind in self.kinds
            if kind.raisable and kind.classes[0] == "evacuate" and "hall" in kind.targets
        ]  # fmt: skip
        return min(found, key=lambda kind: (not kind.use.tile, kind.use.tile), default=None)

    def noticed(self, what: str, harm: str) -> Kind | None:
        """What these answers name: by both, else by what it is, else what is none of the others."""
        named: dict[tuple[str, str | None], Kind] = {}
        for kind in self.kinds:
            for said in kind.use.noticed:
                named.setdefault((said.what, said.harm), kind)
        return named.get((what, harm)) or named.get((what, None)) or self.unlisted


def sign_of(kind: Kind, chosen: str, target_type: str) -> Words:
    """The main line: by chosen class, else by what it was raised on, else the kind's own."""
    return kind.signs.get(chosen) or kind.signs.get(target_type) or kind.sign
