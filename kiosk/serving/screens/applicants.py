"""Devices that ask for their place: each shows a code, until somebody of the staff types it and says
which screen it is.

In memory alone: a device that is not known any more asks anew. What one was given (its secret) is
told again until it has used it, for an answer may never arrive.
"""

import secrets
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.serving.bounds.room import whose

LETTERS: Final = "ACDEFGHJKMNPQRTUVWXY34679"
"""None that is taken for another one."""
CODE: Final = 6
MOST: Final = 2048
"""At a time, more than a hall has screens: of the address that has most the one goes that was not heard for longest."""
QUIET_S: Final = 60.0
"""After which a device that no longer asks is gone; one that was given a place stays ten times as long."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """``screen``: the one whose page it has open, empty where it shows nothing but its code."""

    id: str
    code: str
    address: str
    browser: str
    screen: str
    public: str
    net: str
    """Whose address it is, or of which network."""
    heard: float
    """When it last asked, in seconds of a clock that does not go back."""
    shows: bool = False
    """Somebody wants to see its code, though it has a page of a screen open."""
    device: str = ""
    """What it was given: its number, its place and, without a key of its own, its secret."""
    place: str = ""
    """The screen it is; empty where it is a tablet of the staff."""
    token: str = ""


class Applicants:
    """May be asked from any thread."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._lock = now, threading.Lock()
        self._held: dict[str, Applicant] = {}

    def ask(self, address: str, browser: str, screen: str, public: str) -> Applicant:
        with self._lock:
            self._forget()
            codes = {one.code for one in self._held.values()}
            code = next(one for one in iter(_code, "") if one not in codes)
            applicant = Applicant(
                secrets.token_urlsafe(16), code, address, browser, screen, public,
                whose(address), self._now(),
            )  # fmt: skip
            self._held[applicant.id] = applicant
            if len(self._held) > MOST:
                self._make_room()
            return applicant

    def again(self, number: str) -> Applicant | None:
        """A device asks whether it has its place by now; None: it needs another applicant."""
        return self._changed(number, lambda known: replace(known, heard=self._now()))

    def show(self, number: str) -> Applicant | None:
        return self._changed(number, lambda known: replace(known, shows=True))

    def give(self, number: str, device: str, place: str, token: str) -> Applicant | None:
        return self._changed(
            number, lambda known: replace(known, device=device, place=place, token=token)
        )

    def used(self, device: str) -> None:
        """The device has what it was given."""
        with self._lock:
            self._held = {n: one for n, one in self._held.items() if one.device != device}

    def of_code(self, code: str) -> Applicant | None:
        # Full-width letters, and whatever stands between them, are what keyboards here make of it.
        said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code).upper()))
        return next((one for one in self.waiting() if one.code == said), None)

    def waiting(self) -> list[Applicant]:
        """Those who have no place yet and still ask, the newest first."""
        with self._lock:
            self._forget()
            return [one for one in reversed(self._held.values()) if not one.device]

    def fairly(self, most: int) -> list[Applicant]:
        """The first ``most`` of those who wait: the newest of each address, then the second newest
        of each."""
        seen: defaultdict[str, int] = defaultdict(int)
        ranked = []
        for one in self.waiting():
            ranked.append((seen[one.net], one))
            seen[one.net] += 1
        return [one for _, one in sorted(ranked, key=lambda pair: pair[0])[:most]]

    def _changed(self, number: str, change: Callable[[Applicant], Applicant]) -> Applicant | None:
        with self._lock:
            self._forget()
            known = self._held.get(number)
            if known is not None:
                self._held[number] = known = change(known)
            return known

    def _forget(self) -> None:
        now = self._now()
        self._held = {
            number: one
            for number, one in self._held.items()
            if now - one.heard < QUIET_S * (10 if one.device else 1)
        }

    def _make_room(self) -> None:
        most = Counter(one.net for one in self._held.values()).most_common(1)[0][0]
        theirs = [one for one in self._held.values() if one.net == most]
        del self._held[min(theirs, key=lambda one: one.heard).id]


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE))
