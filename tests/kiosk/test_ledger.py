"""The ledger over HTTP: a number is found nowhere it should not be, whatever is done and in
whatever order."""

# one line a case reads best here

import html
import io
import logging
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kiosk.content.reader import sample
from kiosk.custody.ledger import Line, from_csv, sweep, table, write
from kiosk.store import Store
from kiosk.store.tables.papers import Papers
from kiosk.wiring import House, build
from kiosk.wording.spreadsheet import to_csv
from signage.rules.ledger_rows import Kept
from signage.rules.refusal import Refused
from signage.situation.commands import MoveLedger, Raise
from tests.cast import CLERK, GUIDE, HALL, NOON, Clock
from tests.kiosk.house import Tablet, enlist

PHONE = "13897654321"
ROW = {
    "business": "申报缴纳", "unit": "密云青禾商贸", "surname": "欧阳", "phone": PHONE, "papers": "3", "place": "1号柜",
    "window": "window/5",
}  # fmt: skip
HOSTILE = "<script>alert(1)</script>"


class Hall:
    def __init__(self, data: Path) -> None:
        self.clock, self.data = Clock(), data
        self.house: House = build(data, sample(), simulators=True, clock=self.clock)
        enlist(self.house.services.store)
        self.guide = Tablet(self.house).signed_in("李")

    def enter(self, **changed: str) -> TestResponse:
        return self.guide.post("/console/ledger", **{**ROW, **changed})

    def move(self, number: int, move: str, **form: str) -> TestResponse:
        return self.guide.post(f"/console/ledger/{number}/{move}", **form)

    def types(self) -> list[str]:
        return [one.event.type for one in self.house.services.store.events()]

    def public(self) -> None:
        """As if the hall had pages of its own on the internet."""
        board = self.house.services.board
        content = board.view.content
        hall = content.hall.model_copy(update={"public_url": "https://hall.example.gov.cn"})
        board.adopt(replace(content, hall=hall))

    def import_(self, data: bytes) -> TestResponse:
        form = {"csrf_token": self.guide.token(), "file": (io.BytesIO(data), "ledger.csv")}
        return self.guide.client.post(
            "/console/ledger/import", data=form, content_type="multipart/form-data"
        )

    def bytes(self) -> bytes:
        return b"".join(
            path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file()
        )


@pytest.fixture
def hall(tmp_path: Path, sample_read: None) -> Iterator[Hall]:
    found = Hall(tmp_path / "data")
    yield found
    found.house.close()


def text(answer: TestResponse) -> str:
    return html.unescape(answer.text)


def test_a_number_is_masked_until_it_is_asked_for_and_every_look_is_written_down(
    hall: Hall,
) -> None:
    receipt = hall.enter()
    assert receipt.status_code == 303 and receipt.location.endswith("/1/receipt")
    shown = hall.guide.get("/console/ledger/1/receipt")
    assert "138****4321" in shown.text and PHONE not in shown.text and "30 日内删除" in shown.text
    listed = hall.guide.get("/console/ledger")
    assert (
        "138****4321" in listed.text
        and PHONE not in listed.text
        and "no-store" in listed.headers["Cache-Control"]
    )
    for looks in (1, 2):
        revealed = hall.move(1, "reveal")
        assert PHONE in revealed.text and "no-store" in revealed.headers["Cache-Control"]
        events = [
            one for one in hall.house.services.store.events() if one.event.type == "ledger_revealed"
        ]
        assert len(events) == looks and events[-1].actor == GUIDE and events[-1].event.entry == 1


