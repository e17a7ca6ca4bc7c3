"""What signs cookies, pages and links: in a file of its own, in no backup.

2026-11-29 · The key was a fact of the database, so whoever found a backup could write a
supervisor's cookie. Now a backup signs nothing, a restored hall signs with a new key, and enrolled
tablets outlive every key: they bring a token of their own, of which the database has the digest.
A key that was replaced is still believed for a while, each use for as long as something honest can
carry it. Rejected: the operating system's key store (no hall has one); a key derived from the
machine, which a moved disk would lose.
"""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from kiosk.store.files import read_text, replaced
from signage.language.durations import within

KEYS: Final = "hall.keys.json"
SECRET, MARK = "secret", "cookies"
"""Facts: the key, as older programs kept it; what the names of this hall's cookies end in."""
Use = Literal["sessions", "pages", "tablets", "links"]
LASTS: Final[dict[Use, timedelta]] = {
    "sessions": timedelta(minutes=15),
    "pages": timedelta(days=30),
    "tablets": timedelta(days=30),
    "links": timedelta(days=30),
}
"""A session that nobody touched for so long has ended anyway; a screen or tablet may be off."""
ALL: Final[tuple[Use, ...]] = ("sessions", "pages", "tablets", "links")
SUSPECT: Final[tuple[Use, ...]] = ("pages", "tablets")
"""Of a key somebody may know: what lessens nothing. A page reports, a tablet changes its token."""
LEAKED: Final[tuple[Use, ...]] = ("pages", "tablets", "links")
"""Of a key that came out of a backup."""
FORMER_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Former:
    """``at``: when it was replaced."""

    secret: str
    at: str
    uses: tuple[Use, ...]

    def counts(self, use: Use, now: datetime) -> bool:
        if use not in self.uses:
            return False
        at = datetime.fromisoformat(self.at)
        # A clock that was set back since takes no danger from a screen and no tablet from a hall.
        return within(at, now, LASTS[use]) if use == "sessions" else now - at < LASTS[use]


@dataclass(frozen=True, slots=True)
class Keys:
    """``mark`` is in the names of cookies and no secret: it outlives the keys."""

    secret: str
    mark: str
    former: tuple[Former, ...] = ()

    def believed(self, use: Use, now: datetime) -> list[str]:
        """Every key whose signature counts for this use; the last one signs."""
        return [one.secret for one in self.former if one.counts(use, now)] + [self.secret]

    def rotated(self, now: datetime, uses: tuple[Use, ...]) -> "Keys":
        before = Former(self.secret, now.isoformat(), uses)
        return Keys(secrets.token_urlsafe(32), self.mark, (*self.former, before)[-FORMER_MOST:])

    def besides(self, secret: str, now: datetime, uses: tuple[Use, ...]) -> "Keys":
        """Believe one that signed elsewhere."""
        other = Former(secret, now.isoformat(), uses)
        return Keys(self.secret, self.mark, (*self.former, other)[-FORMER_MOST:])


def marked(secret: str) -> str:
    """The mark of a hall whose cookies were named after its secret."""
    return hashlib.sha256(f"cookies of the hall with {secret}".encode()).hexdigest()[:12]


def new_keys(mark: str) -> Keys:
    return Keys(secrets.token_urlsafe(32), mark)


def read_keys(directory: Path, mark: str) -> Keys | None:
    """None where there is no such file, or one that cannot be read."""
    try:
        said: Any = json.loads(read_text(directory / KEYS) or "")
        former = (Former(one["secret"], one["at"], tuple(one["uses"])) for one in said["former"])
        made = Keys(str(said["secret"]), mark, tuple(former))
    except (ValueError, KeyError, TypeError):
        return None
    with suppress(OSError):
        (directory / KEYS).chmod(0o600)
    return made if made.secret else None


def rotate(directory: Path, now: datetime, uses: tuple[Use, ...]) -> Keys:
    """Sign with a new key from now on; a server that runs takes it up. Raises OSError."""
    known = read_keys(directory, "")
    keys = known.rotated(now, uses) if known is not None else new_keys("")
    write_keys(directory, keys)
    return keys


def after_restore(directory: Path, leaked: str | None, now: datetime) -> None:
    """The hall of a backup signs with a key that was in no backup. ``leaked``: one that was in this
    one. Raises OSError."""
    keys = rotate(directory, now, ALL)
    if leaked and leaked not in {one.secret for one in keys.former}:
        write_keys(directory, keys.besides(leaked, now, LEAKED))


def write_keys(directory: Path, keys: Keys) -> None:
    """Raises OSError. What it replaces is overwritten where the disk does so."""
    made = {"secret": keys.secret, "former": [asdict(one) for one in keys.former]}
    replaced(directory / KEYS, json.dumps(made) + "\n")
    os.chmod(directory / KEYS, 0o600)
