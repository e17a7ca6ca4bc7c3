"""The names of what a data directory holds, and the chain of hashes that the log's rows are on."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from kiosk.store.faults import StoreError

FILE = "hall.sqlite"
LOCK = "hall.lock"
SAFE_MODE = b"safe"
"""What the lock says while its holder does not stand on the log."""
GENESIS = "0" * 64
LOG_IDENTITY, STRANGERS, VERSION = "identity", "strangers", "version"
"""Facts: who this log is, what other logs screens know, and the newest version of the program that
wrote to it."""


PRINTED: Final = 16
"""Digits of a hash that are printed: nobody makes another event with the same ones in a night."""
_HEAD: Final = re.compile(rf"([1-9][0-9]{{0,14}})-([0-9a-f]{{{PRINTED}}})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of an event, by which a log that was cut behind it, or changed before it, is
    found."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}-{self.hash[:PRINTED]}"

    @classmethod
    def read(cls, text: str) -> "Head | None":
        """As it was printed, also within the name of a backup."""
        found = _HEAD.findall(text)
        return cls(int(found[-1][0]), found[-1][1]) if found else None


class BrokenChain(StoreError):
    """``seq``: the first event that does not fit those before it, or is missing."""

    def __init__(self, seq: int) -> None:
        super().__init__(
            f"The log is broken at event {seq}: restore a backup and keep this file as evidence."
        )
        self.seq = seq


BEGUN: Final = Head(0, GENESIS)
"""Of a log without events."""


def verify_chain(rows: Iterable[tuple[int, str, str, str, str, str]], after: Head = BEGUN) -> Head:
    """The head of the log with these rows ``after`` it. Raises :class:`BrokenChain` at the first
    that does not fit."""
    expected, chained = after.seq, after.hash
    for seq, at, name, role, body, stored in rows:
        expected += 1
        chained = chain(chained, seq, at, name, role, body)
        if seq != expected or stored != chained:
            raise BrokenChain(seq)
    return Head(expected, chained)


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
