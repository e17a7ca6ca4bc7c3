"""A fire and what comes after it: who came, what was asked for, a photograph, losses, findings, a
measure."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Hall, Watch, arrived
from tests.browser.promises import led
from tests.browser.test_ledger import SMALL, TOUCH_PX, WIDE

pytestmark = pytest.mark.browser


def photograph() -> bytes:
    """Larger than any form may be."""
    out = io.BytesIO()
    Image.effect_noise((900, 700), 90).convert("RGB").save(out, "JPEG", quality=95)
    assert len(out.getvalue()) > 128 * 1024
    return out.getvalue()


def test_the_aftermath_is_on_the_report_with_its_photograph(house: Hall, watch: Watch) -> None:
    number = house.raise_("FIRE", "hall")["id"]
    guide, leader = watch.console(), watch.console("supervisor")
    card = guide.locator(f'[data-incident="{number}"]')
    card.locator("[data-do=arrived]").click()
    expect(guide.locator("[data-do=arrived]")).to_have_count(0)
    guide.locator(f"#notes-{number} > summary").click()
    guide.fill(f"#notes-{number} input[name=text]", "请市局增派两人")
    guide.locator(f"#notes-{number} [data-do=note-support]").click()
    expect(guide.locator(f"#notes-{number} > summary")).to_contain_text("1")
    guide.wait_for_load_state()
    guide.goto(f"{house.base_url}/reports/{number}")
    guide.fill("form[enctype] [name=text]", "北侧走廊")
    guide.set_input_files(
        "[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    guide.click("[data-do=file]")
    picture = guide.locator("[data-file] img")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 900)
    leader.goto(f"{house.base_url}/reports/{number}")
    leader.select_option("form[action$=remarks] [name=kind]", "loss")
    leader.fill("form[action$=remarks] [name=text]", "打印机一台")
    led(leader, "[data-do=remark]")
    led(leader, "[data-do=findings]")
    leader.fill("[name=counsel]", "已安排谈话")
    led(leader, "[data-do=save]")
    led(leader, "[data-do=measure]")
    leader.fill("[name=what]", "更换插排")
    leader.fill("[name=owner]", "后勤组")
    led(leader, "[data-do=save]")
    leader.goto(f"{house.base_url}/reports/{number}")
    sheet = leader.locator(f'[data-report="{number}"]')
    for said in ("请市局增派两人", "打印机一台", "已安排谈话", "北侧走廊"):
        expect(sheet).to_contain_text(said)
    expect(leader.locator("[data-follow=measures]")).to_contain_text("更换插排")
    leader.click(".sure:has([data-do=erase-file]) > summary")
    leader.click("[data-do=erase-file]")
    expect(leader.locator("[data-file]")).to_have_count(0)


PHONE_PX = 44
"""Of the console's front page on a phone, which is to be looked over in one and a half screens (WCAG 2.2, 2.5.5)."""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["tablet", "phone"])
def test_report_and_findings_fit_a_finger(house: Hall, watch: Watch, size: tuple[int, int]) -> None:
    number = house.raise_("DISPUTE", "window/5")["id"]
    page = watch.console("supervisor")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator(f"#notes-{number} > summary").click()
    for path in ("", f"/reports/{number}", f"/reports/{number}/findings", "/facilities/registers"):
        if path:
            arrived(page, house.base_url + path)
        least = PHONE_PX if not path and size[0] < size[1] else TOUCH_PX
        assert page.evaluate(SMALL, [least]) == [] and page.evaluate(WIDE) <= 0, path
