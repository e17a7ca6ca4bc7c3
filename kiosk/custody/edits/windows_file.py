"""``hall.toml`` with a window's name or services changed, a window more, or one less.

What is not meant stays as it stands, comments too: the result is read again, and is refused where it
says anything else than it was to.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tomlkit

from kiosk.custody.edits.toml_text import lines_text
from kiosk.wording.outside import toml

WINDOWS: Final = "windows"
_HEAD: Final = re.compile(r"\s*\[\[\s*windows\s*\]\]\s*(#.*)?\r?")
_OTHER: Final = re.compile(r"\s*\[\[?\s*(?!windows\s*\.)[\w-][\w.\"' -]*\]\]?\s*(#.*)?\r?")
_SAYS_NOTHING: Final = re.compile(r"\s*(#.*)?")


@dataclass(frozen=True, slots=True)
class Desk:
    """A window as the file says it. ``name``: by language."""

    id: str
    number: int
    name: Mapping[str, str]
    services: tuple[str, ...]


def windows_in(text: str) -> tuple[Desk, ...]:
    """In the file's order. Raises ValueError where it is no description."""
    try:
        return tuple(
            Desk(str(one["id"]), int(one["number"]), dict(one["name"]), tuple(one["services"]))
            for one in toml(text).get(WINDOWS, ())
        )
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def with_window(text: str, desk: Desk) -> str:
    """With the name and the services of a window that is there, known by its id.

    Raises ValueError where the file cannot be edited so."""
    document: Any = tomlkit.parse(text)
    window = next(one for one in document[WINDOWS] if one["id"] == desk.id)
    for language, name in desk.name.items():
        if window["name"].get(language) != name:
            window["name"][language] = name
    for service in [one for one in window["services"] if one not in desk.services]:
        window["services"].remove(service)
    for service in desk.services:
        if service not in window["services"]:
            window["services"].append(service)

    def meant(windows: list[Any]) -> list[Any]:
        return [_as(one, desk) if one["id"] == desk.id else one for one in windows]

    return _only(text, tomlkit.dumps(document), meant)


def with_new_window(text: str, model: str, desk: Desk) -> str:
    """With one more behind the last, in all but ``desk`` as the window of the id ``model``.

    Raises ValueError."""
    known = next((one for one in toml(text).get(WINDOWS, ()) if one["id"] == model), None)
    lines, blocks = text.split("\n"), _blocks(text)
    if known is None or not blocks:
        raise ValueError(model)
    new = {**known, **_said(desk), "id": desk.id, "number": desk.number}
    written = ["", f"[[{WINDOWS}]]", *lines_text(new).split("\n")]
    if lines[blocks[-1].start].endswith("\r"):
        written = [f"{line}\r" for line in written]
    end = blocks[-1].stop
    edited = "\n".join([*lines[:end], *written, *(lines[end:] or [""])])
    return _only(text, edited, lambda windows: [*windows, new])


def without_window(text: str, name: str) -> str:
    """Without the window of that id; comments before it and behind it stay. Raises ValueError."""
    listed, lines, blocks = windows_in(text), text.split("\n"), _blocks(text)
    at = next((at for at, one in enumerate(listed) if one.id == name), None)
    if at is None or len(blocks) != len(listed):
        raise ValueError(name)
    end = blocks[at].stop
    while end < len(lines) and not lines[end].strip():
        end += 1
    edited = "\n".join([*lines[: blocks[at].start], *lines[end:]])
    return _only(text, edited, lambda windows: [one for one in windows if one["id"] != name])


def _said(desk: Desk) -> dict[str, Any]:
    return {"name": dict(desk.name), "services": list(desk.services)}


def _as(window: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """In the order in which the file has the services."""
    kept = [one for one in window["services"] if one in desk.services]
    come = [one for one in desk.services if one not in kept]
    return {**window, "name": {**window["name"], **desk.name}, "services": [*kept, *come]}


def _blocks(text: str) -> Sequence[range]:
    """The lines of each window, from its head to the last that says something or belongs to it."""
    lines = text.split("\n")
    heads = [at for at, line in enumerate(lines) if _HEAD.fullmatch(line)]
    ends = [at for at, line in enumerate(lines) if _OTHER.fullmatch(line)]
    return tuple(
        range(start, _end(lines, start, next((at for at in ends if at > start), len(lines))))
        for start in heads
    )


def _end(lines: Sequence[str], start: int, stop: int) -> int:
    """Comments right behind the last line are the window's, those after a blank line are not."""
    last = max(at for at in range(start, stop) if not _SAYS_NOTHING.fullmatch(lines[at]))
    return next((at for at in range(last + 1, stop) if not lines[at].strip()), stop)


def _only(text: str, edited: str, meant: Callable[[list[Any]], list[Any]]) -> str:
    """``edited``, where its windows are what is ``meant`` and all else is what it was."""
    before, after = toml(text), toml(edited)
    if after != {**before, WINDOWS: meant(before[WINDOWS])}:
        raise ValueError(WINDOWS)
    return edited


def moved(before: str, after: str) -> Iterator[tuple[Desk | None, Desk | None]]:
    """Windows that differ: as they were, None where new, and as they are, None where gone.

    Raises ValueError."""
    old = {one.id: one for one in windows_in(before)}
    new = {one.id: one for one in windows_in(after)}
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield old.get(name), new.get(name)
