"""The hall as live tiles: every window, terminal, system and exit with its state, and the two or
three acts that fit it.

2026-11-30 · A window or a device is taken out from its tile at once, without the preview that a raise from
a kind has: the tile says where, the act says what, and it is taken back by one tap for 30 seconds. A
system's outage concerns the whole hall and keeps its preview. Rejected: the preview for all, a third tap
for what a guide does ten times a day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from kiosk.wording.page_words import said
from kiosk.wording.typeset import PAUSES as MARKS
from signage.availability.by_hand import by_hand
from signage.availability.world import Outage, World
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.evacuation.blocks import knows
from signage.hall.model import Exit, Machine, System, Window
from signage.hall.short_names import short_name
from signage.language.words import Message, Words, on_one_line
from signage.rules.permissions import may, may_raise
from signage.situation.incidents import WINDOW_ROLES

PAPERS: Final = Message("lists.papers-by-hand")
OUT: Final = Message("lists.out-of-service")
SERVING: Final = Message("lists.serving")
NOT_OPEN: Final = Message("lists.not-open")
WORKS: Final = Message("units.works")
PASSABLE: Final = Message("plan.passable")
BLOCKED: Final = Message("plan.hold.closed")
FREE, BLOCK = Message("plan.free"), Message("plan.block")
PAUSES: Final = "suspended"
FAILS: Final = "outage"
MOST_FAULTS: Final = 2
SORTS: Final[tuple[tuple[str, Words], ...]] = (
    ("window", Message("units.windows")),
    ("machine", Message("units.terminals")),
    ("system", Message("units.systems")),
    ("exit", Message("units.exits")),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a tile: a form with ``fields``, or a link where it has none. ``about`` says it with
    the tile's name."""

    do: str
    words: Words
    about: Words
    path: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Like:
    """Another window whose services this one may take over."""

    id: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """``look`` is out, on or off; ``word`` says the same and ``more`` what else there is of it;
    ``number`` is a window's, else empty."""

    id: str
    look: str
    number: str
    name: str
    word: str
    more: str
    changed: bool
    deeds: tuple[Deed, ...]
    sets: str
    """Where it is given other business; empty where whoever looks sets none."""
    likes: tuple[Like, ...] = ()

    @property
    def fold(self) -> str:
        """Its id on the page."""
        return f"do-{self.id.replace('/', '-')}"


@dataclass(frozen=True, slots=True)
class Units:
    """All of one sort; ``amiss`` counts those that are out."""

    sort: str
    title: Words
    units: tuple[Unit, ...]

    @property
    def amiss(self) -> int:
        return sum(unit.look == "out" for unit in self.units)


def units(world: World, kinds: Sequence[Kind], role: str) -> tuple[Units, ...]:
    eyes = _Eyes(world, kinds, role)
    found = (Units(sort, title, tuple(eyes.tiles(sort))) for sort, title in SORTS)
    return tuple(one for one in found if one.units)


