"""A thing of the hall as another, with another number."""

import re
from collections.abc import Container, Mapping
from typing import Any, Final

_LAST: Final = re.compile(r"([0-9]+)(?!.*[0-9])")
POINTERS: Final = frozenset({"place", "about", "depends"})
"""What a copy has of its own; the zone and the storeys it is on it shares."""
ALONE: Final = frozenset({"discharge"})
"""What one thing of its kind has: a copy has it not."""


def number_of(name: str) -> int | None:
    """Of an id, the last in it: of ``machine/terminal-3`` 3; None where it has none."""
    found = _LAST.search(name.partition("/")[2] or name)
    return int(found[1]) if found else None


def unnumbered(name: str) -> str:
    """What ids of one series share."""
    return _LAST.sub("", name)


def pointing_at(item: Mapping[str, Any], known: Container[str]) -> dict[str, Any]:
    """Without what it names and is not ``known``."""
    left = {**item}
    for key in POINTERS & {*item}:
        if isinstance(item[key], list):
            left[key] = [one for one in item[key] if one in known]
        elif item[key] not in known:
            del left[key]
    return left


def numbered(item: Mapping[str, Any], number: int) -> dict[str, Any]:
    """As ``item``, with ``number`` in place of its own in its id, its names, its address, and in
    what it names by the same number. Raises ValueError where its id has none."""
    old = number_of(str(item.get("id", "")))
    if old is None:
        raise ValueError(item)
    return {
        key: _renumbered(key, value, old, number)
        for key, value in item.items() if key not in ALONE or number == old
    }  # fmt: skip


def _renumbered(key: str, value: Any, old: int, new: int) -> Any:
    if key == "number":
        return new if value == old else value
    if key in ("id", "address") and isinstance(value, str):
        return _last(value, old, new)
    if key in POINTERS and isinstance(value, str):
        return _last(value, old, new)
    if key in POINTERS and isinstance(value, list):
        return [_last(one, old, new) if isinstance(one, str) else one for one in value]
    if key == "name" and isinstance(value, Mapping):
        return {lang: _in_words(text, old, new) for lang, text in value.items()}
    return value


def _last(text: str, old: int, new: int) -> str:
    found = _LAST.search(text)
    if found is None or int(found[1]) != old:
        return text
    return f"{text[: found.start()]}{new}{text[found.end() :]}"


def _in_words(text: Any, old: int, new: int) -> Any:
    if not isinstance(text, str):
        return text
    return re.sub(rf"(?<![0-9]){old}(?![0-9])", str(new), text)
