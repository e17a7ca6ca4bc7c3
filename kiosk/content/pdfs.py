"""Whether a PDF does something by itself when it is opened: such a one is not kept.

2026-11-29 · Evidence is opened on tablets and in offices by whoever writes the report, so a document
that runs, starts, sends or carries something is refused, and so is one that cannot be looked into.
Every name is looked for in the whole file and in all that unpacks, not where the file says its
objects are: readers differ in what they take for an object. Links to web pages stay. Rejected:
drawing its pages anew, which takes the text out of a minute and needs another library of C.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

ACTIVE: Final = (
    b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"RichMedia", b"EmbeddedFile", b"XFA", b"GoToE",
    b"GoToR",
)  # fmt: skip
"""ISO 32000-2, 12.6.4 (actions), 12.7.8 (XFA), 13.7 (rich media), 7.11.4 (embedded files)."""
HIDDEN: Final = b"Encrypt"
UNPACKED_MAX: Final = 32 * 1024 * 1024
"""Bytes of all streams together."""
STREAMS_MAX: Final = 20_000
_NAMES: Final = re.compile(rb"/(?:" + b"|".join((*ACTIVE, HIDDEN)) + rb")s?(?![A-Za-z])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM: Final = re.compile(rb"stream\r?\n")
_HEAD: Final = 1024
"""Bytes before a stream in which its dictionary stands."""


def is_active(body: bytes) -> bool:
    """Whether it may do something, or hides whether it does."""
    if _NAMES.search(_plain(body)):
        return True
    left = UNPACKED_MAX
    for number, (head, packed) in enumerate(_streams(body)):
        if number >= STREAMS_MAX:
            return True
        unpacked = _unpacked(packed, left + 1)
        if unpacked is None:
            # Pictures are packed in other ways; objects need not be, and readers would look there.
            if b"/ObjStm" in _plain(head):
                return True
            continue
        left -= len(unpacked)
        if left < 0 or _NAMES.search(_plain(unpacked)):
            return True
    return False


def _plain(raw: bytes) -> bytes:
    """Names as they are meant: ``/J#61vaScript`` is one."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), raw)


def _streams(body: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """What stands before each, and all from where it begins: a packed one knows where it ends."""
    seen = memoryview(body)
    for found in _STREAM.finditer(body):
        head = body[max(0, found.start() - _HEAD) : found.start()]
        yield head[head.rfind(b"obj") + 1 :], seen[found.end() :]


def _unpacked(packed: memoryview, most: int) -> bytes | None:
    """At most so many bytes; None where it is not packed by zlib."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return None
