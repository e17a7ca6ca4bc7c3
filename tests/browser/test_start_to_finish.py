"""A system outage and a fire, from the first report to the archived one, by a guide, a leader and a
window clerk."""

import re

import pytest
from playwright.sync_api import Page, expect

from kiosk.serving.pins import hash_pin
from kiosk.store import Store
from signage.situation.fold import fold
from tests.browser.conftest import Hall, Watch
from tests.browser.promises import HELD_MS, let_in
from tests.cast import replayed

pytestmark = pytest.mark.browser
CLERK, PIN = "陈窗口", "480216"


@pytest.fixture
def people(watch: Watch, house: Hall) -> tuple[Page, Page, Page]:
    """Three sessions on three devices."""
    store = Store(house.data)
    store.put_staff(CLERK, "guide", hash_pin(PIN))
    store.close()
    guide, leader = watch.console(), watch.console("supervisor")
    clerk = watch.page("/console", (390, 844))
    let_in(clerk, CLERK, PIN)
    return guide, leader, clerk


def archived(house: Hall, leader: Page, number: str) -> None:
    """Reviewed and signed on the report; it holds every act once, and the log makes the same state
    again."""
    for act, said in (("review", "处置及时，增加引导人员"), ("close", "同意归档")):
        leader.goto(f"{house.base_url}/reports/{number}")
        form = leader.locator(f'form[action="/reports/{number}/{act}"]')
        form.locator("[name=reason]").fill(said)
        with leader.expect_navigation():
            form.locator("button").click()
    expect(leader.locator("article[data-report]")).to_contain_text("已关闭")
    told = [int(row.get_attribute("data-act") or 0) for row in leader.locator("[data-act]").all()]
    times = leader.locator("[data-act] time").all_inner_texts()
    store = Store(house.data)
    try:
        log = list(store.events())
        assert fold(log) == store.situation()
        assert replayed(log, number) == store.situation().incidents[number]
    finally:
        store.close()
    own = [r.seq for r in log if getattr(r.event, "incident", None) == number]
    assert set(own) <= set(told) and len(told) == len(set(told)) == len(times)
    assert all(re.fullmatch(r"\d\d-\d\d \d\d:\d\d:\d\d", time) for time in times)
    assert all(
        leader.locator(f'[data-type="{kind}"]').count()
        for kind in ("incident_raised", "step_marked")
    )


def test_a_system_outage_from_the_first_report_to_the_archive(
    house: Hall, watch: Watch, people: tuple[Page, Page, Page]
) -> None:
    guide, leader, clerk = people
    wall = watch.screen("wall")
    guide.locator('[data-kind="SYS-CORE"]').click()
    guide.locator('[data-do="confirm"]').click()
    card = guide.locator("article[data-incident]")
    expect(card).to_have_count(1)
    number = card.get_attribute("data-incident") or ""
    with leader.expect_navigation():
        leader.locator(f'[data-incident="{number}"] [data-do="acknowledge"]').click()
    expect(wall.locator("#scene")).to_contain_text("故障")
    clerk.reload()
    with clerk.expect_navigation():
        clerk.locator(f'[data-incident="{number}"] [data-do="next-done"]').click()
    clerk.locator(f"#gates-{number} > summary").click()
    with clerk.expect_navigation():
        clerk.locator(f'#gates-{number} [data-do="confirm-all"]').click()
    leader.goto(f"{house.base_url}/console")
    leader.locator(f'[data-incident="{number}"] [data-do="clear"]').first.click()
    expect(leader.locator(f'article[data-incident="{number}"]')).to_have_count(0)
    archived(house, leader, number)
    expect(leader.locator('[data-stage="painted"]')).to_contain_text(["大厅主屏"])
    assert leader.locator('[data-type="gate_confirmed"]').count() > 5


def test_a_fire_from_the_first_report_to_the_archive(
    house: Hall, watch: Watch, people: tuple[Page, Page, Page]
) -> None:
    guide, leader, clerk = people
    wall = watch.screen("wall")
    guide.locator('[data-kind="FIRE"]').click()
    guide.locator('[data-do="confirm"]').click(delay=HELD_MS)
    expect(wall.locator("#scene")).to_contain_text("紧急疏散")
    card = guide.locator("article[data-incident]")
    number = card.get_attribute("data-incident") or ""
    leader.locator(f'[data-incident="{number}"] [data-do="acknowledge"]').click()
    expect(leader.locator(f'[data-incident="{number}"] [data-do="acknowledge"]')).to_have_count(0)
    clerk.reload()
    clerk.locator(f'[data-incident="{number}"] [data-do="next-done"]').click()
    leader.goto(f"{house.base_url}/console")
    leader.locator(f'[data-incident="{number}"] [data-do="clear"]').first.click(delay=HELD_MS)
    expect(leader.locator(f'article[data-incident="{number}"]')).to_have_count(0)
    archived(house, leader, number)
    expect(leader.locator('[data-stage="painted"]')).to_contain_text(["大厅主屏"])
