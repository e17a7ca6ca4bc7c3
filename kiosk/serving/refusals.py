"""Whoever is refused waits for the refusal: a flood of them would otherwise keep the loop from
alarms and streams.

A request that is refused costs next to nothing, so a client that does not wait can have thousands
of them a second: a machine gone mad, somebody who guesses tokens, a page that knows no
``Retry-After``.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from kiosk.wording.busy import FULL, Scope, Send, come_again
from signage.language.words import Words

A_SECOND: Final = 50
"""Refusals, to all strangers and to all who are known; after a quiet second as many again wait for
nothing."""
PATIENCE_S: Final = 4.0
"""How long anybody waits to be refused; those for whom it would be longer are refused at once."""


class Pace:
    """Gives moments, :data:`A_SECOND` a second. ``now`` in seconds, of a clock that does not go
    back."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now, self._sleep = now, sleep
        self.free_at = float("-inf")
        """The next moment that nobody has."""

    async def wait(self) -> None:
        """Until it is the caller's moment; who would wait beyond patience is not kept, and takes
        none."""
        now = self._now()
        moment = max(self.free_at, now - 1.0)
        if moment - now > PATIENCE_S:
            return
        self.free_at = moment + 1 / A_SECOND
        if moment > now:
            await self._sleep(moment - now)


class Refusals:
    """The one place where a lane says no. Strangers do not make staff and machines wait."""

    def __init__(self) -> None:
        self._strangers, self._known = Pace(), Pace()

    async def wait(self, who: str) -> None:
        """``who``: as the door calls them; empty for a stranger."""
        await (self._known if who else self._strangers).wait()

    async def busy(
        self, who: str, scope: Scope, send: Send,
        status: HTTPStatus = HTTPStatus.SERVICE_UNAVAILABLE, words: Words = FULL,
    ) -> None:  # fmt: skip
        await self.wait(who)
        await come_again(scope, send, status, words)
