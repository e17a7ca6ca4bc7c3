"""A page that comes again (renew.js), whatever it said before: in the end it is what was sent."""

from itertools import pairwise

import pytest

from tests.browser.conftest import Watch
from tests.cast import ADMIN
from tests.halls import drawn, made
from tests.halls.cases import day, raises, seen
from tests.halls.pages import drawn_screen

pytestmark = pytest.mark.browser
RENEWED = """([was, next]) => {
  const place = document.createElement("div"), fresh = document.createElement("div");
  place.innerHTML = was;
  fresh.innerHTML = next;
  // What scripts do to a page in between.
  for (const key of place.querySelectorAll("button")) key.classList.add("is-framed");
  for (const line of place.querySelectorAll("[data-paged] > *")) line.classList.add("on-other-leaf");
  for (const said of place.querySelectorAll(".leaves [role=status]")) said.textContent = "1 / 2";
  window.hallRenew.page(place, was, next);
  for (const said of place.querySelectorAll(".leaves [role=status]")) said.textContent = "";
  for (const one of place.querySelectorAll(".is-framed, .on-other-leaf")) {
    one.classList.remove("is-framed", "on-other-leaf");
    if (!one.className) one.removeAttribute("class");
  }
  return [place.innerHTML, fresh.innerHTML];
}"""


def homes(seed: int) -> list[str]:
    """What one touch screen of a generated hall shows as one thing after another goes wrong there
    and ends."""
    hall = made(drawn(seed))
    screen = next((one for one in hall.content.hall.screens if one.layout == "touch"), None)
    if screen is None:
        return []
    found = []
    for kind in (None, *raises(hall, each=1)):
        at = day(hall)
        if kind is not None:
            at.do(kind, ADMIN)
        found.append(drawn_screen(seen(hall, at), screen))
    return [page for page in found if 'class="home' in page]


def test_whatever_a_page_said_before_it_becomes_what_is_sent(watch: Watch) -> None:
    page, pairs = watch.screen("entrance"), 0
    for seed in range(6):
        for was, following in pairwise(homes(seed)):
            renewed, fresh = page.evaluate(RENEWED, [was, following])
            assert renewed == fresh, seed
            pairs += was != following
    assert pairs > 30
