"""A document from an address that the hall's settings name: bounded in bytes and in time, whole or
refused. Nothing is followed anywhere else, and no proxy is used that no setting named.
"""

import http.client
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from kiosk.wording.causes import cause
from signage.language.words import Message, Words, plain, say

WAIT_S: Final = 20.0
"""For the whole of it."""
BYTES_MAX: Final = 8 * 1024 * 1024
PART: Final = 64 * 1024
TAKES: Final = (
    "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml"
)
NOT_MODIFIED: Final = 304


class Unfetched(OSError):
    """Why there is no document, in ``words``; they name no more of its address than the host, for a
    path may be a secret."""

    def __init__(self, host: str, why: Words) -> None:
        self.words: Words = Message("fetched.of-host", host=host, why=why)
        super().__init__(say(self.words, "en"))


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def fetched(
    url: str,
    proxy: str | None = None,
    tag: str = "",
    *,
    wait_s: float = WAIT_S,
    now: Callable[[], float] = time.monotonic,
) -> tuple[bytes | None, str]:
    """The document and its entity tag; None where it is the one of ``tag``. Raises
    :class:`Unfetched`."""
    host, end = urlsplit(url).hostname or "", now() + wait_s
    headers = {"User-Agent": "kiosk", "Accept": TAKES, **({"If-None-Match": tag} if tag else {})}
    try:
        with _opener(proxy).open(Request(url, headers=headers), timeout=wait_s) as answer:
            parts, size = [], 0
            while part := answer.read1(PART):
                parts.append(part)
                size += len(part)
                if size > BYTES_MAX:
                    raise Unfetched(host, Message("fetched.too-large", mb=BYTES_MAX >> 20))
                if now() > end:
                    raise Unfetched(host, Message("fetched.too-slow", seconds=f"{wait_s:g}"))
            if answer.length:
                raise Unfetched(host, Message("causes.broken-off"))
            return b"".join(parts), answer.headers.get("ETag", "")
    except HTTPError as error:
        error.close()
        if error.code == NOT_MODIFIED and tag:
            return None, tag
        raise Unfetched(host, plain(f"HTTP {error.code}")) from None
    except Unfetched:
        raise
    except http.client.IncompleteRead:
        raise Unfetched(host, Message("causes.broken-off")) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None)
        raise Unfetched(host, cause(reason if isinstance(reason, Exception) else error)) from None


def _opener(proxy: str | None) -> OpenerDirector:
    return build_opener(
        ProxyHandler({"http": proxy, "https": proxy} if proxy else {}), _NoRedirect()
    )
