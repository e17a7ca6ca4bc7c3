"""Kinds as tiles: those that a guide needs most, and all in groups by what they ask of people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.staff.shell.kind_groups import GROUPS
from kiosk.wording.page_words import said
from signage.catalogue.kind_words import usual_target
from signage.catalogue.kinds import Kind
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Words, on_one_line


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a tile's question: it raises a kind."""

    code: str
    words: Words
    look: str


@dataclass(frozen=True, slots=True)
class Tile:
    """``name`` is empty where ``title`` says it. With ``choices`` it asks ``question`` first."""

    code: str
    look: str
    title: str
    name: str
    words: Words
    question: Words | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    title: Words
    tiles: tuple[Tile, ...]


def first_tiles(kinds: Mapping[str, Kind], hall: Hall) -> tuple[Tile, ...]:
    """The kinds a guide needs most, large, by their signs; the rest is one touch further.

    A kind is left out where the hall has nothing it is usually raised on.
    """
    shown = sorted(
        (kind for kind in kinds.values() if kind.use.tile), key=lambda kind: kind.use.tile
    )
    return tuple(
        _by_sign(kind, kinds) for kind in shown if kind.target is None or usual_target(hall, kind)
    )


def groups(kinds: tuple[Kind, ...], wanted: Callable[[Kind], bool]) -> tuple[Group, ...]:
    """Every kind that is wanted and not another one's answer, by its first class."""
    # What another tile asks about first is not offered past its question.
    answers = {kind.asks.kind for kind in kinds if kind.asks is not None}
    found = [kind for kind in kinds if kind.raisable and wanted(kind) and kind.code not in answers]
    grouped = (
        Group(title, tuple(_by_name(kind) for kind in found if kind.classes[0] in classes))
        for title, classes in GROUPS
    )
    return tuple(group for group in grouped if group.tiles)


def _by_sign(kind: Kind, kinds: Mapping[str, Kind]) -> Tile:
    if kind.asks is not None and kind.asks.kind in kinds:
        return _asking(kind)
    name = said(kind.name)
    title = _flat(kind.name if kind.what else kind.sign)
    return Tile(kind.code, kind.classes[0], title, name if name != title else "", kind.name)


def _by_name(kind: Kind) -> Tile:
    if kind.asks is not None:
        return _asking(kind)
    return Tile(kind.code, kind.classes[0], said(kind.name), "", kind.name)


def _asking(kind: Kind) -> Tile:
    assert kind.asks is not None
    choices = Choice(kind.asks.kind, kind.asks.yes, " danger"), Choice(kind.code, kind.asks.no, "")
    return Tile(kind.code, kind.classes[0], _flat(kind.sign), "", NO_WORDS, kind.asks.text, choices)


def _flat(words: Words) -> str:
    return said(on_one_line(words))
