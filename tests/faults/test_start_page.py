"""A screen's browser, with the command line of its unit and under the policy it is shipped with."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from tests.browser.conftest import FLAGS, Hall
from tests.browser.promises import kept
from tests.chromium import chromium
from tests.faults.cable import Cable, held
from tests.faults.pages import POLICY, START, flags_of_the_unit

SCREEN = "entrance"
AROUND = "() => window.length === 1 && document.querySelector('main').hidden"
EXAMPLE = "http://192.168.10.2:8000"
PLACE = "file:///etc/kiosk-screen.html"


def may_stand_apart() -> bool:
    if shutil.which("unshare") is None or not Path("/etc/chromium").is_dir():
        return False
    return (
        subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode
        == 0
    )


pytestmark = [
    pytest.mark.faults,
    pytest.mark.browser,
    pytest.mark.skipif(
        not may_stand_apart(),
        reason="policies are the machine's: needs a mount namespace of its own",
    ),
]
APART = """#!/bin/sh
exec unshare --mount -- sh -c 'mount --bind "{settings}" /etc/chromium && exec "{browser}" "$@"' sh "$@"
"""
"""A process that sees a file system of its own."""


@pytest.fixture
def place() -> Iterator[socket]:
    """Where the hall will be: nothing is there yet."""
    with held() as found:
        yield found


@pytest.fixture
def address(place: socket) -> str:
    return f"http://127.0.0.1:{place.getsockname()[1]}"


def under(policy: str, folder: Path) -> Path:
    """A browser under this policy, as a program."""
    settings, program = folder / "chromium", folder / "browser.sh"
    shutil.copytree("/etc/chromium", settings)
    managed = settings / "policies" / "managed"
    managed.mkdir(parents=True, exist_ok=True)
    (managed / POLICY.name).write_text(policy, "utf-8")
    program.write_text(APART.format(settings=settings, browser=chromium() or "/usr/bin/chromium"))
    program.chmod(0o700)
    return program


def for_this_hall(address: str) -> str:
    """As the technician makes it."""
    return POLICY.read_text("utf-8").replace(EXAMPLE, address).replace(PLACE, START.as_uri())


def seen_by_a_test(policy: str) -> str:
    """A test sees through what the policy keeps from visitors."""
    return json.dumps(
        {
            key: value
            for key, value in json.loads(policy).items()
            if key not in ("DeveloperToolsAvailability", "RemoteDebuggingAllowed")
        }
    )


@pytest.fixture
def page(playwright: Playwright, address: str, tmp_path: Path) -> Iterator[Page]:
    program = under(seen_by_a_test(for_this_hall(address)), tmp_path)
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=str(program), args=FLAGS + flags_of_the_unit()
    )
    yield context.pages[0]
    context.close()


def test_nothing_but_the_start_page_is_read_from_the_machine(page: Page, address: str) -> None:
    for elsewhere in (
        "file:///etc/passwd",
        START.with_name("README.md").as_uri(),
        "http://127.0.0.1:9/",
        f"{address}/console",
        f"{address}/",
        f"{address}/status",
    ):
        with pytest.raises(Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
            page.context.new_page().goto(elsewhere)
    page.goto(f"{START.as_uri()}#{address}/screen/{SCREEN}", wait_until="commit")
    expect(page.locator("h1")).to_have_text("正在连接大厅系统", use_inner_text=True)
    page.goto("about:blank")
    page.goto(f"{START.as_uri()}#entrance", wait_until="commit")
    # A mistake in its settings is told.
    expect(page.locator(".staff")).to_contain_text("SCREEN_URL", use_inner_text=True)


def test_the_policy_lets_the_page_in_the_frame_keep_what_outlives_its_hall(
    page: Page, place: socket, address: str
) -> None:
    with Hall.demo() as hall, Cable(hall.base_url, place):
        page.goto(f"{START.as_uri()}#{address}/screen/{SCREEN}", wait_until="commit")
        page.wait_for_function(AROUND)
        kept(page, inside=page.frames[-1])
        page.frames[-1].wait_for_function("() => localStorage.length > 0")
        hall.forget()
        page.reload(wait_until="commit")
        page.wait_for_function(AROUND)
        expect(page.frames[-1].locator("body[data-kept]")).to_have_count(1)


def test_a_screen_that_starts_before_its_hall_shows_it_as_soon_as_it_is_there(
    place: socket, address: str, tmp_path: Path
) -> None:
    """Nobody looks at the browser here: the hall hears what it paints."""
    program = under(for_this_hall(address), tmp_path)
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    browser = subprocess.Popen(
        [
            program,
            *FLAGS,
            *flags_of_the_unit(),
            profile,
            "--headless=new",
            f"{START.as_uri()}#{address}/screen/{SCREEN}",
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        with Hall.demo() as hall, Cable(hall.base_url, place):
            fire = hall.raise_("FIRE", "hall")

            def painted() -> bool:
                (screen,) = (one for one in hall.api("hall")["screens"] if one["id"] == SCREEN)
                return bool(
                    screen["online"] and (screen["shown_revision"] or 0) >= fire["revision"]
                )

            hall.wait_until(painted, "the screen has painted the fire")
        shutil.rmtree(hall.data, ignore_errors=True)
    finally:
        browser.kill()
        browser.wait()


def test_what_the_browser_may_open_is_the_hall_and_its_start_page() -> None:
    allowed = [f"{EXAMPLE}/screen/", f"{EXAMPLE}/pair", PLACE]
    assert json.loads(POLICY.read_text("utf-8"))["URLAllowlist"] == allowed
