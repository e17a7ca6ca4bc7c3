"""The key a page says with that it paints: given to a paired device that proved itself, or, where a
screen reports unpaired, with the page to whoever reads it.

A key says screen, device and day. It counts for two days, so that one that was overheard is soon
worth nothing, and no longer than its device is paired. A page whose key ends proves itself again.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from kiosk.store.credentials import Credentials

SALT: Final = "screen"
LASTS: Final = timedelta(days=2)


class PageKeys:
    """Asked on the event loop with every beat: nothing here waits for the store."""

    def __init__(
        self,
        people: Callable[[], Credentials],
        believed: Callable[[], list[str]],
        clock: Callable[[], datetime],
    ) -> None:
        """``believed``: every key whose signature counts, the last one signs."""
        self._people, self._believed, self._clock = people, believed, clock

    def of_page(self, screen: str) -> str:
        """What whoever reads the page is given: empty where it is for paired devices alone."""
        return self.of_device(screen, "") if self._people().reports_unpaired(screen) else ""

    def of_device(self, screen: str, device: str) -> str:
        day = self._clock().date().isoformat()
        signer = URLSafeSerializer(self._believed(), salt=SALT)
        return str(signer.dumps([screen, device, day]))

    def fits(self, screen: str, key: object) -> bool:
        said = self._said(key)
        if said is None or said[0] != screen:
            return False
        device = said[1]
        if not device:
            return self._people().reports_unpaired(screen)
        row = self._people().paired(device)
        return row is not None and row.screen == screen

    def _said(self, key: object) -> tuple[str, str] | None:
        """Screen and device, the latter empty where the page of anybody got it."""
        with suppress(BadSignature, ValueError, TypeError):
            match URLSafeSerializer(self._believed(), salt=SALT).loads(str(key)):
                case str(screen):
                    # A page that stands open since before there was pairing.
                    return screen, ""
                case [str(screen), str(device), str(day)]:
                    # Either way: a screen that was paired under a wrong date proves itself again.
                    if abs(self._clock().date() - date.fromisoformat(day)) <= LASTS:
                        return screen, device
        return None
