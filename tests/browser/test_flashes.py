"""What flashes on a screen: a green arrow, once a second (WCAG 2.3.1; signs.md §6 of the reference:
never a whole screen, nothing red, no words, nothing for whoever asked for less motion)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Hall, Watch, painted

pytestmark = pytest.mark.browser
ARROW_PULSE_HZ = 1.0
REPEATED = """() => document.getAnimations()
  .filter(each => each.effect.getTiming().iterations > 1)
  .map(each => ({
    period: each.effect.getTiming().duration,
    arrow: each.effect.target.matches('[data-arrow]'),
    words: each.effect.target.textContent.trim(),
  }))"""
SCREENS = ("entrance", "wall", "window-5", "exit-south")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
@pytest.mark.parametrize("kind", ["FIRE", "SHOCK"])
def test_nothing_but_an_arrow_flashes_and_no_faster_than_once_a_second(
    watch: Watch, house: Hall, kind: str, motion: str
) -> None:
    raised = house.raise_(kind, "hall" if kind == "FIRE" else "zone/lobby")
    for name in SCREENS:
        page = watch.screen(name, reduced_motion=motion)
        painted(page, raised["revision"])
        found: list[dict[str, Any]] = page.evaluate(REPEATED)
        assert all(each["arrow"] and not each["words"] for each in found), name
        assert all(1000 / each["period"] <= ARROW_PULSE_HZ for each in found), name
        guided = kind == "FIRE" and page.locator(".leased [data-arrow]").count() > 0
        assert bool(found) == (guided and motion == "no-preference"), name
        page.context.close()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_tablet_shows_its_alarm_and_flashes_nothing(
    watch: Watch, house: Hall, motion: str
) -> None:
    """What stands for its bell to whoever does not hear it; its settings say so."""
    page = watch.console("guide", reduced_motion=motion)
    house.raise_("FIRE", "hall")
    expect(page.locator("#alarm, .alarm").first).to_be_visible()
    assert page.evaluate(REPEATED) == []
    page.goto(f"{house.base_url}/console/settings")
    expect(page.locator("main")).to_contain_text("横条不闪烁")
    assert page.evaluate(REPEATED) == []
