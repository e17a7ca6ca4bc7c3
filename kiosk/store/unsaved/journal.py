"""What was acknowledged and may not be in the log: a line for each act, on another file system,
until it surely is.

2026-11-28 · Every act goes here before it is acknowledged, not only those the store refused: a file
may be deleted or overwritten seconds before the probe finds it, and what SQLite acknowledged
meanwhile is in no file anybody can open again. A line goes when the probe has read the log back
from the file (`kiosk.store.probe`). Rejected: a second database beside the first, which shares its
disk, and mostly its fault.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from kiosk.store.rows import Answer
from signage.situation.events import EVENT, Recorded
from signage.situation.incidents import Actor

FILE: Final = "acts.jsonl"
RUNTIME: Final = "RUNTIME_DIRECTORY"


@dataclass(frozen=True, slots=True)
class Act:
    """What one command led to, numbered as it was shown, with the answer to its idempotency key."""

    actor: Actor
    at: datetime
    recorded: tuple[Recorded, ...]
    answer: tuple[str, Answer] | None = None


def journal_of(
    data: Path, asked: Path | None, environment: Mapping[str, str] = os.environ
) -> "Journal":
    """The journal of a data directory: where it is asked for, else in the first place on another
    file system.

    What an earlier start kept in another of the places is brought along.
    """
    name = f"kiosk-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]}"
    there, found = _device(data), [parent / name for parent in _parents(environment)]
    # Where nothing else may be written, beside the log: that one knows what to say of it.
    found = found or [data / name]
    apart = next(
        (place for place in found if _device(place.parent) not in (there, None)), found[-1]
    )
    given = found[0] if environment.get(RUNTIME) else None
    journal = Journal(asked / name if asked is not None else given or apart)
    for place in found:
        journal.bring(Journal(place))
    return journal


def _parents(environment: Mapping[str, str]) -> Iterable[Path]:
    """The best place first: memory that outlives the process, else where temporary files are."""
    given = environment.get(RUNTIME, "").split(":")[0]
    # Not as tempfile looks for it: that writes to find out, and finds none on a full disk.
    temporary = environment.get("TMPDIR") or "/tmp"
    for parent in (
        Path(given) if given else None,
        Path("/run"),
        Path("/dev/shm"),
        Path(temporary),
    ):
        if parent is not None and os.access(parent, os.W_OK | os.X_OK):
            yield parent


def _device(path: Path) -> int | None:
    try:
        return path.stat().st_dev
    except OSError:
        return None


class Journal:
    """Written by whoever holds the board's turn. ``trouble``: why it cannot be written; empty = it
    can."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.trouble = ""
        self._file: int | None = None

    @property
    def path(self) -> Path:
        return self.place / FILE

    def note(self, act: Act, signed: str) -> None:
        """One line more; not yet on a disk, see :meth:`sync`. A journal that fails holds nothing
        up."""
        try:
            self._append(_line(act, signed))
            self.trouble = ""
        except OSError as error:
            self.trouble = f"{self.place}: {error.strerror}"

    def sync(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                os.fsync(self._file)

    def clear(self) -> None:
        """The log has it all."""
        if self._file is not None or self.path.exists():
            with suppress(OSError):
                os.ftruncate(self._opened(), 0)

    def read(self) -> list[tuple[Act, str]]:
        """What is written there, oldest first, each act with its signature: of a log, or of a
        server without its log.

        A line that is cut short or damaged is left out.
        """
        try:
            self._require_ours()
            lines = self.path.read_bytes().splitlines()
        except OSError:
            return []
        return [found for line in lines if (found := _act(line)) is not None]

    def bring(self, other: "Journal") -> None:
        """Take what another place holds, if this one holds nothing."""
        try:
            if other.place == self.place or not other.path.exists() or self.path.exists():
                return
            other._require_ours()
            kept = other.path.read_bytes()
            if kept:
                self._append(kept)
                self.sync()
            other.path.unlink()
            other.place.rmdir()
        except OSError as error:
            self.trouble = f"{other.place}: {error.strerror}"

    def set_aside(self) -> Path:
        """Keep as evidence what belongs to another log."""
        kept = self.path.with_name(f"{FILE}.{datetime.now(UTC):%Y%m%dT%H%M%S}.other")
        with suppress(OSError):
            self.path.rename(kept)
        return kept

    def close(self) -> None:
        """An empty one leaves nothing behind."""
        if self._file is not None:
            empty = os.fstat(self._file).st_size == 0
            os.close(self._file)
            self._file = None
            if empty:
                with suppress(OSError):
                    self.path.unlink()
                    self.place.rmdir()

    def _append(self, data: bytes) -> None:
        """All of it or nothing. Raises OSError."""
        file = self._opened()
        before = os.fstat(file).st_size
        try:
            # A disk that fills up takes the first bytes and refuses only the rest.
            while data:
                data = data[os.write(file, data) :]
        except OSError:
            # What was cut off would take the next line with it.
            with suppress(OSError):
                os.ftruncate(file, before)
            raise

    def _opened(self) -> int:
        if self._file is not None and not self.path.exists():
            os.close(self._file)
            self._file = None
        if self._file is None:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._require_ours()
            self._file = os.open(
                self.path,
                # No link is followed: in /tmp it could be anybody's, and lead to any file.
                os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW,
                0o600,
            )
        return self._file

    def _require_ours(self) -> None:
        """In a directory that all may write anybody could lay a journal: one of somebody else is
        not read."""
        if self.place.exists() and self.place.stat().st_uid != os.geteuid():
            raise PermissionError(1, "it belongs to somebody else")


def _line(act: Act, log: str) -> bytes:
    said: dict[str, Any] = {
        "log": log, "seq": act.recorded[0].seq, "at": act.at.astimezone(UTC).isoformat(), "actor": act.actor.name,
        "role": act.actor.role, "events": [json.loads(EVENT.dump_json(r.event)) for r in act.recorded],
    }  # fmt: skip
    if act.answer is not None:
        key, given = act.answer
        said["answer"] = [key, given.request, given.incident, given.created]
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{_sum(body)} {body}\n".encode()


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _act(line: bytes) -> tuple[Act, str] | None:
    try:
        check, _, body = line.decode().partition(" ")
        if check != _sum(body):
            return None
        said = json.loads(body)
        at, actor = datetime.fromisoformat(said["at"]), Actor(said["actor"], said["role"])
        events = [EVENT.validate_json(json.dumps(event)) for event in said["events"]]
    except (ValueError, KeyError, ValidationError):
        return None
    # Numbers count on from the first: an act's events are never apart in the log.
    recorded = tuple(Recorded(said["seq"] + n, at, actor, event) for n, event in enumerate(events))
    given = said.get("answer")
    return Act(actor, at, recorded, (given[0], Answer(*given[1:])) if given else None), str(
        said["log"]
    )
