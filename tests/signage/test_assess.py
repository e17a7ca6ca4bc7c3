"""Three questions suggest a kind and a level; the cards for talking keep to the rule of what not to
say."""

from itertools import product

import pytest

from signage.deciding.assessment import HARM, SCOPE, WHAT, suggest
from signage.language.disputes import PHRASES, PRINCIPLES, STEPS
from tests.signage.handled import shipped


def test_every_combination_of_answers_suggests_a_kind_one_can_raise() -> None:
    for harm, what, scope in product(HARM, WHAT, SCOPE):
        found = suggest(shipped(), harm, what, scope)
        assert found is not None and found.kind.raisable and 1 <= found.level <= 4
        assert found.raised == (found.level < found.kind.level)


@pytest.mark.parametrize(
    ("answers", "kind", "level"),
    [
        (("none", "window", "one"), "WIN-FAULT", 4),
        (("none", "system", "hall"), "SYS-CORE", 2),
        (("threat", "fire", "one"), "FIRE", 1),
        (("threat", "device", "one"), "DEV-HAZARD", 1),
        (("hurt", "electric", "one"), "SHOCK", 1),
        (("threat", "conflict", "one"), "DISPUTE-CRISIS", 2),
        (("none", "crowd", "some"), "QUEUE", 3),
        (("none", "online", "wider"), "ETAX-DOWN", 1),
    ],
)
def test_answers_lead_where_the_plans_do(
    answers: tuple[str, str, str], kind: str, level: int
) -> None:
    found = suggest(shipped(), *answers)
    assert found is not None and (found.kind.code, found.level) == (kind, level)


def test_an_answer_that_is_none_suggests_nothing() -> None:
    assert (
        suggest(shipped(), "maybe", "fire", "one") is None
        and suggest(shipped(), "none", "", "one") is None
    )


def test_the_cards_say_i_instead_of_you_must() -> None:
    assert (len(PRINCIPLES), len(STEPS)) == (4, 6)
    for phrase in PHRASES:
        assert "必须" not in phrase.better["zh"] and phrase.better["zh"] != phrase.usual["zh"]
