"""Every page is one that axe looks at in a browser (tests/browser/test_axe.py), or says why not."""

from tests.browser.addresses import BY_KEEPERS, NO_PAGES, PAGES, TOUCHED
from tests.kiosk.house import House


def test_every_address_that_can_be_opened_is_looked_at_or_says_why_not(house: House) -> None:
    rules = house.app.url_map.iter_rules()
    opened = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert opened == {*PAGES, *TOUCHED, *NO_PAGES}
    assert not {*PAGES} & {*NO_PAGES} and {*PAGES} >= BY_KEEPERS
