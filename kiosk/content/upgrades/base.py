"""What a hall's content was made of, kept beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kiosk.content.hall_files import CATALOGUE, PROTOCOLS_DIR, STRAYS, tables

Files = Mapping[str, bytes]
ICONS: Final = "icons"
BASE: Final = ".shipped"
"""What was shipped when the hall took it; nobody reads it but the next upgrade."""
VERSION: Final = "version"


@cache
def program_version() -> str:
    """Known without the store, which ``kiosk check`` does without."""
    try:
        return version("hall-kiosk")
    except PackageNotFoundError:
        return "0"


def files_in(directory: Path) -> dict[str, bytes]:
    """All that an upgrade brings, by path. Raises OSError."""
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in _paths(directory)}


def _paths(directory: Path) -> Iterator[Path]:
    for part in (CATALOGUE, PROTOCOLS_DIR):
        yield from tables(directory / part)
    symbols = sorted((directory / ICONS).glob("*.svg"))
    yield from (path for path in symbols if not path.name.startswith(STRAYS))


def keep_base(shipped: Path, target: Path, of: str | None = None) -> None:
    """Beside a new hall's content, what it was made of. Raises OSError."""
    base = {f"{BASE}/{name}": data for name, data in as_base(shipped, of).items()}
    for name, data in base.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)


def as_base(shipped: Path, of: str | None) -> dict[str, bytes]:
    """The files that say so, by their path under :data:`BASE`. Raises OSError."""
    return {**files_in(shipped), VERSION: f"{of or program_version()}\n".encode()}


@dataclass(frozen=True, slots=True)
class Base:
    """What a hall's content was made of, and by which version of the program."""

    files: Files
    version: str


def base_of(directory: Path) -> Base | None:
    """None for a hall that is older than bases."""
    kept = directory / BASE
    try:
        return Base(files_in(kept), (kept / VERSION).read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
