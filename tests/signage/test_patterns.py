"""When things happen and how fast they are answered: laws of the figures."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signage.reports.patterns import BOUNDS_S, late_screens, months, ranked, spread
from signage.reports.statistics import statistics
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, GUIDE, HALL, NOON
from tests.signage.handled import day

SECONDS = st.lists(st.floats(0, 5000), min_size=1, max_size=40)


@given(SECONDS)
def test_every_time_is_in_one_class_and_the_quantiles_were_measured(seconds: list[float]) -> None:
    found = spread(seconds)
    assert found is not None and sum(found.counts) == len(seconds)
    assert found.counts[0] == sum(each <= BOUNDS_S[0] for each in seconds)
    assert found.counts[-1] == sum(each > BOUNDS_S[-1] for each in seconds)
    assert found.median_s <= found.tail_s <= found.longest_s == max(seconds)
    assert {found.median_s, found.tail_s} <= set(seconds)


@given(SECONDS, st.floats(0.01, 1))
def test_a_quantile_is_the_least_that_so_many_do_not_exceed(
    seconds: list[float], share: float
) -> None:
    ordered = sorted(seconds)
    found = ranked(ordered, share)
    within = sum(each <= found for each in ordered)
    below = sum(each < found for each in ordered)
    assert within >= share * len(ordered) - 1e-9 and below < share * len(ordered) + 1e-9


def test_of_nothing_there_is_no_distribution() -> None:
    assert spread([]) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)), st.integers(1, 40))
def test_months_follow_one_another_and_end_with_the_last(last: datetime, count: int) -> None:
    at = last.replace(tzinfo=HALL.zoneinfo)
    found = months(HALL, at, count)
    assert found[-1] == f"{last:%Y-%m}" and len(set(found)) == count
    numbers = [int(name[:4]) * 12 + int(name[5:]) for name in found]
    assert numbers == list(range(numbers[0], numbers[0] + count))


def test_an_incident_counts_at_each_of_its_targets_and_once_in_all() -> None:
    hall_day = day()
    number = hall_day.do(Raise("WIN-PAUSE", ("window/1", "window/2")), GUIDE) or ""
    hall_day.later(seconds=40).do(Change(number, "acknowledge"), GUIDE)
    hall_day.later(minutes=20).do(Change(number, "clear", reason="好"), ADMIN)
    made = statistics(HALL, hall_day.log, NOON, hall_day.now + timedelta(seconds=1))
    assert made.whole.count == 1 == sum(map(sum, made.week)) and made.incidents == (number,)
    assert {row.name: row.count for row in made.by_place} == {"1号窗口": 1, "2号窗口": 1}
    assert made.responses is not None and made.responses.median_s == 40
    at = HALL.local(NOON)
    assert made.week[at.weekday()][at.hour] == 1


def test_screens_are_listed_by_what_nine_of_ten_notices_kept_to() -> None:
    wall, kiosk = "wall", "a screen that is gone"
    shown = []
    for number in range(10):
        at = NOON + timedelta(minutes=number)
        shown.append((f"{number}", "committed", "", at))
        shown.append((f"{number}", "painted", wall, at + timedelta(seconds=0.1)))
        late = 5 if number in (3, 4) else 0.05
        shown.append((f"{number}", "painted", kiosk, at + timedelta(seconds=late)))
    # What was never seen to be committed says nothing of a screen.
    shown.append(("99", "painted", wall, NOON + timedelta(hours=9)))
    found = late_screens(HALL, shown)
    assert [(row.screen, row.spread.tail_s, row.spread.median_s) for row in found] == [
        (kiosk, 5, 0.05), (wall, 0.1, 0.1),
    ]  # fmt: skip
    assert found[0].name == kiosk and sum(found[1].spread.counts) == 10
