"""What each status light shows: a table of patterns, and the lamp's desired pattern with its
reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from signage.availability.world import World, causes, struck, zone_open
from signage.hall.model import HALL, Hall, Lamp, Machine, Window
from signage.language.words import NO_WORDS, Message, Words
from signage.rules.precedence import Rank, rank
from signage.situation.incidents import Incident
from signage.situation.notices import Notice


class Light(StrEnum):
    """How one tier burns. Rates are ours: both stay under 3 flashes a second and inside IEC 60073's
    bands."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"
    """attention: 0.5 Hz, 1000 ms on, 1000 ms off"""
    FAST = "fast"
    """urgent: 1.5 Hz, 333 ms on, 333 ms off"""


TIERS = ("red", "yellow", "green", "blue", "white")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole state of a tower: five tiers and the sounder."""

    red: Light = Light.OFF
    yellow: Light = Light.OFF
    green: Light = Light.OFF
    blue: Light = Light.OFF
    white: Light = Light.OFF
    sounder: bool = False

    def tier(self, name: str) -> Light:
        light = getattr(self, name)
        assert isinstance(light, Light)
        return light

    def __str__(self) -> str:
        """``red fast + sounder``, ``yellow on``, ``off``: what the API and the console print."""
        parts = [f"{name} {self.tier(name)}" for name in TIERS if self.tier(name) is not Light.OFF]
        if self.sounder:
            parts.append("sounder")
        return " + ".join(parts) or "off"


DARK = Pattern()

PAUSED, FAULT, NOTICE, DANGER, EVACUATE = "paused", "fault", "notice", "danger", "evacuate"

UNSEEN: Mapping[str, Pattern] = {
    PAUSED: Pattern(yellow=Light.ON),
    NOTICE: Pattern(yellow=Light.ON),
    FAULT: Pattern(yellow=Light.SLOW),
    DANGER: Pattern(red=Light.FAST),
    EVACUATE: Pattern(red=Light.FAST, sounder=True),
}
"""Patterns until someone acknowledges: flashing = more urgent or awaiting acknowledgement
(ISA-18.1)."""

SEEN: Mapping[str, Pattern] = {
    **UNSEEN,
    FAULT: Pattern(yellow=Light.ON),
    DANGER: Pattern(red=Light.ON),
}
"""After acknowledgement. Evacuation keeps its pattern until a person clears it."""

NORMAL = Pattern(green=Light.ON)


@dataclass(frozen=True, slots=True)
class LampScene:
    """What a lamp should show, and why."""

    lamp: str
    pattern: Pattern
    reason: Words
    incident: str | None
    beat: tuple[str, ...] = ()
    line: Words = field(default_factory=dict)
    """The sign's line, for displays that show words; empty while nothing is open."""


Felt = list[tuple[Incident, tuple[str, ...]]]


def lamps(world: World) -> dict[str, LampScene]:
    """Each lamp's pattern, from the set of open incidents; never an edge, so a re-assertion is
    always right.

    A sounder was silenced for what had been heard: of several alarms any other one sounds,
    whichever wins the light.

    A drill drives a lamp only when it includes lamps and nothing real uses that lamp.
    """
    of = lamp_of(world)
    return {lamp.id: of(lamp) for lamp in world.hall.lamps}


def lamp_of(world: World) -> Callable[[Lamp], LampScene]:
    """One lamp's pattern."""
    incidents = [i for i in world.situation.open_incidents if i.notice.lamp != "none"]
    felt = _felt(world)
    return lambda lamp: _lamp(world, lamp, incidents, felt)


def _felt(world: World) -> Felt:
    """What takes things out and lets nobody go elsewhere instead, the gravest first, and what each
    strikes."""
    taking = [i for i in world.situation.open_incidents if i.notice.takes_out and not i.drill]
    felt = sorted((i for i in taking if i.notice.cls != "redirect"), key=lambda i: rank(i, 0))
    return [(incident, struck(world.hall, incident)) for incident in felt]


