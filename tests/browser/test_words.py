"""A page of staff never breaks within a word: no letters of one apart on two lines, no key or name
of up to four characters on two."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Hall, Watch
from tests.browser.promises import settled, turned
from tests.browser.test_cockpit import WIDTHS, five_open

pytestmark = pytest.mark.browser
TORN = """() => {
  const UNSEEN = "svg, script, code, .unseen, textarea, option";
  const found = new Set(), range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return new Set([...range.getClientRects()].filter((r) => r.width > 1).map((r) => Math.round(r.top))).size;
  };
  for (let node; (node = walker.nextNode());) {
    const owner = node.parentElement;
    if (!node.data.trim() || owner.closest(UNSEEN) || !owner.checkVisibility()) continue;
    for (const word of node.data.matchAll(/\\p{Script=Latin}{2,}/gu)) {
      if (lines(node, word.index, word.index + word[0].length) > 1) found.add(word[0]);
    }
    const alone = node.data.trim(), at = node.data.indexOf(alone);
    if (/^[\\u4e00-\\u9fff]{2,4}$/.test(alone) && lines(node, at, at + alone.length) > 1) found.add(alone);
  }
  return [...found];
}"""


def torn(page: Page) -> dict[tuple[int, int], list[str]]:
    found = {}
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        if words := settled(page, TORN):
            found[width, height] = words
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_breaks_within_a_word(watch: Watch, house: Hall, lang: str) -> None:
    page = watch.console("supervisor")
    if lang == "en":
        turned(page)
    five_open(house)
    wrong = {}
    for path in ("/console", "/reports/statistics", "/facilities"):
        page.goto(house.base_url + path)
        if found := torn(page):
            wrong[path] = found
    if lang == "en":
        turned(page)
    assert wrong == {}


def test_what_is_torn_is_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<p style="width: 2em; overflow-wrap: anywhere">Unresolved</p>'
        '<b style="display: block; width: 3em">允许响铃</b>'
    )
    assert page.evaluate(TORN) == ["Unresolved", "允许响铃"]
    page.close()
