"""What the server and its helper process say to each other: a pickled head and a body of plain
bytes."""

import asyncio
import pickle
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from signage.language.words import Words

if TYPE_CHECKING:  # the server alone knows no commands
    from kiosk.drawing.beforehand.voice.engine import Engine
    from signage.situation.commands import Command
    from signage.situation.incidents import Actor
    from signage.spoken.clips import Clip

SIZES: Final = struct.Struct("!II")
PART: Final = 64 * 1024
"""Bytes written at a time: a large body must not keep the event loop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole request for the app; its body is the frame's."""

    scope: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class DrawPack:
    screen: str


@dataclass(frozen=True, slots=True)
class PackDrawn:
    """The fields of a :class:`kiosk.drawing.beforehand.pack.Pack`."""

    version: str
    scenes: dict[str, str]
    names: dict[Any, str]


@dataclass(frozen=True, slots=True)
class Act:
    """A command that the helper came to: only the server's board carries out commands."""

    command: "Command"
    actor: "Actor"
    key: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Done:
    incident: str | None
    created: bool


@dataclass(frozen=True, slots=True)
class NotDone:
    """A :class:`signage.rules.refusal.Refused` by its parts, or with ``stored`` what the store
    said."""

    code: str
    field: str | None
    words: Words
    store: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """The first word to the process that records (:mod:`kiosk.clerk.recorder`). ``asks``: the hall's
    public address is to be heard, whatever the screens are."""

    engine: "Engine"
    asks: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The log has gone on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody may wish to hear these in a moment."""

    screen: str
    clips: "tuple[Clip, ...]"


@dataclass(frozen=True, slots=True)
class Recorded:
    """How far it is; also its sign of life. Of ``held`` and ``pages``, keys by screen, only what is
    new."""

    busy: bool
    held: Mapping[str, list[str]]
    pages: Mapping[str, list[str]]
    mute: tuple[str, ...]
    wrong: tuple[str, ...]


def written(said: object, body: bytes = b"") -> bytes:
    """Head and sizes; the body follows as it is."""
    head = pickle.dumps(said)
    return SIZES.pack(len(head), len(body)) + head


async def say(writer: asyncio.StreamWriter, said: object, body: bytes = b"") -> None:
    writer.write(written(said, body))
    view = memoryview(body)
    for start in range(0, len(body), PART):
        writer.write(view[start : start + PART])
        await writer.drain()
    await writer.drain()


async def hear(reader: asyncio.StreamReader) -> tuple[Any, bytes]:
    """Raises IncompleteReadError where the other side is gone."""
    head, body = SIZES.unpack(await reader.readexactly(SIZES.size))
    said = _read(await reader.readexactly(head))
    return said, await reader.readexactly(body)


def say_at_once(sock: socket.socket, said: object, body: bytes = b"") -> None:
    sock.sendall(written(said, body))
    sock.sendall(body)


def hear_at_once(sock: socket.socket) -> tuple[Any, bytes] | None:
    """None where the other side is gone."""
    sizes = _exactly(sock, SIZES.size)
    if sizes is None:
        return None
    head, body = (_exactly(sock, size) for size in SIZES.unpack(sizes))
    return None if head is None or body is None else (_read(head), body)


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        # Never for the whole size: recv allocates what it is asked for.
        part = sock.recv(min(size - len(found), 1 << 20))
        if not part:
            return None
        found += part
    return bytes(found)


def _read(head: bytes) -> Any:
    return pickle.loads(head)  # noqa: S301  # from our own child, over a socket that nobody else has
