"""What people do in browsers at an installed hall, in the machine's own network: ``python -m tests.bundle.hands WHAT``.

Prints one line for every step a person takes; waits for what must be seen.
"""

import re
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.chromium import chromium
from tests.faults.pages import PATIENCE_MS

NAME, PIN = "张三", "593026"
HELD_MS = 1400
CODE = re.compile(r"^\w{3} \w{3,}$")
EVACUATES = "撤离"


def step(words: str) -> None:
    print(f"step: {words}", flush=True)


def page_of(browser: Browser, address: str, *, touch: bool) -> Page:
    page = browser.new_context(
        ignore_https_errors=True,
        has_touch=touch,
        viewport={"width": 1080, "height": 1400},
        locale="zh-CN",
    ).new_page()
    page.set_default_timeout(4 * PATIENCE_MS)
    page.goto(address)
    return page


def begin(browser: Browser, base: str, code: str) -> None:
    """The first person, a screen, an evacuation."""
    stranger = page_of(browser, f"{base}/first", touch=False)
    fill(stranger, "ABCD-EFGH")
    expect(stranger.locator("[role=alert]")).to_contain_text("启用码不对")
    console = page_of(browser, f"{base}/first", touch=True)
    step("open the address that the installation printed")
    fill(console, code)
    step("type code, name and PIN, tap once")
    console.wait_for_url("**/console")
    screen = page_of(browser, f"{base}/pair", touch=False)
    shown = screen.locator("#code")
    expect(shown).to_have_text(CODE)
    paired(console, screen, base, shown.inner_text())
    evacuate(console, base)
    seen(screen)


def fill(page: Page, code: str) -> None:
    for name, text in (("code", code), ("name", NAME), ("pin", PIN), ("again", PIN)):
        page.fill(f"input[name={name}]", text)
    page.locator("form .main").click()


def paired(console: Page, screen: Page, base: str, code: str) -> None:
    console.goto(f"{base}/facilities/screens")
    step("open the page of screens")
    form = console.locator("form[action$='/facilities/screens/pair']").first
    form.locator("input[name=code]").fill(code.replace(" ", ""))
    form.locator("select[name=screen]").select_option("entrance")
    form.locator("button.main").click()
    step("type the code that the screen shows, choose its place, tap once")
    screen.wait_for_url("**/screen/entrance**")


def evacuate(console: Page, base: str) -> None:
    console.goto(f"{base}/console")
    console.locator("a[href^='/console/raise/FIRE']").first.click()
    step("tap the fire on the console")
    sure = console.locator("[data-do=confirm]")
    if not sure.count():
        console.locator("a[href*='/confirm']").first.click()
        step("tap the place")
    sure.click(delay=HELD_MS)
    step("hold to confirm")


def seen(screen: Page) -> None:
    expect(screen.locator("body")).to_contain_text(EVACUATES, timeout=4 * PATIENCE_MS)
    screen.screenshot(path=str(Path(sys.argv[1]) / "screen.png"))
    print("seen: the evacuation on the screen", flush=True)


def look(browser: Browser, base: str) -> None:
    """A screen's page still shows it."""
    seen(page_of(browser, f"{base}/screen/entrance", touch=False))


def main() -> None:
    _, _, what, base, *code = sys.argv
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        stack.callback(browser.close)
        if what == "begin":
            begin(browser, base, code[0])
        else:
            look(browser, base)


if __name__ == "__main__":
    main()
