"""What differs between two texts of a file, thing by thing and value by value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiosk.wording.outside import toml

NAMED_BY: Final = ("id", "code", "number", "service", "key")
"""By which of its keys a table of a list is known, the first that all of them have."""
NOTHING: Final = None
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    """``path``: keys, and of a list of tables what each is known by; empty for a whole file.
    ``before`` and ``after``: values of TOML, :data:`NOTHING` where there is none."""

    path: Path
    before: Any
    after: Any


def differing(before: str, after: str) -> Iterator[Differing]:
    """Raises ValueError where one of both is no TOML."""
    yield from in_tables((), toml(before), toml(after))


def parts_between(file: str, before: str, after: str) -> frozenset[str]:
    """Which parts of the description differ, by their names in the file; of a drawing, or a file that
    is none any more, the file itself."""
    try:
        return frozenset(one.path[0] for one in differing(before, after))
    except ValueError:
        return frozenset({file} if before != after else ())


def in_tables(path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Differing]:
    for key in dict.fromkeys((*old, *new)):
        yield from _in_values((*path, key), old.get(key, NOTHING), new.get(key, NOTHING))


def _in_values(path: Path, old: Any, new: Any) -> Iterator[Differing]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from in_tables(path, old, new)
        return
    named = _named(old, new)
    if named is None:
        yield Differing(path, old, new)
        return
    tables = [{str(one[named]): one for one in side or ()} for side in (old, new)]
    yield from in_tables(path, *tables)


def _named(old: Any, new: Any) -> str | None:
    """None where both are no lists of tables, or a table could be taken for another."""
    sides = [side or () for side in (old, new)]
    if not all(isinstance(side, list | tuple) for side in sides):
        return None
    listed: Sequence[Any] = [*sides[0], *sides[1]]
    if not listed or not all(isinstance(one, Mapping) for one in listed):
        return None
    for key in NAMED_BY:
        known = [[str(one[key]) for one in side if key in one] for side in sides]
        if all(len({*ids}) == len(side) for ids, side in zip(known, sides, strict=True)):
            return key
    return None