def _lamp(world: World, lamp: Lamp, incidents: list[Incident], felt: Felt) -> LampScene:
    reach = world.hall.reach(lamp.about)
    found: list[tuple[Rank, Incident]] = []
    for incident in incidents:
        specific = max((reach[t] for t in incident.targets if t in reach), default=-1)
        if specific >= 0 and (not incident.drill or incident.drill_lamps):
            found.append((rank(incident, specific), incident))
    beyond = _beyond(world, lamp, felt)
    if beyond is not None and all(other.id != beyond.id for _, other in found):
        # Ranked like something of the whole hall: whatever stands nearer wins.
        found.append((rank(beyond, 0), beyond))
    if not found:
        return LampScene(lamp.id, *_quiet(world, lamp), None)
    found.sort(key=lambda pair: pair[0])
    incident = found[0][1]
    beat = tuple(other.id for _, other in found[1:])
    line = incident.notice.strip if incident.notice.public != "none" else NO_WORDS
    sounds = any(
        # Among its like alone: no drill sounds beside a real alarm.
        other.drill == incident.drill and _sounds(lamp, other)
        for _, other in found
    )
    pattern = replace(pattern_of(lamp, incident), sounder=sounds)
    return LampScene(lamp.id, pattern, incident.notice.name, incident.id, beat, line)


def _table(incident: Incident) -> Mapping[str, Pattern]:
    return SEEN if incident.acknowledged_by else UNSEEN


def _sounds(lamp: Lamp, incident: Incident) -> bool:
    return lamp.sounder and not incident.silenced and _table(incident)[incident.notice.lamp].sounder


def pattern_of(lamp: Lamp, incident: Incident) -> Pattern:
    """What it shows of one incident."""
    pattern = _table(incident)[incident.notice.lamp]
    if incident.notice.lamp == PAUSED and "white" in lamp.colours:
        pattern = Pattern(white=Light.ON)
    if pattern.sounder != _sounds(lamp, incident):
        pattern = replace(pattern, sounder=False)
    # White beside its colour says that it is a drill.
    if incident.drill and "white" in lamp.colours:
        pattern = replace(pattern, white=Light.ON)
    return pattern


def _stands_for(hall: Hall, lamp: Lamp) -> list[Window | Machine]:
    """The windows and machines it speaks for, by themselves or by the zone, storey or hall they lie
    in."""
    about = set(lamp.about)
    things: tuple[Window | Machine, ...] = (*hall.windows, *hall.machines)
    return [
        t
        for t in things
        if HALL in about or t.id in about or not about.isdisjoint(hall.zones_around[t.id])
    ]


def _beyond(world: World, lamp: Lamp, felt: Felt) -> Incident | None:
    """None of what it speaks for works: what took all of it out counts too, however far away it
    stands; never green."""
    own = _stands_for(world.hall, lamp)
    if not own or any(thing.id not in world.out for thing in own):
        return None
    # Of what is out for several reasons the nearest is named; what is gravest may be another.
    reasons = {reason for thing in own for reason in (thing.id, *causes(world.hall, thing))}
    incident = next((i for i, strikes in felt if not reasons.isdisjoint(strikes)), None)
    if incident is None:
        return None
    return (
        incident if incident.notice.lamp in UNSEEN else replace(incident, notice=_faulty(incident))
    )


def _faulty(incident: Incident) -> Notice:
    return replace(incident.notice, lamp="fault")


def _quiet(world: World, lamp: Lamp) -> tuple[Pattern, Words]:
    """No incident: green while it serves, paused colour while its windows are closed, dark outside
    the hours."""
    own = _stands_for(world.hall, lamp)
    windows = [world.windows[thing.id] for thing in own if isinstance(thing, Window)]
    serve = any(window.open for window in windows)
    machines = any(isinstance(thing, Machine) and zone_open(world, thing.zone) for thing in own)
    if windows and not serve and not machines and world.opening.open:
        pattern = Pattern(white=Light.ON) if "white" in lamp.colours else Pattern(yellow=Light.ON)
        return pattern, Message("lamps.window-not-open")
    always = {z.id for z in world.hall.zones if z.always_open}
    around = {zone for resource in lamp.about for zone in world.hall.zones_around.get(resource, ())}
    if not world.opening.open and not always & around and not serve:
        return DARK, Message("lamps.outside-opening-hours")
    return NORMAL, Message("lamps.normal")
