"""Real situations from the first tap to the archived report, every page read every ten seconds of hall time."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.situations import etax, power, shock
from tests.browser.situations.halls import written
from tests.browser.situations.player import Play, played

pytestmark = pytest.mark.browser
POWER_HALL, SHOCK_HALL, ETAX_HALL = 42, 9, 29
"""Eleven of its twelve windows hang on the power; a terminal with a screen of its own; it files online."""


def told(it: Play, most: Mapping[str, int]) -> None:
    """Print what it took, then everything that was wrong. ``most``: taps each deed may take."""
    taps: Counter[str] = Counter()
    for hands in it.people.values():
        taps.update(hands.taps)
    print(f"\n{it.looks} looks; {sum(taps.values())} taps: {dict(taps)}")
    print("\n".join([*it.held.paid(), *it.held.debts()]))
    assert {deed: n for deed, n in taps.items() if n > most.get(deed, 0)} == {}, "more taps than a hall has time for"
    surprises = it.held.surprises()
    assert not surprises, "\n" + "\n".join(surprises)


def test_a_power_cut_on_the_last_filing_day(browser: Browser, tmp_path: Path) -> None:
    with played(browser, written(POWER_HALL, tmp_path), tmp_path, power.AT, power.TABLE, power.names) as it:
        power.play(it)
    told(it, power.TAPS)


def test_an_electric_shock_with_a_person_hurt(browser: Browser, tmp_path: Path) -> None:
    with played(browser, written(SHOCK_HALL, tmp_path), tmp_path, shock.AT, shock.TABLE, shock.names) as it:
        shock.play(it)
    told(it, shock.TAPS)


def test_two_hours_without_online_filing_and_two_hundred_waiting(browser: Browser, tmp_path: Path) -> None:
    with played(browser, written(ETAX_HALL, tmp_path), tmp_path, etax.AT, etax.TABLE, etax.names) as it:
        etax.play(it)
    told(it, etax.TAPS)
