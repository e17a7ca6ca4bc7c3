"""What a page says again in its reader's second language holds no word of the first."""

import re
from html import unescape

import pytest

from signage.situation.commands import BlockWay, Change, Raise
from tests.cast import SUPERVISOR
from tests.kiosk.house import House, Tablet
from tests.kiosk.test_hard_wired_words import CHINESE
from tests.kiosk.test_pages_in_english import IN_CHINESE, NAMES
from tests.kiosk.test_typed_everywhere import pages

AGAIN = re.compile(r"<(\w+)\b[^>]*\blang=\"en\"[^>]*>((?:(?!</\1>).)*)</\1>", re.DOTALL)
ELEMENT = re.compile(r"<[^>]*>")


def mixed(page: str) -> set[str]:
    said = (unescape(ELEMENT.sub("", found[2])).strip() for found in AGAIN.finditer(page))
    return {text for text in said if CHINESE.search(NAMES.sub("", text))}


def test_a_mixed_line_is_found() -> None:
    assert mixed('<span lang="en">Relay of the <b>红</b> lamp</span>') == {"Relay of the 红 lamp"}


@pytest.mark.laws
def test_what_is_said_again_in_english_is_english(house: House) -> None:
    board = house.services.board
    for kind, target, more in (
        ("DEV-HAZARD", "machine/terminal-1", {}), ("WIN-PAUSE", "window/5", {}), ("ETAX-DOWN", "system/etax", {}),
        ("SYS-CORE", "system/core", {}), ("QUEUE", "hall", {"draft": True}), ("FIRE", "zone/service", {}),
    ):  # fmt: skip
        board.do(Raise(kind, (target,), **more), SUPERVISOR)  # type: ignore[arg-type]  # draft
    for exit_ in ("exit/east", "exit/north"):
        board.do(BlockWay(exit_, "fire"), SUPERVISOR)
    over = list(board.view.world.situation.incidents)[1]
    board.do(Change(over, "clear", reason="checked"), SUPERVISOR)
    leader = Tablet(house).signed_in("王")
    leader.post("/language", lang="both", back="/console")
    wrong = {}
    for path in pages(house, 3):
        if not path.startswith(IN_CHINESE):
            answer = leader.client.get(path, follow_redirects=True, buffered=True)
            wrong |= {path: found} if (found := mixed(answer.text)) else {}
    assert not wrong