@pytest.mark.laws
def test_past_its_retention_no_byte_of_the_number_is_left_anywhere(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    """Data directory, log, exports, a copy of the database, the application's log."""
    caplog.set_level(logging.DEBUG)
    others = [f"1390000{n:04}" for n in range(400)]
    kept = [
        Line(NOON, "李", Kept("申报缴纳", "密云青禾商贸", "孙", phone, 3, "1号柜", "window/5"))
        for phone in others
    ]
    write(hall.house.services, kept[:200], GUIDE)
    assert hall.enter().status_code == 303
    write(hall.house.services, kept[200:], GUIDE)
    number = 201
    assert PHONE.encode() in hall.bytes(), "the search finds it while it is there"
    exported = hall.guide.post("/console/ledger/export").data
    assert b"138****4321" in exported and PHONE.encode() not in exported
    hall.move(number, "enter")
    hall.move(number, "reveal")
    hall.move(number, "notify")
    hall.clock.later(days=29, hours=23)
    assert sweep(hall.house.services) == 0
    hall.clock.later(hours=2)
    assert sweep(hall.house.services) == 1 and sweep(hall.house.services) == 0
    hall.guide.sign_in("李")
    log = "".join(f"{one.event}" for one in hall.house.services.store.events())
    backup = io.BytesIO()
    with sqlite3.connect(hall.data / "hall.sqlite") as copy:
        backup.write("\n".join(copy.iterdump()).encode() + copy.serialize())
    copy.close()
    for where in (
        hall.bytes(),
        log.encode(),
        backup.getvalue(),
        caplog.text.encode(),
        hall.guide.post("/console/ledger/export").data,
    ):
        for gone in (PHONE, "138****4321"):
            assert gone.encode() not in where
    assert others[199].encode() in hall.bytes(), "what still waits is kept"
    assert "ledger_erased" in hall.types() and hall.house.services.store.verify()
    assert hall.guide.get(f"/console/ledger/{number}/receipt").status_code == 404
    assert hall.move(number, "reveal").status_code == 404


@pytest.mark.processes
def test_a_reader_that_holds_the_old_pages_only_delays_the_scrubbing(hall: Hall) -> None:
    hall.enter()
    hall.move(1, "withdraw", why="asked")
    reader = sqlite3.connect(hall.data / "hall.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM papers").fetchall()
    hall.house.services.store._db.execute("PRAGMA busy_timeout=1")
    assert sweep(hall.house.services) == 1
    reader.close()
    assert PHONE.encode() in hall.bytes()
    sweep(hall.house.services)
    assert PHONE.encode() not in hall.bytes()


def test_a_rewrite_waits_while_anything_is_open_and_is_not_forgotten_over_a_restart(
    tmp_path: Path, sample_read: None
) -> None:
    first = Hall(tmp_path / "data")
    first.enter()
    first.house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE)
    first.move(1, "withdraw", why="asked")
    assert sweep(first.house.services) == 1 and first.house.services.store.fact("scrub") == "owed"
    first.house.close()
    store = Store(tmp_path / "data")
    assert store.fact("scrub") == "owed"
    store.close()


