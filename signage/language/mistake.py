"""One thing that is wrong with a described hall: where, what, and what to do."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from signage.language.model_words import choices_in, model_words
from signage.language.words import Message, Words, say

_DIGITS = re.compile(r"[0-9]+")
_VERY_NEAR = 0.8
"""terminal-11 is nearer to treminal-11 than to terminal-1: fingers slip in words, numbers name
another thing."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One fault: file, key path in it, what is wrong, what to do. ``at``: the drawn element that
    the key names.

    ``lacks``: the id that is named here and described nowhere; see :func:`folded`. ``called``: the
    key in words, where it is more than a name.
    """

    file: str
    key: str
    amiss: Words = field(compare=False, repr=False)
    mend: Words = field(compare=False, repr=False)
    at: str = ""
    lacks: str = ""
    called: Words = field(default_factory=dict, compare=False, repr=False)
    wrong: str = field(init=False)
    """In English, for logs, and by which two are the same."""
    remedy: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "wrong", say(self.amiss, "en"))
        object.__setattr__(self, "remedy", say(self.mend, "en"))

    def __str__(self) -> str:
        return say(self.line, "en")

    @property
    def words(self) -> Words:
        """What is wrong and what to do, as pages tell it at a field."""
        return Message("check.told", amiss=self.amiss, mend=self.mend)

    @property
    def line(self) -> Words:
        """With its place before it."""
        whole = self.key == WHOLE
        place = Message("check.in-file", file=self.file, key=self.called or _place(self.key))
        return Message("check.at", place=self.file if whole else place, told=self.words)


WHOLE = "(file)"
"""The key of what is wrong with a file as such."""
_PLACES: Mapping[str, Words] = {
    "(directory)": Message("check.directory"),
    "(text)": Message("check.text"),
}
_LINE = re.compile(r"line ([0-9]+)")


def _place(key: str) -> Words | str:
    line = _LINE.fullmatch(key)
    return Message("check.line", line=line[1]) if line else _PLACES.get(key, key)


FILE_OF: Mapping[str, str] = {
    "services": "services.toml", "groups": "services.toml", "screens": "screens.toml", "lamps": "lamps.toml",
    "filing": "deadlines.toml", "alerts": "alerts.toml", "calls": "calls.toml", "kinds": "catalogue",
    "protocols": "protocols/*.toml",
}  # fmt: skip
"""Which file a part of the hall is described in; everything else is in hall.toml."""


def file_of(part: str) -> str:
    return FILE_OF.get(part, "hall.toml")


UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
WRITE: Mapping[str, Words] = {
    "bool_type": Message("check.write-true-or-false"), "bool_parsing": Message("check.write-true-or-false"),
    "int_type": Message("check.write-whole-number"), "int_parsing": Message("check.write-whole-number"),
    "int_from_float": Message("check.write-whole-number"),
    "float_type": Message("check.write-number"), "float_parsing": Message("check.write-number"),
    "string_type": Message("check.write-in-quotes"), "missing": Message("check.write-it"),
    "date_parsing": Message("check.write-day"), "date_from_datetime_parsing": Message("check.write-day"),
    "date_type": Message("check.write-day"),
    "time_parsing": Message("check.write-time"), "time_type": Message("check.write-time"),
    "tuple_type": Message("check.write-in-brackets"), "dict_type": Message("check.write-in-braces"),
    "model_type": Message("check.write-in-braces"), "dataclass_type": Message("check.write-in-braces"),
}  # fmt: skip
"""What to do about a finding of pydantic, by its type."""


def plain(text: str) -> str:
    """The one form in which words are compared: full-width letters, capitals and outer spaces make
    no other word."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that was perhaps meant by one that is not known."""
    listed = {plain(name): name for name in known}
    same = [name for name in listed if _DIGITS.findall(name) == _DIGITS.findall(plain(word))]
    found = get_close_matches(plain(word), sorted(same), 1, _VERY_NEAR)
    found = found or get_close_matches(plain(word), sorted(listed), 1)
    return listed[found[0]] if found else None


def proposal(model: Any, key: str) -> Words:
    """What was perhaps meant by a key that the model does not know."""
    # Keys have underscores: a hyphen in their place is the usual slip.
    found = meant(key.replace("-", "_"), keys_of(model)) if model is not None else None
    if found is None:
        return Message("check.remove-it")
    return Message("check.did-you-mean-or-remove", name=found)