@dataclass(frozen=True, slots=True)
class _Eyes:
    """Somebody of a role, before the hall as it is."""

    world: World
    kinds: Sequence[Kind]
    role: str

    def tiles(self, sort: str) -> Iterator[Unit]:
        hall = self.world.hall
        if sort == "window":
            yield from map(self._window, hall.windows)
            return
        things: dict[str, Sequence[Machine | System | Exit]] = {
            "machine": hall.machines,
            "system": hall.systems,
            "exit": hall.exits,
        }
        for thing in things[sort]:
            yield self._thing(sort, thing.id, said(thing.name))

    def _window(self, window: Window) -> Unit:
        now, sets = self.world.windows[window.id], self.role in WINDOW_ROLES
        path = f"/console/windows/{window.id.partition('/')[2]}"
        return Unit(
            window.id, self._look(window.id, now.open), str(window.number), _doing(self.world, window),
            *_halves(said(self._window_word(window.id))), now.changed,
            (*self._deeds(window.id, now.open), *(self._opens(window, path) if sets else ()), *self._more(window.id)),
            path if sets else "", tuple(_likes(self.world, window)) if sets else (),
        )  # fmt: skip

    def _thing(self, sort: str, thing: str, name: str) -> Unit:
        out = self.world.out.get(thing)
        usual = PASSABLE if sort == "exit" else WORKS
        word = usual if out is None else out.words or (BLOCKED if sort == "exit" else OUT)
        acts = (*self._deeds(thing, True), *self._way(thing), *self._more(thing))
        state = _halves(said(word))
        return Unit(thing, self._look(thing, True), "", name, *state, False, acts, "")

    def _look(self, thing: str, is_open: bool) -> str:
        return "out" if thing in self.world.out else "on" if is_open else "off"

    def _window_word(self, window: str) -> Words:
        if window in by_hand(self.world):
            return PAPERS
        out = self.world.out.get(window)
        if out is not None:
            return out.words or OUT
        return SERVING if self.world.windows[window].open else NOT_OPEN

    # ---------------------------------------------------------------- acts

    def _deeds(self, thing: str, works: bool) -> Iterator[Deed]:
        """What ends it where it is out; else what it is taken out by."""
        out = self.world.out.get(thing)
        if out is not None:
            yield from self._ends(thing, out)
        elif thing.startswith("system/"):
            for kind in self._faults(thing):
                path = f"/console/raise/{kind.code}/confirm?target={quote(thing)}"
                yield self._deed("fault", thing, kind.name, path)
        elif works and (pauses := self._pausing(thing.partition("/")[0])) is not None:
            fields = (("kind", pauses.code), ("target", thing))
            yield self._deed("pause", thing, on_one_line(pauses.sign), "/console/raise", fields)

    def _ends(self, thing: str, out: Outage) -> Iterator[Deed]:
        """At once where it is about this thing alone and no danger; else its card is looked at."""
        incident = self.world.situation.incidents.get(out.incident)
        if incident is None:
            return
        alone = incident.targets == (thing,) and incident.notice.cls not in LIFE_SAFETY
        if alone and may(self.role, "clear", incident):
            fields = (("revision", str(incident.revision)),)
            path = f"/console/incidents/{incident.id}/clear"
            yield self._deed("end", thing, Message("units.end"), path, fields)
        else:
            path = f"/console#case-{incident.id}"
            yield self._deed("see", thing, Message("units.see"), path)

    def _opens(self, window: Window, path: str) -> Iterator[Deed]:
        if self.world.windows[window.id].open:
            yield self._deed("close", window.id, Message("windows.close"), path, (("do", "close"),))
        else:
            yield self._deed("open", window.id, Message("windows.open"), path, (("do", "open"),))

    def _way(self, thing: str) -> Iterator[Deed]:
        """An exit is blocked and freed as on the plan; what an incident blocks, it alone frees."""
        plan, out = self.world.evacuation.plan, self.world.out.get(thing)
        blocked = thing in self.world.situation.holds
        incident = out is not None and out.incident
        if not thing.startswith("exit/") or plan is None or not knows(plan, thing) or incident:
            return
        hold, words = ("free", FREE) if blocked else ("closed", BLOCK)
        fields = (("target", thing), ("hold", hold), ("back", "/console#windows"))
        yield self._deed(hold, thing, words, "/console/plan/hold", fields)

    def _more(self, thing: str) -> Iterator[Deed]:
        yield self._deed("more", thing, Message("units.more"), f"/at/{quote(thing)}")

    def _deed(
        self, do: str, thing: str, words: Words, path: str, fields: tuple[tuple[str, str], ...] = ()
    ) -> Deed:
        about = Message("words.about", what=short_name(self.world.hall, thing), said=words)
        return Deed(do, words, about, path, fields)

    def _pausing(self, sort: str) -> Kind | None:
        """The kind such a thing is taken out by: of those on the first page the first."""
        found = [kind for kind in self.kinds if kind.use.tile and kind.classes[0] == PAUSES]
        found = [k for k in found if sort in k.targets and may_raise(self.role, k, PAUSES)]
        return min(found, key=lambda kind: kind.use.tile, default=None)

    def _faults(self, system: str) -> list[Kind]:
        """The kinds that are usually raised on it, those on the first page first."""
        found = [
            kind
            for kind in self.kinds
            if kind.raisable
            and kind.classes[0] == FAILS
            and usual_target(self.world.hall, kind) == system
            and may_raise(self.role, kind, FAILS)
        ]
        return sorted(found, key=lambda kind: (not kind.use.tile, kind.use.tile))[:MOST_FAULTS]


def _halves(words: str) -> tuple[str, str]:
    """The state alone, which a small tile has room for, and what is said after it."""
    ends = (at for at, mark in enumerate(words) if mark in MARKS and _parts(mark, words[at + 1 :]))
    first = next(ends, len(words))
    return words[:first], words[first:]


def _parts(mark: str, rest: str) -> bool:
    """Not within a time: 10:30."""
    return not mark.isascii() or rest.startswith(" ")


def _doing(world: World, window: Window) -> str:
    """Its own service, or that of the window it was set to serve like."""
    now = world.windows[window.id].services
    if now == window.services:
        return said(window.name)
    return next(
        (said(other.name) for other in world.hall.windows if other.services == now),
        said(window.name),
    )


def _likes(world: World, window: Window) -> Iterator[Like]:
    """One window for each set of services that is not its own now."""
    seen = [world.windows[window.id].services]
    for other in world.hall.windows:
        if other.services not in seen:
            seen.append(other.services)
            yield Like(other.id, other.number, said(other.name))
