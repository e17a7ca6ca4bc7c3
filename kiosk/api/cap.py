"""A message of the Common Alerting Protocol as its sender posts it: XML, or that in JSON."""

from typing import ClassVar

from pydantic import Field

from kiosk.access.problems import Problem
from kiosk.api.requests import Api
from kiosk.custody.warnings.feeds import Unheard, document
from kiosk.custody.warnings.heard import Listening, heard
from signage.situation.alerts import HearAlerts


class CapBody(Api):
    """Also as it stands, with the content type of XML."""

    XML: ClassVar[str] = "cap"

    cap: str = Field(min_length=1, description="A CAP 1.2 or 1.1 document, or a list of them")

    def command(self, here: Listening) -> tuple[HearAlerts, tuple[str, ...]]:
        """What the hall hears of it, and why those messages that say nothing do not. Raises
        :class:`Problem`."""
        try:
            found = document(self.cap)
        except Unheard as error:
            raise Problem(422, "unreadable", error.words, "cap") from None
        if found.refused and not found.messages:
            raise Problem(422, "unreadable", found.refused[0], "cap")
        return heard(found.messages, here)
