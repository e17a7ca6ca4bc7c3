"""Mutations of the files that people write, word by word: how somebody in a hurry, or his editor,
gets them wrong.

Every mutation names what it is (``sort``), the word as it was and as it is now; what must come of
each sort stands in ``test_mutations``.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Sort = Literal[
    "key",
    "header",
    "text",
    "closed",
    "bare",
    "order",
    "cut",
    "twice",
    "same",
    "broken",
    "label",
    "layer",
    "stroke",
]
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[\w+\-.:/]+|\n|\S')
FREE = frozenset({
    "zh", "en", "ug", "source", "phone", "tags", "keywords", "url", "about_note", "number", "numbers", "verified_on",
    "title", "address", "note", "description", "manual", "allowed_hosts", "public_url", "matchers", "text",
})  # fmt: skip
"""Keys whose texts are anybody's own words: another word is another text, and nobody can know."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """``was`` and ``now``: the word; ``data``: the whole file with it."""

    file: str
    sort: Sort
    how: str
    was: str
    now: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.file}: {self.how}: {self.was!r} → {self.now!r}"


def misspelt(word: str) -> Iterator[tuple[str, str]]:
    """As fingers do it; the first letter is kept, as fingers keep it."""
    middle = len(word) // 2
    if len(word) > 3:
        yield "a letter left out", word[:middle] + word[middle + 1 :]
        yield "a letter doubled", word[: middle + 1] + word[middle:]
        swapped = word[:middle] + word[middle : middle + 2][::-1] + word[middle + 2 :]
        yield "two letters swapped", swapped
    yield "a letter too much", f"{word}s"


def wide(word: str) -> str:
    """In the full-width letters of a Chinese keyboard."""
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in word)


def rewritten(word: str) -> Iterator[tuple[str, str]]:
    """The same word in other letters."""
    yield "full-width letters", wide(word)
    yield "capitals", word.upper()
    yield "a capital", word.capitalize()


def toml(file: str, text: str) -> Iterator[Mutation]:
    yield from _words(file, text)
    yield from _tables(file, text)
    yield from encodings(file, text)


def _words(file: str, text: str) -> Iterator[Mutation]:
    key, opening = "", True
    for token in TOKEN.finditer(text):
        word = token[0]
        if word == "\n":
            opening = True
            continue
        if word.startswith("#"):
            continue
        following = text[token.end() :].lstrip(" ")[:1]
        line = text[text.rfind("\n", 0, token.start()) + 1 : token.end()]
        if opening and line.startswith("[") and word not in "[]":
            yield from _named(file, text, token, "header")
        elif following == "=" and word not in "=,{}[]":
            key = word.strip('"')
            yield from _named(file, text, token, "key")
            at = text.index("=", token.end())
            yield Mutation(
                file, "broken", "a full-width =", "=", "＝", _put(text, at, at + 1, "＝")
            )
        elif word.startswith('"') and len(word) > 2:
            yield from _string(file, text, token, key)
        elif word[0].isalnum():
            yield from _bare(file, text, token)
        opening = opening and word == "["


def _put(text: str, start: int, end: int, word: str) -> bytes:
    return (text[:start] + word + text[end:]).encode()


def _named(file: str, text: str, token: re.Match[str], sort: Sort) -> Iterator[Mutation]:
    word, edge = token[0].strip('"'), 1 if token[0].startswith('"') else 0
    for how, now in (*misspelt(word), *rewritten(word)):
        if now != word:
            yield Mutation(
                file,
                sort,
                how,
                word,
                now,
                _put(text, token.start() + edge, token.end() - edge, now),
            )


def _string(file: str, text: str, token: re.Match[str], key: str) -> Iterator[Mutation]:
    word = token[0][1:-1]
    sort: Sort = "text" if key in FREE else "closed"
    spelt = () if sort == "text" else misspelt(word)
    for how, now in (
        *spelt,
        *rewritten(word),
        ("a space after it", f"{word} "),
        ("full-width quotes", ""),
    ):
        if how == "full-width quotes":
            yield Mutation(
                file, "broken", how, token[0], f"“{word}”", _put(text, *token.span(), f"“{word}”")
            )
        elif now != word:
            yield Mutation(file, sort, how, word, now, _put(text, *token.span(), f'"{now}"'))


BOOL = {"true": ("yes", "是", "True", "TRUE", '"yes"', '"是"', '"true"', "1", "treu"),
        "false": ("no", "否", "False", '"no"', '"否"', "0", "flase")}  # fmt: skip


def _bare(file: str, text: str, token: re.Match[str]) -> Iterator[Mutation]:
    word = token[0]
    others = BOOL.get(
        word, (wide(word), f'"{wide(word)}"', f'"{word}"', f"{word}m", f'"{word}个"', f"-{word}")
    )
    for now in others:
        yield Mutation(
            file, "bare", "another way to write a value", word, now, _put(text, *token.span(), now)
        )


