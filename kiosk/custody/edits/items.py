"""A file with a table of one of its lists changed, one more, or one less.

What is not meant stays as it stands, comments too: the result is read again, and is refused where it
says anything else than it was to.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import tomlkit

from kiosk.custody.edits.toml_text import lines_text
from kiosk.wording.outside import toml

_OTHER: Final = re.compile(r"\s*\[\[?\s*[\w-][\w.\"' -]*\]\]?\s*(#.*)?\r?")
_SAYS_NOTHING: Final = re.compile(r"\s*(#.*)?")
Item = Mapping[str, Any]


class Absent:
    """No value: the key is not there, or is to go."""

    __slots__ = ()


ABSENT: Final = Absent()


def items_in(text: str, part: str) -> tuple[dict[str, Any], ...]:
    """In the file's order. Raises ValueError where it is no such file."""
    listed = toml(text).get(part, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError(part)
    return tuple(listed)


def with_item(text: str, part: str, at: int, values: Mapping[str, Any]) -> str:
    """With these keys of one table as ``values`` say, gone where they are :data:`ABSENT`; of a table
    in it only what differs is touched.

    Raises ValueError where the file cannot be edited so."""
    listed, lines, blocks = items_in(text, part), text.split("\n"), blocks_of(text, part)
    if at >= len(listed) or len(blocks) != len(listed):
        raise ValueError(part)
    block = blocks[at]
    returned = lines[block.start].endswith("\r")
    inside = "\n".join(line.removesuffix("\r") for line in lines[block.start : block.stop])
    document: Any = tomlkit.parse(f"{inside}\n")
    _put(document[part][0], values)
    written = tomlkit.dumps(document).removesuffix("\n").split("\n")
    edited = [*lines[: block.start], *_ended(written, returned), *lines[block.stop :]]
    new = _merged(listed[at], values)
    return only(text, "\n".join(edited), part, lambda them: [*them[:at], new, *them[at + 1 :]])


def with_new_items(text: str, part: str, items: Sequence[Item]) -> str:
    """With more of them behind the last, or at the end of the file. Raises ValueError."""
    lines, blocks = text.split("\n"), blocks_of(text, part)
    if len(blocks) != len(items_in(text, part)):
        raise ValueError(part)
    written = [
        line for item in items for line in ("", f"[[{part}]]", *lines_text(item).split("\n"))
    ]
    end = blocks[-1].stop if blocks else len("\n".join(lines).rstrip().split("\n"))
    returned = lines[0].endswith("\r")
    rest = lines[end:] or [""]
    edited = "\n".join([*lines[:end], *_ended(written, returned), *rest])
    return only(text, edited, part, lambda them: [*them, *map(dict, items)])


def without_item(text: str, part: str, at: int) -> str:
    """Comments before it and behind it stay. Raises ValueError."""
    listed, lines, blocks = items_in(text, part), text.split("\n"), blocks_of(text, part)
    if at >= len(listed) or len(blocks) != len(listed):
        raise ValueError(part)
    end = blocks[at].stop
    while end < len(lines) and not lines[end].strip():
        end += 1
    # The last of a file leaves an empty line: an empty file would be one that is gone.
    edited = "\n".join([*lines[: blocks[at].start], *lines[end:]]) or "\n"
    return only(text, edited, part, lambda them: [*them[:at], *them[at + 1 :]])


def blocks_of(text: str, part: str) -> Sequence[range]:
    """The lines of each table, from its head to the last that says something or belongs to it."""
    lines = text.split("\n")
    head = re.compile(rf"\s*\[\[\s*{part}\s*\]\]\s*(#.*)?\r?")
    inner = re.compile(rf"\s*\[\[?\s*{part}\s*\.")
    heads = [at for at, line in enumerate(lines) if head.fullmatch(line)]
    ends = [at for at, line in enumerate(lines) if _OTHER.fullmatch(line) and not inner.match(line)]
    return tuple(
        range(start, _end(lines, start, next((at for at in ends if at > start), len(lines))))
        for start in heads
    )


def _end(lines: Sequence[str], start: int, stop: int) -> int:
    """Comments right behind the last line are the table's, those after a blank line are not."""
    last = max(at for at in range(start, stop) if not _SAYS_NOTHING.fullmatch(lines[at]))
    return next((at for at in range(last + 1, stop) if not lines[at].strip()), stop)


def only(text: str, edited: str, part: str, meant: Callable[[list[Any]], list[Any]]) -> str:
    """``edited``, where its list is what is ``meant`` and all else is what it was. Raises
    ValueError."""
    before, after = toml(text), toml(edited)
    wanted = {**before, part: meant(list(before.get(part, ())))}
    if {**after, part: after.get(part, [])} != wanted:
        raise ValueError(part)
    return edited


def _put(table: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        there = table.get(key)
        if isinstance(value, Absent):
            table.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(there, Mapping):
            _put(there, {**dict.fromkeys(there, ABSENT), **value})
        elif isinstance(value, list) and isinstance(there, list):
            _put_list(table, key, value)
        elif (
            key not in table or there != value or isinstance(there, bool) != isinstance(value, bool)
        ):
            table[key] = _written(value)


def _written(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    inline = tomlkit.inline_table()
    inline.update({key: _written(one) for key, one in value.items()})
    return inline


def _put_list(table: Any, key: str, value: list[Any]) -> None:
    """One by one, as the file has its layout; written anew where their order is another."""
    there = table[key]
    for one in [one for one in there if one not in value]:
        there.remove(one)
    for one in value:
        if one not in there:
            there.append(one)
    if list(there) != value:
        table[key] = value


def _merged(item: Item, values: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**item, **values}
    return {key: value for key, value in merged.items() if not isinstance(value, Absent)}


def _ended(lines: Sequence[str], returned: bool) -> list[str]:
    return [f"{line}\r" for line in lines] if returned else [*lines]
