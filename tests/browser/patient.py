"""A browser whose pages take no hand before their scripts have run: on a busy machine these come
later than a test's."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

READY = """
if (document.readyState === "loading" && self === top && origin !== "null") {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`html { pointer-events: none }
    input, select, textarea { width: 0 !important; min-width: 0 !important;
      height: 0 !important; min-height: 0 !important; padding: 0 !important; border: 0 !important }`);
  document.adoptedStyleSheets = [sheet];
  addEventListener("DOMContentLoaded", () => { document.adoptedStyleSheets = []; });
}
"""
"""A finger has nothing under it, and what has no size is not filled in but keeps the focus it is given.
A page that runs no scripts, in a frame or a sandbox, would wait for ever."""
KEPT_OUT = "Blocked script execution in 'about:srcdoc'"
"""What a browser says of this script where a picture of a sign runs none."""


def patient(browser: Browser) -> Browser:
    """The same, in each context it opens from now on."""
    opened = browser.new_context

    def new_context(**options: Any) -> BrowserContext:
        context = opened(**options)
        if options.get("java_script_enabled", True):
            context.add_init_script(READY)
        return context

    def new_page(**options: Any) -> Page:
        return new_context(**options).new_page()

    browser.new_context, browser.new_page = new_context, new_page  # type: ignore[method-assign]  # of this one alone
    return browser
