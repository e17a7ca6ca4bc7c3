"""A page that says where it is come from is found there, by whoever it is for."""

import re

from kiosk.staff.shell.further import further, pages
from kiosk.wiring import House
from signage.situation.incidents import Actor
from tests.cast import PINS
from tests.kiosk.house import Tablet

FOUND = re.compile(r'<nav class="bar" data-further="(\w*)"(.*?)</nav>', re.DOTALL)

PARTS = {"": "", "content": "described", "people": "people"}
"""Parts of a page, and what their bars are called."""


def test_every_page_that_has_links_shows_them_and_they_lead_somewhere(house: House) -> None:
    assert "/facilities" in pages()
    for name, (role, _) in PINS.items():
        tablet = Tablet(house).signed_in(name)
        for page in pages():
            path, _, part = page.partition("#")
            bars = dict(FOUND.findall(tablet.get(path).text))
            bar = bars.get(PARTS[part], "")
            with house.app.test_request_context(page):
                links = [link.href for link in further(page, Actor(name, role))]
            assert re.findall(r'href="([^"]*)"', bar) == links
            assert all(tablet.get(link).status_code == 200 for link in links)


def test_a_page_without_links_has_no_bar_for_them(house: House) -> None:
    assert not FOUND.search(Tablet(house).signed_in("王").get("/reports").text)
