"""A file of the catalogue as text in pieces: its head, each ``[[kind]]`` with the comments above it,
and in a kind each key with its value."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from kiosk.wording.outside import toml
from signage.language.mistake import Mistake
from signage.language.words import Message

KIND: Final = "kind"
MAPPED: Final = frozenset({"signs", "on", "families"})
"""Tables of a kind whose entries stand each for itself; every other value counts as one."""
Key = tuple[str, ...]
_ABOVE = re.compile(r"\s*\[\[\s*(?:kind|\"kind\"|'kind')\s*\]\]\s*(?:#.*)?")
_HEADER = re.compile(r"\s*\[{1,2}\s*kind\s*\.\s*([\w.\s-]+?)\s*\]{1,2}\s*(?:#.*)?")


class Unsplit(Exception):
    """The file is no list of ``[[kind]]``; ``mistake`` says what to do."""

    def __init__(self, file: str) -> None:
        self.mistake = Mistake(
            file, "(file)", Message("check.kinds-not-told-apart"), Message("check.write-kind-above")
        )
        super().__init__(str(self.mistake))


@dataclass(frozen=True, slots=True)
class Block:
    """A kind; ``text`` without the blank lines after it, which are ``gap``."""

    code: str
    text: str
    gap: str = ""

    @property
    def value(self) -> Mapping[str, Any]:
        return _kind_in(self.text)


@dataclass(frozen=True, slots=True)
class Pieces:
    head: str
    blocks: tuple[Block, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(block.code for block in self.blocks)

    def text(self) -> str:
        return self.head + "".join(block.text + block.gap for block in self.blocks)


@lru_cache(maxsize=1024)
def _kind_in(text: str) -> Mapping[str, Any]:
    """The one kind of a block. Raises ValueError."""
    document = toml(text)
    listed = document.get(KIND)
    if set(document) != {KIND} or not isinstance(listed, list) or len(listed) != 1:
        raise ValueError(text)
    kind = listed[0]
    if not isinstance(kind, dict) or not isinstance(kind.get("code"), str):
        raise ValueError(text)
    return kind


@lru_cache(maxsize=64)
def pieces_of(file: str, data: bytes) -> Pieces:
    """Raises :class:`Unsplit`."""
    try:
        text = data.decode("utf-8")
        cut = [0, *_cuts(text), len(text)]
        parts = [text[begin:end] for begin, end in pairwise(cut)]
        if toml(parts[0].removeprefix("\ufeff")):
            raise ValueError(parts[0])
        return Pieces(parts[0], tuple(map(_block, parts[1:])))
    except (ValueError, RecursionError) as error:
        raise Unsplit(file) from error


def _cuts(text: str) -> Iterator[int]:
    """Where each block begins: at the comments right above its ``[[kind]]``."""
    at, comments = 0, None
    for line in text.splitlines(keepends=True):
        if _ABOVE.fullmatch(line.rstrip("\r\n")):
            yield at if comments is None else comments
            comments = None
        elif not line.lstrip().startswith("#"):
            comments = None
        elif comments is None:
            comments = at
        at += len(line)


def _block(text: str) -> Block:
    body = text.rstrip()
    return Block(str(_kind_in(body)["code"]), body, text[len(body) :])


# ---------------------------------------------------------------- the keys of a kind


def flat(kind: Mapping[str, Any]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for key, value in kind.items():
        if key in MAPPED and isinstance(value, Mapping) and value:
            found |= {(key, entry): inner for entry, inner in value.items()}
        else:
            found[(key,)] = value
    return found


def unflat(values: Mapping[Key, Any]) -> dict[str, Any]:
    kind: dict[str, Any] = {}
    for key, value in values.items():
        if len(key) == 1:
            kind[key[0]] = value
        else:
            kind.setdefault(key[0], {})[key[1]] = value
    return kind


@dataclass(frozen=True, slots=True)
class Line:
    """Lines of a block: ``key`` is what they say something of, empty for comments, blank lines and
    the header; ``rooted``: they say so by themselves, under no header of a table."""

    key: Key
    text: str
    rooted: bool = True


@lru_cache(maxsize=256)
def _lines(text: str) -> tuple[Line, ...]:
    """Raises ValueError."""
    found, table, waiting = list[Line](), Key(), ""
    for line in text.split("\n"):
        waiting += f"{line}\n"
        if table or (_HEADER.fullmatch(line) and waiting == f"{line}\n"):
            header = _HEADER.fullmatch(line)
            if header is not None:
                table = tuple(part.strip() for part in header[1].split("."))
            found.append(Line(table, waiting, rooted=False))
            waiting = ""
            continue
        if _ABOVE.fullmatch(line):
            found.append(Line((), waiting))
            waiting = ""
            continue
        try:
            said = toml(waiting)
        except ValueError:
            continue  # a value that goes on in the next line
        found.append(Line(_key_of(said), waiting))
        waiting = ""
    if waiting:
        raise ValueError(waiting)
    return tuple(found)


def _key_of(said: Mapping[str, Any]) -> Key:
    if not said:
        return ()
    ((name, value),) = said.items()
    if name in MAPPED and isinstance(value, dict) and len(value) == 1:
        return (name, next(iter(value)))
    return (name,)


def with_key(hall: str, shipped: str, key: Key) -> str:
    """The hall's block with this key as it stands in the shipped one, or gone where it has none.

    Whether that was possible, reading it tells. Raises ValueError."""
    lines, theirs = _lines(hall), _lines(shipped)
    order = [line.key for line in theirs if line.key]
    brought = [line for line in theirs if line.key == key and line.rooted]
    there = [at for at, line in enumerate(lines) if line.key == key]
    before = set(order[: order.index(key)]) if key in order else set()
    rooted = bool(there) and lines[there[0]].rooted
    place = there[0] if rooted else _behind(lines, before)
    kept = [[line for line in part if line.key != key] for part in (lines[:place], lines[place:])]
    text = "".join(line.text for line in (*kept[0], *brought, *kept[1]))
    return text.removesuffix("\n")


def _behind(lines: Sequence[Line], before: Iterable[Key]) -> int:
    """The place after the last of the keys that come before; else the end of what stands under no
    header."""
    known = set(before)
    found = [at for at, line in enumerate(lines) if line.rooted and line.key in known]
    rooted = [at for at, line in enumerate(lines) if line.rooted and line.key]
    return (found or rooted)[-1] + 1
