"""Two recordings beside each other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.unchanged.plain import GAP, plain, tokens

AROUND = 60
"""Characters shown on either side of where two answers part."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``what``: ``missing`` in one, ``space`` between inline elements alone, or ``other``."""

    name: str
    what: str
    before: str = ""
    after: str = ""


def names(before: Path, after: Path) -> list[str]:
    """Of all answers in either."""
    found = {
        str(each.relative_to(root))
        for root in (before, after)
        for each in root.rglob("*")
        if each.is_file()
    }
    return sorted(name for name in found if not name.startswith("content/"))


def differences(before: Path, after: Path, *, fold: bool) -> Iterator[Difference]:
    for name in names(before, after):
        found = difference(name, before / name, after / name, fold=fold)
        if found is not None:
            yield found


def difference(name: str, before: Path, after: Path, *, fold: bool) -> Difference | None:
    if not (before.is_file() and after.is_file()):
        return Difference(
            name, "missing", *("there" if each.is_file() else "" for each in (before, after))
        )
    old, new = before.read_bytes(), after.read_bytes()
    if old == new:
        return None
    try:
        texts = plain(old.decode()), plain(new.decode())
    except UnicodeDecodeError:
        return Difference(name, "other", f"{len(old)} bytes", f"{len(new)} bytes")
    if texts[0] == texts[1]:
        return None
    if not fold:
        return Difference(name, "other", *parting(*texts))
    one, other = (tokens(text) for text in texts)
    if one == other and texts[0].partition("\n")[0] == texts[1].partition("\n")[0]:
        return None
    solid = ["".join(each).replace(GAP, "") for each in (one, other)]
    return Difference(
        name, "space" if solid[0] == solid[1] else "other", *parting("".join(one), "".join(other))
    )


def parting(before: Sequence[str] | str, after: Sequence[str] | str) -> tuple[str, str]:
    """Both around the first place where they differ."""
    one, other = str(before), str(after)
    pairs = zip(one, other, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    begin = max(0, at - AROUND)
    return repr(one[begin : at + AROUND]), repr(other[begin : at + AROUND])


def figure(before: Path, after: Path, *, fold: bool, shown: int, drawn: int = 0) -> int:
    """Print what differs; returns how many do so otherwise than in white space, in words or as
    drawn.

    ``drawn``: of so many answers that are not byte for byte the same the pictures are compared too.
    """
    found = list(differences(before, after, fold=fold))
    for each in found[:shown]:
        print(f"{each.what}: {each.name}\n  - {each.before}\n  + {each.after}")
    if len(found) > shown:
        print(f"… and {len(found) - shown} more")
    count = Counter(each.what for each in found)
    sorts = Counter(each.name.rpartition("/")[2].partition("~")[0] for each in found)
    if found:
        print("by page: " + ", ".join(f"{name} {number}" for name, number in sorts.most_common(20)))
    total = len(names(before, after))
    spaced = f", {count['space']} in white space between words alone" if fold else ""
    print(
        f"{total} answers: {total - len(found)} equal{spaced}, {count['other'] + count['missing']} differ"
    )
    return count["other"] + count["missing"] + (_painted(before, after, drawn) if drawn else 0)


def _painted(before: Path, after: Path, number: int) -> int:
    from tests.unchanged.pictures import (
        drawable,
        sample,
        unlike,
    )  # a browser is no need of the rest

    every = names(before, after)
    both = [name for name in every if all((root / name).is_file() for root in (before, after))]
    other = [name for name in both if (before / name).read_bytes() != (after / name).read_bytes()]
    restyled = any(name.endswith(".css") for name in other)
    chosen = [name for name in (both if restyled else other) if drawable(name)]
    looked = sample(chosen, number)
    found = list(unlike(before, after, looked))
    for name, how in found:
        print(f"drawn otherwise: {name}: {how}")
    print(
        f"{len(looked)} of {len(chosen)} whose bytes differ drawn: {len(looked) - len(found)} the same pixels"
    )
    return len(found)
