"""Programs at the other end: a webhook of the bureau's, or the drafts of a 公众号. Run by the process
that alone speaks to gateways; of an address, which is a secret, nothing is ever said but a status.

A webhook is POSTed as JSON and signed as Standard Webhooks has it, where a key stands behind ``#`` of
its address: ``webhook-signature: v1,BASE64(HMAC-SHA256(key, id.timestamp.body))``, with ``webhook-id``
the same for each attempt. A 公众号 is ``wechat://APPID:SECRET@api.weixin.qq.com/?thumb=MEDIA_ID``
(developers.weixin.qq.com: ``cgi-bin/token``, ``draft/add``, ``draft/update``, ``draft/delete``).
"""

import base64
import hmac
import http.client
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from kiosk.wording.markup import element, escape

WAIT_S: Final = 45.0
"""One that answers after half a minute has still taken it: asked again, it would take it twice."""
ANSWER_MAX: Final = 64 * 1024
WORD_MAX: Final = 40
KEY: Final = "whsec_"
Asking = Callable[[str, Mapping[str, Any] | None], dict[str, Any]]
"""Raises :class:`_Refused`."""


class Taken(NamedTuple):
    """What became of a message. ``why``: a short word of ours; ``handle``: by what the other side
    knows what it took; ``gone``: subscriptions that are over for good."""

    ok: bool
    why: str = ""
    answer: str = ""
    handle: str = ""
    gone: tuple[str, ...] = ()


class Unmoved(HTTPRedirectHandler):
    """Goes where a setting says and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def takes(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https", "wechat")


def to_program(url: str, form: Mapping[str, Any], wait_s: float = WAIT_S) -> Taken:
    """``wait_s``: for each answer."""
    try:
        if urlsplit(url).scheme == "wechat":
            return _drafted(url, form, partial(_of_wechat, wait_s))
        return _posted(url, form, wait_s)
    except HTTPError as error:
        with error:
            return Taken(False, f"HTTP {error.code}")
    except TimeoutError:
        return Taken(False, "no-answer")
    except (URLError, http.client.HTTPException, OSError):
        return Taken(False, "no-answer")
    except ValueError:
        return Taken(False, "bad-address")


def _posted(url: str, form: Mapping[str, Any], wait_s: float) -> Taken:
    address, _, key = url.partition("#")
    body = json.dumps({name: text for name, text in form.items() if text != ""}).encode()
    status, said = _asked(address, body, _signed(key, form["id"], body), wait_s)
    known = said.get("id") or said.get("handle")
    handle = str(known)[:WORD_MAX] if isinstance(known, str | int) else ""
    return Taken(True, "", f"HTTP {status}", handle)


def _signed(key: str, name: str, body: bytes) -> dict[str, str]:
    moment = str(int(time.time()))
    told = {"webhook-id": name, "webhook-timestamp": moment}
    if not key:
        return told
    raw = base64.b64decode(key.removeprefix(KEY)) if key.startswith(KEY) else key.encode()
    sum_ = hmac.digest(raw, b".".join((name.encode(), moment.encode(), body)), "sha256")
    return {**told, "webhook-signature": f"v1,{base64.b64encode(sum_).decode()}"}


def _asked(
    url: str, body: bytes | None, headers: Mapping[str, str], wait_s: float
) -> tuple[int, dict[str, Any]]:
    """The status and what was answered, where that is an object. Raises HTTPError, OSError,
    HTTPException, ValueError."""
    sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "kiosk", **headers}
    opener = build_opener(ProxyHandler({}), Unmoved)
    with opener.open(Request(url, body, sent), timeout=wait_s) as answer:  # of a setting
        return answer.status, answered(answer.read(ANSWER_MAX))


def answered(raw: bytes) -> dict[str, Any]:
    """What a program said, where that is an object; it may say anything."""
    with suppress(ValueError, RecursionError):
        said = json.loads(raw)
        return said if isinstance(said, dict) else {}
    return {}


class _Refused(Exception):
    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def _drafted(url: str, form: Mapping[str, str], ask: Asking) -> Taken:
    """Draft added, changed or deleted; one that was never there needs no deleting."""
    at = urlsplit(url)
    asked = parse_qs(at.query)
    plain = asked.get("plain") == ["1"]
    base = f"{'http' if plain else 'https'}://{at.netloc.rpartition('@')[2]}/cgi-bin"
    try:
        secrets = {"appid": at.username or "", "secret": at.password or ""}
        given = {"grant_type": "client_credential", **secrets}
        token = ask(f"{base}/token?{urlencode(given)}", None).get("access_token", "")
        thumb = asked.get("thumb", [""])[0]
        return _at_wechat(partial(_tokened, ask, base, str(token)), form, thumb)
    except _Refused as error:
        return error.taken


def _at_wechat(ask: Asking, form: Mapping[str, str], thumb: str) -> Taken:
    act, handle = form["type"].rpartition(".")[2], form["handle"]
    if act == "withdraw":
        if handle:
            ask("delete", {"media_id": handle})
        return Taken(True, "", "OK")
    article = {
        "title": form["title"], "author": form["issuer"][:8], "thumb_media_id": thumb,
        "content": "".join(element("p", escape(line)) for line in _lines(form)),
        "content_source_url": form["url"],
    }  # fmt: skip
    if act == "correct" and handle:
        given = {"media_id": handle, "index": 0, "articles": article}
        ask("update", given)
        return Taken(True, "", "OK", handle)
    said = ask("add", {"articles": [article]})
    return Taken(True, "", "OK", str(said.get("media_id", "")))


def _lines(form: Mapping[str, str]) -> list[str]:
    return [line for line in (*form["text"].split("\n"), form["english"], form["issuer"]) if line]


def _tokened(
    ask: Asking, base: str, token: str, act: str, given: Mapping[str, Any] | None
) -> dict[str, Any]:
    return ask(f"{base}/draft/{act}?access_token={token}", given)


def _of_wechat(wait_s: float, url: str, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Its errors come with status 200 and a number of their own."""
    # As UTF-8 and not in escapes, which it would show as they stand.
    body = None if given is None else json.dumps(given, ensure_ascii=False).encode()
    _, said = _asked(url, body, {}, wait_s)
    if said.get("errcode"):
        raise _Refused(Taken(False, f"errcode {str(said['errcode'])[:10]}"))
    return said
