"""The one typed door through which blueprints reach the world; services live on
``app.extensions``."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app, g

from devices.engine.lights import Lights
from devices.lines.addresses import Allowed
from kiosk.content.reader import sample
from kiosk.drawing.beforehand.voice.recordings import Recordings
from kiosk.drawing.renderer import Renderer
from kiosk.engine.board import Board
from kiosk.engine.delivery import Delivery
from kiosk.engine.health import Health
from kiosk.engine.held_dangers import Returned
from kiosk.engine.last_words import LastWords
from kiosk.engine.safe_mode import Safety
from kiosk.serving.bounds.names import Names
from kiosk.serving.push import Push
from kiosk.serving.screens.applicants import Applicants
from kiosk.serving.screens.beats import Beats
from kiosk.serving.screens.page_keys import PageKeys
from kiosk.serving.screens.pairing import Pairing
from kiosk.store import Store
from kiosk.store.beside.keys import Keys, Use
from kiosk.store.credentials import Credentials
from signage.language.words import Words, say
from signage.situation.incidents import Actor

if TYPE_CHECKING:
    from kiosk.access.accounts.desk import Desk
    from kiosk.custody.bulletins.issuer import Bulletins
    from kiosk.custody.calls.caller import Caller
    from kiosk.custody.certificates.keeper import Keeper
    from kiosk.custody.content_watch import Pending
    from kiosk.custody.outlets.publisher import Publisher
    from kiosk.custody.outlets.relay import Relay
    from kiosk.custody.probes.thresholds import Thresholds

NAME = "hall"
ACTING = "acting"


@dataclass(slots=True)
class Services:
    """Built once by :mod:`kiosk.wiring`."""

    store: Store
    board: Board
    push: Push
    lights: Lights
    delivery: Delivery
    clock: Callable[[], datetime]
    keys: Keys
    troubles: dict[str, Words | str] = field(default_factory=dict)
    """What went wrong while running (a bad content edit, …), by topic, in plain words for the
    facilities page."""
    allowed: Allowed = field(default_factory=Allowed)
    """Which lamp addresses a setting allows."""
    health: Health = field(default_factory=Health)
    """What the house knows of itself; whoever owns a fact adds it here."""
    beats: Beats | None = None
    """Where the pages say that they paint; None where nobody serves."""
    safety: Safety = field(default_factory=lambda: Safety(""))
    """Whether the hall runs in safe mode, and why."""
    returned: Returned = field(init=False)
    """Dangers that come back from screens."""
    pending: "Pending | None" = None
    """Edited content that takes something away and waits for a person."""
    https: "Keeper | None" = None
    """The certificate the hall itself speaks https with; None where nobody serves."""
    caller: "Caller | None" = None
    """What calls people outside; None where nobody serves."""
    publisher: "Publisher | None" = None
    """What passes notices on outside; None where nobody serves."""
    relay: "Relay | None" = None
    """What tells events outside; None where nobody serves."""
    bulletins: "Bulletins | None" = None
    """What the public is told in CAP; None where nobody serves."""
    thresholds: "Thresholds | None" = None
    """What is held against the hall's thresholds; None where nobody serves."""
    accounts: "Desk | None" = None
    """Who signs in through the bureau's directory; None without the setting."""
    voice: Recordings | None = None
    """What is recorded; None where nobody serves."""
    shipped: Path = field(default_factory=sample)
    """The content that the program brings with it."""
    setting_lamps: threading.Lock = field(default_factory=threading.Lock)
    """Lamps are judged beside each other and then stored: one such step at a time, or two of them
    could collide."""
    describing: threading.Lock = field(default_factory=threading.Lock)
    """An edit of the description is judged and then written: one at a time."""
    names: Names = field(default_factory=Names)
    """Under which writes are taken from whoever is not known."""
    last_words: LastWords = field(default_factory=lambda: LastWords(time.monotonic))
    """When monitoring systems were heard last."""
    people: Credentials = field(init=False)
    """Who may do something, whatever has become of the store."""
    page_keys: PageKeys = field(init=False)
    """With what pages say that they paint."""
    pairing: Pairing = field(init=False)
    """Which device stands for which screen."""

    def __post_init__(self) -> None:
        self.people = Credentials(self.store)
        self.page_keys = PageKeys(lambda: self.people, lambda: self.believed("pages"), self.clock)
        self.pairing = Pairing(
            self.people,
            Applicants(time.monotonic),
            lambda: self.believed("pages"),
            self.clock,
        )
        self.returned = Returned(
            self.board, self.store, self.safety, lambda: self.believed("pages")
        )

    @property
    def secret(self) -> str:
        """Signs."""
        return self.keys.secret

    def believed(self, use: Use) -> list[str]:
        """Every key whose signature counts now, the last one signs: for itsdangerous."""
        return self.keys.believed(use, self.clock())


def troubles_of(here: Services) -> dict[str, str]:
    """What is wrong, by topic, in plain words: what was said while running, and every fact that is
    not ok."""
    facts = {fact.name: fact.detail["zh"] for fact in here.health.wrong()}
    told = {**here.troubles, **here.board.troubles}
    return facts | {topic: one if isinstance(one, str) else say(one) for topic, one in told.items()}


def services() -> Services:
    # In the gallery a page is drawn of a hall that is not this one.
    found = g.get(NAME) or current_app.extensions[NAME]
    assert isinstance(found, Services)
    return found


def acting() -> Actor | None:
    """Who looks, where that is not whoever is signed in: at a page in the gallery."""
    found: Actor | None = g.get(ACTING)
    return found


def renderer() -> Renderer:
    found = current_app.extensions["renderer"]
    assert isinstance(found, Renderer)
    return found
