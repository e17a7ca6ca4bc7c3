"""What a described thing is called: a window by its number too, since several may do the same."""

from collections.abc import Mapping
from typing import Any

from signage.language.words import Message, Words, plain

WINDOWS = "windows"


def words_of(item: Mapping[str, Any]) -> Words:
    """Its name; its id where it has none."""
    name = item.get("name", item.get("title"))
    if isinstance(name, str):
        return plain(name)
    words = {k: v for k, v in name.items() if isinstance(v, str)} if isinstance(name, dict) else {}
    return words or plain(str(item.get("id", "")))


def called(part: str, item: Mapping[str, Any]) -> Words:
    words = words_of(item)
    if part != WINDOWS or "number" not in item:
        return words
    return Message("service-windows.numbered", number=str(item["number"]), name=words)
