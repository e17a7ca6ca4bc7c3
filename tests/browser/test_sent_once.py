"""A key that was pressed says at once that it is being done, and sends its form once."""

import pytest
from playwright.sync_api import expect

from kiosk.wording.page_words import say
from signage.language.words import Message
from tests.browser.conftest import Hall, Watch

pytestmark = pytest.mark.browser

CONFIRM = "/console/raise/WIN-PAUSE/confirm?target=window/4"


WATCHED = """key => {
  new MutationObserver(() => {
    if (!key.disabled) return;
    sessionStorage.setItem("said", getComputedStyle(key, "::after").content);
    setTimeout(() => sessionStorage.setItem("heard", document.getElementById("hold-said").textContent));
    // Whoever is in a hurry sends it again.
    key.form.requestSubmit();
  }).observe(key, { attributes: true });
}"""
TWICE = """again => {
  const form = document.querySelector("form.confirm"), key = form.querySelector("[data-do=confirm]"), sent = [];
  if (again) key.dataset.again = "";
  // Looked at once all have had their say, and kept from going anywhere.
  addEventListener("submit", (event) => { sent.push(!event.defaultPrevented); event.preventDefault(); });
  form.requestSubmit(key);
  form.requestSubmit(key);
  return sent;
}"""
SAID = "sessionStorage.getItem('said')"


@pytest.mark.parametrize("by", ["tap", "Enter in a field"])
def test_a_pressed_key_says_so_and_sends_once(watch: Watch, house: Hall, by: str) -> None:
    console = watch.console()
    console.goto(house.base_url + CONFIRM)
    key = console.locator("[data-do=confirm]")
    key.evaluate(WATCHED)
    sent: list[str] = []
    console.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    if by == "tap":
        key.click()
    else:
        console.locator("input[name=cause]").press("Enter")
    expect(console.locator("article[data-incident]")).to_have_count(1)
    assert say(Message("base.being-done"), "zh") in console.evaluate(SAID)
    assert console.evaluate("sessionStorage.getItem('heard')") == say(
        Message("base.being-done"), "zh"
    )
    assert [one for one in sent if one.endswith("/console/raise")] == [
        f"{house.base_url}/console/raise"
    ]


@pytest.mark.parametrize("again", [False, True], ids=["a page", "a file"])
def test_two_presses_in_one_moment_send_once_but_for_a_file(
    watch: Watch, house: Hall, again: bool
) -> None:
    """``data-again``: what is answered with a file leaves the page and its key as they are."""
    page = watch.console()
    page.goto(house.base_url + CONFIRM)
    assert page.evaluate(TWICE, again) == [True, again]
    expect(page.locator("[data-do=confirm]")).to_be_enabled()


def test_where_no_page_comes_of_it_it_can_be_sent_again(watch: Watch, house: Hall) -> None:
    page = watch.console(clock=True)
    page.goto(house.base_url + CONFIRM)
    page.route("**/console/raise", lambda route: route.fulfill(status=204))
    key = page.locator("[data-do=confirm]")
    key.click(no_wait_after=True)
    expect(key).to_be_disabled()
    page.clock.run_for(31_000)
    expect(key).to_be_enabled()
    page.unroute("**/console/raise")
    key.click()
    expect(page.locator("article[data-incident]")).to_have_count(1)
