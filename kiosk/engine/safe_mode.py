"""Safe mode: the hall is served although its log cannot be believed or used. It warns, and tells
nothing to be over.

There is one application: in safe mode it stands on a store in memory (:class:`kiosk.store.Store`
``without_log``), with the last good content and the people who are kept apart from the log. What
screens still hold comes in through :mod:`kiosk.engine.held_dangers`. A person ends it, at the
server: :class:`Settling` sees it within a second.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kiosk.engine.health import Fact
from signage.language.words import Message, Words, say

NAME: Final = Message("safe-mode.safe-mode")
HELD_FOR: Final = timedelta(seconds=45)
"""A screen repeats what it holds every 10 s; one that has stopped holding it says so, a dead one is
offline anyway."""

WRONG: Final[Mapping[str, Words]] = {
    "lost": Message("safe-mode.log-missing-from-data-directory"),
    "corrupt": Message("safe-mode.log-damaged-cannot-read"),
    "newer": Message("safe-mode.log-was-written-by-newer"),
    "unusable": Message("safe-mode.data-directory-cannot-used"),
    "content": Message("safe-mode.halls-content-cannot-read-sample"),
    "stranger": Message("safe-mode.screens-or-data-directory-know"),
}
"""What is wrong, by why the store or the content could not be used."""
REMEDY: Final[Mapping[str, Words]] = {
    "lost": Message("safe-mode.bring-back-a-backup"),
    "corrupt": Message("safe-mode.damaged-bring-back-a-backup"),
    "newer": Message("safe-mode.install-newer-version-again-then"),
    "unusable": Message("safe-mode.check-space-owner-whether-another"),
    "content": Message("safe-mode.restart-with-content-directory-passes"),
    "stranger": Message("safe-mode.check-in-hall-what-each"),
}
EFFECT: Final = Message("safe-mode.screens-keep-their-last-warning")
WHOLE: Final = Message("safe-mode.screens-keep-their-last-warning-until")
EFFECTS: Final[Mapping[str, Words]] = {"stranger": WHOLE, "content": WHOLE}
"""Where the log itself is whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a screen says it still shows of a log that nobody has settled."""

    screen: str
    log: str
    revision: int
    title: str
    at: datetime
    known: bool
    """Said with a key of this hall's: it is one of its screens."""


@dataclass(slots=True)
class Safety:
    """Whether and why the hall runs in safe mode, and what its screens still hold. For any
    thread."""

    data: str
    why: str = ""
    detail: str = ""
    _held: dict[str, Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def on(self) -> bool:
        return bool(self.why)

    def begin(self, why: str, detail: str) -> None:
        """A reason that is there already is not hidden by a later one."""
        if not self.why:
            self.why, self.detail = why, detail

    def end(self) -> None:
        with self._lock:
            self.why = self.detail = ""
            self._held.clear()

    @property
    def wrong(self) -> Words:
        return WRONG.get(self.why, {})

    @property
    def remedy(self) -> Words:
        """What to do, with the directory's name in it."""
        return {
            # No format(): a directory's name may hold braces of its own.
            lang: text.replace("{data}", self.data)
            for lang, text in REMEDY.get(self.why, {}).items()
        }

    @property
    def effect(self) -> Words:
        return EFFECTS.get(self.why, EFFECT)

    def hold(self, held: Held) -> None:
        with self._lock:
            self._held[held.screen] = held

    def release(self, screen: str) -> None:
        with self._lock:
            self._held.pop(screen, None)

    def held(self, now: datetime) -> list[Held]:
        """What screens have said lately, by screen."""
        with self._lock:
            said = list(self._held.values())
        return sorted((h for h in said if now - h.at <= HELD_FOR), key=lambda h: h.screen)

    def fact(self, now: float) -> Fact:
        """For health: a hall that cannot save is not ready."""
        if not self.on:
            return Fact("safe-mode", True, now)
        words = Message("safe-mode.wrong-and-remedy", wrong=self.wrong, remedy=self.remedy)
        return Fact("safe-mode", False, now, words, vital=self.why not in EFFECTS)

    def said(self, now: datetime) -> dict[str, object]:
        """For ``/readyz``."""
        held = [f"{one.screen}: {one.title}" for one in self.held(now)]
        return {
            "why": self.why, "wrong": dict(self.wrong), "effect": dict(self.effect), "remedy": dict(self.remedy),
            "detail": self.detail,
            "held": held,
        }  # fmt: skip

    def text(self) -> str:
        """For the terminal and the journal: Chinese, then English."""
        lines = [f"{say(NAME)} {say(NAME, 'en')}"]
        for lang in ("zh", "en"):
            lines += [words[lang] for words in (self.wrong, self.effect, self.remedy) if words]
        return "\n".join((*lines, self.detail))
