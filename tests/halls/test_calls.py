"""Whom the hall calls, in halls nobody drew by hand: in words for everybody, ended by one answer, and
showing nowhere."""

from dataclasses import replace
from itertools import islice

import pytest

from signage.hall.calls import Calls
from signage.hall.model import Hall
from signage.records.calls import Wanted, wanted
from signage.shows.lamps import lamps
from signage.shows.scenes import scenes
from signage.shows.status import status
from signage.situation.calls import AnswerCall, NoteCalls, Told
from signage.situation.commands import CallAssist, Raise
from tests.cast import GUIDE, SUPERVISOR, SYSTEM, Day
from tests.halls import Made, drawn, made
from tests.halls.cases import day, raises, seen
from tests.halls.seeds import LONG, every_hall


def calling(hall: Hall, *, drills: bool = False) -> Hall:
    """Everybody is called by everything, each in another language of the hall."""
    people = [
        {
            "id": f"p{at}", "name": f"人{at}", "language": language, "tier": at % 3 + 1, "level": 4,
            "help": True, "reports": True, "ways": [{"way": "console"}],
        }
        for at, language in enumerate((*hall.languages, hall.languages[0]))
    ]  # fmt: skip
    calls = Calls.model_validate({"people": people, "drills": drills})
    return hall.model_copy(update={"calls": calls})


def opened(hall: Made, *, drills: bool = False) -> Day:
    found = day(hall)
    found.hall = calling(found.hall, drills=drills)
    return found


def wants(hall: Made, at: Day) -> tuple[Wanted, ...]:
    return wanted(replace(seen(hall, at), hall=at.hall))


def usual(hall: Made) -> list[Raise]:
    found = {command.kind: command for command in raises(hall, each=1)}
    return list(islice(found.values(), None if LONG else 12))


@every_hall
def test_every_call_is_said_in_its_own_language_and_named_once(seed: int) -> None:
    hall = made(drawn(seed))
    for command in usual(hall):
        at = opened(hall)
        at.do(command, SUPERVISOR)
        at.do(CallAssist("导税台"), GUIDE)
        found = wants(hall, at.later(minutes=30))
        assert len({call.name for call in found}) == len(found) > 0, command
        for call in found:
            said = call.words.get(call.person.language, "")
            assert said and "{" not in said and len(said) < 300, (command, said)


@every_hall
def test_one_answer_to_each_leaves_nobody_called(seed: int) -> None:
    hall = made(drawn(seed))
    for command in usual(hall):
        at = opened(hall)
        at.do(command, SUPERVISOR)
        at.later(minutes=7)
        for key in {call.key: call for call in wants(hall, at)}.values():
            at.do(AnswerCall(key.key, key.rule, key.about, key.incident, "link"), SUPERVISOR)
        assert wants(hall, at) == (), command


@every_hall
def test_what_became_of_calls_shows_on_no_screen_lamp_or_page_for_the_public(seed: int) -> None:
    hall = made(drawn(seed))
    for command in islice(usual(hall), 4):
        at = opened(hall)
        at.do(command, SUPERVISOR)
        before = [show(seen(hall, at)) for show in (scenes, lamps, status)]
        (call, *_) = wants(hall, at)
        at.do(NoteCalls((Told(call.key, "人", "sms", "failed", call.incident, "x"),)), SYSTEM)
        assert [show(seen(hall, at)) for show in (scenes, lamps, status)] == before


@pytest.mark.parametrize("drills", [False, True])
@every_hall
def test_a_drill_never_counts_as_a_matter_of_life(seed: int, drills: bool) -> None:
    hall = made(drawn(seed))
    for command in islice(usual(hall), 4):
        at = opened(hall, drills=drills)
        at.do(replace(command, drill=True), SUPERVISOR)
        found = wants(hall, at.later(minutes=9))
        assert (found != ()) is drills and not any(call.life for call in found)
