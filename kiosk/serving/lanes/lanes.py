"""All lanes of one app: finds each request's own and carries it, or says in words that there is no
room."""

from collections.abc import Iterator, Mapping, MutableMapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from kiosk.engine.health import Fact
from kiosk.serving.backoffice.counter import Counter
from kiosk.serving.backoffice.office import Office
from kiosk.serving.lanes.crew import Crew, Road
from kiosk.serving.lanes.door import STRANGER, UNSURE, Door, Open
from kiosk.serving.lanes.table import (
    ALARM,
    HEAVY,
    LANE_OF,
    LANES,
    MACHINES,
    PACKS,
    PAGES,
    SCREENS,
    Lane,
)
from kiosk.serving.lanes.unknown import refuse
from kiosk.serving.refusals import Refusals
from kiosk.wording.busy import SHARE, Send

if TYPE_CHECKING:  # it draws in, with it, everything that draws
    from kiosk.serving.backoffice.packs import PackDesk

Scope = MutableMapping[str, Any]
DOOR, OFFICE, DESK = "door", "office", "pack desk"
"""The app's extensions: who is known, where heavy work goes, who has packs drawn. Without them
nobody is a stranger and everything is done by threads."""


def lane_of(addresses: Map, method: str, path: str) -> tuple[Lane, Mapping[str, Any]]:
    """By the app's own routes, with what the address names. What has no page, or no lane, travels
    with the pages."""
    try:
        endpoint, named = addresses.bind("").match(path, method)
    except HTTPException:
        return PAGES, {}
    return LANE_OF.get(endpoint, PAGES), named


class Lanes:
    """One crew for each lane. Everything belongs to the event loop."""

    def __init__(self, app: Flask) -> None:
        self._addresses = app.url_map
        self.door: Door = app.extensions.get(DOOR) or Open()
        self.refusals = Refusals()
        self.office: Office | None = app.extensions.get(OFFICE)
        self._counter = Counter(self.office, self.refusals) if self.office is not None else None
        self._desk: PackDesk | None = app.extensions.get(DESK)
        road = Road()
        self.crew = {lane: Crew(lane, app.wsgi_app, road) for lane in LANES}

    async def carry(self, who: str, scope: Scope, receive: Any, send: Send) -> None:
        """``who``: as the door calls them. The body is whole, and the first that ``receive``
        gives."""
        lane, named = lane_of(self._addresses, scope["method"], scope["path"])
        if lane is MACHINES and who == STRANGER:
            await self.refusals.wait(who)
            await refuse(scope, send)
            return
        # Not refused: the page itself tells them to sign in, from a lane in which no alarm waits.
        if lane.known and who in (STRANGER, UNSURE):
            lane = PAGES
        elsewhere = self.office is not None and self.office.is_open
        if lane is PACKS and self._desk is not None and elsewhere:
            if not await self._desk.ready(HEAVY.index(PACKS), named["name"]):
                await self.refusals.busy(who, scope, send)
                return
            # What is drawn by now is only handed out.
            lane = SCREENS
        if lane in HEAVY and self._counter is not None and elsewhere:
            await self._counter.carry(HEAVY.index(lane), lane.waiting, who, scope, receive, send)
        else:
            await self._by_thread(self.crew[lane], who, scope, receive, send)

    async def _by_thread(
        self, crew: Crew, who: str, scope: Scope, receive: Any, send: Send
    ) -> None:
        if crew.full:
            await self.refusals.busy(who, scope, send)
        elif crew.has_had_its_share(who):
            await self.refusals.busy(who, scope, send, HTTPStatus.TOO_MANY_REQUESTS, SHARE)
        else:
            await crew.carry(who, scope, receive, send)

    async def alarm_answers(self, within_s: float) -> bool:
        """Whether life safety gets through; what else hangs is told elsewhere and is no reason to
        restart."""
        return await self.crew[ALARM].answers(within_s)

    def facts(self, now: float) -> Iterator[Fact]:
        """From any thread."""
        return (crew.fact(now) for crew in self.crew.values())

    def last_call(self) -> None:
        """The server stops: nobody is kept waiting for what is not begun."""
        if self._desk is not None:
            self._desk.close()

    def stop(self) -> None:
        for crew in self.crew.values():
            crew.stop()
        if self.office is not None:
            self.office.close()
