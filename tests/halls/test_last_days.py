"""The last filing days in any hall: whatever is raised, nobody is put off, and the day is said,
with what works."""

from datetime import datetime, time

from signage.availability.filing_channels import left
from signage.availability.last_days import last_day
from signage.hall.filing_services import KINDS, filed, filing_needs
from signage.hall.model import HALL
from signage.language.postponement import advice
from signage.shows.due_notice import to_warn
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.cast import ADMIN
from tests.halls import made
from tests.halls.cases import raises
from tests.halls.days import day_of, nobody_is_put_off, said, seen_on
from tests.halls.seeds import LONG, some_halls
from tests.halls.size import drawn

EACH = None if LONG else 1
"""So many targets of each kind."""


@some_halls
def test_whatever_is_raised_on_the_last_days_nobody_is_put_off(seed: int) -> None:
    hall = made(drawn(seed))
    for number, command in enumerate(list(raises(hall, each=EACH))[seed % 3 :: 1 if LONG else 3]):
        day = day_of(hall, number % 2, (time(10), time(12, 30), time(16, 40), time(21))[number % 4])
        day.do(command, ADMIN)
        nobody_is_put_off(seen_on(hall, day))


@some_halls
def test_an_outage_of_anything_filing_depends_on_asks_to_tell_taxpayers(seed: int) -> None:
    hall = made(drawn(seed))
    described = hall.content.hall
    needs = {name for name in filing_needs(described) if name.startswith("system/")}
    for system in described.systems:
        day = day_of(hall, 0)
        day.do(Raise("INT-SHORT", (system.id,)), ADMIN)
        assert bool(to_warn(seen_on(hall, day))) is (system.id in needs), system.id


@some_halls
def test_what_is_said_to_work_on_the_last_day_works(seed: int) -> None:
    """Other code than the product's: every offered channel of every service by its own list of
    needs."""
    hall = made(drawn(seed))
    for target in (None, *(system.id for system in hall.content.hall.systems), HALL):
        day = day_of(hall, 0)
        if target is not None:
            day.do(Raise("PWR", (target,)), ADMIN)
        there = seen_on(hall, day)
        told = last_day(there)
        assert told is not None
        for way in told.ways:
            assert way.kind in KINDS and (way.until is None or way.until > day.now)
            offers = [
                offer
                for service in filed(there.hall)
                for offer in service.offers
                if offer.kind == way.kind
            ]
            assert any(set(offer.depends).isdisjoint(there.out) for offer in offers)
            if way.kind == "window":
                assert any(w.id not in there.out for w in there.hall.windows)
        if target == HALL:
            assert not {way.kind for way in told.ways} & {"window", "terminal"}


@some_halls
def test_far_from_a_deadline_no_screen_speaks_of_one(seed: int) -> None:
    hall = made(drawn(seed))
    day = day_of(hall, 6)
    day.do(Raise("QUEUE", (HALL,)), ADMIN)
    there = seen_on(hall, day)
    texts = [text for _, _, text in said(there)]
    assert not any("最后一天" in text for text in texts)
    whole = any(scene.sign == "redirect" for scene in scenes(there).values())
    assert not whole or any(advice(text) for text in texts), (
        "the kind's own words stand on any other day"
    )


def test_an_hour_is_said_only_when_somebody_found_it() -> None:
    hall = made(drawn(3))
    there = seen_on(hall, day_of(hall, 0))
    assert all(
        way.until is None
        for way in left(there, datetime(2026, 12, 15).date())
        if way.kind == "online"
    )
