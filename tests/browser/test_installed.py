"""The console can be kept beside a tablet's apps: Chromium itself finds nothing that keeps it from
being installed, without a service worker (kiosk/staff/console/cockpit/install.py)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Route

from tests.browser.conftest import FLAGS
from tests.browser.test_ledger import Served
from tests.chromium import chromium

pytestmark = pytest.mark.browser


def test_chromium_would_install_the_console(playwright: Playwright, tmp_path: Path) -> None:
    served = Served(tmp_path / "data")
    # A profile of its own: nothing is installed from a private window, as which other tests run.
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium(), args=FLAGS
    )
    try:
        page = context.pages[0]
        served.sign_in(page)
        page.goto(f"{served.base}/console")
        session = context.new_cdp_session(page)
        assert session.send("Page.getAppManifest")["errors"] == []
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        # Loaded anew: of a link taken out of a page a browser hears when it likes.
        page.route("**/console", _without_a_manifest)
        page.reload()
        found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [one["errorId"] for one in found] == ["no-manifest"]
        assert (
            page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
            == 0
        )
    finally:
        context.close()
        served.close()


def _without_a_manifest(route: Route) -> None:
    answer = route.fetch()
    text, taken = re.subn(r"<link[^>]*manifest[^>]*>", "", answer.text())
    assert taken == 1
    route.fulfill(response=answer, body=text)
