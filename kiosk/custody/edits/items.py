"""A file with a table of one of its lists changed, one more, or one less.

What is not meant stays as it stands, comments too: the result is read again, and is refused where it
says anything else than it was to.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any, Final

import tomlkit
from tomlkit.items import AoT

from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.outside import toml

_OTHER: Final = re.compile(r"\s*\[\[?\s*[\w-][\w.\"' -]*\]\]?\s*(#.*)?\r?")
_SAYS_NOTHING: Final = re.compile(r"\s*(#.*)?")
Item = Mapping[str, Any]


class Absent:
    """No value: the key is not there, or is to go."""

    __slots__ = ()


ABSENT: Final = Absent()


def items_in(text: str, part: str) -> tuple[dict[str, Any], ...]:
    """In the file's order; ``part`` with dots where the list is within a table. Raises ValueError
    where it is no such file."""
    listed = _at(toml(text), part)
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
    _put(_at(document, part)[0], values)
    written = tomlkit.dumps(document).removesuffix("\n").split("\n")
    edited = [*lines[: block.start], *_ended(written, returned), *lines[block.stop :]]
    new = _merged(listed[at], values)
    return only(text, "\n".join(edited), part, lambda them: [*them[:at], new, *them[at + 1 :]])


def with_new_items(text: str, part: str, items: Sequence[Item]) -> str:
    """With more of them behind the last, or at the end of the file. Raises ValueError."""
    lines, blocks = text.split("\n"), blocks_of(text, part)
    if len(blocks) != len(items_in(text, part)):
        raise ValueError(part)
    written = [line for item in items for line in ("", f"[[{part}]]", *_lines(item))]
    end = blocks[-1].stop if blocks else len("\n".join(lines).rstrip().split("\n"))
    returned = lines[0].endswith("\r")
    rest = lines[end:] or [""]
    written = written if text.strip() else written[1:]
    edited = "\n".join([*lines[: end if text.strip() else 0], *_ended(written, returned), *rest])
    return only(text, edited, part, lambda them: [*them, *map(dict, items)])


def _lines(item: Item) -> list[str]:
    return [line for key, one in item.items() for line in f"{key} = {_text(one)}".split("\n")]


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
    named = r"\s*\.\s*".join(map(re.escape, part.split(".")))
    head = re.compile(rf"\s*\[\[\s*{named}\s*\]\]\s*(#.*)?\r?")
    inner = re.compile(rf"\s*\[\[?\s*{named}\s*\.")
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
    _set(before, part, meant(list(_at(before, part))))
    _set(after, part, list(_at(after, part)))
    if before != after:
        raise ValueError(part)
    return edited


def with_table(text: str, path: Sequence[str], values: Mapping[str, Any]) -> str:
    """With these keys of a table of the file as ``values`` say, gone where they are
    :data:`ABSENT`; the table comes where it is not there. Raises ValueError."""
    if not values:
        return text
    wanted = toml(text)
    inner = wanted
    for key in path:
        inner = inner.setdefault(key, {})
    merged = _merged(inner, values)
    inner.clear()
    inner.update(merged)
    lines, block = text.split("\n"), _table_block(text, path)
    # Reading a whole file to write it again takes long, and is seldom needed.
    for part in (block, range(len(lines))):
        inside = "\n".join(line.removesuffix("\r") for line in lines[part.start : part.stop])
        written = _with_keys(inside, path, values).split("\n")
        returned = lines[0].endswith("\r")
        ended = [*lines[: part.start], *_ended(written, returned), *lines[part.stop :]]
        edited = "\n".join(ended)
        with suppress(ValueError):
            if toml(edited) == wanted:
                return edited
    raise ValueError(".".join(path))


def _with_keys(text: str, path: Sequence[str], values: Mapping[str, Any]) -> str:
    document: Any = tomlkit.parse(text)
    table = document
    for key in path:
        if key not in table:
            table[key] = tomlkit.table()
        table = table[key]
    _put(table, values)
    return tomlkit.dumps(document)


def _table_block(text: str, path: Sequence[str]) -> range:
    """The lines of a table and of what it has within, behind its head; of the file itself those before
    its first table; the whole file where there is none."""
    lines = text.split("\n")
    named = r"\s*\.\s*".join(map(re.escape, path))
    head, inner = (re.compile(rf"\s*\[\[?\s*{named}\s*{end}") for end in (r"\]", r"\."))
    heads = [at for at, line in enumerate(lines) if _OTHER.fullmatch(line)]
    if not path:
        return range(next(iter(heads), len(lines)))
    start = next((at for at in heads if head.match(lines[at])), None)
    if start is None:
        return range(len(lines))
    return range(
        start, next((at for at in heads if at > start and not inner.match(lines[at])), len(lines))
    )


def _at(document: Any, part: str) -> Any:
    """The list, empty where there is none."""
    for key in part.split("."):
        document = document[key] if isinstance(document, Mapping) and key in document else []
    return document


def _set(document: dict[str, Any], part: str, listed: list[Any]) -> None:
    *path, last = part.split(".")
    for key in path:
        document = document.setdefault(key, {})
    document[last] = listed


def _put(table: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        there = table.get(key)
        if isinstance(value, Absent):
            table.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(there, Mapping):
            _put(there, {**dict.fromkeys(there, ABSENT), **value})
        elif isinstance(value, list) and isinstance(there, list):
            tables = [isinstance(one, Mapping) for one in (*value, *there)]
            (_put_rows if any(tables) and all(tables) else _put_list)(table, key, value)
        elif (
            key not in table or there != value or isinstance(there, bool) != isinstance(value, bool)
        ):
            table[key] = _written(value)


def _written(value: Any) -> Any:
    """Tables in line, those of a list each on its own line."""
    if not isinstance(value, Mapping | list):
        return value
    return tomlkit.parse(f"value = {_text(value)}")["value"]


def _text(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        lines = "".join(f"  {value_text(one)},\n" for one in value)
        return f"[\n{lines}]"
    return value_text(value)


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


def _put_rows(table: Any, key: str, value: list[Any]) -> None:
    """Tables one below another: each as it stands where it stays, with its comments."""
    there = table[key]
    if not value:
        del table[key]
        table[key] = []
        return
    old, new = (list(map(_told, rows)) for rows in (there, value))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for step, start, stop, first, last in reversed(steps):
        if step != "equal":
            _put_some(there, range(start, stop), value[first:last])


def _put_some(there: Any, at: range, value: list[Any]) -> None:
    for place, one in zip(at, value, strict=False):
        _put(there[place], {**dict.fromkeys(there[place], ABSENT), **one})
    for place in reversed(at[len(value) :]):
        del there[place]
    for number, one in enumerate(value[len(at) :]):
        place = at.start + len(at) + number
        there.insert(place, _row(there, one, last=place >= len(there)))


def _row(there: Any, values: Mapping[str, Any], *, last: bool) -> Any:
    if not isinstance(there, AoT):
        return _written(values)
    found = tomlkit.table()
    for key, value in values.items():
        found[key] = _written(value)
    # A blank line between it and what it stands beside, which ends with its own unless it was last.
    if last:
        found.trivia.indent = "\n"
    else:
        found.add(tomlkit.nl())
    return found


def _told(row: Any) -> str:
    return json.dumps(row, sort_keys=True, default=str)


def _merged(item: Item, values: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**item, **values}
    return {key: value for key, value in merged.items() if not isinstance(value, Absent)}


def _ended(lines: Sequence[str], returned: bool) -> list[str]:
    return [f"{line}\r" for line in lines] if returned else [*lines]
