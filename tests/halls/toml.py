"""Plain tables as TOML text: what the generated documents hold, no more."""

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any


def text(document: dict[str, Any]) -> str:
    return "\n".join(_table("", document)).lstrip("\n") + "\n"


def _table(name: str, table: dict[str, Any]) -> Iterator[str]:
    """Plain values first, as TOML wants it, then tables, then lists of tables."""
    later = [key for key, value in table.items() if _is_table(value) or _is_tables(value)]
    for key, value in table.items():
        if key not in later:
            yield f"{_key(key)} = {_value(value)}"
    for key in sorted(later, key=lambda key: _is_tables(table[key])):
        path = f"{name}.{_key(key)}" if name else _key(key)
        if _is_tables(table[key]):
            for item in table[key]:
                yield f"\n[[{path}]]"
                yield from _table(path, item)
        else:
            yield f"\n[{path}]"
            yield from _table(path, table[key])


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) for item in value)
        and not _words(value)
    )


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and any(isinstance(v, dict | list) for v in value.values())
    )


def _words(value: list[dict[str, Any]]) -> bool:
    """A list of texts stays in one line each: tips."""
    return all("zh" in item for item in value)


def _key(key: str) -> str:
    return (
        key
        if key.replace("-", "").replace("_", "").isalnum() and key.isascii()
        else json.dumps(key)
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return json.dumps(value.isoformat())
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
