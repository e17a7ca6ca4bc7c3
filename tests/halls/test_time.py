"""The server's clock in halls nobody drew by hand: what is held is the truth of now, and 1970 shows
no time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from signage.availability.world import World, world
from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.words import say
from signage.shows.lamps import lamps
from signage.shows.scene import Scene
from signage.shows.scenes import next_change, scenes, still_true
from signage.shows.status import SHUT, status
from signage.situation.commands import Change
from tests.cast import ADMIN, NOON, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, raises
from tests.halls.seeds import LONG, every_hall
from tests.halls.size import chance_of

STEPS = 40 if LONG else 4
CLOCK_TIME = re.compile(r"\d{1,2}[:：]\d\d|\d+月\d+日")


def at(hall: Made, happened: Day, now: datetime, *, timed: bool = True) -> World:
    return world(hall.content.hall, happened.situation, now, hall.content.evacuation, timed)


def times(hall: Made) -> Iterator[datetime]:
    """The clock of a server: goes on, is set forward and back, by seconds and by days."""
    chance, now = chance_of(hall.size.seed, 21), NOON
    by = (1, -2, 30, 3_600, -3_600, 86_400, -86_400, 62 * 3_600)
    for _ in range(STEPS):
        now += timedelta(seconds=chance.choice(by) * chance.random())
        yield now


def busy(hall: Made) -> Day:
    """A few notices at once, one of them over."""
    happened, chance = day(hall), chance_of(hall.size.seed, 22)
    found = list(raises(hall, each=1))
    numbers = [happened.do(command, ADMIN) for command in chance.sample(found, min(4, len(found)))]
    happened.do(Change(str(numbers[0]), "clear", reason="试"), ADMIN)
    return happened


@every_hall
def test_wherever_the_clock_is_set_what_is_held_is_the_truth_and_no_danger_ends(seed: int) -> None:
    hall = made(drawn(seed))
    for happened in (day(hall), busy(hall)):
        held = at(hall, happened, NOON)
        danger = in_danger(scenes(held))
        for now in times(hall):
            fresh = at(hall, happened, now)
            found = scenes(fresh)
            assert danger <= in_danger(found)
            if still_true(held.now, next_change(held), now):
                assert scenes(held) == found
                assert lamps(held) == lamps(fresh)
            held = fresh


@every_hall
def test_up_to_the_announced_moment_not_a_word_changes(seed: int) -> None:
    hall = made(drawn(seed))
    happened, chance = day(hall), chance_of(hall.size.seed, 23)
    held = at(hall, happened, NOON + timedelta(hours=chance.randrange(200)))
    for _ in range(STEPS):
        due = next_change(held)
        if due is None:
            return
        assert scenes(at(hall, happened, due - timedelta(microseconds=1))) == scenes(held)
        held = at(hall, happened, due)


@every_hall
def test_a_clock_that_was_never_set_shows_no_time_and_every_danger(seed: int) -> None:
    hall = made(drawn(seed))
    for happened in (day(hall), busy(hall)):
        dangers = in_danger(scenes(at(hall, happened, NOON)))
        unset = scenes(at(hall, happened, NOON, timed=False))
        assert in_danger(unset) >= dangers
        for scene in unset.values():
            assert scene.issued_at is None
            assert not CLOCK_TIME.search(words_of(scene)), words_of(scene)
            assert not scene.closed or closed_for_good(hall, scene)


def closed_for_good(hall: Made, scene: Scene) -> bool:
    """A window that is described as closed is so at any time."""
    about = hall.content.hall.screen[scene.screen].about
    return any(window.id in about and not window.open for window in hall.content.hall.windows)


def in_danger(shown: dict[str, Scene]) -> set[tuple[str, str | None]]:
    return {(name, scene.incident) for name, scene in shown.items() if scene.sign in LIFE_SAFETY}


def words_of(scene: Scene) -> str:
    rows = [row.note for row in islice((*scene.rows, *scene.systems), 200)]
    parts = [
        scene.title,
        *scene.lines,
        scene.until,
        *(strip.until for strip in scene.strips),
        *rows,
    ]
    return " ".join(text for words in parts for text in words.values())


@every_hall
def test_no_page_says_the_day_is_over_over_a_window_that_serves(seed: int) -> None:
    """Windows may keep longer hours than the hall."""
    hall = made(drawn(seed))
    for hour in (0, 6, 9, 10, 11, 12, 13):
        now = at(hall, day(hall), NOON.replace(hour=hour, minute=10))
        for shown in scenes(now).values():
            serving = [row.id for row in shown.rows if row.state == "open"]
            assert not (shown.closed and serving), (shown.screen, say(shown.title), serving)
        serves = any(window.open for window in now.windows.values())
        assert not (serves and status(now).headline in SHUT.values())
