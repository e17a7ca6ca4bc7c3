"""A screen or lamp that cannot be worked out keeps nothing from the others and never shows less
danger itself."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest

from kiosk.content.reader import icons as shipped
from kiosk.drawing.renderer import drawn as picture
from kiosk.drawing.renderer import is_page, load_icons
from kiosk.engine.in_doubt import FAULTS, lamps_in_doubt, scenes_in_doubt
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.model import HALL
from signage.rules.precedence import TIER
from signage.shows import lamps as lights
from signage.shows import scenes as shown
from signage.shows.lamps import Light, lamps
from signage.shows.scenes import scenes
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, SUPERVISOR
from tests.halls import Made, drawn, made
from tests.halls.cases import day, played, raises, seen
from tests.halls.seeds import every_hall
from tests.halls.size import chance_of
from tests.halls.test_laws import assert_gravest, assert_no_less_danger

Thing = TypeVar("Thing")
ICONS = load_icons(shipped(None))


def failing(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, of: str) -> None:
    """What makes one thing's answer does not know it."""
    works: Callable[..., Any] = getattr(module, name)

    def broken(world: Any, thing: Any, *more: Any) -> Any:
        if thing.id == of:
            raise KeyError(of)
        return works(world, thing, *more)

    monkeypatch.setattr(module, name, broken)


def few(hall: Made) -> list[Raise]:
    """A fire, and a few notices somewhere."""
    chance = chance_of(hall.size.seed, 21)
    return [Raise("FIRE", (HALL,)), *chance.sample(list(raises(hall, each=1)), 4)]


def some(hall: Made, things: Sequence[Thing]) -> list[Thing]:
    return chance_of(hall.size.seed, 22).sample(things, min(3, len(things)))


@every_hall
def test_one_screen_that_fails_shows_the_gravest_and_all_others_what_they_should(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = made(drawn(seed))
    before: dict[str, Any] = {}
    for number, command in enumerate(few(hall)):
        world = seen(hall, played(hall, [command, Raise("SYS-CORE", ("system/core",))]))
        strict, screens = scenes(world), world.hall.screens
        screen = screens[number % len(screens)]
        with monkeypatch.context() as patch:
            failing(patch, shown, "_scene", screen.id)
            found, failed = scenes_in_doubt(world, before)
        assert list(failed) == [screen.id] and found.keys() == strict.keys()
        assert {n: s for n, s in found.items() if n != screen.id} == {
            n: s for n, s in strict.items() if n != screen.id
        }
        assert_gravest(world, found, str(command), (screen.id,))
        mine = found[screen.id]
        assert mine.way is None and not mine.instead
        assert {s.incident for s in strict[screen.id].strips if s.urgent} <= {
            s.incident for s in mine.strips
        }
        assert is_page(mine, screen) or picture(mine, screen, world, ICONS).startswith("<svg")


@every_hall
def test_what_it_showed_last_stays_where_that_is_graver(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also past its end: nobody has worked out that it may show less."""
    hall = made(drawn(seed))
    at = day(hall)
    fire = at.do(Raise("FIRE", (HALL,)), ADMIN)
    world = seen(hall, at)
    then, burning = scenes(world), lamps(world)
    for command in ("resolve", "clear"):
        at.do(Change(fire, command, reason="x"), SUPERVISOR)
    at.do(Raise("SYS-CORE", ("system/core",)), ADMIN)
    world = seen(hall, at)
    for screen in some(hall, world.hall.screens):
        with monkeypatch.context() as patch:
            failing(patch, shown, "_scene", screen.id)
            found, _ = scenes_in_doubt(world, then)
        assert_no_less_danger({screen.id: then[screen.id]}, found, screen.id)
        assert found[screen.id].way is None
    for lamp in some(hall, world.hall.lamps):
        with monkeypatch.context() as patch:
            failing(patch, lights, "_lamp", lamp.id)
            found_lamps, failed = lamps_in_doubt(world, burning)
        assert list(failed) == [lamp.id]
        assert found_lamps[lamp.id].pattern.red is burning[lamp.id].pattern.red
        assert {n: s for n, s in found_lamps.items() if n != lamp.id} == {
            n: s for n, s in lamps(world).items() if n != lamp.id
        }


@pytest.mark.laws
@every_hall
def test_a_lamp_that_fails_burns_red_wherever_it_should(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = made(drawn(seed))
    for command in few(hall):
        world = seen(hall, played(hall, [command]))
        for name, strict in some(hall, [*lamps(world).items()]):
            with monkeypatch.context() as patch:
                failing(patch, lights, "_lamp", name)
                found, _ = lamps_in_doubt(world, {})
            if strict.pattern.red is not Light.OFF:
                assert found[name].pattern.red is not Light.OFF, (name, command)
            assert found[name].pattern != lights.NORMAL, "green says that somebody has looked"


@pytest.mark.parametrize("error", FAULTS)
def test_what_all_share_may_fail_too(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then every screen shows the gravest."""
    hall = made(drawn(0))
    world = seen(hall, played(hall, [Raise("FIRE", (HALL,))]))

    def broken(*given: object) -> None:
        raise error("broken")

    monkeypatch.setattr(shown, "_prepare", broken)
    found, failed = scenes_in_doubt(world, {})
    assert failed.keys() == found.keys() == world.hall.screen.keys()
    assert {scene.sign for scene in found.values()} == {"evacuate"}
    assert TIER["evacuate"] == 0 and "evacuate" in LIFE_SAFETY
