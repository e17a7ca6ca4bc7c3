"""The Python client against a served hall; what it asks is held to the API's document."""

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, is_typeddict

import jsonschema_rs
import pytest

from kiosk.api.client import Client, Refusal, Unreachable, answers
from kiosk.api.client.line import ROOT, Line
from kiosk.api.openapi import document
from kiosk.serving.push import Push
from tests.kiosk.house import TOKENS, House
from tests.kiosk.live import live

TOKEN = TOKENS["admin"][0]
MANUALS = [Path(__file__).parents[3] / name for name in ("kiosk/README.md", "README.zh-CN.md")]
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>w1</identifier>
<sender>weather@example.gov.cn</sender><sent>2026-11-24T09:00:00+08:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope></alert>"""
FIRING = {"version": "4", "status": "firing", "alerts": []}


@cache
def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document())
    return found


class Recorder(Line):
    """A line that takes nothing the API's document does not have."""

    asked: ClassVar[list[str]] = []

    def ask(self, method: str, path: str, body: object = None, key: str | None = None) -> Any:
        bare, _, query = path.partition("?")
        found = [
            (one, operations[method.lower()])
            for one, operations in described()["paths"].items()
            if re.fullmatch(re.sub(r"\{[a-z]+\}", "[^/]+", one), ROOT + bare)
            and method.lower() in operations
        ]
        assert found, f"{method} {path} is no address of the API"
        known, operation = min(found, key=lambda one: one[0].count("{"))
        self.asked.append(f"{method} {known}")
        named = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        assert {part.partition("=")[0] for part in query.split("&") if part} <= named
        if body is not None:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            whole = {**schema, "components": described()["components"]}
            jsonschema_rs.Draft202012Validator(whole).validate(body)
        return Line.ask(self, method, path, body, key)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    house = House(tmp_path_factory.mktemp("hall"))
    with live(Push(lambda screen: True, lambda scope: False), house.app) as server:
        yield server.base_url
    house.close()


@pytest.fixture
def hall(url: str) -> Client:
    return Client(Recorder(url, TOKEN))


def test_every_method_is_an_address_of_the_document_and_does_what_it_says(hall: Client) -> None:
    Recorder.asked.clear()
    eta = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    made = hall.raise_incident("WIN-PAUSE", ["window/1"], eta=eta, cause="系统升级")
    assert made["cause"] == "系统升级" and hall.incident(made["id"]) == made
    assert made["id"] in [one["id"] for one in hall.incidents()]
    assert "window/1" in hall.hall()["unavailable"]
    assert hall.change(made["id"], "acknowledge")["acknowledged_by"] == "token:admin"
    assert hall.clear(made["id"], "恢复")["state"] == "cleared"
    assert hall.window("1", open=False)["open"] is False and not hall.window("1")["changed"]
    assert hall.queue(3, 5)["state"] == "calm"
    assert hall.alerts(FIRING)["firing"] == 0
    with pytest.raises(Refusal) as unknown:
        hall.alerts({}, "nobody")
    assert unknown.value.code == "unknown-source"
    with pytest.raises(Refusal) as unread:
        hall.warn("no CAP")
    assert unread.value.words and unread.value.status == 422
    lamp = {**hall.lamps()[0], "id": "one-more", "bus_address": None}
    lamp = {name: value for name, value in lamp.items() if value is not None}
    with pytest.raises(Refusal):
        hall.put_lamp({**lamp, "protocol": "unheard-of"})
    with pytest.raises(Refusal) as gone:
        hall.remove_lamp("nowhere")
    assert gone.value.status in (404, 422)
    assert hall.notices() is not None and hall.events(limit=1)[0]["seq"] == 1
    asked = {method for method in dir(Client) if not method.startswith("_")}
    assert len(set(Recorder.asked)) == len(asked - {"at", "line", "follow", "clear"}) + 1


@pytest.mark.parametrize(
    "name", ["Incident", "Event", "Hall", "Heard", "Queue", "Window", "Notice"]
)
def test_what_comes_back_is_typed_as_the_document_has_it(name: str) -> None:
    model = {"Heard": "AlertsOut"}.get(name, f"{name}Out")
    typed = getattr(answers, name)
    assert is_typeddict(typed)
    assert set(typed.__annotations__) == set(
        described()["components"]["schemas"][model]["properties"]
    )


def test_a_refusal_is_an_error_with_the_hall_s_words(hall: Client) -> None:
    with pytest.raises(Refusal) as refused:
        hall.raise_incident("WIN-PAUSE", ["window/99"])
    said = refused.value
    assert (said.status, said.code, said.field) == (422, "unknown-targets", "targets")
    assert str(said) == said.words != said.words_zh
    made = hall.raise_incident("WIN-PAUSE", ["window/2"])
    hall.change(made["id"], "update", cause="一", revision=made["revision"])
    with pytest.raises(Refusal) as late:
        hall.change(made["id"], "update", cause="二", revision=made["revision"])
    assert late.value.problem["incident"]["cause"] == "一"
    with pytest.raises(ValueError, match="offset"):
        hall.raise_incident("WIN-PAUSE", ["window/2"], eta=datetime(2026, 11, 24, 8, 0))


def test_the_same_key_is_the_same_act(hall: Client) -> None:
    made = hall.raise_incident("WIN-PAUSE", ["window/3"], key="k1")
    assert hall.raise_incident("WIN-PAUSE", ["window/3"], key="k1")["repeats"] == 0
    assert hall.clear(made["id"])["state"] == "cleared"


