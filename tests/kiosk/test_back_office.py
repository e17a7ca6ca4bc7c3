"""Heavy work is done in a process of its own: not a line of it runs where alarms do."""

import asyncio
import csv
import io
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import url_for
from PIL import Image

from kiosk.content import evidence
from kiosk.content import reader as contents
from kiosk.drawing.beforehand.pack import Packs
from kiosk.drawing.print.sizes import Printed
from kiosk.serving.backoffice.acts import carried_out
from kiosk.serving.backoffice.frames import (
    Act,
    Done,
    NotDone,
)
from kiosk.serving.backoffice.packs import PackDesk
from kiosk.serving.lanes.table import HEAVY, SHEETS
from kiosk.serving.pins import make_token
from kiosk.serving.server import HallServer
from kiosk.store import Store
from kiosk.wiring import House, build
from signage.situation.commands import NoteConfiguration, Raise
from signage.situation.incidents import Actor
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.live import Answer, Stream, connected, live
from tests.kiosk.test_lanes import get, post

pytestmark = pytest.mark.processes
PLAN = "/facilities/print/plan/entrance.png?paper=a4"
FIGURES = "/reports/statistics"
"""Work for the helper that takes no time of its own: where the helper matters and not what it
paints."""
STAFF = Actor("王", "supervisor")
LONG_S = 120.0
"""The process has to start, beside whatever else this machine does."""


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With the true time: the helper process has no other."""
    built = build(tmp_path_factory.mktemp("hall") / "data", contents.sample(), simulators=True)
    enlist(built.services.store)
    yield built
    built.close()


@pytest.fixture(scope="module")
def served(open_house: House) -> Iterator[HallServer]:
    with live(open_house.services.push, open_house.app) as server:
        yield server


@pytest.fixture(scope="module")
def cookie(open_house: House, served: HallServer) -> str:
    return Tablet(open_house).signed_in("王").cookie()


@pytest.fixture
def never_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does heavy work in this process is found out."""

    def here(*given: Any, **named: Any) -> Any:
        raise AssertionError("this was to be done in the helper process")

    monkeypatch.setattr(Printed, "file", here)
    monkeypatch.setattr(evidence, "prepared", here)
    monkeypatch.setattr(Packs, "of", lambda self, view, screen: self._made[screen.id])


@dataclass(frozen=True, slots=True)
class Fetched:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig")


def fetched(server: HallServer, request: bytes) -> Fetched:
    """One request on a connection of its own, with the patience that the process's start takes."""
    with connected(server) as sock:
        sock.settimeout(LONG_S)
        sock.sendall(request)
        with closing(Answer(sock)) as answer:
            return Fetched(answer.status, answer.headers, answer.body())


def form(path: str, cookie: str, **fields: Any) -> bytes:
    """A form with a file, as a browser sends it."""
    parts = b""
    for name, value in fields.items():
        file = isinstance(value, bytes)
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"' + (
            '; filename="a.png"' if file else ""
        )
        parts += head.encode() + b"\r\n\r\n" + (value if file else str(value).encode()) + b"\r\n"
    body = parts + b"--x--\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: hall\r\nCookie: {cookie}\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode() + body


def until(server: HallServer, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not holds():
        assert time.monotonic() < end
        assert fetched(server, get("/readyz")).status in (200, 503), (
            "each answer has given the loop a turn"
        )


def test_a_sheet_is_painted_elsewhere(served: HallServer, cookie: str, never_here: None) -> None:
    answer = fetched(served, get(PLAN, Cookie=cookie))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.body)).size == (3508, 2480)


