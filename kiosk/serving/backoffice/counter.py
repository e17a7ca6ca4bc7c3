"""Where heavy requests are handed over and waited for: no thread waits, and whoever looks at a page
is told how long.

An answer that takes longer than a moment becomes a page that says so and asks again by itself; the
work goes on meanwhile and its answer is kept for whoever comes back.
"""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from kiosk.serving.backoffice.frames import PART, Answered, Asked
from kiosk.serving.backoffice.office import LOST, Errand, Office
from kiosk.serving.bounds.room import WIRE
from kiosk.serving.refusals import Refusals
from kiosk.wording.busy import Send, come_again, is_page
from signage.language.words import Message, fill

PATIENCE_S: Final = 2.0
"""Seconds after which a page that is waited for says so; the process itself starts in one."""
FORGOTTEN_S: Final = 30.0
"""Seconds after which nobody comes back for it."""
SEND_S: Final = 30.0
"""Seconds for each part of an answer; a reader that takes longer is left."""
NEXT: Final = Message("counter.in-making-page-opens-by")
AHEAD: Final = Message("counter.in-making-before-page-opens")
CARRIED: Final = (
    "type", "method", "path", "query_string", "headers", "http_version", "scheme", "server", "client", "root_path",
)  # fmt: skip
"""What of a request goes over; the rest are things of this process."""
Scope = MutableMapping[str, Any]
Key = tuple[str, str, bytes]


class Counter:
    """Belongs to the event loop."""

    def __init__(
        self, office: Office, refusals: Refusals, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.office, self._refusals, self._now = office, refusals, now
        self.patience_s = PATIENCE_S
        self._kept: dict[Key, Errand] = {}

    async def carry(
        self, rank: int, most: int, who: str, scope: Scope, receive: Any, send: Send
    ) -> None:
        """``most``: errands of this rank that may wait; ``who`` is empty for a stranger, for whom
        nothing is kept."""
        self._tidy()
        body = (await receive())["body"]
        looks = bool(who) and scope["method"] == "GET" and is_page(scope)
        key = (who, scope["path"], scope["query_string"])
        errand = self._kept.get(key) if looks else None
        if errand is None:
            if self.office.waiting(rank) >= most:
                await self._refusals.busy(who, scope, send)
                return
            errand = self.office.take(
                rank, Asked({name: scope[name] for name in CARRIED if name in scope}), body
            )
        left = await self._wait(errand, receive, self.patience_s if looks else None)
        if errand.result.done():
            self._kept.pop(key, None)
            await _give(errand.result.result(), scope, send)
        elif not left:
            # The same request finds it again: the page reloads by itself, and its work goes on.
            self._kept[key] = errand
            asyncio.get_running_loop().call_later(FORGOTTEN_S + 1, self._tidy)
            ahead = self.office.ahead(errand)
            words = fill(AHEAD, count=str(ahead)) if ahead else NEXT
            await come_again(scope, send, HTTPStatus.ACCEPTED, words)
        # Whoever left waits for nothing, unless somebody else asked for the same.
        elif key not in self._kept and not errand.waiting:
            errand.dropped = True

    async def _wait(self, errand: Errand, receive: Any, within_s: float | None) -> bool:
        """Until there is an answer, or the time is over; whether the client left before."""
        leaving = asyncio.ensure_future(receive())
        errand.waiting += 1
        try:
            await asyncio.wait(
                {errand.result, leaving}, timeout=within_s, return_when=asyncio.FIRST_COMPLETED
            )
            return leaving.done() and not errand.result.done()
        finally:
            errand.waiting -= 1
            errand.looked = self._now()
            leaving.cancel()

    def _tidy(self) -> None:
        """Whoever was told to wait and did not come back."""
        for key, errand in list(self._kept.items()):
            if not errand.waiting and self._now() - errand.looked > FORGOTTEN_S:
                errand.dropped = True
                del self._kept[key]


async def _give(said: Any, scope: Scope, send: Send) -> None:
    if said is None or not isinstance(said[0], Answered):
        await come_again(scope, send, HTTPStatus.SERVICE_UNAVAILABLE, LOST)
        return
    head, body = said
    try:
        await send(
            {"type": "http.response.start", "status": head.status, "headers": list(head.headers)}
        )
        for start in range(0, len(body) or 1, PART):
            async with asyncio.timeout(SEND_S):
                more = start + PART < len(body)
                await send(
                    {
                        "type": "http.response.body",
                        "body": body[start : start + PART],
                        "more_body": more,
                    }
                )
    except TimeoutError:
        with suppress(KeyError):  # a server that offers no connection closes it by its own means
            scope["extensions"][WIRE]["take"]().end()
