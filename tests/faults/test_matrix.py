"""The quick part of the fault matrix; ``make soak`` runs all of it."""

import subprocess
import sys

import pytest

from tests.faults.house import ROOT
from tests.faults.sampled import LEASE_S, WITHIN_S, Faults, Sample, Seen, composed, judged, longest

pytestmark = pytest.mark.faults


def seen(*parts: tuple[float, float, str]) -> list[Sample]:
    """Ten samples a second of what was shown from when to when: danger, arrow, blank, or nothing of
    these."""
    return [
        Sample(begin + step / 10, "danger" in what, "arrow" in what, "blank" in what)
        for begin, end, what in parts
        for step in range(round((end - begin) * 10))
    ]


@pytest.mark.parametrize(
    ("samples", "wrong"),
    [
        (seen((0, 20, "danger arrow"), (20, 33, "danger"), (33, 42, "danger arrow")), ()),
        (seen((0, 42, "danger arrow")), ("arrow",)),
        (seen((0, 20, "danger arrow"), (20, 27, "blank"), (27, 42, "danger")), ("less", "blank")),
        (seen((0, 33, "danger"), (33, 42, "")), ("less",)),
        (seen((0, 20, "danger arrow"), (20, 24, "blank"), (24, 42, "danger")), ()),
        (seen((0, 34, "danger")), ("less", "blank")),
    ],
)
def test_the_judge_of_the_matrix_knows_what_is_wrong(
    samples: list[Sample], wrong: tuple[str, ...]
) -> None:
    """The fire at 1 s, the fault from 20 to 33 s."""
    found = judged(samples, 1.0, (20.0, 33.0, 33.0), cuts=True, kept=True, worded=True)
    told = {
        "less": found.less_s > WITHIN_S,
        "blank": found.blank_s > WITHIN_S,
        "arrow": found.arrow_s > 0,
    }
    assert tuple(name for name, is_wrong in told.items() if is_wrong) == wrong
    assert found.none == (not wrong) and LEASE_S == 10.0
    assert Faults(0.0, 0.0, 0.0).none


def test_a_cover_is_seen_in_place_of_what_is_under_it_and_a_frame_that_tells_nothing_is_blank() -> (
    None
):
    fire = {"danger": True, "arrow": True, "words": True}
    told = [Seen(at / 10, outermost=True, said={"covered": at < 10}) for at in range(40)]
    told += [Seen(at / 10, outermost=False, said=fire) for at in range(20)]
    told += [Seen(at / 10, outermost=False, said=None) for at in range(20, 25)]
    seen = {sample.at: (sample.danger, sample.blank) for sample in composed(told)}
    assert [seen[at] for at in (0.5, 1.5, 2.2, 3.9)] == [
        (False, False),
        (True, False),
        (False, True),
        (False, True),
    ]


def test_a_page_that_tells_nothing_shows_nothing_of_ours() -> None:
    fire = {"danger": True, "arrow": True, "words": True}
    told = [
        Seen(at / 10, outermost=True, said=fire)
        for at in (*range(20), *range(28, 40), *range(60, 70))
    ]
    blank = [sample.at for sample in composed(told) if sample.blank]
    assert (round(min(blank), 1), round(max(blank), 1)) == (4.0, 5.9)
    assert longest(composed(told), lambda sample: sample.blank) == pytest.approx(1.9)


def test_whatever_fails_no_screen_shows_less_danger_than_there_is_for_long() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.matrix", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
