"""Where the sample hall sends people whose window or machine is out: nobody queues anywhere for
nothing."""

from functools import cache
from itertools import chain

from kiosk.content import reader as contents
from signage.availability.redirects import Option, instead
from signage.availability.world import world
from signage.hall.model import Hall
from signage.language.words import say
from signage.situation.incidents import NOTHING
from tests.cast import NOON
from tests.rows import called, every
from tests.spoken import said


@cache
def sample() -> Hall:
    return contents.read(contents.sample()).hall


@cache
def does() -> dict[str, set[str]]:
    return {thing.id: set(thing.services) for thing in chain(sample().windows, sample().machines)}


def ways(subject: str) -> dict[str, Option]:
    return {option.kind: option for option in instead(world(sample(), NOTHING, NOON), subject, ())}


@every(lambda: called(does()))
def test_a_window_is_named_for_what_it_does_whole_or_says_that_it_is_a_part(subject: str) -> None:
    for kind, option in ways(subject).items():
        if kind in ("window", "terminal"):
            whole = [does()[subject] <= does()[place] for place in option.places]
            partly = say(option.words).startswith("部分业务")
            assert partly is (not any(whole)), (option.words, whole)
            assert partly or kind == "terminal" or all(whole), (
                "beside one that does everything stands no lesser one"
            )
            assert subject not in option.places


def test_who_stands_before_a_terminal_is_sent_to_the_ones_beside_it_first() -> None:
    first, *_ = ways("machine/terminal-2").values()
    assert said(first.words) == {
        "zh": "请使用1、3、4号自助终端",
        "en": "Please use Terminal 1, 3 or 4",
    }
    assert say(ways("machine/terminal-6")["terminal"].words) == "请使用5号自助终端"
    assert say(ways("window/5")["terminal"].words) == "部分业务请到自助办税区"
