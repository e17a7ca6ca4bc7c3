"""Every page is one that axe looks at in a browser (tests/browser/test_axe.py), or says why not."""

from tests.browser.addresses import NO_PAGES, PAGES, TOUCHED, by_keepers, pages
from tests.kiosk.doors.declared import looked_at
from tests.kiosk.house import House


def test_every_address_that_can_be_opened_is_looked_at_or_says_why_not(house: House) -> None:
    rules = house.app.url_map.iter_rules()
    opened = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert opened == {*pages(house.app), *TOUCHED, *NO_PAGES}
    assert not {*PAGES} & {*NO_PAGES} and {*pages(house.app)} >= by_keepers(house.app) > set()


def test_a_row_is_for_a_page_that_cannot_be_opened_as_it_is(house: House) -> None:
    found = looked_at(house.app)
    assert found and [name for name, paths in PAGES.items() if found.get(name) == paths] == []
