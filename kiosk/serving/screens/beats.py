"""What a page says every 2 s from a frame: it still paints. On the event loop, so that no worker is
ever asked.

``POST /screen/<id>/beat`` with ``{key, page, revision, log, visible, lacks}``. Without the key of a
page this hall gave out it counts for nothing, and neither does a stream.
"""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from kiosk.engine.delivery import Delivery, State
from kiosk.serving.asgi import Receive, Scope, Send, known, problem
from kiosk.serving.bounds.places import Places
from kiosk.serving.screens import abilities as able

BODY_LIMIT: Final = 1024
BODY_S: Final = 5.0
_BEAT: Final = re.compile(r"/screen/(?P<screen>[^/]+)/beat")
_PAGE: Final = re.compile(r"[a-z0-9]{1,16}")
Leave = Callable[[], None]


def is_beat(path: str) -> bool:
    return _BEAT.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Beat:
    page: str
    revision: int | None
    """The one it shows; None where it is of another log, ahead of this one."""
    visible: bool
    lacks: tuple[str, ...] = ()
    """What its browser cannot do (:mod:`kiosk.serving.screens.abilities`)."""


class Beats:
    """``fits`` tells whether a key is one of a screen's pages; ``revision`` is the newest there is,
    in the log of the name ``log``."""

    def __init__(
        self,
        delivery: Delivery,
        knows: Callable[[str], bool],
        fits: Callable[[str, object], bool],
        revision: Callable[[], int],
        clock: Callable[[], datetime],
        log: Callable[[], str] = lambda: "",
        places: Places | None = None,
    ) -> None:
        self._places = places
        self._delivery = delivery
        self._knows = knows
        self.fits = fits
        self._revision = revision
        self._clock = clock
        self._log = log
        self._told: dict[str, tuple[State, tuple[str, ...]]] = {}

    def attend(self, screen: str, scope: Scope) -> Leave:
        """A stream of this screen begins; call what is returned when it has ended."""
        query: bytes = scope.get("query_string", b"")
        asked = parse_qs(query.decode("latin-1"))
        key, page = asked.get("key", [""])[0], asked.get("page", [""])[0]
        if not self._knows(screen) or not self.fits(screen, key) or not _PAGE.fullmatch(page):
            return lambda: None
        self._delivery.joined(screen, page)
        return lambda: self._delivery.left(screen, page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _BEAT.fullmatch(scope["path"])
        assert found is not None
        refusal = await self._take(scope, found["screen"], receive)
        if refusal is not None:
            await problem(send, *refusal)
            return
        await send(
            {"type": "http.response.start", "status": HTTPStatus.NO_CONTENT.value, "headers": []}
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _take(
        self, scope: Scope, screen: str, receive: Receive
    ) -> tuple[HTTPStatus, str] | None:
        if scope["method"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED, "A page's beat is sent with POST."
        if not self._knows(screen):
            return HTTPStatus.NOT_FOUND, "No such screen; look up its id in the described hall."
        said: dict[str, object] = {}
        with suppress(TimeoutError):
            async with asyncio.timeout(BODY_S):
                said = await _said(receive)
        if not self.fits(screen, said.get("key")):
            return (
                HTTPStatus.FORBIDDEN,
                "Only a page of this screen, with the key it came with, says what it paints.",
            )
        beat = _beat(said, self._revision(), self._log())
        if beat is None:
            return HTTPStatus.UNPROCESSABLE_ENTITY, "A beat holds page, revision and visible."
        known(scope, screen)
        if self._places is not None:
            self._places.painted(screen, beat.page)
        self._delivery.lacks(screen, beat.lacks)
        self._delivery.beat(screen, beat.page, beat.revision, beat.visible, self._clock())
        return None

    def changed(self) -> bool:
        """Whether any screen is in another state than when this was last asked."""
        states = {
            name: (state, self._delivery.of(name).lacks)
            for name, state in self._delivery.states().items()
        }
        told, self._told = self._told, states
        return told != states


async def _said(receive: Receive) -> dict[str, object]:
    """The body as a JSON object; what is too long, cut off or anything else is an empty one."""
    body = bytearray()
    while len(body) <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return {}
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return _object(bytes(body)) if len(body) <= BODY_LIMIT else {}
    return {}


def _object(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _beat(said: dict[str, object], newest: int, log: str) -> Beat | None:
    page, revision, visible = said.get("page"), said.get("revision"), said.get("visible")
    if not isinstance(page, str) or not _PAGE.fullmatch(page) or not isinstance(visible, bool):
        return None
    # True is an int to Python.
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        return None
    of_here = revision <= newest and said.get("log", log) == log
    return Beat(page, revision if of_here else None, visible, able.known(said.get("lacks")))
