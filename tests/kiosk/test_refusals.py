"""However many are refused, the loop answers few of them a second, in the order they came, and
keeps nobody long."""

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.serving.refusals import A_SECOND, PATIENCE_S, Pace

ARRIVALS = st.lists(
    st.one_of(st.just(0.0), st.floats(0.0, 0.01), st.floats(0.0, 3.0)), min_size=1, max_size=600
)


def moments(between: list[float]) -> tuple[list[tuple[float, float]], int]:
    """When each came and was refused, of those who were kept waiting; how many were not kept."""
    now, kept, turned_away = 0.0, [], 0
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def come() -> None:
        nonlocal now, turned_away
        pace = Pace(lambda: now, sleep)
        for gap in between:
            now += gap
            waited.clear()
            taken = pace.free_at
            await pace.wait()
            if pace.free_at == taken:
                turned_away += 1
            else:
                kept.append((now, now + sum(waited)))

    asyncio.run(come())
    return kept, turned_away


@given(ARRIVALS)
def test_refusals_leave_at_their_pace_in_order_and_within_patience(between: list[float]) -> None:
    kept, turned_away = moments(between)
    left = [when for _, when in kept]
    assert len(kept) + turned_away == len(between)
    assert all(0.0 <= when - came <= PATIENCE_S for came, when in kept)
    assert all(one <= other for one, other in pairwise(left)), "the order in which they came"
    for number, when in enumerate(left):
        later = [other for other in left[number:] if other <= when + 1.0]
        assert len(later) <= 2 * A_SECOND + 1, (
            "a second's worth, and as many that a quiet second had left"
        )


def test_who_is_refused_alone_waits_for_nothing() -> None:
    kept, turned_away = moments([0.0] + [1.0] * 5)
    assert turned_away == 0 and all(came == left for came, left in kept)


def test_beyond_patience_nobody_is_kept() -> None:
    """Else a flood would hold as many connections as it likes."""
    kept, turned_away = moments([0.0] * 1000)
    assert len(kept) <= (PATIENCE_S + 1) * A_SECOND + 1 and turned_away == 1000 - len(kept)
