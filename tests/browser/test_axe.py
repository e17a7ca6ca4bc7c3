"""axe finds nothing on any page for people: every address, the console in each of its states, in
both languages."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kiosk.custody.calls.links import link_to
from kiosk.store.tables.papers import Papers
from signage.hall.calls import Calls
from signage.situation.commands import Raise
from tests.browser.addresses import by_keepers, pages
from tests.browser.axe import violations
from tests.browser.test_ledger import Served
from tests.cast import SUPERVISOR
from tests.kiosk.house import Tablet, enrolled

pytestmark = pytest.mark.browser
LONG = os.environ.get("KIOSK_TEST_LAWS") == "long"
"""Roles, names and order are one template's in every language: the second is looked at in long runs."""
FIVE = (
    ("WIN-PAUSE", "window/5"), ("ETAX-DOWN", "system/etax"), ("DEV-HALL", "machine/terminal-1"),
    ("QUEUE", "hall"), ("SYS-CORE", "system/core"),
)  # fmt: skip
CALLED = Calls.model_validate(
    {"people": [{"id": "wang", "name": "王", "level": 4, "ways": [{"way": "console"}]}]}
)
PAPER = {
    "business": "申报缴纳", "unit": "青禾商贸", "surname": "孙", "phone": "13897654321", "papers": "3",
    "place": "1号柜", "window": "window/5",
}  # fmt: skip


class Looked:
    """A hall in which something of everything has happened, and who looks at its pages."""

    def __init__(self, browser: Browser, data: Path) -> None:
        self.served, self.browser = Served(data), browser
        self.house = self.served.house
        self.leader = Tablet(self.house).signed_in("王")
        self.keeper = Tablet(self.house).signed_in("赵")
        self.locked = enrolled(self.house)

    def public(self) -> None:
        board = self.house.services.board
        hall = board.view.content.hall.model_copy(
            update={"public_url": "https://hall.example.gov.cn", "calls": CALLED}
        )
        board.adopt(replace(board.view.content, hall=hall))

    def reads(self, lang: str) -> None:
        """Whoever looks reads this language alone; the tablet nobody is signed in at, it first."""
        for tablet in (self.leader, self.keeper, self.locked):
            tablet.post("/language", lang=lang)

    def page(self, tablet: Tablet, scale: float = 1.0) -> Page:
        """A browser that holds this tablet's cookies; ``scale`` pixels for each of a page's."""
        context = self.browser.new_context(
            viewport={"width": 1280, "height": 800}, device_scale_factor=scale
        )
        for cookie in tablet.client._cookies.values():  # type: ignore[union-attr]  # no other list
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": self.served.base}]
            )
        return context.new_page()

    def raised(self, kind: str, target: str) -> str:
        incident = self.house.services.board.do(Raise(kind, (target,)), SUPERVISOR).incident
        assert incident is not None
        return incident.id

    def called(self) -> str:
        """The link of a call, whose person tested their ways too."""
        here = self.house.services
        self.leader.post("/console/calls/mine")
        assert here.caller is not None
        here.caller.turn()
        link = link_to("", here.believed("links"), here.caller.shown[0], 12)
        return link.removeprefix("/call/")

    def filled(self, incident: str) -> dict[str, str]:
        """What stands for the names in the table of addresses."""
        self.leader.post("/drills", scenario="fire-evening-peak", sure="yes")
        self.leader.post("/console/ledger", **PAPER)
        self.leader.post("/reports/links", about=f"incident:{incident}", days="7")
        link = re.search(r"<code>(/shared/[^<]+)</code>", self.leader.read(f"/reports/{incident}"))
        paper = Papers(self.house.services.store).one(1)
        drill = re.search(r"/drills/([0-9-]+)", self.leader.read("/drills"))
        assert link and paper and drill
        return {
            "incident": incident, "paper": paper.token, "shared": link[1], "drill": drill[1], "lamp": "window-5",
            "call": self.called(),
        }  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def looked(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Looked]:
    made = Looked(browser, tmp_path / "data")
    made.reads(request.param)
    yield made
    made.served.close()


def seen(page: Page, base: str, path: str) -> list[str]:
    """What axe finds at an address, which is there."""
    answer = page.goto(base + path)
    assert answer is not None and answer.ok, (path, answer and answer.status)
    return violations(page)


@pytest.mark.parametrize("looked", ["zh", "en"] if LONG else ["zh"], indirect=True)
def test_every_page_is_clean(looked: Looked) -> None:
    looked.public()
    names = looked.filled(looked.raised("WIN-PAUSE", "window/5"))
    leader, keeper = looked.page(looked.leader), looked.page(looked.keeper)
    wrong = {}
    app = looked.house.app
    theirs = by_keepers(app)
    for endpoint, paths in pages(app).items():
        page = keeper if endpoint in theirs else leader
        for path in paths:
            if found := seen(page, looked.served.base, path.format(**names)):
                wrong[path] = found
    assert wrong == {}


def test_the_console_is_clean_in_each_of_its_states(looked: Looked) -> None:
    """Empty, with one incident and five, with a life at risk, at a tablet that nobody is signed in
    at."""
    base, leader, locked = (
        looked.served.base,
        looked.page(looked.leader),
        looked.page(looked.locked),
    )
    wrong = {"empty": seen(leader, base, "/console")}
    for at, (kind, target) in enumerate(FIVE, 1):
        looked.raised(kind, target)
        if at in (1, len(FIVE)):
            wrong[f"{at} open"] = seen(leader, base, "/console")
    looked.raised("FIRE", "hall")
    wrong["life-critical"] = seen(leader, base, "/console")
    wrong["locked"] = seen(locked, base, "/console/locked")
    assert {state: found for state, found in wrong.items() if found} == {}
