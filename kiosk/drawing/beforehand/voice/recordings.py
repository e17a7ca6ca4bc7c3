"""What a server knows of its recordings, wherever they are made."""

from collections.abc import Iterable
from typing import Protocol

from kiosk.drawing.beforehand.voice.shelf import Shelf
from signage.spoken.clips import Clip


class Recordings(Protocol):
    @property
    def shelf(self) -> Shelf: ...

    @property
    def voice(self) -> str:
        """Before the key in the name of each recording; empty where nothing speaks."""

    def name(self, key: str) -> str:
        """Of the recording of a clip."""

    def held(self, screen: str) -> list[str]:
        """The keys of all that a screen may say in an emergency, as far as they are known."""

    def pages(self, screen: str) -> list[str]:
        """The keys of all that it may read of its pages, as far as they are known."""

    def mute(self) -> list[str]:
        """Languages in which nothing could be recorded."""

    def ask(self, screen: str, clips: Iterable[Clip]) -> None:
        """Somebody may wish to hear these in a moment. From any thread, which does not wait."""
