"""Recordings on disk, each under the engine and the clip it is of: whole or not there, and only so
many bytes of them."""

import re
from collections.abc import Collection
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from typing import Final

from kiosk.store.files import replaced

RECORDINGS: Final = "speech"
"""Their folder in the data directory."""
MOST_BYTES: Final = 512_000_000
NAME: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{20}")
FILLED: Final = 0.8
_LEFT: Final = "*.partial"


class Shelf:
    """Any number of readers; one writes."""

    def __init__(self, directory: Path, most_bytes: int = MOST_BYTES) -> None:
        self._directory, self._most = directory, most_bytes
        self._bytes = 0

    def path(self, name: str) -> Path | None:
        """Where the recording lies; None where there is none of that name."""
        path = self._directory / f"{name}.wav"
        return path if NAME.fullmatch(name) and path.is_file() else None

    def names(self) -> frozenset[str]:
        return frozenset(path.stem for path in self._directory.glob("*.wav"))

    def put(self, name: str, recorded: bytes) -> None:
        """Raises OSError where disk or shelf is full; then nothing is there that was not."""
        if self._bytes + len(recorded) > self._most:
            raise OSError(ENOSPC, f"recordings have {self._most // 1_000_000} MB, which are full")
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        replaced(self._directory / f"{name}.wav", recorded)
        self._bytes += len(recorded)

    def tidy(self, wanted: Collection[str]) -> None:
        """Throw away what was left half written and, while it is nearly full, what nobody wants,
        the oldest first."""
        for left in self._directory.glob(_LEFT):
            with suppress(OSError):
                left.unlink()
        kept = list[tuple[float, int, Path]]()
        for path in self._directory.glob("*.wav"):
            with suppress(OSError):
                state = path.stat()
                kept.append((state.st_mtime, state.st_size, path))
        self._bytes = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if self._bytes > self._most * FILLED and path.stem not in wanted:
                with suppress(OSError):
                    path.unlink()
                    self._bytes -= size
