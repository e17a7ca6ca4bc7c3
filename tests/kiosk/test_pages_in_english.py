"""A staff page whose reader reads English alone holds no Chinese but names of persons and what is
read out or sent."""

import re
from html import unescape

import pytest

from kiosk.access import languages
from signage.language.words import Spoken
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, PINS, SUPERVISOR
from tests.kiosk.house import House, Tablet
from tests.kiosk.test_hard_wired_words import CHINESE
from tests.kiosk.test_typed_everywhere import pages

NO_WORDS = re.compile(r"<(script|style|svg)\b(?:(?!<svg\b).)*?</\1>", re.DOTALL)
"""The innermost. Screens are shown beforehand in their own languages."""
HEARD = re.compile(r"<p [^>]*data-spoken>[^<]*</p>")
"""And heard."""
TEXT = re.compile(r">([^<>]+)<|(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"")
NAMES = re.compile("|".join((*PINS, ADMIN.name, "中文")))
IN_CHINESE = (
    "/notices/new",
    "/feed.atom",
    "/feed.json",
    "/status",
    "/pair",
    "/trust",
    "/console/ledger/new",
)
"""What strangers read, or have read out to them."""


def chinese(page: str) -> set[str]:
    page, count = HEARD.sub("", page), 1
    while count:
        page, count = NO_WORDS.subn("", page)
    texts = {unescape(text or said).strip() for text, said in TEXT.findall(page)}
    return {text for text in texts if CHINESE.search(NAMES.sub("", text))}


@pytest.mark.laws
def test_pages_of_staff_are_in_the_language_of_their_reader(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "reader_spoken", lambda: Spoken("en", ""))
    board = house.services.board
    for kind, target, more in (
        ("DEV-HAZARD", "machine/terminal-1", {}), ("WIN-PAUSE", "window/5", {}), ("ETAX-DOWN", "system/etax", {}),
        ("QUEUE", "hall", {"draft": True}), ("DISPUTE", "zone/service", {}), ("FIRE", "hall", {"drill": True}),
    ):  # fmt: skip
        board.do(Raise(kind, (target,), **more), SUPERVISOR)  # type: ignore[arg-type]  # draft or drill
    over = list(board.view.world.situation.incidents)[1]
    board.do(Change(over, "clear", reason="checked"), ADMIN)
    leader = Tablet(house).signed_in("王")
    wrong = {}
    for path in pages(house, 3):
        if not path.startswith(IN_CHINESE):
            answer = leader.client.get(path, follow_redirects=True, buffered=True)
            wrong |= {path: found} if (found := chinese(answer.text)) else {}
    assert not wrong
