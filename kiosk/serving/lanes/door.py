"""Who stands at the door: told on the event loop by what they bring, before anything of theirs
takes a place.

This opens nothing: the app judges every request again. It only keeps strangers, who can send as
much as they like, out of the lanes that carry alarms.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final

from itsdangerous import BadData
from werkzeug.http import parse_cookie

from kiosk.serving.pins import digest
from kiosk.wording.busy import header

STRANGER: Final = ""
UNSURE: Final = "?"
"""Somebody the store could not be asked about."""
LOOK_S: Final = 1.0
"""Seconds between two looks into the store for a token nobody knows: a flood of them costs one look
a second, and each of them waits for the next."""
KNOWN_S: Final = 60.0
"""Seconds after which those known are looked up again: a token that was withdrawn is a stranger's
from then on."""

Scope = MutableMapping[str, Any]
Reads = Callable[[str], object]
"""What a cookie's value says; raises BadData where this server did not write it."""


class Door:
    """``cookies``: those that make somebody known, and how each is read. ``tokens``: digests of
    those that count."""

    def __init__(
        self,
        cookies: Callable[[], Mapping[str, Reads]],
        tokens: Callable[[], frozenset[str]],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cookies = cookies
        self._ask, self._now = tokens, now
        self._tokens: frozenset[str] = frozenset()
        self._looked = float("-inf")
        self._looking = asyncio.Lock()
        self._blind = False

    async def who(self, scope: Scope) -> str:
        """One name for all requests of one person, tablet or machine; :data:`STRANGER` for anybody
        else."""
        scheme, _, secret = header(scope, b"authorization").partition(" ")
        if scheme.lower() == "bearer":
            return await self._machine(digest(secret.strip()))
        brought = parse_cookie(header(scope, b"cookie"))
        known = (
            _read(name, reads, brought[name])
            for name, reads in self._cookies().items()
            if name in brought
        )
        return next((name for name in known if name), STRANGER)

    async def _machine(self, token: str) -> str:
        came = self._now()
        if not (token in self._tokens and came - self._looked < KNOWN_S):
            async with self._looking:
                # One look answers everybody who came before it, however many.
                if self._looked < came:
                    await asyncio.sleep(min(LOOK_S, max(0.0, self._looked + LOOK_S - came)))
                    await self._look()
        if token in self._tokens:
            return f"token:{token}"
        return UNSURE if self._blind else STRANGER

    async def _look(self) -> None:
        self._looked = self._now()
        # Not on the loop: the store may be busy for seconds. Whatever keeps it from answering makes
        # nobody a stranger.
        (found,) = await asyncio.gather(asyncio.to_thread(self._ask), return_exceptions=True)
        self._blind = isinstance(found, BaseException)
        if not isinstance(found, BaseException):
            self._tokens = found


def _read(cookie: str, reads: Reads, value: str) -> str:
    try:
        said = reads(value)
    except BadData:
        return STRANGER
    return f"{cookie}:{said}" if said else STRANGER


class Open(Door):
    """The door of an app without people: nobody is a stranger."""

    def __init__(self) -> None:
        super().__init__(dict, frozenset)

    async def who(self, scope: Scope) -> str:
        return "anybody"
