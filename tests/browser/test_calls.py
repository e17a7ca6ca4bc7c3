"""A call as people meet it: a message on a telephone, its link opened, answered with one key, and the
card on the tablet that says who was reached and who answered; a person's own ways, tested."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.modem.pdu import Report
from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.caller import Caller
from kiosk.custody.calls.gateway import Gateway
from kiosk.custody.calls.modem import Modem
from signage.hall.calls import Calls
from signage.situation.commands import Raise
from tests.browser.test_ledger import SIZES, WIDE, Served
from tests.cast import GUIDE, PINS
from tests.kiosk.calls.counterparts import Endpoint, endpoint
from tests.kiosk.calls.test_modem import Texts

pytestmark = pytest.mark.browser
NTFY, GSM = {"way": "ntfy", "address": "wang"}, {"way": "gsm", "address": "wang-tel"}
PEOPLE = [
    {"id": "wang", "name": "王", "level": 2, "ways": [{"way": "console"}, NTFY, GSM]},
    {"id": "li", "name": "李", "level": 2, "language": "en", "ways": [{"way": "ntfy", "address": "li"}]},
]  # fmt: skip
WAIT_S = 60.0


class Calling:
    """A hall that calls two people through the real process, to a server of the test's own."""

    def __init__(self, data: Path, there: Endpoint) -> None:
        self.served, self.there = Served(data / "data"), there
        here, self.gateway = self.served.house.services, Gateway()
        file = data / "ways.toml"
        file.write_text(
            "".join(f'{name} = "ntfy://127.0.0.1:{there.port}/{name}"\n' for name in ("wang", "li"))
            + 'modem = "modem:/dev/x"\nwang-tel = "tel:+8613800138000"\n',
            "utf-8",
        )
        file.chmod(0o600)
        hall = here.board.view.content.hall.model_copy(
            update={
                "calls": Calls.model_validate({"people": PEOPLE}),
                "public_url": self.served.base,
            }
        )
        here.board.adopt(replace(here.board.view.content, hall=hall))
        here.caller = self.caller = Caller(here, Addresses(file), self.gateway)
        self.texts = Texts()
        self.caller.modem = cast(Modem, self.texts)

    def close(self) -> None:
        self.gateway.stop()
        self.served.close()

    def arrives(self, count: int) -> None:
        """So many messages, and the hall has heard that they were taken."""
        self.caller.turn()
        for _ in range(count):
            assert self.there.came.acquire(timeout=WAIT_S)
        while self.gateway.flying:
            self.caller.turn()
            self.gateway.wait(0.05)
        self.caller.turn()

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.served.base}/console")
        page.fill("input[name=name]", name)
        page.fill("input[name=pin]", PINS[name][1])
        page.locator("form button[type=submit]").first.click()
        page.wait_for_url("**/console")


@pytest.fixture
def calling(tmp_path: Path) -> Iterator[Calling]:
    with endpoint() as there:
        made = Calling(tmp_path, there)
        yield made
        made.close()


def test_a_call_is_answered_on_a_telephone_and_the_tablet_says_so(
    browser: Browser, calling: Calling
) -> None:
    calling.served.house.services.board.do(Raise("FIRE", ("hall",)), GUIDE)
    calling.arrives(1)
    (message,) = (one for one in calling.there.got if one["topic"] == "li")
    found = re.search(r"https?://\S+", message["message"])
    assert found and "Emergency" in message["message"]

    tablet = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    calling.sign_in(tablet, "王")
    card = tablet.locator("[data-called]").first
    expect(card.locator("summary")).to_contain_text("已呼叫2人")

    width, height = SIZES["phone"]
    phone = browser.new_context(viewport={"width": width, "height": height}).new_page()
    for _ in range(2):
        phone.goto(found[0])
    key = phone.locator("[data-do=answer-call]")
    expect(key).to_have_text("Got it, I see to it")
    assert phone.evaluate(WIDE) == 0 and (key.bounding_box() or {"height": 0})["height"] >= 60
    assert calling.served.house.services.board.view.world.situation.answered == {}
    key.click()
    expect(phone.locator("[data-said]")).to_contain_text("李 answered at")
    expect(key).to_have_count(0)

    calling.caller.turn()
    tablet.reload()
    expect(tablet.locator("[data-called] summary").first).to_contain_text("李 10:00 已确认")


@pytest.mark.parametrize("size", SIZES)
def test_a_person_tests_their_own_ways_from_their_settings(
    browser: Browser, calling: Calling, size: str
) -> None:
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    calling.sign_in(page, "王")
    page.goto(f"{calling.served.base}/console/settings")
    page.get_by_text("我的联系方式").click()
    page.click("[data-do=test-ways]")
    calling.arrives(1)
    page.reload()
    expect(page.locator("[data-test] [data-try=sent]")).to_have_count(3)
    calling.texts.said = [Report("8613800138000", part, 0) for part in (2, 3)]
    calling.caller.turn()
    page.reload()
    expect(page.locator("[data-test] [data-try=delivered]")).to_contain_text("10:00 手机已收到")
    assert page.evaluate(WIDE) == 0
    page.goto(f"{calling.served.base}/console/calls")
    expect(page.locator("[data-modem]")).to_contain_text("短信猫信号太弱（−105 dBm）")
    assert page.evaluate(WIDE) == 0
    page.click("[data-do=answer-call]")
    calling.caller.turn()
    page.reload()
    expect(page.locator("[data-call]").first).to_have_attribute("data-end", "answered")
