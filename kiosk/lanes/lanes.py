"""All lanes of one app: finds each request's own and carries it, or says in words that there is no room."""

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from kiosk.lanes.crew import Crew, Road
from kiosk.lanes.door import STRANGER, Door, Open
from kiosk.lanes.refusing import FULL, SHARE, Send, come_again
from kiosk.lanes.table import ALARM, LANE_OF, LANES, PAGES, Lane

Scope = MutableMapping[str, Any]
NAME = "door"
"""The app's extension: its :class:`Door`; without one nobody is a stranger."""


def lane_of(addresses: Map, method: str, path: str) -> Lane:
    """By the app's own routes. An address without a page, and a page nobody gave a lane to, travel with the pages."""
    try:
        endpoint, _ = addresses.bind("").match(path, method)
    except HTTPException:
        return PAGES
    return LANE_OF.get(endpoint, PAGES)


class Lanes:
    """One crew for each lane. Everything belongs to the event loop."""

    def __init__(self, app: Flask) -> None:
        self._addresses = app.url_map
        self._door: Door = app.extensions.get(NAME) or Open()
        road = Road()
        self.crew = {lane: Crew(lane, app.wsgi_app, road) for lane in LANES}

    async def carry(self, scope: Scope, receive: Any, send: Send) -> None:
        lane, who = lane_of(self._addresses, scope["method"], scope["path"]), await self._door.who(scope)
        crew = self.crew[PAGES if lane.known and who == STRANGER else lane]
        if crew.full:
            await come_again(scope, send, HTTPStatus.SERVICE_UNAVAILABLE, FULL)
        elif crew.has_had_its_share(who):
            await come_again(scope, send, HTTPStatus.TOO_MANY_REQUESTS, SHARE)
        else:
            await crew.carry(who, scope, receive, send)

    async def alarm_answers(self, within_s: float) -> bool:
        """Whether life safety gets through; what else hangs is told elsewhere and is no reason to restart."""
        return await self.crew[ALARM].answers(within_s)

    def stop(self) -> None:
        for crew in self.crew.values():
            crew.stop()
