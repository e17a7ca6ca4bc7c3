"""A file of the catalogue with other words in one of its kinds, everything else as it stands,
comments too: the result is read again, and refused where it says anything else than it was to."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Final

import tomlkit

from kiosk.content.upgrades.blocks import Block, Pieces, Unsplit, pieces_of
from signage.language.words import FIRST_LANGUAGE

LINES: Final = "lines"
LINES_MOST: Final = 2
Place = tuple[str | int, ...]
"""Keys and places in lists, from the kind down to a table of words."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a kind, by language; empty for a line that is not there yet."""

    place: Place
    words: Mapping[str, str]


def texts_in(kind: Mapping[str, Any]) -> tuple[Text, ...]:
    """Every table of words, in the order of the file, and the lines of a sign that could be there."""
    found = tuple(_texts((), kind))
    there = len(kind.get(LINES, ()))
    more = (Text((LINES, at), {}) for at in range(there, LINES_MOST))
    behind = max(
        (at for at, one in enumerate(found) if one.place[0] in (LINES, "sign", "signs")), default=-1
    )
    return (*found[: behind + 1], *more, *found[behind + 1 :])


def _texts(place: Place, value: Any) -> Iterator[Text]:
    if isinstance(value, Mapping):
        if isinstance(value.get(FIRST_LANGUAGE), str):
            yield Text(place, value)
            return
        for key, inner in value.items():
            yield from _texts((*place, key), inner)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _texts((*place, at), inner)


def kinds_in(file: str, text: str) -> Pieces:
    """Raises :class:`kiosk.content.upgrades.blocks.Unsplit`."""
    return pieces_of(file, text.encode())


def with_words(file: str, text: str, code: str, said: Mapping[Place, Mapping[str, str]]) -> str:
    """``said``: places of the kind with what they are to say, whole; empty for a line that is to go.

    Raises ValueError where the file cannot be edited so."""
    try:
        pieces = kinds_in(file, text)
    except Unsplit as error:
        raise ValueError(file) from error
    blocks = [_with(one, said) if one.code == code else one for one in pieces.blocks]
    return replace(pieces, blocks=tuple(blocks)).text()


def _with(block: Block, said: Mapping[Place, Mapping[str, str]]) -> Block:
    document: Any = tomlkit.parse(block.text)
    written, meant = document["kind"][0], deepcopy(dict(block.value))
    for place, words in sorted(said.items(), key=lambda one: str(one[0])):
        _put(meant, place, dict(words))
        _put(written, place, words)
    for one in (meant, written):
        _without_empty_lines(one)
    edited = replace(block, text=tomlkit.dumps(document).rstrip())
    if edited.value != meant:
        raise ValueError(block.code)
    return edited


def _put(kind: Any, place: Place, words: Mapping[str, str]) -> None:
    """Word by word where there are words: their table keeps its form."""
    if len(place) == 2 and place[0] == LINES:
        _put_line(kind, int(place[1]), words)
        return
    held = kind
    for key in place:
        held = held[key]
    _put_words(held, words)


def _put_line(kind: Any, at: int, words: Mapping[str, str]) -> None:
    if LINES not in kind:
        kind[LINES] = []
    lines = kind[LINES]
    if at < len(lines):
        _put_words(lines[at], words)
        return
    if words:
        lines.append(_table(words) if isinstance(lines, tomlkit.items.Array) else dict(words))


def _put_words(held: Any, words: Mapping[str, str]) -> None:
    for language in [one for one in held if one not in words]:
        del held[language]
    for language, text in words.items():
        if held.get(language) != text:
            held[language] = text


def _table(words: Mapping[str, str]) -> Any:
    table = tomlkit.inline_table()
    table.update(words)
    return table


def _without_empty_lines(kind: Any) -> None:
    lines = kind.get(LINES)
    for at in reversed(range(len(lines or ()))):
        if not lines[at]:
            del lines[at]


def words_apart(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Sequence[tuple[Place, str, str, str]] | None:
    """Place, language, what was said and is said; None where two kinds differ in more than words."""
    old, new = ({one.place: one.words for one in texts_in(kind)} for kind in (before, after))
    if _wordless(before) != _wordless(after):
        return None
    return [
        (place, lang, old.get(place, {}).get(lang, ""), new.get(place, {}).get(lang, ""))
        for place in dict.fromkeys((*old, *new))
        for lang in dict.fromkeys((*old.get(place, {}), *new.get(place, {})))
        if old.get(place, {}).get(lang, "") != new.get(place, {}).get(lang, "")
    ]


def _wordless(value: Any) -> Any:
    if isinstance(value, Mapping):
        if isinstance(value.get(FIRST_LANGUAGE), str):
            return None
        return {key: _wordless(one) for key, one in value.items() if key != LINES}
    if isinstance(value, list | tuple):
        return [_wordless(one) for one in value]
    return value
