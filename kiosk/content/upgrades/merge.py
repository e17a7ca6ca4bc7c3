"""A hall's content and a new version's joined over what was shipped before: values in, values out."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.content.hall_files import CATALOGUE, PROTOCOLS_DIR
from kiosk.content.upgrades import catalogue
from kiosk.content.upgrades.base import ICONS, Files
from kiosk.content.upgrades.differences import NOTHING, Difference, Fate
from kiosk.wording.outside import toml


@dataclass(frozen=True, slots=True)
class Merge:
    """All files that an upgrade brings, as they are to stand, and what is to be said of them."""

    files: Files
    told: tuple[Difference, ...]


def merge(was: Files | None, hall: Files, now: Files, chosen: Collection[str] = ()) -> Merge:
    """``was``: what was shipped when the hall took it, None where nobody knows: then whatever differs
    stays the hall's and is told. ``chosen``: names of differences in which a person wants the
    version's. Raises :class:`Unsplit`."""
    kinds, told = catalogue.merged(
        _in(was, CATALOGUE) if was is not None else None,
        _in(hall, CATALOGUE), _in(now, CATALOGUE), chosen,
    )  # fmt: skip
    files = dict(kinds)
    for part, read in ((PROTOCOLS_DIR, _document), (ICONS, _plain)):
        # Without symbols of its own a hall shows the program's.
        if part == ICONS and not _in(hall, part):
            continue
        sides = (_in(was, part) if was is not None else None, _in(hall, part), _in(now, part))
        for name, data, difference in _whole_files(*sides, read, chosen):
            if data is not None:
                files[name] = data
            told += [difference] if difference is not None else []
    return Merge(files, tuple(told))


def _in(files: Files | None, part: str) -> Files:
    return {name: data for name, data in (files or {}).items() if name.startswith(f"{part}/")}


def _plain(data: bytes) -> object:
    return data


def _document(data: bytes) -> object:
    """What a file of TOML says, whatever its comments."""
    try:
        return toml(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return data


Decided = tuple[str, bytes | None, Difference | None]


def _whole_files(
    was: Files | None, hall: Files, now: Files, read: Callable[[bytes], Any], chosen: Collection[str]
) -> Iterator[Decided]:  # fmt: skip
    taken = {_id(read(data)) for data in hall.values()} - {None}
    for name in sorted({*hall, *now}):
        mine, theirs = hall.get(name), now.get(name)
        before = was.get(name) if was is not None else None
        clash = mine is None and theirs is not None and _id(read(theirs)) in taken
        yield _decided(name, mine, theirs, before, was is not None, clash, read, chosen)


def _id(document: Any) -> str | None:
    return str(document["id"]) if isinstance(document, Mapping) and "id" in document else None


def _decided(
    name: str, mine: bytes | None, theirs: bytes | None, before: bytes | None, known: bool, clash: bool,
    read: Callable[[bytes], Any], chosen: Collection[str],
) -> Decided:  # fmt: skip
    """``clash``: a file of the hall's under another name has its id."""

    def told(fate: Fate) -> Difference:
        values = (NOTHING if one is None else one for one in (mine, theirs))
        return Difference(fate, name, "", "", *values)

    if theirs is None:
        return name, mine, told(Fate.STAYS) if before is not None else None
    if mine is not None and read(mine) == read(theirs):
        return name, theirs if mine == before else mine, None
    if before is not None and read(before) == read(theirs):
        return name, mine, None
    if mine == before and known and not clash:
        return name, theirs, told(Fate.ADDED if mine is None else Fate.TAKEN)
    if name in chosen and not clash:
        return name, theirs, told(Fate.ADDED if mine is None else Fate.TAKEN)
    return name, mine, told(Fate.BOTH)
