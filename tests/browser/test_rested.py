"""Whoever steps through the console by keys keeps their place while its parts come again, and what
they wait for comes all the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.test_cockpit import five_open

pytestmark = pytest.mark.browser

PAGES = ("/console", "/console/plan", "/facilities/screens", "/facilities/lamps")
OPENED = "() => { for (const one of document.querySelectorAll('main details')) one.open = true; }"
AGAIN = """const again = async (id) => {
  const came = new Promise((done) => document.body.addEventListener("htmx:afterSettle", done, { once: true }));
  const part = document.getElementById(id);
  const swap = part.getAttribute("hx-swap") || "innerHTML";
  htmx.ajax("GET", part.getAttribute("hx-get"), { source: part, target: part, swap });
  await came;
};
const KEYS = "a[href], button, summary, select, textarea, input:not([type=hidden])";
const parts = () => [...document.querySelectorAll("[hx-get]")].map((part) => part.id);
const keys = (id) => [...document.getElementById(id).querySelectorAll(KEYS)]
  .filter((key) => key.offsetParent && !key.disabled);
const meaning = (key) => [
  key.tagName, key.textContent.replace(/\\d+/g, "#"), key.getAttribute("href"), key.name, key.form?.action,
].join(" ");
"""
LOST = (
    "async () => {"
    + AGAIN
    + """
  const lost = [], tried = new Set();
  for (const id of parts()) {
    for (let at = 0; at < keys(id).length; at += 1) {
      const key = keys(id)[at], meant = meaning(key), sort = [id, key.tagName, key.dataset.do].join();
      // One of a sort; then all are put there anew, as if each said something else.
      if (!tried.has(sort)) key.focus();
      if (document.activeElement !== key) continue;
      tried.add(sort);
      if (at % 2) key.parentElement.append("…");
      await again(id);
      const held = meaning(document.activeElement);
      if (held !== meant) lost.push(`${id}: ${meant} -> ${held.slice(0, 200)}`);
    }
  }
  return lost;
}"""
)
MOVED = (
    "async () => {"
    + AGAIN
    + """
  const moved = [];
  for (const id of parts()) {
    await again(id);
    const before = keys(id);
    await again(id);
    moved.push(...before.filter((key) => !key.isConnected).map((key) => `${id}: ${meaning(key)}`));
  }
  return moved;
}"""
)


def opened(watch: Watch, house: Hall, path: str) -> Page:
    five_open(house)
    page = watch.console("supervisor")
    page.goto(house.base_url + path)
    page.evaluate(OPENED)
    page.keyboard.press("Tab")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_a_place_among_the_keys_outlives_a_part_that_comes_again(
    watch: Watch, house: Hall, path: str
) -> None:
    assert opened(watch, house, path).evaluate(LOST) == []


@pytest.mark.parametrize("path", PAGES)
def test_what_reads_as_before_is_not_put_there_again(watch: Watch, house: Hall, path: str) -> None:
    """Whoever hears the page would hear it again every five seconds."""
    assert opened(watch, house, path).evaluate(MOVED) == []


def test_the_focus_keeps_nothing_new_from_the_page(watch: Watch, house: Hall) -> None:
    paused = house.raise_("WIN-PAUSE", "window/4")
    page = watch.console("supervisor")
    page.keyboard.press("Tab")
    undo = page.locator("#open [data-do]:visible").first
    undo.focus()
    house.raise_("FIRE", "hall")
    expect(page.locator("#open article.evacuate")).to_be_visible()
    # The fire is unfolded in its place: they stand at its head.
    card = page.locator(f"#open [data-incident='{paused['id']}']")
    expect(card.locator(":focus")).to_be_visible()


def test_what_is_typed_outlives_what_comes(watch: Watch, house: Hall) -> None:
    house.raise_("WIN-PAUSE", "window/4")
    page = watch.console("supervisor")
    page.evaluate(OPENED)
    field = page.locator("#open input[name=text]:visible").first
    field.fill("打印机")
    page.locator("body").click(position={"x": 2, "y": 400})
    house.raise_("WIN-PAUSE", "window/5")
    expect(page.locator("#open article[data-incident]")).to_have_count(2)
    typed = page.locator("#open input[name=text]")
    assert "打印机" in [one.input_value() for one in typed.all()]


COUNTED = """() => {
  const plain = htmx.trigger;
  window.asked = 0;
  htmx.trigger = (...what) => {
    window.asked += new Error().stack.includes("/parts.js");
    return plain(...what);
  };
}"""
"""How often these scripts ask by themselves: the hall's own word comes when it comes."""


def test_what_was_kept_back_from_a_field_is_asked_for_once_it_is_left(
    watch: Watch, house: Hall
) -> None:
    """And not at each letter."""
    house.raise_("WIN-PAUSE", "window/4")
    page = watch.console("supervisor")
    page.evaluate(OPENED)
    page.locator("#open input[name=text]:visible").first.focus()
    with page.expect_response("**/console/part/open"):
        house.raise_("WIN-PAUSE", "window/5")
    page.evaluate(COUNTED)
    page.keyboard.type("打印机换墨, printer")
    assert page.evaluate("window.asked") == 0
    page.keyboard.press("Tab")
    page.wait_for_function("() => window.asked === 1")
    expect(page.locator("#open article[data-incident]")).to_have_count(2)
