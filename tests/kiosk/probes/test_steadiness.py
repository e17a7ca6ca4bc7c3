"""When results in a row mean that something failed: laws over any row of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.probes.steadiness import FLAPS, RESULTS_KEPT, State, Steadiness

ROWS = st.lists(st.booleans(), max_size=200)
STREAKS = st.integers(1, 10)


def states(results: list[bool], fails: int, passes: int) -> list[State]:
    known, found = Steadiness(), []
    for good in results:
        known = known.after(good, fails=fails, passes=passes)
        found.append(known.state)
    return found


def told(row: list[State]) -> list[State]:
    """Each change once."""
    return [one for at, one in enumerate(row) if at == 0 or row[at - 1] != one]


@given(ROWS, STREAKS, STREAKS)
def test_a_row_of_equal_results_has_the_last_word(
    before: list[bool], fails: int, passes: int
) -> None:
    for good, state in ((True, "well"), (False, "failed")):
        row = [*before, *([good] * (RESULTS_KEPT + max(fails, passes)))]
        assert states(row, fails, passes)[-1] == state


@given(ROWS, STREAKS, STREAKS)
def test_nothing_fails_before_so_many_failures_but_what_flaps(
    row: list[bool], fails: int, passes: int
) -> None:
    found = states(row, fails, passes)
    for at, state in enumerate(found):
        seen = row[: at + 1]
        changes = sum(one != other for one, other in pairwise(seen))
        if state == "failed" and changes < FLAPS:
            assert any(
                not any(seen[begin : begin + fails]) for begin in range(len(seen) - fails + 1)
            )


@pytest.mark.parametrize("each", [1, 2, 3])
@pytest.mark.parametrize("fails", [1, 3, 9])
def test_what_flaps_at_1_hz_for_an_hour_is_told_once_and_stays_until_it_is_calm(
    fails: int, each: int
) -> None:
    passes = 2
    hour = [bool(second // each % 2) for second in range(3600)]
    row = states(hour, fails, passes)
    # Before it is known that it flaps it may have been well, and failed, a few times.
    assert len(told(row)) <= 2 * FLAPS
    settled = row[RESULTS_KEPT * each :]
    assert told(settled) == ["failed"]
    calm = states([*hour, *([True] * RESULTS_KEPT)], fails, passes)[len(hour) :]
    assert told(calm) == ["failed", "well"]