def test_the_row_and_its_event_are_written_together_or_not_at_all(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = hall.house.services
    before = hall.types()
    twice = Line(NOON, "李", Kept("申报", "甲", "乙", PHONE, 1, "柜", "window/5"))
    monkeypatch.setattr("kiosk.custody.ledger.secrets.token_urlsafe", lambda size: "same")
    with pytest.raises(sqlite3.IntegrityError):
        write(here, [twice, twice], GUIDE)
    assert (
        hall.types() == before
        and not Papers(here.store).all()
        and not here.board.view.world.situation.ledger
    )


def test_two_windows_at_once_never_share_a_number_and_one_of_two_moves_wins(hall: Hall) -> None:
    here = hall.house.services
    line = Line(NOON, "李", Kept("申报", "甲", "乙", PHONE, 1, "柜", "window/5"))
    with ThreadPoolExecutor(4) as windows:
        numbers = [
            n
            for found in windows.map(lambda _: write(here, [line, line], GUIDE), range(12))
            for n in found
        ]
        assert sorted(numbers) == list(range(1, 25))

        def moved(actor: object) -> str:
            try:
                here.board.do(MoveLedger(1, "enter"), actor)
            except Refused as refused:
                return refused.code
            return "done"

        assert sorted(windows.map(moved, (GUIDE, CLERK, GUIDE, CLERK))) == [
            "done",
            *["illegal-transition"] * 3,
        ]


def test_only_who_works_at_the_windows_sees_the_ledger(hall: Hall) -> None:
    hall.enter()
    stranger, keeper = Tablet(hall.house), Tablet(hall.house).signed_in("赵")
    for path in (
        "/console/ledger",
        "/console/ledger/new",
        "/console/ledger/1/receipt",
        "/console/ledger/template.csv",
    ):
        assert stranger.get(path).status_code == 302 or "/sign-in" in stranger.get(
            path
        ).headers.get("Location", "")
        assert keeper.get(path).status_code == 403
        assert Tablet(hall.house).signed_in("王").get(path).status_code == 200
    for path in (
        "/console/ledger/1/reveal",
        "/console/ledger/1/enter",
        "/console/ledger/export",
        "/console/ledger",
    ):
        for tablet, statuses in ((stranger, (302, 303, 401)), (keeper, (403,))):
            answer = tablet.post(path, **ROW)
            assert answer.status_code in statuses and PHONE not in answer.text
    assert "ledger_revealed" not in hall.types()


def test_hostile_text_is_text(hall: Hall) -> None:
    hall.enter(unit=HOSTILE, place='"><img src=x>', surname="欧'阳\"")
    for page in ("/console/ledger", "/console/ledger/1/receipt"):
        shown = hall.guide.get(page).text
        assert HOSTILE not in shown and "<img" not in shown
    assert HOSTILE not in hall.enter(unit=HOSTILE, phone=HOSTILE[:20]).text


def test_a_mistake_keeps_what_was_typed_and_writes_nothing(hall: Hall) -> None:
    answer = hall.enter(phone="打不通")
    assert (
        answer.status_code == 422
        and "电话应为" in answer.text
        and 'value="密云青禾商贸"' in answer.text
    )
    assert "ledger_entered" not in hall.types()


def test_what_is_left_to_do_is_on_the_front_page_until_it_is_done(hall: Hall) -> None:
    hall.enter()
    assert "待补录 1 条" in text(hall.guide.get("/console"))
    hall.move(1, "enter")
    assert "待通知 1 条" in text(hall.guide.get("/console")) and "待补录 1" not in text(
        hall.guide.get("/console")
    )
    hall.move(1, "notify")
    assert "手工受理台账：待" not in text(hall.guide.get("/console/part/standing"))
    assert hall.move(1, "notify").status_code == 409


def test_a_status_page_says_the_state_and_nothing_of_the_person(hall: Hall) -> None:
    hall.enter()
    assert "data-qr" not in hall.guide.get("/console/ledger/1/receipt").text, (
        "no public pages, no code"
    )
    paper = Papers(hall.house.services.store).one(1)
    assert paper is not None and len(paper.token) >= 20
    stranger = hall.house.app.test_client()
    assert stranger.get(f"/papers/{paper.token}").status_code == 404
    hall.public()
    receipt = hall.guide.get("/console/ledger/1/receipt").text
    assert f'data-qr="https://hall.example.gov.cn/papers/{paper.token}"' in receipt
    seen = stranger.get(f"/papers/{paper.token}")
    assert (
        seen.status_code == 200
        and "待补录" in seen.text
        and seen.headers["Cache-Control"] == "no-store"
    )
    for word in (PHONE, "4321", "欧阳", "密云", "申报缴纳", "李"):
        assert word not in seen.text
    for other in ("1", "x" * 22, "../ledger", "%27 OR 1=1"):
        assert stranger.get(f"/papers/{other}").status_code == 404


def test_a_file_is_taken_whole_or_not_at_all(hall: Hall) -> None:
    view = hall.house.services.board.view.content.hall
    line = Line(
        NOON - timedelta(hours=1), "陈", Kept("代开", "=甲", "孙", PHONE, 2, "柜", "window/5")
    )
    header, rows = table(view, [line, line], lambda phone: phone)
    bad = [*rows, [*rows[0][:3], "打不通", *rows[0][4:]], [*rows[0][:6], "window/99", *rows[0][7:]]]
    refused = hall.import_(to_csv(header, bad))
    assert refused.status_code == 422 and "第 4 行" in refused.text and "第 5 行" in refused.text
    assert "ledger_entered" not in hall.types()
    assert hall.import_(to_csv(header, rows)).status_code == 303
    assert hall.types().count("ledger_entered") == 2 and "=甲" in text(
        hall.guide.get("/console/ledger")
    )
    exported = hall.guide.post("/console/ledger/export").data.decode("utf-8-sig")
    assert ",'=甲," in exported and ",=甲," not in exported
    assert hall.import_(hall.guide.post("/console/ledger/export").data).status_code == 422, (
        "masked numbers are none"
    )


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", "电话,电话\n1,2\n".encode(), b'"' * 99]
)
def test_a_file_that_is_none_is_refused_in_words(hall: Hall, data: bytes) -> None:
    assert hall.import_(data).status_code == 422


def test_a_file_as_a_chinese_spreadsheet_saves_it_is_read(hall: Hall) -> None:
    line = Line(NOON, "李", Kept("申报", "甲", "孙", PHONE, 2, "柜", "window/1"))
    header, rows = table(HALL, [line], lambda phone: phone)
    rows[0][6] = "1号窗口"
    data = to_csv(header, rows).decode("utf-8-sig").encode("gb18030")
    assert from_csv(data, HALL, "李", NOON) == ([line], [])


def test_a_number_beyond_all_that_are_kept_is_nobody_s(hall: Hall) -> None:
    assert hall.guide.get(f"/console/ledger/{2**63}/receipt").status_code == 404
    assert hall.move(2**63, "reveal").status_code == 404
