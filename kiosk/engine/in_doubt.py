"""Scenes and lamps where one cannot be worked out: it keeps no act, and no other, from being shown.

**Decision, 2026-11-29.** What cannot be worked out shows the gravest that is open for it, by its
sign alone and without a way, or the danger it showed last where that was graver, also one that has
ended since: only what is worked out shows less, and the trouble is told to staff. *Rejected:* to
refuse the act, as one screen's fault then kept a fire from all the others; and to leave the screen
as it was, which would not show that fire.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from signage.availability.world import World
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY
from signage.hall.model import Lamp, Screen
from signage.language.words import NO_WORDS, Message, Words
from signage.rules.precedence import TIER, TIERS, rank
from signage.shows.lamps import FAULT, UNSEEN, LampScene, Light, Pattern, lamp_of, pattern_of
from signage.shows.scene import Reason, Scene, Strip
from signage.shows.scene_parts import STRIPS_MAX
from signage.shows.scenes import DO_NOT_TOUCH, scene_of
from signage.situation.incidents import Incident

FAULTS: Final = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError),
    *(TypeError, ValueError),
)
"""What a derivation throws that met a hall, an incident or a number it was not made for."""
NOT_WORKED_OUT: Final = Message("in-doubt.could-not-be-worked-out")
Thing = TypeVar("Thing", Screen, Lamp)
Shown = TypeVar("Shown")
Failed = Mapping[str, Exception]
"""Why, by what could not be worked out."""


def scenes_in_doubt(
    world: World, before: Mapping[str, Scene]
) -> tuple[dict[str, Scene], dict[str, Exception]]:
    """:func:`signage.shows.scenes.scenes`, whatever fails. ``before``: what each showed last."""
    return _each(world.hall.screens, scene_of, _least_scene, world, before)


def lamps_in_doubt(
    world: World, before: Mapping[str, LampScene]
) -> tuple[dict[str, LampScene], dict[str, Exception]]:
    """:func:`signage.shows.lamps.lamps`, whatever fails."""
    return _each(world.hall.lamps, lamp_of, _least_lamp, world, before)


def _each(
    things: tuple[Thing, ...],
    prepared: Callable[[World], Callable[[Thing], Shown]],
    least: Callable[[World, Thing, Shown | None], Shown],
    world: World,
    before: Mapping[str, Shown],
) -> tuple[dict[str, Shown], dict[str, Exception]]:
    found: dict[str, Shown] = {}
    failed: dict[str, Exception] = {}
    try:
        of = prepared(world)
    except FAULTS as error:
        failed = {thing.id: error for thing in things}
        return {thing.id: least(world, thing, before.get(thing.id)) for thing in things}, failed
    for thing in things:
        try:
            found[thing.id] = of(thing)
        except FAULTS as error:
            failed[thing.id] = error
            found[thing.id] = least(world, thing, before.get(thing.id))
    return found, failed


def _concerning(
    incidents: list[Incident], thing: Screen | Lamp, reach: Callable[[], Mapping[str, int]]
) -> list[Incident]:
    """What is open for it, the gravest first. Where even that cannot be said: every real danger."""
    try:
        mine = reach().keys()
    except FAULTS:
        return [i for i in incidents if i.notice.cls in LIFE_SAFETY and not i.drill]
    return [i for i in incidents if not mine.isdisjoint(i.targets)]


def _gravest_first(incidents: list[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda incident: rank(incident, 0))


# ---------------------------------------------------------------- screens


def _least_scene(world: World, screen: Screen, before: Scene | None) -> Scene:
    hall = world.hall
    public = _gravest_first(
        [i for i in world.situation.open_incidents if i.notice.public != "none"]
    )
    mine = _concerning(public, screen, lambda: hall.reach(screen.about, screen.place))
    winner = mine[0] if mine else None
    held = before if before is not None and before.sign in LIFE_SAFETY else None
    if held is not None and not held.drill and _tier(winner) > TIER[held.sign]:
        return _bare(held, public, held.reason)
    if winner is None:
        return _bare(_nothing(screen, hall.name), public, Reason(NOT_WORKED_OUT, None, None, ()))
    beat = tuple(i.incident for i in mine[1:])
    return _bare(
        _sign(screen, winner, mine), public, Reason(NOT_WORKED_OUT, winner.incident, None, beat)
    )


def _tier(incident: Incident | None) -> int:
    """A drill is beaten by everything real."""
    return len(TIERS) if incident is None or incident.drill else TIER[incident.notice.cls]


def _nothing(screen: Screen, title: Words) -> Scene:
    return Scene(
        screen=screen.id, layout=screen.layout, sign="guidance", family="guidance", title=title, subject=NO_WORDS,
        symbols=(), lines=(), until=NO_WORDS, instead=(), incident=None, level=None, drill=False, band=NO_WORDS,
        strips=(), rows=(), systems=(), issued_at=None, touch_locked=False,
        reason=Reason(NOT_WORKED_OUT, None, None, ()),
    )  # fmt: skip


def _sign(screen: Screen, winner: Incident, mine: list[Incident]) -> Scene:
    notice = winner.notice
    here = any(
        i.notice.cls == "danger" and not i.drill and not {*i.targets}.isdisjoint(screen.about)
        for i in mine
        if i is not winner
    )
    return _nothing(screen, notice.sign)._replace(
        sign=notice.cls, family=notice.family, symbols=notice.symbols, incident=winner.incident,
        level=winner.level, drill=winner.drill, touch_locked=notice.cls in LIFE_SAFETY or here,
        band=DO_NOT_TOUCH if here and notice.cls in LEAVING else NO_WORDS,
    )  # fmt: skip


def _bare(scene: Scene, public: list[Incident], reason: Reason) -> Scene:
    """No way, for nobody has looked whether it is open, and nothing but dangers beside it."""
    elsewhere = [i for i in public if i.notice.cls in LIFE_SAFETY and not i.drill]
    strips = tuple(
        Strip(i.incident, i.notice.cls, NO_WORDS, i.notice.strip, NO_WORDS, False, i.level)
        for i in elsewhere
        if i.incident != scene.incident
    )
    return scene._replace(
        strips=() if scene.sign in LEAVING else strips[:STRIPS_MAX],
        way=None, instead=(), rows=(), systems=(), reason=reason._replace(words=NOT_WORKED_OUT),
    )  # fmt: skip


# ---------------------------------------------------------------- lamps


def _least_lamp(world: World, lamp: Lamp, before: LampScene | None) -> LampScene:
    burning = _gravest_first(
        [
            i
            for i in world.situation.open_incidents
            if i.notice.lamp != "none" and (not i.drill or i.drill_lamps)
        ]
    )
    # Also what is far away: all that the lamp speaks for may be out for it.
    near = _concerning(burning, lamp, lambda: world.hall.reach(lamp.about))
    mine = [i for i in burning if i in near or (i.notice.cls in LIFE_SAFETY and not i.drill)]
    pattern = pattern_of(lamp, mine[0]) if mine else UNSEEN[FAULT]
    if before is not None and _red(before.pattern) and not _red(pattern):
        return before
    return LampScene(lamp.id, pattern, NOT_WORKED_OUT, mine[0].id if mine else None)


def _red(pattern: Pattern) -> bool:
    return pattern.red is not Light.OFF
