"""A small file that is always whole: the old one or the new one, on the disk, for its owner alone."""

import os
from contextlib import suppress
from pathlib import Path


def replaced(path: Path, text: str) -> None:
    """Write ``text`` as ``path``. Raises OSError; then the old file is untouched."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with open(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def read_text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
