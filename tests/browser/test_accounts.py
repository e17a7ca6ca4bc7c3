"""Signing in with the bureau's account at a tablet, by the keyboard alone: through a page of another
site and back, in both languages, and past a directory that hangs."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.access.accounts.desk import Desk
from kiosk.access.accounts.setting_file import SettingFile
from kiosk.serving.cookies import TABLET
from signage.language.words import Message, say
from tests.browser.axe import violations
from tests.browser.test_ledger import Served
from tests.cast import PINS
from tests.kiosk.accounts.provider import CLIENT, PASSWORDS, SECRET, Provider, provided
from tests.kiosk.house import Tablet, enrolled

pytestmark = pytest.mark.browser
SIZES = {"zh": (1280, 800), "en": (800, 600)}


class Bureau:
    """A hall with a tablet, and the bureau's provider at another site."""

    def __init__(self, browser: Browser, folder: Path, provider: Provider) -> None:
        self.served, self.browser, self.provider = Served(folder / "data"), browser, provider
        self.house = self.served.house
        self.tablet: Tablet = enrolled(self.house)
        self.file = folder / "accounts.toml"
        self.file.touch(0o600)
        self.setting(
            f'sort = "oidc"\nissuer = "{provider.base}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\nauthority = "{provider.trusted}"\n'
        )
        self.desk = self.house.services.accounts = Desk(SettingFile(self.file), ends_s=60)
        self.house.services.store.put_account("王", "wang.wei")

    def setting(self, text: str) -> None:
        self.file.write_text(text)

    def page(self, lang: str) -> Page:
        """A tablet nobody is signed in at, which is read in this language first."""
        self.tablet.post("/language", lang=lang)
        width, height = SIZES[lang]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, ignore_https_errors=True
        )
        for cookie in self.tablet.client._cookies.values():  # type: ignore[union-attr]  # no other list
            if TABLET in cookie.key:
                kept = {"name": cookie.key, "value": cookie.value, "url": self.served.base}
                context.add_cookies([kept | {"sameSite": "Strict"}])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{self.served.base}/sign-in?next=/facilities/people")
        return page

    def clean(self, page: Page) -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def bureau(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    folder = tmp_path_factory.mktemp("bureau")
    with provided(folder) as provider:
        made = Bureau(browser, folder, provider)
        yield made
        made.desk.stop()
        made.served.close()


def tab_to(page: Page, what: str) -> None:
    """By the keyboard, from where it is."""
    for _ in range(60):
        if page.evaluate("at => !!document.activeElement?.matches(at)", what):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {what}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_comes_in_through_the_bureaus_page_and_fire_stays_first(
    bureau: Bureau, lang: str
) -> None:
    page = bureau.page(lang)
    words = say(Message("accounts.sign-in-with-the-account"), lang)
    key = page.locator("[data-do=account]")
    expect(key).to_contain_text(words)
    bureau.clean(page)
    assert page.evaluate(
        "() => { const all = [...document.querySelectorAll('input, button, a')];"
        " const at = (it) => all.indexOf(document.querySelector(it));"
        " return at('input[name=pin]') < at('[data-do=account]'); }"
    ), "the PIN is reached first"
    tab_to(page, "[data-do=account]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{bureau.provider.base}/authorize**")
    # A page puts the caret into its first field when it first paints.
    expect(page.locator("[name=user]")).to_be_focused()
    page.keyboard.type("wang.wei")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORDS["wang.wei"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/facilities/people")
    row = page.locator('[data-person="王"]')
    expect(row).to_be_visible()
    bureau.clean(page)
    page.context.close()


def test_a_directory_that_hangs_is_left_for_the_pin(bureau: Bureau) -> None:
    bureau.provider.hangs = frozenset({"/.well-known/openid-configuration"})
    page = bureau.page("zh")
    page.locator("[data-do=account]").click()
    status = page.locator("[role=status]")
    expect(status).to_contain_text(say(Message("accounts.asking")))
    expect(page.locator(".access-locked")).to_be_visible()
    attempt = next(iter(bureau.desk._under_way.values()))
    assert attempt.process is not None
    # It hangs for as long as somebody looks, then ends as by its own alarm.
    attempt.process.send_signal(signal.SIGSTOP)
    bureau.clean(page)
    attempt.process.kill()
    told = page.locator("[role=alert]")
    expect(told).to_contain_text(say(Message("accounts.too-slow")))
    bureau.clean(page)
    assert page.url.endswith("/sign-in/account/wait")
    bureau.provider.hangs = frozenset()
    page.fill("[name=name]", "王")
    page.fill("[name=pin]", PINS["王"][1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/facilities/people")
    page.context.close()


def test_the_page_for_a_password_is_clean(bureau: Bureau) -> None:
    kept = bureau.file.read_text()
    bureau.setting(
        'sort = "ldap"\nserver = "ldaps://localhost:1"\nbind = "uid={name},dc=x"\nbase = "dc=x"\n'
        'filter = "(uid={name})"\n'
    )
    page = bureau.page("en")
    page.locator("[data-do=account]").click()
    expect(page.locator("[name=password]")).to_be_visible()
    bureau.clean(page)
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type("wang.wei")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    told = page.locator("[role=alert]")
    expect(told).to_contain_text(say(Message("accounts.not-reached"), "en"))
    bureau.setting(kept)
    page.context.close()
