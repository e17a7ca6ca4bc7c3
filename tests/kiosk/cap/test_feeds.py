"""Feeds of warnings from a real server and a real directory, and what a hall does when they fail."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.content.reader import Content
from kiosk.custody.warnings import fetched as fetching
from kiosk.custody.warnings.feeds import Feeds, Hearer
from kiosk.custody.warnings.fetched import Unfetched, fetched
from signage.hall.alerts.rules import AlertRule, Alerts, Feed, Location
from signage.language.words import say
from tests.cast import CATALOGUE, HALL
from tests.kiosk.cap.samples import cap, info, named
from tests.kiosk.house import House, Machine
from tests.kiosk.test_api import ok, problem

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
LINK = '<entry><link type="application/cap+xml" href="{}"/></entry>'
PATIENCE_S = 30.0
RULE = AlertRule(id="rain", matchers=("category=Met",), kind="HALL-CLOSED", target="hall")


class Authority:
    """A server that answers each path with what stands in ``pages``: bytes, or a function that
    answers itself."""

    def __init__(self) -> None:
        self.pages: dict[str, str | int | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                authority.asked.append(self.path)
                authority.answer(self)

            def log_message(self, format: str, *args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.base = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(asked.path, 404)
        if callable(page):
            return page(asked)
        if isinstance(page, int):
            asked.send_response(page)
            asked.send_header("Location", f"{self.base}/moved")
            asked.end_headers()
            return None
        body = page.encode()
        tag = f'"{len(body)}"'
        same = asked.headers.get("If-None-Match") == tag
        asked.send_response(304 if same else 200)
        asked.send_header("ETag", tag)
        asked.send_header("Content-Length", str(0 if same else len(body)))
        asked.end_headers()
        if not same:
            asked.wfile.write(body)
        return None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    yield made
    made.close()


class Hall:
    """A hall that hears; its feeds are looked at when told, each to its end."""

    def __init__(self, tmp_path: Path, *feeds: Feed) -> None:
        alerts = Alerts(
            rules=(RULE,), location=Location(latitude=36.1, longitude=120.3), feeds=feeds
        )
        hall = HALL.model_copy(update={"alerts": alerts})
        documents = {
            "hall": hall.model_dump(mode="json"),
            "catalogue": CATALOGUE.model_dump(mode="json"),
        }
        self.house = House(tmp_path, Content(hall, CATALOGUE, documents, "0" * 64, ()))
        self.house.clock.later(minutes=30)
        self.feeds = Feeds(Hearer(self.house.board), lambda: 0.0)

    def look(self) -> list[str]:
        """All of them, and what they say of their trouble."""
        for line in self.feeds.turning.settled():
            self.feeds.read(line)
        return [say(fact.detail) for fact in self.feeds.facts() if not fact.ok]

    def fires(self) -> int:
        known = self.house.board.view.world.situation.alerts.get("rain")
        return len(known.alerts) if known is not None else 0


@pytest.fixture
def hall(tmp_path: Path, authority: Authority) -> Iterator[Hall]:
    made = Hall(tmp_path, Feed(id="weather", url=f"{authority.base}/feed"))
    yield made
    made.house.close()


def test_a_feed_is_read_again_and_what_it_links_to_once(hall: Hall, authority: Authority) -> None:
    authority.pages = {"/feed": ATOM.format(LINK.format("/1.cap")), "/1.cap": cap()}
    assert hall.look() == [] and hall.fires() == 1
    assert hall.look() == [] and authority.asked == ["/feed", "/1.cap", "/feed"]


def test_a_message_that_leaves_the_feed_stands_and_one_that_is_withdrawn_is_over(
    hall: Hall, authority: Authority
) -> None:
    authority.pages = {"/feed": cap()}
    hall.look()
    authority.pages = {"/feed": ATOM.format("")}
    assert hall.look() == [] and hall.fires() == 1
    authority.pages = {"/feed": cap(identifier="end", kind="Cancel", references=named())}
    assert hall.look() == [] and hall.fires() == 0


@pytest.mark.parametrize("page", [500, 302, 404, "<feed", "<html></html>", cap(status="Real")])
def test_a_feed_that_fails_is_told_and_what_was_heard_goes_on_to_count(
    hall: Hall, authority: Authority, page: str | int
) -> None:
    authority.pages = {"/feed": cap()}
    hall.look()
    authority.pages = {"/feed": page}
    (told,) = hall.look()
    assert told.startswith("预警来源“weather”：") and told.endswith("已收到的预警仍然有效。")
    assert hall.fires() == 1 and "/moved" not in authority.asked
    authority.pages = {"/feed": cap()}
    assert hall.look() == []


def test_one_message_that_cannot_be_read_hides_no_other(hall: Hall, authority: Authority) -> None:
    entries = LINK.format("/gone.cap") + LINK.format("/page.cap") + LINK.format("/1.cap")
    authority.pages = {"/feed": ATOM.format(entries), "/page.cap": "<html/>", "/1.cap": cap()}
    (told,) = hall.look()
    assert "404" in told and hall.fires() == 1


def test_nothing_is_fetched_from_where_no_setting_says(hall: Hall, authority: Authority) -> None:
    entries = "".join(LINK.format(address) for address in (
        "http://127.0.0.2:1/x.cap", "file:///etc/hostname", "ftp://127.0.0.1/x",
        f"http://localhost:{authority.port}/1.cap",
    ))  # fmt: skip
    authority.pages = {"/feed": ATOM.format(entries), "/1.cap": cap()}
    assert hall.look() == [] and authority.asked == ["/feed"] and hall.fires() == 0


def test_a_slow_feed_holds_up_no_other_and_is_asked_once(
    tmp_path: Path, authority: Authority
) -> None:
    asked, go_on, heard = threading.Event(), threading.Event(), threading.Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(PATIENCE_S)
        request.send_error(500)

    authority.pages = {"/slow": slow, "/feed": cap()}
    hall = Hall(
        tmp_path, Feed(id="slow", url=f"{authority.base}/slow"),
        Feed(id="weather", url=f"{authority.base}/feed"),
    )  # fmt: skip
    hall.house.board.subscribe("heard", lambda *_: heard.set() if hall.fires() else None)
    try:
        hall.feeds.turning.look()
        assert asked.wait(PATIENCE_S) and heard.wait(PATIENCE_S)
        hall.feeds.turning.look()
        assert authority.asked.count("/slow") == 1
    finally:
        go_on.set()
        hall.feeds.turning.stop()
        hall.house.close()


def test_a_feed_that_is_named_no_more_is_read_no_more(hall: Hall, authority: Authority) -> None:
    authority.pages = {"/feed": cap()}
    hall.feeds.turning.look()
    (line,) = hall.feeds.turning.lines()
    view = hall.house.board.view.content
    hall.house.board.adopt(replace(view, hall=view.hall.model_copy(update={"alerts": Alerts()})))
    hall.feeds.turning.look()
    assert hall.feeds.turning.lines() == () and not list(hall.feeds.facts())
    line.turning.stop()


def test_a_directory_that_another_program_fills_is_read(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    hall = Hall(tmp_path, Feed(id="drop", directory=str(inbox)))
    try:
        (told,) = hall.look()
        assert "inbox" in told
        inbox.mkdir()
        (inbox / "1.xml").write_text(cap(), "utf-8")
        (inbox / "2.xml").write_text(cap()[:200], "utf-8")
        (inbox / "note.txt").write_text("x")
        (told,) = hall.look()
        assert "2.xml" in told and hall.fires() == 1
        (inbox / "2.xml").write_text(
            cap(identifier="x", kind="Cancel", references=named()), "utf-8"
        )
        assert hall.look() == [] and hall.fires() == 0
    finally:
        hall.house.close()


def test_what_is_too_long_drips_or_breaks_off_is_no_document(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"<feed")

    authority.pages = {"/": broken, "/long": "x" * 2000}
    with pytest.raises(Unfetched, match=r"the connection was broken off \(127\.0\.0\.1\)"):
        fetched(f"{authority.base}/")
    ticks = iter(range(0, 1000, 15))
    with pytest.raises(Unfetched, match="not whole within 20 s"):
        fetched(f"{authority.base}/long", now=lambda: next(ticks) * 2.0)
    monkeypatch.setattr(fetching, "BYTES_MAX", 1000)
    with pytest.raises(Unfetched, match="more than 0 MB"):
        fetched(f"{authority.base}/long")


def test_a_proxy_is_used_where_a_setting_names_one_and_never_else(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    authority.pages = {"/feed": cap(), "http://weather.example/feed": cap(info())}
    assert fetched(f"{authority.base}/feed")[0]
    assert fetched("http://weather.example/feed", authority.base)[0]
    assert authority.asked == ["/feed", "http://weather.example/feed"]


def test_a_sender_posts_one_as_it_stands_or_in_json(hall: Hall) -> None:
    monitor = Machine(hall.house, "raiser")
    answer = ok(monitor.post("/warnings", {"cap": cap()}))
    assert (answer["firing"], answer["resolved"], answer["ignored"]) == (1, 0, 0)
    told = cap(identifier="end", kind="Cancel", references=named())
    found = ok(monitor.send("/warnings", told.encode(), "application/cap+xml; charset=utf-8"))
    assert (found["resolved"], found["ignored"]) == (1, 0) and hall.fires() == 0
    far = ok(monitor.post("/warnings", {"cap": cap(status="Exercise", identifier="far")}))
    assert (far["firing"], far["ignored"]) == (0, 1)
    for wrong in ("<alert", "<html/>", cap(status="Real")):
        problem(monitor.post("/warnings", {"cap": wrong}), 422, "unreadable", "cap")
        problem(monitor.send("/warnings", wrong.encode(), "text/xml"), 422, "unreadable", "cap")
    problem(monitor.send("/warnings", b"\xff\xfe", "text/xml"), 400, "not-utf-8")
