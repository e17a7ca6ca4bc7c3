"""Real situations from the first tap to the archived report, every page read every minute of
hall time.

Each hall is real: server, helper process, store, Chromium for every screen and tablet. Only its
clock is the test's, so two hours pass as fast as they are read: every ten seconds in a long run.
What must and must not be said is the table of each situation's module.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser

from kiosk.content.reader import Content, sample
from tests.browser.situations import etax, power, shock
from tests.browser.situations.halls import described, plays_etax, plays_power, plays_shock, written
from tests.browser.situations.player import Play, played

pytestmark = pytest.mark.browser
LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
POWER_HALL, SHOCK_HALL, ETAX_HALL = 42, 9, 29
"""Eleven of its twelve windows hang on the power; a terminal with a screen of its own; it files
online."""
MORE = range(20) if LONG else ()


def told(it: Play, situation: ModuleType, whole: bool) -> None:
    """Print what it took, then everything that was wrong. ``whole``: a hall in which every line
    finds its place."""
    taps: Counter[str] = Counter()
    for hands in it.people.values():
        taps.update(hands.taps)
    letters = sum(sum(hands.letters.values()) for hands in it.people.values())
    print(f"\n{it.looks} looks; {sum(taps.values())} taps, {letters} letters: {dict(taps)}")
    print("\n".join(it.held.debts()))
    most: dict[str, int] = situation.TAPS
    assert {deed: n for deed, n in taps.items() if n > most.get(deed, 0)} == {}, (
        "more taps than a hall has time for"
    )
    surprises = [*it.held.surprises(), *(it.held.idle() if whole else ())]
    assert not surprises, "\n" + "\n".join(surprises)


def plays(
    browser: Browser, situation: ModuleType, content: Path, folder: Path, whole: bool = True
) -> None:
    with played(browser, content, folder, situation.AT, situation.TABLE, situation.names) as it:
        situation.play(it)
    told(it, situation, whole)


def test_a_power_cut_on_the_last_filing_day(browser: Browser, tmp_path: Path) -> None:
    plays(browser, power, written(POWER_HALL, tmp_path), tmp_path)


def test_an_electric_shock_with_a_person_hurt(browser: Browser, tmp_path: Path) -> None:
    plays(browser, shock, written(SHOCK_HALL, tmp_path), tmp_path)


@pytest.mark.skipif(not LONG, reason="long variant: KIOSK_TEST_LAWS=long")
def test_an_electric_shock_in_the_hall_that_is_shipped(browser: Browser, tmp_path: Path) -> None:
    plays(browser, shock, sample(), tmp_path, whole=False)


def test_two_hours_without_online_filing_and_two_hundred_waiting(
    browser: Browser, tmp_path: Path
) -> None:
    plays(browser, etax, written(ETAX_HALL, tmp_path), tmp_path)


SITUATIONS: tuple[tuple[ModuleType, Callable[[Content], bool]], ...] = (
    (power, plays_power),
    (shock, plays_shock),
    (etax, plays_etax),
)


@pytest.mark.parametrize("seed", MORE)
@pytest.mark.parametrize(
    ("situation", "fits"), SITUATIONS, ids=lambda part: part.__name__.rpartition(".")[2]
)
def test_any_hall_it_can_happen_in(
    browser: Browser,
    tmp_path: Path,
    seed: int,
    situation: ModuleType,
    fits: Callable[[Content], bool],
) -> None:
    content = written(seed, tmp_path)
    if not fits(described(content)):
        pytest.skip("this hall has nothing for it to happen to")
    plays(browser, situation, content, tmp_path, whole=False)
