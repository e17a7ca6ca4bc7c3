"""Every page that ``CAPABILITIES.md`` names is opened on a hall at work, and what it is said to
show stands there."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.wiring import House
from signage.situation.commands import CallHelp, EnterLedger, NoteQueue, PutRegister, Raise
from signage.situation.incidents import Actor
from tests.cast import ADMIN, GUIDE
from tests.kiosk.house import Tablet
from tests.kiosk.test_notices_over import notice

TEXT = (Path(__file__).parents[2] / "content" / "CAPABILITIES.md").read_text("utf-8")
DONE = {
    line.split("|")[1].strip(): line.split("|")[3]
    for line in TEXT.splitlines()
    if line.startswith("| C-")
}
TRIED = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in TEXT.splitlines()
    if re.match(r"\| T-\d", line)
]
"""Capability, page, who reads it, and the words found there."""
ROLES = {"guide": "李", "supervisor": "王", "facilities": "赵"}
MENDED = ("C-07", "C-08", "C-10", *(f"C-{number}" for number in range(14, 21)), "C-31")
"""Rows that once claimed more than could be seen."""


def begun(house: House) -> dict[str, str]:
    """A day on which everything that a page shows has something to show; what stands for ``<…>`` in
    an address."""
    board, eta = house.services.board, house.services.clock() + timedelta(hours=2)
    outage = board.do(
        Raise("ETAX-DOWN", ("system/etax",), eta=eta, cause="市局通知〔2026〕8号"), GUIDE
    ).incident
    dispute = board.do(Raise("DISPUTE", ("window/4",)), GUIDE).incident
    core = board.do(Raise("SYS-CORE", ("system/core",), eta=eta), GUIDE).incident
    assert outage and dispute and core
    hours = {"day": "2026-11-25", "from": "12:00", "to": "13:00"}
    stop = {**hours, "what": "网络检修", "target": "window/5", "state": "open"}
    office = {
        "name": "市局办公室值班室",
        "kind": "external",
        "sector": "bureau",
        "phone": "0571-88880000",
    }
    shift = {"day": "2026-11-24", "from": "08:00", "to": "18:00", "name": "李敏", "duty": "leader"}
    board.do(PutRegister("stops", "s1", stop, None), ADMIN)
    board.do(PutRegister("roster", "r1", shift, None), ADMIN)
    board.do(PutRegister("contacts", "c1", office, None), ADMIN)
    board.do(CallHelp("entrance"), Actor("screen:entrance", "screen"))
    Tablet(house).signed_in("王").post(f"/console/incidents/{core.id}/papers", on="yes")
    board.do(NoteQueue(200, 45), GUIDE)
    board.do(EnterLedger(1), GUIDE)
    notice(house, outage.id, "sms", "status", body="网上办税系统暂停使用，请您到窗口办理。")
    return {"outage": outage.id, "dispute": dispute.id, "core": core.id}


@pytest.mark.laws
def test_what_a_row_says_stands_on_the_page_it_was_tried_on(house: House) -> None:
    numbers = begun(house)
    readers = {role: Tablet(house).signed_in(name) for role, name in ROLES.items()} | {
        "anybody": Tablet(house)
    }
    missing = []
    for _, capability, page, reader, words in TRIED:
        path = re.sub(r"<(\w+)>", lambda found: numbers[found[1]], page.strip("`"))
        answer = readers[reader].get(path)
        shown = answer.text if answer.status_code == 200 else f"status {answer.status_code}"
        missing += [(capability, path, one) for one in words.split("、") if one not in shown]
    assert missing == []


def test_every_page_a_row_names_was_tried_and_every_row_that_once_said_too_much_names_one() -> None:
    tried = {(capability, page.strip("`").partition("?")[0]) for _, capability, page, _, _ in TRIED}
    for capability, done in DONE.items():
        named = {re.sub(r"<id>", "<outage>", path) for path in re.findall(r"`(/[a-z][^`]*)`", done)}
        pages = {path for path in named if not path.startswith("/api/")}
        assert all((capability, path) in tried for path in pages), (capability, pages)
    assert set(MENDED) <= {capability for capability, _ in tried}
