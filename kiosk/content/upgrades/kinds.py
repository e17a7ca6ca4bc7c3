"""One kind of incident of three sides: as it was shipped, as the hall has it, as it is shipped now."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final

from kiosk.content.upgrades.blocks import Block, Key, flat, unflat, with_key
from kiosk.content.upgrades.differences import NOTHING, Difference, Fate

TARGETS: Final = "targets"
CHECKLISTS: Final = frozenset({"steps", "recovery", "redirect", "report"})
"""What the plans ask to be done; a merge may reword a line and add one, never take one away."""


@dataclass(frozen=True, slots=True)
class Sides:
    """``was``: as it was shipped when the hall took it, None where it was not; ``known``: whether that
    is known at all."""

    file: str
    was: Block | None
    hall: Block | None
    now: Block | None
    known: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The kind as it is to stand, None where it is not to, and what is to be said of it."""

    block: Block | None
    told: tuple[Difference, ...] = ()


def kept(sides: Sides, chosen: Collection[str]) -> Kept:
    """``chosen``: names of differences in which a person wants the version's."""
    if sides.hall is None:
        return _not_here(sides, chosen) if sides.now is not None else Kept(None)
    if sides.now is None:
        gone = (_whole(sides, Fate.STAYS),) if sides.was is not None else ()
        return Kept(sides.hall, gone)
    if sides.hall.value == sides.now.value:
        return Kept(sides.hall)
    return _joined(sides, sides.hall, sides.now, chosen)


def _whole(sides: Sides, fate: Fate) -> Difference:
    hall = sides.hall.value["name"] if sides.hall else NOTHING
    now = sides.now.value["name"] if sides.now else NOTHING
    one = sides.hall or sides.now
    assert one is not None, "a difference is between two"
    return Difference(fate, sides.file, one.code, "", hall, now)


def _not_here(sides: Sides, chosen: Collection[str]) -> Kept:
    """New, or taken out by the hall; of a hall of which nothing is known nobody can say which."""
    assert sides.now is not None, "it is shipped"
    if sides.known and sides.was is None:
        return Kept(sides.now, (_whole(sides, Fate.ADDED),))
    if sides.was is not None and sides.was.value == sides.now.value:
        return Kept(None)
    told = _whole(sides, Fate.BOTH)
    if told.name in chosen:
        return Kept(sides.now, (_whole(sides, Fate.ADDED),))
    return Kept(None, (told,))


def _joined(sides: Sides, hall: Block, now: Block, chosen: Collection[str]) -> Kept:
    was = flat(sides.was.value) if sides.was is not None else None
    told = tuple(_told(sides, was, flat(hall.value), flat(now.value), chosen))
    untouched = sides.was is not None and hall.text == sides.was.text
    if untouched and all(one.fate is Fate.TAKEN for one in told):
        return Kept(Block(now.code, now.text, hall.gap), told)
    return _key_by_key(hall, now, told)


def _key_by_key(hall: Block, now: Block, told: Iterable[Difference]) -> Kept:
    """What the text of the hall's kind does not allow to be taken stays, and is told as such."""
    block, theirs, said = hall, flat(now.value), list[Difference]()
    for one in told:
        joined = _with(block, now, theirs, _key(one)) if one.fate is Fate.TAKEN else None
        if one.fate is Fate.TAKEN and joined is None:
            said.append(replace(one, fate=Fate.BOTH))
        else:
            block = joined or block
            said.append(one)
    return Kept(block, tuple(said))


def _key(one: Difference) -> Key:
    return tuple(one.key.split(".", 1))


def _with(block: Block, now: Block, theirs: Mapping[Key, Any], key: Key) -> Block | None:
    """The kind with this key of the version's, None where reading it again finds anything else."""
    meant = {name: value for name, value in flat(block.value).items() if name != key}
    meant |= {key: theirs[key]} if key in theirs else {}
    try:
        joined = replace(block, text=with_key(block.text, now.text, key))
        return joined if joined.value == unflat(meant) else None
    except ValueError:
        return None


def _told(
    sides: Sides,
    was: Mapping[Key, Any] | None,
    hall: Mapping[Key, Any],
    now: Mapping[Key, Any],
    chosen: Collection[str],
) -> Iterator[Difference]:
    assert sides.hall is not None, "it is here"
    for key in dict.fromkeys((*now, *hall)):
        mine, theirs = hall.get(key, NOTHING), now.get(key, NOTHING)
        before = was.get(key, NOTHING) if was is not None else None
        if mine == theirs or (was is not None and before == theirs):
            continue
        ours = was is not None and before == mine
        one = Difference(
            Fate.TAKEN if ours else Fate.BOTH, sides.file, sides.hall.code, ".".join(key), mine, theirs
        )  # fmt: skip
        if (ours or one.name in chosen) and lessens(key, mine, theirs):
            yield Difference(Fate.STAYS, one.file, one.kind, one.key, mine, theirs)
        elif one.name in chosen:
            yield Difference(Fate.TAKEN, one.file, one.kind, one.key, mine, theirs)
        else:
            yield one


def lessens(key: Key, mine: Any, theirs: Any) -> bool:
    """Whether ``theirs`` would take a target, a line of a checklist or its gate away."""
    name = key[0]
    if not isinstance(mine, list):
        return False
    if not isinstance(theirs, list):
        return name == TARGETS or name in CHECKLISTS
    if name == TARGETS:
        return any(one not in theirs for one in mine)
    return name in CHECKLISTS and (_fewer(mine, theirs) or _ungated(mine, theirs))


def _fewer(mine: list[Any], theirs: list[Any]) -> bool:
    """Lines are reworded in their place: where a stretch becomes shorter, one was taken out."""
    alike = SequenceMatcher(None, [*map(repr, mine)], [*map(repr, theirs)], autojunk=False)
    return any(
        end - begin > upto - since
        for what, begin, end, since, upto in alike.get_opcodes()
        if what != "equal"
    )


def _ungated(mine: list[Any], theirs: list[Any]) -> bool:
    return _gates(mine) - _gates(theirs) != frozenset()


def _gates(lines: list[Any]) -> frozenset[str]:
    return frozenset(str(one["gate"]) for one in lines if isinstance(one, dict) and "gate" in one)
