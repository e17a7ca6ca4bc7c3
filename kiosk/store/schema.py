"""The names of what a data directory holds, and the chain of hashes that the log's rows are on."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from kiosk.store.faults import StoreError

FILE = "hall.sqlite"
LOCK = "hall.lock"
SAFE_MODE = b"safe"
"""What the lock says while its holder does not stand on the log."""
GENESIS = "0" * 64
LOG_IDENTITY, STRANGERS, VERSION = "identity", "strangers", "version"
"""Facts: who this log is, what other logs screens know, and the newest version of the program that
wrote to it."""


def verify_chain(rows: Iterable[tuple[int, str, str, str, str, str]]) -> int:
    """How many rows of the log there are. Raises :class:`StoreError` at the first that breaks the
    chain."""
    chained, expected = GENESIS, 1
    for seq, at, name, role, body, stored in rows:
        chained = chain(chained, seq, at, name, role, body)
        if seq != expected or stored != chained:
            raise StoreError(
                f"The log is broken at event {seq}: restore a backup and keep this file as evidence."
            )
        expected += 1
    return expected - 1


def chain(previous: str, seq: int, at: str, actor: str, role: str, body: str) -> str:
    """SHA-256 over the previous hash and this row's fields, as canonical JSON."""
    row = json.dumps(
        [previous, seq, at, actor, role, body], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(row.encode()).hexdigest()


@cache
def own_version() -> str:
    """As it was installed: looked for among all packages, so once."""
    try:
        return version("hall-kiosk")
    except PackageNotFoundError:
        return "0"


def newer(one: str | None, other: str | None) -> bool:
    """Whether ``one`` is a newer version than ``other``; None is older than any."""
    return _numbers(one) > _numbers(other)


def _numbers(named: str | None) -> list[int]:
    return [int(part) for part in (named or "").split(".") if part.isdecimal()]
