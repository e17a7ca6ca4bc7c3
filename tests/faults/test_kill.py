"""Whatever was acknowledged is there after ``kill -9``."""

import pytest

from tests.faults.kills import rounds

pytestmark = pytest.mark.faults


def test_killed_right_after_an_acknowledged_command_the_hall_still_has_it() -> None:
    assert rounds(10) == []
