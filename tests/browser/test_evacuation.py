"""Every screen's own way out, as people see it; and the tablet that closes a door."""

import math
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch, painted
from tests.browser.promises import stopped, unmoved

pytestmark = pytest.mark.browser
TURNS = {
    "up": 0,
    "up-right": 45,
    "right": 90,
    "turn-right": 180,
    "turn-left": 180,
    "left": -90,
    "up-left": -45,
}
WALLS = (
    "entrance",
    "wall",
    "window-5",
    "self-service",
    "terminal-2",
    "night",
    "etax-area",
    "exit-south",
)


NEAR = ("entrance", "terminal-2", "night")
"""Those that are read from 1.5 m at most draw the plan beside the arrow (LOOKS §4)."""


def shown(page: Page) -> dict[str, Any]:
    """The arrow that is drawn, and the direction in which the drawn way leaves the viewer; degrees,
    0 = ahead."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const arrow = document.querySelector('.leased [data-arrow]');
          const line = document.querySelector('.leased [data-path]');
          if (!line) return {arrow: arrow.dataset.arrow, visible: arrow.getBBox().width};
          const [x1, y1, x2, y2] = line.getAttribute('d').match(/-?[0-9.]+/g).map(Number);
          const box = line.getBBox(), plan = document.querySelector('[data-plan] rect').getBBox();
          return {arrow: arrow.dataset.arrow, dx: x2 - x1, dy: y2 - y1, visible: arrow.getBBox().width,
                  inside: box.x >= plan.x && box.y >= plan.y && box.x + box.width <= plan.x + plan.width};
        }"""
    )
    return found


@pytest.mark.parametrize("name", WALLS)
def test_arrow_and_drawn_way_agree_at_every_screen(watch: Watch, house: Hall, name: str) -> None:
    page = watch.screen(name)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator(".leased [data-arrow]")).to_be_visible()
    seen = shown(page)
    told = next(screen for screen in house.api("hall")["screens"] if screen["id"] == name)["scene"]
    assert seen["arrow"] == told["arrow"] and seen["visible"] > 60
    assert ("dx" in seen) is (name in NEAR)
    if name in NEAR:
        assert seen["inside"]
        ahead = math.degrees(math.atan2(seen["dx"], -seen["dy"]))
        off = abs((ahead - TURNS[seen["arrow"]] + 180) % 360 - 180)
        assert off <= (67.5 if seen["arrow"].startswith("turn") else 45)
        expect(page.locator("[data-here]")).to_be_visible()
    exit_name = {"north": "北出口", "south": "南出口", "east": "东出口", "west": "西出口"}[
        told["exit"].partition("/")[2]
    ]
    expect(page.locator("g.leased")).to_contain_text(exit_name)
    expect(page.locator("g.lapsed")).to_be_hidden()


def test_closing_a_door_on_the_tablet_turns_the_screens_that_pointed_there(
    watch: Watch, house: Hall
) -> None:
    house.raise_("FIRE", "hall")
    door, entrance = watch.screen("exit-south"), watch.screen("entrance")
    tablet = watch.console("guide")
    tablet.goto(house.base_url + "/console/plan")
    expect(tablet.locator('[data-points="entrance"]')).to_contain_text("南出口")
    tablet.locator('circle[data-target="exit/south"]').click()
    expect(tablet.locator('[data-way="exit/south"]')).to_have_attribute("data-held", "closed")
    expect(tablet.locator(".guard")).to_contain_text("南出口上方的固定标志")
    expect(door.locator("#scene")).to_contain_text("此出口关闭")
    expect(entrance.locator('[data-exit="exit/south"][data-closed]')).to_have_count(1)
    expect(entrance.locator("#scene")).not_to_contain_text("请走南出口")
    expect(tablet.locator('[data-points="entrance"]')).to_contain_text("✓")
    tablet.locator('[data-way="exit/south"] [data-do=free]').click()
    expect(entrance.locator("#scene")).to_contain_text("请走南出口")


def test_a_way_is_walked_on_paper_while_no_screen_turns(watch: Watch, house: Hall) -> None:
    house.raise_("FIRE", "hall")
    entrance, tablet = watch.screen("entrance"), watch.console("guide")
    tablet.goto(house.base_url + "/console/plan/walk")
    tablet.locator('[data-pointing="exit-south"] circle').click()
    expect(tablet.locator("[data-led]")).to_have_attribute("data-led", "南出口")
    tablet.locator('circle[data-target="exit/south"]').click()
    expect(tablet.locator('[name=shut][value="exit/south"]')).to_be_checked()
    expect(tablet.locator("h2").first).not_to_contain_text("南出口")
    expect(tablet.locator("[data-walker]")).to_have_count(1)
    expect(entrance.locator("#scene")).to_contain_text("南出口")


def test_with_every_door_closed_nobody_is_sent_anywhere(watch: Watch, house: Hall) -> None:
    house.raise_("FIRE", "hall")
    wall, tablet = watch.screen("wall"), watch.console("guide")
    tablet.goto(house.base_url + "/console/plan")
    for name in ("north", "south", "east", "west"):
        tablet.locator(f'[data-way="exit/{name}"] [data-do=close]').click()
        if name == "west":
            expect(tablet.locator("h1")).to_contain_text("没有出路")
            tablet.locator("[data-do=sure]").click()
        expect(tablet.locator(f'[data-way="exit/{name}"]')).to_have_attribute("data-held", "closed")
    expect(wall.locator("#scene")).to_contain_text("请留在原处")
    expect(wall.locator("[data-arrow]")).to_have_count(0)


def test_an_arrow_does_not_outlive_its_server(watch: Watch, house: Hall) -> None:
    watch.expected = ("ERR_",)
    page = watch.screen("etax-area", clock=True)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    expect(page.locator("g.leased")).to_be_visible()
    stopped(page)
    unmoved(page)
    house.kill()
    page.clock.run_for(7000)
    expect(page.locator("g.leased")).to_be_visible()
    page.clock.run_for(6000)
    expect(page.locator("g.leased")).to_be_hidden()
    expect(page.locator("g.lapsed")).to_contain_text("安全出口标志撤离")
