"""Every kind of the catalogue can be drilled from a script: the hall's own, or one made from the
kind's steps."""

import pytest
from hypothesis import given

from signage.catalogue.kinds import Kind
from signage.deciding.drill_scripts import scripts
from signage.deciding.drills import Scenario, scenario_mistakes
from signage.language.words import say
from tests.cast import HALL, SUPERVISOR
from tests.halls import Size, drawn, halls, made
from tests.halls.seeds import every_hall, of_any_size
from tests.signage.handled import RAISABLE, day, shipped


@pytest.mark.parametrize("kind", RAISABLE, ids=lambda kind: kind.code)
def test_every_kind_has_a_script_of_its_own_steps_that_starts(kind: Kind) -> None:
    (script,) = (one for one in scripts(HALL, shipped(), ()) if one.kind == kind.code)
    told = " ".join(say(inject.text) for inject in script.injects)
    assert all(say(step.text) in told for step in kind.steps)
    assert 1 <= len(script.questions) <= 12
    assert day().do(script.start(lamps=False), SUPERVISOR)


def test_the_hall_s_own_script_stands_in_place_of_the_made_one() -> None:
    own = Scenario(id="ours", title={"zh": "我们的"}, kind="FIRE", targets=("hall",))
    found = [one.id for one in scripts(HALL, shipped(), (own,)) if one.kind == "FIRE"]
    assert found == ["ours"]


@every_hall
def test_a_made_script_fits_its_hall(seed: int) -> None:
    assert_it_fits(drawn(seed))


@of_any_size
@given(halls())
def test_a_made_script_fits_a_hall_of_any_size(size: Size) -> None:
    assert_it_fits(size)


def assert_it_fits(size: Size) -> None:
    hall = made(size)
    found = scripts(hall.content.hall, hall.content.catalogue, ())
    assert scenario_mistakes(hall.content.hall, hall.content.catalogue, found, "drills.toml") == []
    assert len({one.id for one in found}) == len(found)
