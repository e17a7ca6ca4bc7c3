"""The little server before the hall: the same door, the same certificate, and no stream."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from kiosk.access.founding.pages import Founding, founding_app
from kiosk.serving.asgi import Receive, Scope, Send, problem
from kiosk.serving.bounds.room import Room
from kiosk.serving.proxies import Proxies
from kiosk.serving.push import Push
from kiosk.serving.server import HallServer

NOT_YET: Final = "There is no hall here yet; it is being described at /begin."
RETRY: Final = [(b"retry-after", b"5"), (b"cache-control", b"no-store")]


class NoStreams(Push):
    """Whoever asks for a stream had its address from a hall."""

    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__(knows=lambda _: False, allowed=lambda _: False)
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._note(scope["path"].rpartition("/stream")[0].rpartition("/")[2])
        await problem(send, HTTPStatus.SERVICE_UNAVAILABLE, NOT_YET, RETRY)


class FoundingServer(HallServer):
    """Ends when there is a hall; the process goes on and serves that."""

    def __init__(
        self, founding: Founding, host: str, port: int, ready: Callable[[str], None], proxies: Proxies, room: Room
    ) -> None:  # fmt: skip
        https = founding.https
        super().__init__(
            founding_app(founding), NoStreams(founding.heard.note), host, port, ready, proxies=proxies,
            room=room, secure=lambda: https.context if https is not None else None,
        )  # fmt: skip
        founding.done = self.founded

    def founded(self) -> None:
        """From any thread."""
        self.goes_on = True
        self.stop()
