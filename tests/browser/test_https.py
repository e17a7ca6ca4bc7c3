"""A real Chromium that was told of the hall's authority by the commands of the page /trust: it paints
and signs in, and no certificate is looked over."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Error, expect

from kiosk.cli import main
from kiosk.public.trust import COMMANDS, FILE
from kiosk.store.beside.certificates import SERVER, authority_of
from tests.browser.conftest import FLAGS, Hall, Watch, described, painted, served
from tests.chromium import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not shutil.which("certutil"),
        reason="certutil is not installed: tests/install_browser.sh installs it where it may",
    ),
]
ELSEWHERE = "elsewhere.example"


def tls(*arguments: str) -> None:
    done = CliRunner().invoke(main, ["tls", *arguments])
    assert done.exit_code == 0, done.output


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    tls("init", "--data", str(tmp_path / "data"))
    with served(described(tmp_path), tmp_path / "data") as made:
        yield made


@pytest.fixture
def trusting(browser: Browser, hall: Hall, tmp_path: Path) -> Iterator[Browser]:
    """Its store is its user's, and so is the home it is in."""
    (tmp_path / FILE).write_text(authority_of(hall.data))
    home = {**os.environ, "HOME": str(tmp_path)}
    for command in COMMANDS["chromium"][1:]:
        subprocess.run(["bash", "-c", command], cwd=tmp_path, env=home, check=True)
    made = browser.browser_type.launch(
        executable_path=chromium(), env=home,
        args=[*FLAGS, f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"],
    )  # fmt: skip
    yield made
    made.close()


def test_a_screen_and_a_tablet_that_trust_the_hall_use_https(
    hall: Hall, trusting: Browser, browser: Browser
) -> None:
    https = hall.base_url.replace("http:", "https:")
    watch = Watch(trusting, hall)
    screen = watch.screen("entrance", base=https)
    painted(screen, hall.revision())
    assert screen.evaluate("() => navigator.serviceWorker.ready.then(it => !!it.active)")
    over_http = watch.screen("wall")
    tablet = watch.console(base=https)
    kept = {cookie["name"]: cookie for cookie in tablet.context.cookies(https)}
    session = next(cookie for name, cookie in kept.items() if name.startswith("__Host-session"))
    assert session["secure"] and session["httpOnly"]

    before = (hall.data / SERVER).read_bytes()
    screen.evaluate("window.stays = true")
    tls("renew", "--data", str(hall.data))
    assert (hall.data / SERVER).read_bytes() != before
    revision = hall.raise_("FIRE", "hall")["revision"]
    painted(screen, revision)
    painted(over_http, revision)
    assert screen.evaluate("window.stays"), "the page was not even loaded again"
    expect(tablet.locator("[data-incident]").first).to_be_visible()

    port = https.rsplit(":", 1)[1]
    page = trusting.new_context().new_page()
    with pytest.raises(Error, match="ERR_CERT_COMMON_NAME_INVALID"):
        page.goto(f"https://{ELSEWHERE}:{port}/screen/entrance")
    stranger = browser.new_context()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        stranger.new_page().goto(f"{https}/screen/entrance")
    stranger.close()
    watch.close()