def test_a_photograph_is_drawn_anew_elsewhere_and_its_line_is_in_the_log(
    open_house: House, served: HallServer, cookie: str, never_here: None
) -> None:
    board = open_house.services.board
    incident = board.do(Raise("WIN-PAUSE", ("window/5",)), STAFF).incident
    assert incident is not None
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "red").save(picture, "PNG")
    page = fetched(served, get(f"/reports/{incident.id}", Cookie=cookie))
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    held = page.headers["set-cookie"].split(";")[0]
    sent = form(
        f"/reports/{incident.id}/file", held, csrf_token=token, text="门口", file=picture.getvalue()
    )
    answer = fetched(served, sent)
    assert answer.status == 303, answer.text
    assert answer.headers["location"] == f"/reports/{incident.id}"
    (kept,) = (open_house.services.store.directory / evidence.FOLDER).glob("*.jpg")
    with Image.open(kept) as drawn:
        assert drawn.size == (1600, 1067)
    assert board.view.world.situation.revision == board.view.revision
    assert "门口" in fetched(served, get(f"/reports/{incident.id}", Cookie=cookie)).text


def test_what_the_helper_shows_is_of_the_newest_event(
    open_house: House, served: HallServer, cookie: str
) -> None:
    board = open_house.services.board
    for window in ("window/6", "window/7"):
        incident = board.do(Raise("WIN-PAUSE", (window,)), STAFF).incident
        assert incident is not None
        answer = fetched(served, get(f"/reports/{incident.id}.csv", Cookie=cookie))
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert len(rows) > 1


def test_a_refusal_says_the_same_as_without_a_helper(
    open_house: House, served: HallServer, cookie: str
) -> None:
    answer = fetched(served, get("/facilities/print/sign/FIRE.png?target=window/99", Cookie=cookie))
    assert answer.status == 422 and "无法打印" in answer.text
    assert fetched(served, get("/facilities/print/plan/nowhere.png", Cookie=cookie)).status == 404


def test_a_stranger_is_sent_to_the_sign_in_page_and_no_work_begins(
    served: HallServer, never_here: None
) -> None:
    answer = fetched(served, get(PLAN))
    assert answer.status == 303 and answer.headers["location"].startswith("/sign-in")
    assert served.front.lanes.office is not None and served.front.lanes.office.waiting(1) == 0


def test_a_pack_is_drawn_elsewhere_once_for_all_that_ask(
    open_house: House, served: HallServer, never_here: None
) -> None:
    packs: Packs = open_house.app.extensions["packs"]
    with ExitStack() as stack:
        asking = [stack.enter_context(connected(served)) for _ in range(20)]
        for sock in asking:
            sock.settimeout(LONG_S)
            sock.sendall(get("/screen/window-5/pack"))
        answers = [stack.enter_context(closing(Answer(sock))) for sock in asking]
        statuses = {answer.status for answer in answers}
    assert statuses <= {200, 503}, (
        "503: it takes longer than a page waits, and is there when it asks again"
    )
    until(served, lambda: packs.holds(open_house.services.board.view, "window-5"))
    assert fetched(served, get("/screen/window-5/pack")).status == 200
    assert fetched(served, get("/screen/nowhere/pack")).status == 404


def test_who_waits_for_a_pack_when_the_server_stops_is_told_at_once(open_house: House) -> None:
    view = open_house.services.board.view

    async def told() -> bool:
        never: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        office: Any = SimpleNamespace(take=lambda rank, errand: SimpleNamespace(result=never))
        desk = PackDesk(office, Packs(open_house.app.extensions["renderer"]), lambda: view)
        asked = asyncio.create_task(desk.ready(0, "wall"))
        await asyncio.sleep(0)
        desk.close()
        return await asyncio.wait_for(asked, 1)

    assert asyncio.run(told()) is False


def test_a_held_scene_from_elsewhere_is_the_one_that_changes_here(
    open_house: House, served: HallServer
) -> None:
    """Two processes draw the same bytes, or no change could ever be told as one of a held scene."""
    view, packs = open_house.services.board.view, Packs(open_house.app.extensions["renderer"])
    until(served, lambda: fetched(served, get("/screen/window-5/pack")).status == 200)
    there: Packs = open_house.app.extensions["packs"]
    assert there._made["window-5"] == packs.of(view, view.content.hall.screen["window-5"])


