"""Which log a hall goes by. Never believe another one that nobody has vouched for: that would
lessen danger.

A log has a random id, made with it, and a generation, raised each time a person brings it back from
a backup. It also names the logs that a person has *settled* in its favour. Who holds what an older
log said may give it up for this one only where :meth:`Identity.answers_for` says so; that is the
same rule on the server and in every page.

How the two talk (``kiosk/engine/held_dangers.py``, ``static/held.js``):

- A page carries ``data-log="<id>.<generation>"``, ``data-settled="<id> <id> …"``, ``data-gravity`` (3 evacuate,
  shelter; 2 danger, cordon; 1 only a strip says so; 0 none) and ``data-open``. Every scene of a stream is preceded by
  the event ``log``, and every heartbeat carries the same: ``{"log", "settled": [...], "gravity" (before a scene
  alone), "open": <signed statement of the open danger>, "safe": true in safe mode}``.
- A page that shows a danger and hears a log that does not answer for its own (or an older revision of its own log)
  keeps its danger, says so to staff, and every 10 s tells ``POST /screen/<id>/holds``
  ``{key, log, revision, title, open}``.
  The answer ``{"taken": true}`` means that the server now shows that danger itself; only then, or where what it hears
  is as grave, or once its log is settled, does the page follow.
- One act of a person at the server settles all of them: ``kiosk log new`` or ``kiosk restore``.

2026-11-28 · The id is random and not the hash of the first event: a log is known before anything
has happened in it. Rejected: a statement signed by the server, for a page has no key to check it
with that another server would not have.
"""

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kiosk.store.files import replaced

IDENTITY: Final = "hall.identity.json"
"""Beside the log, so that a missing log is known from a first start."""
SETTLED_MOST: Final = 32
SAFE: Final = "safe-"
"""Begins the id of what a server says while it runs without its log, and its signature, with the
log's generation."""


@dataclass(frozen=True, slots=True)
class Identity:
    log: str
    generation: int = 0
    settled: tuple[str, ...] = ()
    """Ids of the logs that a person has settled in favour of this one, newest last."""

    def __str__(self) -> str:
        return f"{self.log}.{self.generation}"

    @property
    def safe(self) -> bool:
        return self.log.startswith(SAFE)

    @property
    def base(self) -> str:
        """The id of the log itself, served or not."""
        return self.log.removeprefix(SAFE)

    def answers_for(self, log: str, generation: int) -> bool:
        """Whether what an older log said may be given up for what this one says."""
        return log in self.settled or (log == self.log and generation <= self.generation)

    def owns(self, signed: str) -> bool:
        """Whether what is signed so in a journal is of this log, or of a server that had to do
        without it."""
        return signed == self.base or (
            signed.startswith(SAFE) and parsed(signed)[0].removeprefix(SAFE) == self.base
        )

    def has_settled(self, signed: str) -> bool:
        """Whether a person has vouched for this log in place of what was done without it."""
        log, generation = parsed(signed) if signed.startswith(SAFE) else (signed, 0)
        if log not in self.settled:
            return False
        return log.removeprefix(SAFE) != self.log or generation < self.generation

    def settling(self, *logs: str) -> "Identity":
        """This one, vouched for by a person in place of ``logs``."""
        others = tuple(
            log for log in dict.fromkeys((*self.settled, *logs)) if log and log != self.log
        )
        # The oldest go: it travels with every beat, and nobody has shown them for longest.
        return replace(self, settled=others[-SETTLED_MOST:])

    def brought_back(self) -> "Identity":
        return replace(self, generation=self.generation + 1)

    def without_log(self) -> "Identity":
        """Who a server is while it serves without this log: always the same, so that a restart is
        no other log."""
        return Identity(f"{SAFE}{self.log}")

    def to_json(self) -> str:
        return json.dumps(
            {"log": self.log, "generation": self.generation, "settled": list(self.settled)}
        )

    @staticmethod
    def of(text: str | None) -> "Identity | None":
        """What :meth:`to_json` wrote; None where it is something else."""
        try:
            said: Any = json.loads(text or "")
            return Identity(
                str(said["log"]), int(said["generation"]), tuple(map(str, said["settled"]))
            )
        except (ValueError, KeyError, TypeError):
            return None


def new_identity() -> Identity:
    return Identity(secrets.token_hex(8))


def parsed(named: object) -> tuple[str, int]:
    """Log and generation out of what a page says; ("", 0) where it says neither."""
    log, _, generation = str(named or "").rpartition(".")
    return (log, int(generation)) if log and generation.isdecimal() else ("", 0)


def read_identity(directory: Path) -> Identity | None:
    """Whose log belongs here; None before the first start, and where the file cannot be read."""
    try:
        return Identity.of((directory / IDENTITY).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def lived_in(directory: Path) -> bool:
    """Whether a hall has ever been here, be its file readable or not."""
    return (directory / IDENTITY).exists()


def write_identity(directory: Path, identity: Identity) -> None:
    """Raises OSError."""
    replaced(directory / IDENTITY, identity.to_json() + "\n")
