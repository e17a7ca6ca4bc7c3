"""A content directory that a new version's content is brought into."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.content.reader import Content, ContentError, read
from kiosk.content.upgrades import journal
from kiosk.content.upgrades.base import (
    BASE,
    VERSION,
    Files,
    as_base,
    base_of,
    files_in,
    program_version,
)
from kiosk.content.upgrades.blocks import Unsplit
from kiosk.content.upgrades.differences import Difference
from kiosk.content.upgrades.merge import merge

HIDDEN: Final = ignore_patterns(".*")


@dataclass(frozen=True)
class Upgrade:
    """What would be written (None = removed), by path, and what is to be said of it. ``before``:
    version the hall's content is of, empty where nobody knows."""

    files: Mapping[str, bytes | None]
    told: tuple[Difference, ...]
    before: str
    version: str

    @cached_property
    def mark(self) -> str:
        """By which a form says which upgrade was looked at."""
        parts = (f"{name}\0{data!r}" for name, data in sorted(self.files.items()))
        return sha256("\0".join(parts).encode()).hexdigest()[:32]


def upgrade_of(
    directory: Path, shipped: Path, chosen: Collection[str] = (), version: str | None = None
) -> Upgrade:
    """Raises :class:`ContentError` where a catalogue cannot be taken apart, OSError."""
    base, hall, now = base_of(directory), files_in(directory), files_in(shipped)
    try:
        merged = merge(base.files if base else None, hall, now, chosen)
    except Unsplit as error:
        raise ContentError([error.mistake]) from error
    version = version or program_version()
    kept = {f"{BASE}/{name}": data for name, data in as_base(shipped, version).items()}
    old = {f"{BASE}/{name}": data for name, data in base.files.items()} if base else {}
    if base is not None:
        old[f"{BASE}/{VERSION}"] = f"{base.version}\n".encode()
    files = {**_changes(hall, merged.files), **_changes(old, kept)}
    return Upgrade(files, merged.told, base.version if base else "", version)


def _changes(before: Files, after: Files) -> dict[str, bytes | None]:
    changed: dict[str, bytes | None] = {
        name: data for name, data in after.items() if before.get(name) != data
    }
    return changed | dict.fromkeys(before.keys() - after.keys())


def offered(directory: Path, shipped: Path) -> bool:
    """Whether the program ships other content than the hall's is made of. Raises OSError."""
    if directory.resolve() == shipped.resolve():
        return False
    base = base_of(directory)
    if base is not None:
        return dict(base.files) != files_in(shipped)
    try:
        return bool(merge(None, files_in(directory), files_in(shipped)).told)
    except Unsplit:
        return True


def checked(directory: Path, upgrade: Upgrade) -> Content:
    """The whole description with the upgrade, as ``kiosk check`` reads it. Raises
    :class:`ContentError`, OSError."""
    with TemporaryDirectory(prefix="kiosk-upgrade-") as folder:
        copy = Path(folder) / "content"
        copytree(directory, copy, ignore=HIDDEN)
        for name, data in upgrade.files.items():
            if data is None:
                (copy / name).unlink(missing_ok=True)
            elif not name.startswith(BASE):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                (copy / name).write_bytes(data)
        return read(copy)


def apply(directory: Path, upgrade: Upgrade) -> Content:
    """Written whole or not at all, after it has passed the check; the content it is then. Raises as
    :func:`checked`; then nothing was written."""
    content = checked(directory, upgrade)
    # What changes nothing leaves the way back to what changed something.
    if upgrade.files:
        journal.write(directory, upgrade.files)
    return content
