"""What an incident says and asks, worded as it was when it was raised."""

from dataclasses import dataclass, field
from typing import Literal

from signage.catalogue.kinds import Family, LampState
from signage.language.words import Words


@dataclass(frozen=True, slots=True)
class LastWords:
    """What a notice says on the last filing days where its own words would put people off; empty =
    its own."""

    sign: Words = field(default_factory=dict)
    lines: tuple[Words, ...] = ()
    strip: Words = field(default_factory=dict)

    @property
    def said(self) -> bool:
        return bool(self.sign or self.lines or self.strip)


@dataclass(frozen=True, slots=True)
class Notice:
    """What an incident shows, as it was when it was raised, whatever the content becomes."""

    kind: str
    name: Words
    cls: str
    family: Family
    symbols: tuple[str, ...]
    sign: Words
    lines: tuple[Words, ...]
    strip: Words
    public: Literal["full", "protective", "none"]
    lamp: LampState
    takes_out: bool
    prefer: tuple[str, ...]
    cleared_by: tuple[str, ...]
    last_days: LastWords = LastWords()
    scene: bool = False
    """Somebody lies there: nobody is sent to its targets or close to them."""
    alone: bool = False
    """Its words name what it was raised on: no subject stands before them."""
    outside: Words = field(default_factory=dict)
    """What people outside the hall are told in place of ``strip``; empty = the same."""
    system: str = ""
    """What fails in it, on whatever it is raised: the kind's usual target where that is a
    system."""


Phase = Literal["handle", "report", "recover"]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the checklist, worded as it was when the incident was raised. ``owner`` may be
    empty: anybody."""

    text: Words
    owner: Words
    phase: Phase
    source: str
    last_days: Words = field(default_factory=dict)
    """What it says on the last filing days; empty = the same."""


GateKind = Literal["last-operation", "safety-check"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What must be confirmed of each target before the sign is lifted."""

    gate: GateKind
    text: Words
    targets: tuple[str, ...]
    source: str


def key_of(gate: str, target: str) -> str:
    return f"{gate} {target}"