def _tables(file: str, text: str) -> Iterator[Mutation]:
    starts = [found.start() for found in re.finditer(r"^\[", text, re.MULTILINE)]
    # A file may hold no table at all.
    for start, end in pairwise((*starts, len(text))):
        name = text[start : text.index("\n", start)]
        yield Mutation(file, "cut", "cut before a table", name, "", text[:start].encode())
        yield Mutation(
            file, "cut", "cut amid a table", name, "", text[: (start + end) // 2].encode()
        )
        whole = text[start:end]
        yield Mutation(
            file, "twice", "a table twice", name, name, (text[:end] + whole + text[end:]).encode()
        )
        lines = whole.rstrip("\n").split("\n")
        if len(lines) == 3 and all(
            " = " in line and line.count("[") == line.count("]") for line in lines[1:]
        ):
            turned = "\n".join((lines[0], lines[2], lines[1]))
            yield Mutation(file, "same", "keys in another order", name, name,
                           text.replace(whole, turned + "\n", 1).encode())  # fmt: skip


def encodings(file: str, text: str) -> Iterator[Mutation]:
    yield Mutation(file, "same", "a mark of UTF-8", "", "", b"\xef\xbb\xbf" + text.encode())
    yield Mutation(
        file, "same", "lines as Windows ends them", "", "", text.replace("\n", "\r\n").encode()
    )
    yield Mutation(file, "same", "no last line end", "", "", text.rstrip("\n").encode())
    for name in ("utf-16", "gb18030", "utf-16-le", "utf-32"):
        data = text.encode(name)
        if data != text.encode():
            yield Mutation(file, "broken", f"saved as {name}", "", "", data)
    yield Mutation(file, "broken", "a NUL", "", "", text.encode() + b"\0")
    yield Mutation(
        file,
        "broken",
        "NULs where a disk filled",
        "",
        "",
        text.encode()[: len(text) // 2] + bytes(512),
    )
    yield Mutation(
        file, "broken", "words behind its end", "", "", text.encode() + "以上请核对\n".encode()
    )
    yield Mutation(file, "broken", "nothing in it", "", "", b"")
    yield Mutation(
        file, "broken", "a page of a website", "", "", b"<!DOCTYPE html><html>Sign in</html>"
    )


LABEL = re.compile(r'inkscape:label="([^"]*)"')


def svg(file: str, text: str) -> Iterator[Mutation]:
    """Of labels: keys, values, ids, names of layers; and the file."""
    for found in LABEL.finditer(text):
        label = found[1]
        if "/" not in label and "=" not in label:
            for how, now in (*misspelt(label), *rewritten(label)):
                yield Mutation(file, "layer", how, label, now, _put(text, *found.span(1), now))
            continue
        for part in re.finditer(r"([a-z]+)=('[^']*'|\S+)|(\S+/\S+)", label):
            if part[3]:
                spelt = [
                    ("id", how, part[3], now, 3)
                    for how, now in (*misspelt(part[3]), *rewritten(part[3]))
                ]
            else:
                spelt = [
                    ("key", how, part[1], now, 1)
                    for how, now in (*misspelt(part[1]), *rewritten(part[1]))
                ]
                if part[1] not in ("name", "en", "alias"):
                    values = (*misspelt(part[2]), *rewritten(part[2]))
                    spelt += [("value", how, part[2], now, 2) for how, now in values]
            for what, how, was, now, group in spelt:
                if now != was:
                    start, end = (found.start(1) + at for at in part.span(group))
                    yield Mutation(
                        file, "label", f"{what}: {how}", was, now, _put(text, start, end, now)
                    )
    yield from _strokes(file, text)
    yield Mutation(file, "same", "a mark of UTF-8", "", "", b"\xef\xbb\xbf" + text.encode())
    yield Mutation(
        file, "same", "lines as Windows ends them", "", "", text.replace("\n", "\r\n").encode()
    )
    for name in ("utf-16-le", "gb18030"):
        yield Mutation(file, "broken", f"saved as {name}", "", "", text.encode(name))
    for share in (0.1, 0.5, 0.9, 0.999):
        yield Mutation(
            file, "broken", "half saved", "", "", text.encode()[: int(len(text.encode()) * share)]
        )
    yield Mutation(file, "broken", "nothing in it", "", "", b"")


SHAPE = re.compile(
    r'<(?:path|line|polyline|polygon|rect|circle)\b[^>]*?( inkscape:label="[^"]*")[^>]*/>'
)


def _strokes(file: str, text: str) -> Iterator[Mutation]:
    """Of labelled shapes: without its label, drawn twice, moved away.

    An assembly point lies where nothing else is drawn: where it was meant to be, nobody can know.
    """
    for found in SHAPE.finditer(text):
        shape, label = found[0], found[1]
        bare = shape.replace(label, "")
        moved = shape.replace("/>", ' transform="translate(90 4000)"/>')
        ways = [("a label taken away", bare), ("drawn twice", shape + shape), ("moved away", moved)]
        for how, now in ways[:2] if "assembly/" in label else ways:
            yield Mutation(file, "stroke", how, label.strip(), "", _put(text, *found.span(), now))


def anonymous(text: str) -> str:
    """A drawing whose shapes bear the ids that Inkscape gives."""
    numbers = iter(range(1000, 99999))
    return re.sub(r'(<(?:path|line|polyline|polygon|rect|circle)\b[^>]*?\bid=")[^"]*"',
                  lambda found: f'{found[1]}path{next(numbers)}"', text)  # fmt: skip


def plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()