FILLED = {
    "code": "FIRE", "command": "clear", "filename": "hall.js", "form": "png", "group": "windows", "kind": "FIRE",
    "part": "screens", "place": "window/5", "screen": "entrance", "service": "filing", "side": "192", "token": "x",
}  # fmt: skip
"""What stands in an address; any other part is the number of an incident."""
READS_LITTLE = "api.events"
"""Reads the log, at most a thousand events at a time."""


def addresses(house: House, number: str) -> Iterator[str]:
    with house.app.test_request_context():
        for rule in house.app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint == READS_LITTLE:
                continue
            whole = "int:number" in rule.rule
            named = {
                part: FILLED.get(part, 1 if whole and part == "number" else number)
                for part in rule.arguments
            }
            if rule.endpoint.startswith(("hall.", "wayfinding.")) and "name" in named:
                named["name"] = "entrance"
            yield url_for(rule.endpoint, **named)


def test_no_page_computes_or_reads_the_log_where_alarms_are_carried(
    open_house: House,
    served: HallServer,
    cookie: str,
    never_here: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every address that shows something, by a leader: whoever adds a slow one gives it a heavy
    lane."""
    incident = open_house.services.board.do(Raise("WIN-PAUSE", ("window/8",)), STAFF).incident
    assert incident is not None

    def reading(self: Store, *given: Any, **named: Any) -> Any:
        raise AssertionError("the log is read in the helper process")

    for name in ("between", "mentions", "timings", "painted_in", "events", "verify"):
        monkeypatch.setattr(Store, name, reading)
    wrong = {}
    for address in sorted(set(addresses(open_house, incident.id))):
        answer = fetched(served, get(address, Cookie=cookie))
        if answer.status >= 500 and not address.endswith("/pack") and address != "/readyz":
            wrong[address] = (answer.status, answer.text[:200])
    assert wrong == {}


# ---- waiting


@pytest.fixture
def slow_sheets(served: HallServer) -> Iterator[None]:
    """Pages are told at once that they wait."""
    counter = served.front.lanes._counter
    assert counter is not None
    before, counter.patience_s = counter.patience_s, 0.0
    yield
    counter.patience_s = before


def test_whoever_waits_is_told_how_many_come_first_and_gets_the_sheet_in_the_end(
    served: HallServer, cookie: str, slow_sheets: None
) -> None:
    sheets = [get(f"{PLAN}&n={n}", Cookie=cookie, Accept="text/html") for n in range(3)]
    waits = [fetched(served, sheet) for sheet in sheets]
    assert [(answer.status, answer.headers["refresh"]) for answer in waits] == [(202, "2")] * 3
    assert [f"前面还有 {n} 份" in answer.text for n, answer in enumerate(waits)] == [
        False,
        True,
        True,
    ]
    assert "正在处理，完成后自动打开" in waits[0].text, "nothing comes before it"
    until(served, lambda: fetched(served, sheets[2]).status == 200)
    again = fetched(served, sheets[2])
    assert again.status == 202, "it was handed over once; who asks once more has it made once more"


def test_what_is_full_says_so(
    served: HallServer, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = served.front.lanes.office
    assert office is not None
    monkeypatch.setattr(office, "waiting", lambda rank: SHEETS.waiting)
    answer = fetched(served, get(PLAN, Cookie=cookie, Accept="text/html"))
    assert (answer.status, answer.headers["retry-after"], answer.headers["refresh"]) == (
        503,
        "2",
        "2",
    )
    assert "自动重试" in answer.text


def test_what_nobody_waits_for_any_more_is_not_made(served: HallServer, cookie: str) -> None:
    office = served.front.lanes.office
    assert office is not None
    with ExitStack() as stack:
        for n in range(10):
            stack.enter_context(connected(served)).sendall(get(f"{PLAN}&gone={n}", Cookie=cookie))
        until(served, lambda: office.waiting(2) == 10)
    until(served, lambda: office.waiting(2) <= 1)


# ---- a helper that dies, hangs, is idle


def test_a_helper_that_dies_takes_one_errand_with_it_and_is_started_anew(
    open_house: House, served: HallServer, cookie: str
) -> None:
    office = served.front.lanes.office
    assert office is not None
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    first = office.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    lost = fetched(served, get(FIGURES, Cookie=cookie))
    assert (lost.status, lost.headers["retry-after"]) == (503, "2")
    assert not next(iter(office.facts())).ok
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    assert office.pid != first and next(iter(office.facts())).ok


def test_the_helper_gives_way_to_everything_else(served: HallServer, cookie: str) -> None:
    office = served.front.lanes.office
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    assert office is not None and office.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, office.pid) == min(
        os.getpriority(os.PRIO_PROCESS, 0) + 10, 19
    )
    assert Path(f"/proc/{office.pid}/oom_score_adj").read_text("ascii").strip() == "900"


def test_a_helper_that_hangs_is_given_up(served: HallServer, cookie: str) -> None:
    office = served.front.lanes.office
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    assert office is not None and office.pid is not None
    os.kill(office.pid, signal.SIGSTOP)
    office.errand_s = 0.3
    try:
        assert fetched(served, get(FIGURES, Cookie=cookie)).status == 503
    finally:
        office.errand_s = LONG_S
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200


def test_a_helper_with_nothing_to_do_ends(served: HallServer, cookie: str) -> None:
    office = served.front.lanes.office
    assert office is not None
    office.idle_s = 0.05
    try:
        assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
        until(served, lambda: office.pid is None)
    finally:
        office.idle_s = LONG_S


def test_another_log_has_another_helper_and_without_one_threads_do_the_work(
    served: HallServer, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = served.front.lanes.office
    assert office is not None and fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    first = office.pid
    monkeypatch.setattr(office, "_log_of", lambda: "restored")
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    assert office.pid is not None and office.pid != first
    office.stop()
    monkeypatch.setattr(office, "_log_of", lambda: None)
    assert fetched(served, get(FIGURES, Cookie=cookie)).status == 200
    assert office.pid is None, "in safe mode there is no log that a helper could read"


# ---- alarms meanwhile


def test_a_fire_is_told_while_forty_sheets_wait(
    open_house: House, served: HallServer, cookie: str
) -> None:
    office, rank = served.front.lanes.office, HEAVY.index(SHEETS)
    assert office is not None
    secret, hashed = make_token()
    open_house.services.store.put_token("machine", hashed, "admin")
    with ExitStack() as stack:
        for n in range(40):
            stack.enter_context(connected(served)).sendall(get(f"{PLAN}&sheet={n}", Cookie=cookie))
        until(served, lambda: office.waiting(rank) == 40)
        screen = stack.enter_context(Stream(served))
        fire = json.dumps({"kind": "FIRE", "targets": ["hall"]}).encode()
        told = fetched(
            served,
            post("/api/v1/incidents", fire, "application/json", Authorization=f"Bearer {secret}"),
        )
        assert told.status == 201
        assert "紧急疏散" in screen.scene(json.loads(told.body)["revision"])["data"]
        assert office.waiting(rank) > 30, "the sheets are still being painted"


def test_whoever_reads_a_sheet_slowly_keeps_nobody_waiting(served: HallServer, cookie: str) -> None:
    with ExitStack() as stack:
        for n in range(3):
            stack.enter_context(connected(served, 4096)).sendall(
                get(f"{PLAN}&slow={n}", Cookie=cookie)
            )
        assert fetched(served, get(PLAN, Cookie=cookie)).status == 200


# ---- commands


def test_a_command_of_the_helper_is_carried_out_by_the_board_or_refused_in_its_words(
    open_house: House,
) -> None:
    board = open_house.services.board
    before = board.view.revision
    assert isinstance(
        carried_out(board, Act(NoteConfiguration("lamp-test", "x"), STAFF, None)), Done
    )
    assert board.view.revision == before + 1
    refused = carried_out(board, Act(Raise("NO-SUCH", ("hall",)), STAFF, None))
    assert isinstance(refused, NotDone) and refused.code and refused.words["zh"]
