"""A webhook and a 公众号 at the other end, each as its own document says, on a real socket."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.custody.calls.programs import Taken, takes, to_program

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
FORM = {
    "type": "notice.publish", "id": "qinghe-7", "notice": "qinghe-t3", "handle": "", "hall": "青禾厅",
    "issuer": "青禾县税务局", "title": "停车公告", "text": "东侧停车场今天关闭。<b>", "english": "",
    "issued_at": "2026-11-24T02:00:00+00:00", "url": "https://hall.example/status#t3",
}  # fmt: skip


class Other:
    """``status``: what it answers; it keeps what it got."""

    def __init__(self) -> None:
        self.status, self.said = 200, b"{}"
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.drafts: dict[str, dict[str, str]] = {}
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body: bytes) -> None:
                headers = {name.lower(): text for name, text in self.headers.items()}
                other.got.append((self.path, headers, body))
                told = other.wechat(self.path, body) if "/cgi-bin/" in self.path else other.said
                self.send_response(other.status)
                if other.status in (301, 302):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def at(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def wechat(self, path: str, body: bytes) -> bytes:
        """developers.weixin.qq.com: errors come with status 200."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(path).query).items()}
        act = urlsplit(path).path.rpartition("/")[2]
        if act == "token":
            right = (asked["appid"], asked["secret"]) == ("wxapp", "unutterable")
            return json.dumps({"access_token": "T"} if right else {"errcode": 40125}).encode()
        assert asked["access_token"] == "T"
        said = json.loads(body)
        if act == "add":
            name = f"m{len(self.got)}"
            self.drafts[name] = said["articles"][0]
            return json.dumps({"media_id": name}).encode()
        if said["media_id"] not in self.drafts:
            return b'{"errcode": 40007, "errmsg": "invalid media_id"}'
        if act == "update":
            self.drafts[said["media_id"]] = said["articles"]
        else:
            del self.drafts[said["media_id"]]
        return b'{"errcode": 0, "errmsg": "ok"}'

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def other() -> Iterator[Other]:
    made = Other()
    yield made
    made.close()


@pytest.mark.parametrize("key", [f"whsec_{KEY}", "a long word of theirs"])
def test_a_webhook_is_signed_and_its_key_is_in_no_request(other: Other, key: str) -> None:
    taken = to_program(f"http://{other.at}/hook?site=1#{key}", FORM)
    assert taken == Taken(True, "", "HTTP 200")
    ((path, headers, body),) = other.got
    assert path == "/hook?site=1" and key not in f"{path}{headers}{body!r}"
    assert json.loads(body) == {name: text for name, text in FORM.items() if text}
    raw = base64.b64decode(KEY) if key.startswith("whsec_") else key.encode()
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.digest(raw, told, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{right}" and headers["webhook-id"] == "qinghe-7"


def test_one_without_a_key_is_not_signed_and_what_it_calls_the_notice_is_kept(other: Other) -> None:
    other.said = b'{"id": 4711}'
    assert to_program(f"http://{other.at}/", FORM).handle == "4711"
    assert "webhook-signature" not in other.got[0][1]


@pytest.mark.parametrize(
    ("status", "why"), [(500, "HTTP 500"), (404, "HTTP 404"), (302, "HTTP 302")]
)
def test_what_is_not_taken_is_said_and_led_nowhere_else(
    other: Other, status: int, why: str
) -> None:
    other.status = status
    assert to_program(f"http://{other.at}/secret-path#key", FORM) == Taken(False, why)
    assert len(other.got) == 1


def test_nobody_there_is_no_answer() -> None:
    assert to_program("http://127.0.0.1:9/x", FORM) == Taken(False, "no-answer")
    assert to_program("http://[/x", FORM).ok is False if takes("http://127.0.0.1/") else True


def test_a_draft_of_a_wechat_account_is_made_changed_and_deleted(other: Other) -> None:
    url = f"wechat://wxapp:unutterable@{other.at}/?thumb=cover&plain=1"
    assert takes(url)
    made = to_program(url, FORM)
    ((name, draft),) = other.drafts.items()
    assert made == Taken(True, "", "OK", name)
    assert draft["title"] == "停车公告" and draft["thumb_media_id"] == "cover"
    assert "<p>东侧停车场今天关闭。&lt;b&gt;</p>" in draft["content"]
    changed = {**FORM, "type": "notice.correct", "handle": name, "title": "更正"}
    assert to_program(url, changed).ok and other.drafts[name]["title"] == "更正"
    gone = {**FORM, "type": "notice.withdraw", "handle": name}
    assert to_program(url, gone).ok and not other.drafts


def test_what_wechat_refuses_is_told_by_its_number(other: Other) -> None:
    url = f"wechat://wxapp:wrong@{other.at}/?plain=1"
    assert to_program(url, FORM) == Taken(False, "errcode 40125")
