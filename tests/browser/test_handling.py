"""Two tablets and a phone handle one incident together, and a call for help is silent where it was
made."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Hall, Watch


def test_two_tablets_share_a_checklist_and_end_it_once_the_window_has_checked(
    watch: Watch, house: Hall
) -> None:
    number = house.raise_("WIN-FAULT", "window/5")["id"]
    guide, supervisor = watch.console(), watch.console("supervisor")
    watch.expected = ("409",)
    for tablet, step in ((guide, 1), (supervisor, 2)):
        expect(tablet.locator(f'[data-incident="{number}"] [data-next="{step}"]')).to_be_visible()
        tablet.locator(f'[data-incident="{number}"] [data-do="next-done"]').click()
    for tablet in (guide, supervisor):
        expect(tablet.locator(f"#steps-{number} > summary")).to_contain_text(re.compile(r"清单 2/"))
    supervisor.locator(f'[data-incident="{number}"] [data-do="clear"]').click()
    expect(supervisor.get_by_role("alert").last).to_contain_text("5号窗口 最后一笔业务核对")
    guide.locator(f"#gates-{number} > summary").click()
    guide.locator(f'#gates-{number} [data-do="confirm-gate"]').click()
    expect(supervisor.locator(f"#gates-{number} > summary")).to_contain_text("1/1")
    supervisor.locator(f'[data-incident="{number}"] [data-do="clear"]').click()
    expect(guide.locator(f'[data-incident="{number}"]')).to_have_count(0)


def test_a_silent_call_reaches_the_others_wherever_they_are(watch: Watch, house: Hall) -> None:
    guide, supervisor = watch.console(), watch.console("supervisor")
    supervisor.goto(f"{house.base_url}/console/kinds")
    guide.locator('[data-do="assist"]').click()
    expect(guide.locator("[data-assist-mine]")).to_be_visible()
    expect(guide.locator("[data-assist]")).to_have_count(0)
    expect(supervisor.locator("[data-assist]")).to_contain_text("同事求助")
    supervisor.locator('[data-do="assist-answer"]').click()
    expect(guide.locator("[data-assist-mine]")).to_have_count(0)


def test_minutes_count_on_in_the_words_of_the_page(watch: Watch, house: Hall) -> None:
    tablet = watch.console()
    for minutes, told in ((65, "1 小时 5 分钟"), (5, "5 分钟")):
        tablet.evaluate(
            "(minutes) => { const part = document.createElement('b'); part.dataset.minutes = minutes;"
            " document.body.append(part); }",
            minutes,
        )
        expect(tablet.locator(f'body > [data-minutes="{minutes}"]')).to_have_text(told)
