"""A call as people meet it: a message on a telephone, its link opened, answered with one key, and the
card on the tablet that says who was reached and who answered; a person's own ways, tested."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from devices.modem.pdu import Report
from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.caller import Caller
from kiosk.custody.calls.gateway import Gateway
from kiosk.custody.calls.modem import Modem
from signage.hall.calls import Calls
from signage.situation.commands import CallAssist, Raise
from tests.browser.conftest import FLAGS
from tests.browser.promises import LOOK_MS, let_in
from tests.browser.test_ledger import SIZES, WIDE, Served
from tests.cast import GUIDE, PINS
from tests.chromium import chromium
from tests.kiosk.calls.counterparts import Endpoint, endpoint
from tests.kiosk.calls.push_service import push_service
from tests.kiosk.calls.test_modem import Texts

pytestmark = pytest.mark.browser
NTFY, GSM = {"way": "ntfy", "address": "wang"}, {"way": "gsm", "address": "wang-tel"}
PEOPLE = [
    {"id": "wang", "name": "王", "level": 2, "ways": [{"way": "console"}, NTFY, GSM]},
    {"id": "li", "name": "李", "level": 2, "language": "en", "ways": [{"way": "ntfy", "address": "li"}]},
    {"id": "zhao", "name": "赵", "help": True, "ways": [{"way": "push"}]},
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
        self.file = file
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
        until = time.monotonic() + WAIT_S
        while self.gateway.flying:
            assert time.monotonic() < until, self.gateway.flying
            self.caller.turn()
            self.gateway.wait(0.05)
        self.caller.turn()

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.served.base}/console")
        let_in(page, name, PINS[name][1])


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
    with page.expect_navigation():
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
    with page.expect_navigation():
        page.click("[data-do=answer-call]")
    calling.caller.turn()
    page.reload()
    expect(page.locator("[data-call]").first).to_have_attribute("data-end", "answered")


SUBSCRIBES = """(given) => {
  PushManager.prototype.subscribe = async () => ({toJSON: () => (
    {endpoint: given.endpoint, keys: {p256dh: given.p256dh, auth: given.auth}})});
}"""
"""In place of what a browser agrees with its maker's push service, which no test reaches."""
CLICKS = """async () => {
  const [shown] = await self.registration.getNotifications(), opened = [];
  self.clients.openWindow = async (link) => { opened.push(link); };
  self.dispatchEvent(new NotificationEvent("notificationclick", {notification: shown}));
  return opened;
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/console/calls/");
  let found = [];
  for (let tries = 0; tries < 1000 && !found.length; tries++) {
    found = await worker.getNotifications();
    await new Promise((done) => setTimeout(done, 20));
  }
  return found.map((one) => [one.title, one.body, one.lang, one.tag, one.requireInteraction]);
}"""


def delivered(page: Page, base: str, said: object) -> None:
    """As the browser's own push service would, once it has opened it."""
    session, found = page.context.new_cdp_session(page), list[str]()
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until = time.monotonic() + WAIT_S
    while not found:
        assert time.monotonic() < until, "no worker is registered"
        page.wait_for_timeout(LOOK_MS)
    given = {"origin": base, "data": json.dumps(said), "registrationId": found[0]}
    session.send("ServiceWorker.deliverPushMessage", given)


@pytest.fixture
def whole(playwright: Playwright) -> Iterator[Browser]:
    """The shell that other tests run in shows no notifications."""
    started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield started
    started.close()


def test_a_push_reaches_the_browser_that_its_owner_chose_and_its_tap_opens_the_link(
    whole: Browser, calling: Calling
) -> None:
    with push_service() as service:
        with calling.file.open("a", encoding="utf-8") as file:
            file.write(f'push = "{service.line}"\n')
        width, height = SIZES["phone"]
        context = whole.new_context(viewport={"width": width, "height": height})
        context.grant_permissions(["notifications"], origin=calling.served.base)
        page = context.new_page()
        calling.sign_in(page, "赵")
        page.goto(f"{calling.served.base}/console/calls/mine")
        expect(page.locator("#push")).to_contain_text("它在大厅之外")
        assert page.evaluate(WIDE) == 0
        page.click("[data-do=push-here]")
        expect(page.locator("[data-unreached]")).to_be_visible()
        key = page.get_attribute("[data-push]", "data-push") or ""
        page.evaluate(SUBSCRIBES, service.subscribed("phone", key))
        page.click("[data-do=push-here]")
        expect(page.locator("[data-device]")).to_contain_text("经127.0.0.1的推送服务")

        calling.served.house.services.board.do(CallAssist("1 号窗口"), GUIDE)
        calling.arrives(0)
        ((_, said, _),) = service.got
        if not context.service_workers:
            context.wait_for_event("serviceworker")
        (worker,) = context.service_workers
        delivered(page, calling.served.base, said)
        assert page.evaluate(SHOWN) == [[said["title"], said["body"], "zh", "call-1", True]]
        assert worker.evaluate(CLICKS) == [said["link"]]
        context.clear_permissions()
        page.click("[data-do=push-here]")
        expect(page.locator("[data-denied]")).to_be_visible()
        page.goto(said["link"])
        page.click("[data-do=answer-call]")
        expect(page.locator("[data-said]")).to_contain_text("赵")
