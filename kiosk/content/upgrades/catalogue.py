"""All kinds of incident, wherever they stand: a version may move one to another file, and no hall
has it twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kiosk.content.upgrades.base import Files
from kiosk.content.upgrades.blocks import Block, Pieces, pieces_of
from kiosk.content.upgrades.differences import Difference, Fate
from kiosk.content.upgrades.kinds import Kept, Sides, kept

_GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class _Side:
    """A catalogue taken apart: its files, and each kind with the file it stands in."""

    files: Files
    pieces: Mapping[str, Pieces]

    @classmethod
    def of(cls, files: Files) -> "_Side":
        return cls(files, {file: pieces_of(file, data) for file, data in files.items()})

    @property
    def kinds(self) -> Mapping[str, tuple[str, Block]]:
        return {
            block.code: (file, block)
            for file, pieces in self.pieces.items()
            for block in pieces.blocks
        }

    def block(self, code: str) -> Block | None:
        found = self.kinds.get(code)
        return found[1] if found is not None else None


def merged(
    was: Files | None, hall: Files, now: Files, chosen: Collection[str]
) -> tuple[dict[str, bytes], list[Difference]]:
    """Raises :class:`Unsplit`."""
    sides = _Side.of(was or {}), _Side.of(hall), _Side.of(now)
    decided = {
        code: kept(_sides(code, *sides, was is not None), chosen)
        for code in dict.fromkeys((*sides[1].kinds, *sides[2].kinds))
    }
    told = [one for each in decided.values() for one in each.told]
    if was is not None and dict(was) == dict(hall) and _all_taken(decided.values()):
        return dict(now), told
    return _assembled(*sides, decided), told


def _sides(code: str, was: _Side, hall: _Side, now: _Side, known: bool) -> Sides:
    file = (hall.kinds.get(code) or now.kinds[code])[0]
    return Sides(file, was.block(code), hall.block(code), now.block(code), known)


def _all_taken(decided: Collection[Kept]) -> bool:
    return all(one.fate in (Fate.TAKEN, Fate.ADDED) for each in decided for one in each.told)


def _assembled(
    was: _Side, hall: _Side, now: _Side, decided: Mapping[str, Kept]
) -> dict[str, bytes]:
    files = {
        file: _file(file, pieces, was, hall, now, decided) for file, pieces in hall.pieces.items()
    }
    for file, pieces in now.pieces.items():
        for block in pieces.blocks:
            if block.code not in hall.kinds and (made := decided[block.code].block) is not None:
                there = files.get(file) or Pieces(pieces.head, ())
                if block.code not in there.codes:
                    files[file] = _with(there, made, pieces)
    return {file: pieces.text().encode() for file, pieces in files.items()}


def _file(
    file: str, mine: Pieces, was: _Side, hall: _Side, now: _Side, decided: Mapping[str, Kept]
) -> Pieces:
    """As a whole where the hall has changed nothing in it and the version took nothing out; else
    kind by kind."""
    theirs = now.pieces.get(file)
    if theirs is not None and was.files.get(file) == hall.files[file]:
        others = hall.kinds.keys() - mine.codes
        fresh = theirs.codes - mine.codes
        whole = all(
            (made := decided[block.code].block) is not None and made.value == block.value
            for block in theirs.blocks
        )
        if mine.codes <= theirs.codes and not fresh & others and whole:
            return theirs
    blocks = (decided[block.code].block for block in mine.blocks)
    old = was.pieces.get(file)
    head = theirs.head if theirs and old and old.head == mine.head else mine.head
    return Pieces(head, tuple(block for block in blocks if block is not None))


def _with(there: Pieces, made: Block, theirs: Pieces) -> Pieces:
    """Behind the kind that it stands behind in the version's file, else at the end."""
    order = [block.code for block in theirs.blocks]
    before = order[: order.index(made.code)]
    known = [at for at, block in enumerate(there.blocks) if block.code in before]
    at = known[-1] + 1 if known else len(there.blocks)
    new = replace(made, gap=_GAP if at < len(there.blocks) else "\n")
    earlier = [*there.blocks[:at]]
    if earlier:
        earlier[-1] = replace(earlier[-1], gap=_wide(earlier[-1].gap))
    return Pieces(there.head, (*earlier, new, *there.blocks[at:]))


def _wide(gap: str) -> str:
    """At least one blank line."""
    return gap if gap.count("\n") > 1 else _GAP
