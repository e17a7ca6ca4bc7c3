"""Every page of the staff in made-up languages: no word on it is hard-wired, and it is mirrored
where they are."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.wiring import House, build
from kiosk.wording.page_words import NAME
from signage.situation.commands import CallHelp, EnterLedger, NoteQueue, PutRegister, Raise
from signage.situation.incidents import Actor
from tests.cast import ADMIN, GUIDE, PINS, Clock
from tests.kiosk.house import Tablet, enlist
from tests.tongues import HARD_WIRED, TAIL, spoken, translate

TEXT = re.compile(r">([^<>]+)<")
LABEL = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')
OPAQUE = re.compile(
    r"<(style|script|code|textarea|pre)\b.*?</\1>|<button class=\"tongue\".*?</button>"
    r"|<select name=\"lang\">.*?</select>",
    re.DOTALL,
)
SECOND = re.compile(r'<(\w+)[^>]*\blang="zh"[^>]*>.*?</\1>', re.DOTALL)
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
NO_PAGE = re.compile(
    r"/static/|/screen/|/gallery/touch/|/status|/pair|/trust|/way/|\.(csv|svg|png|pdf|toml|atom|json)\b|/api/|/sign-|format=|/language|/prints?/"
    r"|/reports/(statistics|\d+-\d+$)|/ledger/new"
)
"""No page, a page of somebody else, or a document, which is in the first language of the hall."""
LEFT = shutil.ignore_patterns("halls", "pictures", "*.md")
NO_WORDS = re.compile(
    r"\.toml: |^(green|yellow|red) (on|slow|fast)( \+ sounder)?$|^\d+ dpi$|\bDec\b|(^| \(|\+ )(中文|English)\)?$"
)
"""What a check of files says, states of a lamp as its protocol names them, a measure, a month, what a
language calls itself."""
MOST = 160
"""Pages looked at; more of the same kind say nothing new."""


@pytest.fixture
def hall(tmp_path: Path, clock: Clock) -> Iterator[House]:
    (tmp_path / "locale").mkdir()
    with spoken(tmp_path / "locale"):
        shutil.copytree(contents.sample(), tmp_path / "content", ignore=LEFT)
        directory = translate(tmp_path / "content", ("eo", "ug"))
        built = build(
            tmp_path / "data", directory, simulators=True, clock=clock, journal=tmp_path / "journal"
        )
        enlist(built.services.store)
        yield built
        built.close()


def begun(house: House) -> None:
    board, eta = house.services.board, house.services.clock() + timedelta(hours=2)
    board.do(Raise("ETAX-DOWN", ("system/etax",), eta=eta), GUIDE)
    board.do(Raise("SHOCK", ("machine/terminal-1",)), GUIDE)
    board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE)
    board.do(Raise("DISPUTE", ("window/4",)), GUIDE)
    board.do(
        PutRegister(
            "roster",
            "r1",
            {"day": "2026-11-24", "from": "08:00", "to": "18:00", "name": "13", "duty": "leader"},
            None,
        ),
        ADMIN,
    )
    board.do(CallHelp("entrance"), Actor("screen:entrance", "screen"))
    board.do(NoteQueue(200, 45), GUIDE)
    board.do(EnterLedger(1), GUIDE)


def pages(tablet: Tablet) -> Iterator[tuple[str, str]]:
    """Everything a link leads to, one of each kind of address first."""
    waiting, seen = ["/console", "/facilities", "/reports", "/notices", "/drills"], set[str]()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        kind = re.sub(r"\d+|[A-Z][A-Z-]+|=[^&]*", "*", path)
        if kind in seen or NO_PAGE.search(path):
            continue
        seen.add(kind)
        answer = tablet.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield path, answer.text
            waiting += [unescape(link) for link in LINK.findall(answer.text)]


def hard_wired(page: str, known: set[str]) -> set[str]:
    """What stands in it before any made-up word; behind one, a label says the same in the second
    language."""
    plain = SECOND.sub("", OPAQUE.sub("", page))
    told = {
        unescape(part).partition(TAIL)[0].strip(" ·")
        for part in (*TEXT.findall(plain), *LABEL.findall(plain))
    }
    return {
        part
        for part in told
        if HARD_WIRED.search(without(part, known)) and not NO_WORDS.search(part)
    }


def without(text: str, names: set[str]) -> str:
    """What is drawn on a plan has its own name, also in the midst of other words."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.laws
def test_no_word_of_a_page_is_hard_wired(hall: House) -> None:
    begun(hall)
    plan = hall.services.board.view.content.evacuation.plan
    assert plan is not None
    drawn = {
        name
        for thing in (*plan.exits, *plan.areas, *plan.doors, *plan.assemblies)
        for name in thing.name.values()
    }
    # A language is called as those who read it call it.
    own = {NAME.get(lang, lang) for lang in hall.services.board.view.content.hall.languages}
    tablet = Tablet(hall).signed_in("王")
    tablet.post("/language", lang="eo", back="/console")
    wrong = {
        path: found
        for path, page in pages(tablet)
        if (found := hard_wired(page, {*PINS, *drawn, *own}))
    }
    assert not wrong, "\n".join(f"{path}: {sorted(found)}" for path, found in wrong.items())


@pytest.mark.laws
def test_a_page_read_leftwards_is_turned(hall: House) -> None:
    tablet = Tablet(hall).signed_in("王")
    tablet.post("/language", lang="ug", back="/console")
    assert '<html lang="ug" dir="rtl">' in tablet.get("/console").text