@cache
def keys_of(model: Any) -> frozenset[str]:
    """Every key a document of this model may have, at any depth."""
    schema = TypeAdapter(model).json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return frozenset(name for part in parts for name in part.get("properties", {}))


def model_mistakes(
    file: str | None, error: ValidationError, within: str = "", model: Any = None
) -> list[Mistake]:
    """Pydantic's findings in our form; ``within`` is the key of the item that was validated by
    ``model``.

    A key that is missing because it stands there misspelt is one mistake: the misspelt one.
    """
    faults = error.errors(include_url=False)
    missing = {fault["loc"] for fault in faults if fault["type"] == "missing"}
    spelt: dict[tuple[str | int, ...], str] = {}
    for fault in faults:
        table = fault["loc"][:-1]
        # Within one table: what another one lacks was not meant here.
        lacked = {str(place[-1]) for place in missing if place[:-1] == table}
        if fault["type"] in UNKNOWN and (
            found := meant(str(fault["loc"][-1]).replace("-", "_"), lacked)
        ):
            spelt[fault["loc"]] = found
            # Taken: a second unknown key cannot be meant for the same missing one.
            missing.discard((*table, found))
    for fault in faults:
        if fault["type"] in UNKNOWN:
            missing -= _within(fault["loc"], fault["input"], missing)
    told = [fault for fault in faults if fault["type"] != "missing" or fault["loc"] in missing]
    return [_mistake(file, fault, within, model, spelt.get(fault["loc"])) for fault in told]


def _within(
    place: tuple[str | int, ...], given: Any, missing: Iterable[tuple[str | int, ...]]
) -> set[tuple[str | int, ...]]:
    """What is missing in one part of a table because it stands in another, whose name is
    misspelt."""
    if not isinstance(given, Mapping):
        return set()
    deeper = {lacked for lacked in missing if len(lacked) == len(place) + 1}
    return {
        (*above, part, key)
        for *above, part, key in deeper
        if tuple(above) == place[:-1]
        and meant(str(key), map(str, given))
        and meant(str(place[-1]), [str(part)])
    }


def _mistake(
    file: str | None, fault: Mapping[str, Any], within: str, model: Any, spelt: str | None
) -> Mistake:
    place: tuple[str | int, ...] = fault["loc"]
    where = [within, *(part if isinstance(part, str) else f"[{part}]" for part in place)]
    key = ".".join(part for part in where if part).replace(".[", "[") or "(file)"
    named = file or file_of(str(place[0]) if place else "")
    remedy = Message("check.did-you-mean", name=spelt) if spelt else _remedy(fault, model)
    return Mistake(named, key, model_words(fault), remedy)


def _remedy(fault: Mapping[str, Any], model: Any) -> Words:
    if fault["type"] in UNKNOWN:
        return proposal(model, str(fault["loc"][-1]))
    if fault["type"] == "literal_error":
        known = choices_in(fault)
        found = meant(str(fault["input"]), known)
        return (
            Message("check.did-you-mean", name=found)
            if found
            else Message("check.use-one-of", listed=list(known))
        )
    if fault["type"] == "missing" and isinstance(fault["loc"][-1], str):
        return Message("check.write-key", key=fault["loc"][-1])
    return WRITE.get(fault["type"], Message("check.see-readme"))


def folded(found: Iterable[Mistake]) -> list[Mistake]:
    """All that name one thing that is not there are one mistake: it was misspelt once, where it is
    described."""
    told: dict[tuple[str, str], list[Mistake]] = {}
    for number, mistake in enumerate(found):
        told.setdefault(
            ("lacks", mistake.lacks) if mistake.lacks else ("", str(number)), []
        ).append(mistake)
    return [_of_one_cause(together) for together in told.values()]


def _of_one_cause(together: Sequence[Mistake]) -> Mistake:
    first, *others = together
    if not others:
        return first
    also = others[0].key if others[0].file == first.file else f"{others[0].file} {others[0].key}"
    places = {"first": first.key, "other": also}
    if len(others) == 1:
        amiss = Message("check.both-name-it", amiss=first.amiss, **places)
    else:
        amiss = Message("check.many-name-it", amiss=first.amiss, places=len(together), **places)
    return replace(first, amiss=amiss)


def twice(value: Any, place: str = "") -> Iterator[str]:
    """Tables of a list that are word for word the same as one before; those with an id are told by
    their id."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from twice(inner, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            if (
                isinstance(item, Mapping)
                and not {"id", "code"} & item.keys()
                and item in value[:at]
            ):
                yield f"{place}[{at}]"
            yield from twice(item, f"{place}[{at}]")
