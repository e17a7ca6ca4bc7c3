"""What people do in browsers at an installed hall, in the machine's own network: ``python -m tests.bundle.hands WHAT``.

Prints one line for every step a person takes; waits for what must be seen.
"""

import re
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.promises import HELD_MS
from tests.chromium import chromium
from tests.faults.pages import PATIENCE_MS

NAME, PIN = "张三", "593026"
HALL = {"name_zh": "石桥镇办税服务厅", "name_en": "Shiqiao Tax Hall", "address_zh": "人民路1号",
        "address_en": "1 Renmin Road", "person": NAME}  # fmt: skip
SCREEN = "touch-1"
"""Of a hall of middle size, as it is proposed."""
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
    """A hall and its first person, a screen, an evacuation."""
    stranger = page_of(browser, f"{base}/first", touch=False)
    stranger.fill("input[name=code]", "ABCD-EFGH")
    stranger.locator("form .main").click()
    expect(stranger.locator("[role=alert]")).to_contain_text("启用码不对")
    console = page_of(browser, f"{base}/first", touch=True)
    step("open the address that the installation printed")
    console.fill("input[name=code]", code)
    console.locator("form .main").click()
    step("type the code, tap once")
    founded(console)
    step("type the hall's name and address, one's own name and PIN, tap once")
    console.goto(f"{base}/console")
    screen = page_of(browser, f"{base}/pair", touch=False)
    shown = screen.locator("#code")
    expect(shown).to_have_text(CODE)
    paired(console, screen, base, shown.inner_text())
    evacuate(console, base)
    seen(screen)


def founded(page: Page) -> None:
    """Pressed again where it still listens whether a screen knows another hall."""
    page.wait_for_selector("[name=name_zh]")
    for name, text in HALL.items():
        page.fill(f"[name={name}]", text)
    until = time.monotonic() + 4 * PATIENCE_MS / 1000
    while time.monotonic() < until:
        for name in ("pin", "again"):
            page.fill(f"[name={name}]", PIN)
        with page.expect_navigation():
            page.locator("button.main").last.click()
        if page.locator("[data-founded]").count():
            page.wait_for_url("**/first/steps")
        if "/begin" not in page.url:
            return
    raise AssertionError("the hall is not founded")


def paired(console: Page, screen: Page, base: str, code: str) -> None:
    console.goto(f"{base}/facilities/screens")
    step("open the page of screens")
    form = console.locator("form[action$='/facilities/screens/pair']").first
    form.locator("input[name=code]").fill(code.replace(" ", ""))
    form.locator("select[name=screen]").select_option(SCREEN)
    form.locator("button.main").click()
    step("type the code that the screen shows, choose its place, tap once")
    screen.wait_for_url(f"**/screen/{SCREEN}**")


def evacuate(console: Page, base: str) -> None:
    console.goto(f"{base}/console")
    console.locator("a[href^='/console/raise/FIRE']").first.click()
    step("tap the fire on the console")
    console.wait_for_load_state()
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
    seen(page_of(browser, f"{base}/screen/{SCREEN}", touch=False))


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
