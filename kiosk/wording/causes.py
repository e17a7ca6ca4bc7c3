"""Why the machine or the network refused something, in the words of whoever reads it.

2026-11-30 · The system's own words ("Connection refused") are English in every hall, and say nobody
what to do. Those that staff can mend are said in words of ours; what is rarer stays as it is told.
"""

import errno
import socket
from collections.abc import Mapping
from typing import Final

from signage.language.words import Message, Words, plain

LETTERS_MAX: Final = 100
_NO_WAY: Final = Message("causes.no-way")
_BROKEN: Final = Message("causes.broken-off")
_DENIED: Final = Message("causes.denied")
_SAID: Final[Mapping[int, Words]] = {
    errno.ECONNREFUSED: Message("causes.refused"),
    errno.EHOSTUNREACH: _NO_WAY,
    errno.ENETUNREACH: _NO_WAY,
    errno.ETIMEDOUT: Message("causes.no-answer"),
    errno.ECONNRESET: _BROKEN,
    errno.EPIPE: _BROKEN,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.ENOENT: Message("causes.no-file"),
}


def cause(error: Exception) -> Words:
    """Never empty, and at most ``LETTERS_MAX`` letters of the system's own."""
    if isinstance(error, socket.gaierror):
        return Message("causes.no-such-name")
    if isinstance(error, TimeoutError):
        return _SAID[errno.ETIMEDOUT]
    said = _SAID.get(getattr(error, "errno", None) or 0)
    own = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return said or plain(str(own)[:LETTERS_MAX])