def test_events_are_followed_once_each_and_waited_for(url: str) -> None:
    rests: list[float] = []
    away = Client(Line(url, TOKEN, tries=1, rest=rests.append))
    last = away.events(limit=1000)[-1]["seq"]
    following = away.follow(after=last)
    away.raise_incident("WIN-PAUSE", ["window/1"])
    first = next(following)
    assert first["seq"] == last + 1 and rests == []
    all_of_them = list(islice(away.follow(), first["seq"]))
    assert [one["seq"] for one in all_of_them] == list(range(1, first["seq"] + 1))

    def act(seconds: float) -> None:
        rests.append(seconds)
        away.raise_incident("WIN-PAUSE", ["window/2"])

    waiting = Client(Line(url, TOKEN, tries=1, rest=act)).follow(after=first["seq"])
    assert next(waiting)["seq"] == first["seq"] + 1 and rests == [2.0]


# ---------------------------------------------------------------- a hall that is not well


class Unwell:
    """Answers as it is told, in turn; the last goes on. 0: the connection is cut."""

    def __init__(self, *statuses: int) -> None:
        self.left, self.said = list(statuses), b'{"id": "i1"}'
        self.got: list[tuple[str, str | None, bytes]] = []
        unwell = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                unwell.got.append((self.path, self.headers["Idempotency-Key"], body))
                status = unwell.left.pop(0) if len(unwell.left) > 1 else unwell.left[0]
                if status == 0:
                    self.connection.close()
                    return
                said = unwell.said if status < 300 else b"<p>"
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Retry-After", "7")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_DELETE = do_POST

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (OSError, ValueError):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.rests: list[float] = []
        url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.client = Client.at(url, "t", rest=self.rests.append)

    def __enter__(self) -> "Unwell":
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_what_was_not_taken_is_asked_again_with_the_same_key() -> None:
    with Unwell(503, 0, 502, 201) as unwell:
        assert unwell.client.raise_incident("FIRE", ["hall"])["id"] == "i1"
        assert len(unwell.got) == 4 and len(set(unwell.got)) == 1 and unwell.got[0][1]
        assert unwell.rests == [7.0, 1.0, 7.0]
        unwell.client.raise_incident("FIRE", ["hall"])
        assert unwell.got[-1][1] != unwell.got[0][1], "another act has another key"


def test_what_is_never_taken_is_told_in_the_end() -> None:
    with Unwell(503) as unwell, pytest.raises(Unreachable):
        unwell.client.queue(3)
    assert len(unwell.got) == 6 and max(unwell.rests) <= 30


@pytest.mark.parametrize("status", [302, 400, 403, 500])
def test_what_is_refused_is_not_asked_again_and_the_token_follows_no_redirect(status: int) -> None:
    with Unwell(status) as unwell, pytest.raises(Refusal) as refused:
        unwell.client.queue(3)
    assert len(unwell.got) == 1 and refused.value.status == status
    assert str(refused.value) == f"HTTP {status}"


def test_the_log_is_followed_over_a_hall_that_is_away() -> None:
    with Unwell(0, 503, 0, 0, 0, 0, 502, 200) as unwell:
        unwell.said = b'{"events": [{"seq": 8}, {"seq": 9}], "last": 9}'
        found = unwell.client.follow(after=7)
        assert [one["seq"] for one in islice(found, 2)] == [8, 9]
        assert {path for path, _, _ in unwell.got} == {"/api/v1/events?after=7&limit=500"}


def test_a_lamp_that_the_try_before_took_away_is_away() -> None:
    with Unwell(0, 404) as unwell:
        unwell.client.remove_lamp("a/b")
        assert [path for path, _, _ in unwell.got] == ["/api/v1/lamps/a%2Fb"] * 2


def test_only_an_address_of_a_hall_is_asked_and_the_token_is_in_no_trace() -> None:
    with pytest.raises(ValueError, match="http"):
        Client.at("file:///etc/passwd", "t")
    assert "s3cret" not in repr(Client.at("http://127.0.0.1:1", "s3cret"))


# ---------------------------------------------------------------- the manual's examples


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_the_manual_s_python_works(url: str, manual: Path) -> None:
    found = re.findall(r"```python\n(.*?)```", manual.read_text("utf-8"), re.S)
    (example,) = [one for one in found if "kiosk.api.client" in one]
    stops = example.replace("window/5", "window/1").replace(
        "after=0):\n", "after=0):\n    if event['seq'] > 3: break\n"
    )
    assert stops != example
    said = StringIO()
    with redirect_stdout(said):
        exec(stops, {"URL": url, "TOKEN": TOKEN})
    assert said.getvalue().splitlines()[0].startswith("1 ")


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.name)
def test_the_manual_s_curl_works(url: str, manual: Path) -> None:
    text = re.sub(r" \\\n +", " ", manual.read_text("utf-8"))
    lines = re.findall(r"^    (curl .*/api/v1/.*)$", text, re.M)
    assert len(lines) == 2
    for line in lines:
        asked = (
            line.replace("window/5", "window/1")
            .replace("http://127.0.0.1:8000", url)
            .replace("curl ", "curl --fail -s ", 1)
        )
        told = subprocess.run(
            ["sh", "-c", asked], env={"TOKEN": TOKEN, "PATH": "/usr/bin:/bin"},
            capture_output=True, check=True, timeout=20,
        )  # fmt: skip
        assert "id" in json.loads(told.stdout) or json.loads(told.stdout)["events"]
