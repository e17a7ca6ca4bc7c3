"""``hall.toml`` with a window's name or services changed, a window more, or one less."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.custody.edits.items import items_in, with_item, with_new_items, without_item
from kiosk.wording.outside import toml

WINDOWS: Final = "windows"


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
    at, window = _found(text, desk.id)
    return with_item(text, WINDOWS, at, _as(window, desk))


def with_new_window(text: str, model: str, desk: Desk) -> str:
    """With one more behind the last, in all but ``desk`` as the window of the id ``model``.

    Raises ValueError."""
    new = {**_found(text, model)[1], **_said(desk), "id": desk.id, "number": desk.number}
    return with_new_items(text, WINDOWS, [new])


def without_window(text: str, name: str) -> str:
    """Without the window of that id; comments before it and behind it stay. Raises ValueError."""
    return without_item(text, WINDOWS, _found(text, name)[0])


def _found(text: str, name: str) -> tuple[int, dict[str, Any]]:
    listed = enumerate(items_in(text, WINDOWS))
    found = next(((at, one) for at, one in listed if one.get("id") == name), None)
    if found is None:
        raise ValueError(name)
    return found


def _said(desk: Desk) -> dict[str, Any]:
    return {"name": dict(desk.name), "services": list(desk.services)}


def _as(window: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """In the order in which the file has the services."""
    kept = [one for one in window["services"] if one in desk.services]
    come = [one for one in desk.services if one not in kept]
    return {"name": {**window["name"], **desk.name}, "services": [*kept, *come]}


def moved(before: str, after: str) -> Iterator[tuple[Desk | None, Desk | None]]:
    """Windows that differ: as they were, None where new, and as they are, None where gone.

    Raises ValueError."""
    old = {one.id: one for one in windows_in(before)}
    new = {one.id: one for one in windows_in(after)}
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            yield old.get(name), new.get(name)
