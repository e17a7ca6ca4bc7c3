"""Addresses of gateways, each with its secret, by name: a file that the setting ``call_ways`` names.

They stand in no description, log, table, backup, page or message of an error: only whoever sends
asks for one. Read anew where the file has changed.
"""

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kiosk.wording.causes import cause
from kiosk.wording.outside import toml
from signage.language.words import NO_WORDS, Message, Words

TELEPHONE: Final = "tel:"
MODEM: Final = "modem"
"""The name of the hall's own modem, which sends to telephones."""
PUSHES: Final = "push"
"""The name of the line that lets the hall speak to push services."""
PUSH: Final = "webpush:"
PHONE: Final = "telephone"
"""The name of the line by which the hall makes calls itself: an account of SIP."""
SIP, CALL = "baresip:", "call:"


class Addresses:
    """Asked by any thread: at worst two read the file anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._known: Mapping[str, str] = {}
        self.wrong: Words = NO_WORDS

    def of(self, name: str) -> str | None:
        """None where the file has none of this name, or cannot be read."""
        self.look()
        return self._known.get(name)

    def look(self) -> None:
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                self._known = _read(self._path)
                self._stamp = stamp
            # Told and used all the same: who cannot be called is worse.
            opened = found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
            self.wrong = Message("calls.file-open-to-others") if opened else NO_WORDS
        except OSError as error:
            self._known, self._stamp = {}, None
            self.wrong = Message("calls.file-not-read", why=cause(error))
        except ValueError:
            # Never its own words: they may quote the line.
            self._known, self._stamp = {}, None
            self.wrong = Message("calls.file-not-toml")

    def number(self, name: str) -> str:
        """The telephone behind a name; empty where it is none."""
        url = self.of(name) or ""
        return number_of(url) if url.startswith(TELEPHONE) else ""

    def hinders(self, name: str) -> str:
        """Why nothing can go to this name; empty where something can."""
        if self.of(name) is None:
            return "no-address"
        if self._calls(name) and self.of(PHONE) is None:
            return "no-telephone-named"
        return "no-modem-named" if self.number(name) and self.of(MODEM) is None else ""

    def _calls(self, name: str) -> bool:
        return (self.of(name) or "").startswith(CALL)

    def lacks(self, asked: set[str]) -> Words:
        """What is wrong with the file, for whoever asks for these names; no words where nothing is."""
        self.look()
        if self.wrong is not NO_WORDS:
            return self.wrong
        if any(self.number(name) for name in asked):
            asked = asked | {MODEM}
        if any(self._calls(name) for name in asked):
            asked = asked | {PHONE}
        lacking = sorted(asked - self._known.keys())
        return Message("calls.file-lacks", names=lacking) if lacking else NO_WORDS


def number_of(url: str) -> str:
    """Of ``tel:+86-138-0013-8000`` (RFC 3966)."""
    return re.sub(r"[-.() ]", "", url.removeprefix(TELEPHONE).partition(";")[0])


def _read(path: Path) -> Mapping[str, str]:
    """Raises OSError, ValueError."""
    said = toml(path.read_text("utf-8-sig"))
    return {name: url for name, url in said.items() if isinstance(url, str)}
