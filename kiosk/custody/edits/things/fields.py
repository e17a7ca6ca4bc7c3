"""The fields of a thing that is described, by the model that ``kiosk check`` reads it with: a new
field of the model is a new field here.

Texts of a form become values of TOML as well as they can; what cannot be one stays a text, and the
check says what is wrong with it.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kiosk.custody.edits.items import ABSENT
from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.outside import toml
from signage.catalogue.references import NAMES

_BETWEEN: Final = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
YES: Final = "yes"
Given = Mapping[str, Sequence[str]]
"""What a form sends: texts by their names."""


class Shape(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    WORDS = "words"
    """A text in each language."""
    NUMBER = "number"
    TICK = "tick"
    ONE = "one"
    MANY = "many"
    LIST = "list"
    TOML = "toml"
    """Anything else, as a file has it."""


@dataclass(frozen=True, slots=True)
class Field:
    """``choices``: of a list of words; ``names``: parts of the hall whose ids it names. ``least`` and
    ``most``: of a number, None where there is no limit. ``default``: what holds where it is not
    written, None where it must be or nothing holds."""

    name: str
    shape: Shape
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    whole: bool = False

    def inputs(self, languages: Sequence[str]) -> tuple[str, ...]:
        """By which names a form sends it."""
        if self.shape is Shape.WORDS:
            return tuple(f"{self.name}.{language}" for language in languages)
        return (self.name,)

    def shown(self, value: Any, languages: Sequence[str]) -> dict[str, list[str]]:
        """A value of the file as a form has it; ``value`` None = it is not written."""
        there = self.default if value is None else value
        if self.shape is Shape.WORDS:
            words = there if isinstance(there, Mapping) else {}
            return {f"{self.name}.{one}": [str(words.get(one, ""))] for one in languages}
        return {self.name: list(self._texts(there))}

    def _texts(self, there: Any) -> Iterator[str]:
        if self.shape is Shape.TICK:
            yield from (YES,) if there is True else ()
        elif self.shape is Shape.MANY:
            yield from map(str, there if isinstance(there, list | tuple) else ())
        elif self.shape is Shape.LIST:
            yield " ".join(map(str, there if isinstance(there, list | tuple) else ()))
        elif there is None or (self.shape is Shape.TOML and there in ({}, [], ())):
            yield ""
        elif self.shape is Shape.TOML:
            yield value_text(there)
        else:
            yield str(there)

    def typed(self, given: Given) -> Any:
        """What a form sends as a value of the file, :data:`ABSENT` where it sends nothing."""
        texts = [text.strip() for text in given.get(self.name, ())]
        text = texts[0] if texts else ""
        if self.shape is Shape.WORDS:
            begin = f"{self.name}."
            words = {
                name.removeprefix(begin): sent[0].strip()
                for name, sent in given.items()
                if name.startswith(begin) and sent
            }
            return {lang: said for lang, said in words.items() if said} or ABSENT
        if self.shape is Shape.TICK:
            return YES in texts
        if self.shape is Shape.MANY:
            return list(dict.fromkeys(filter(None, texts)))
        if self.shape is Shape.LIST:
            return [part for part in _BETWEEN.split(text) if part]
        return self._one(text) if text else ABSENT

    def _one(self, text: str) -> Any:
        if self.shape is Shape.NUMBER:
            return _number(text)
        if self.shape is Shape.ONE and self.whole:
            return _number(text)
        return _toml(text) if self.shape is Shape.TOML else text


def _number(text: str) -> int | float | str:
    """The text where it is none."""
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if isinstance(found, int) or math.isfinite(found) else text
    return text


def _toml(text: str) -> Any:
    """The text where it is none."""
    try:
        said = toml(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return said["value"] if [*said] == ["value"] else text


@cache
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """In the model's order; its id first."""
    found = [_field(name, info) for name, info in model.model_fields.items()]
    return tuple(sorted(found, key=lambda one: one.name != "id"))


def _field(name: str, info: FieldInfo) -> Field:
    kind = _plain(info.annotation)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    shape, choices, names = _shape(name, kind)
    # Of a number that is chosen or typed: without a fraction.
    first = get_args(kind)[0] if get_origin(kind) is Literal else None
    whole = kind is int or isinstance(first, int)
    return Field(
        name, shape, info.is_required(), default, choices, names, _limit(info, "ge", "gt"),
        _limit(info, "le", "lt"), whole,
    )  # fmt: skip


def _shape(name: str, kind: Any) -> tuple[Shape, tuple[str, ...], tuple[str, ...]]:
    origin = get_origin(kind)
    names = NAMES.get(name, ())
    if origin is Literal:
        return Shape.ONE, tuple(map(str, get_args(kind))), ()
    if kind is bool:
        return Shape.TICK, (), ()
    if kind in (int, float):
        return Shape.NUMBER, (), ()
    if kind is str:
        return (Shape.ONE if names else Shape.TEXT), (), names
    if origin is tuple:
        inner = _plain(get_args(kind)[0])
        if get_origin(inner) is Literal:
            return Shape.MANY, tuple(map(str, get_args(inner))), ()
        if inner is str:
            return (Shape.MANY if names else Shape.LIST), (), names
    if isinstance(origin, type) and issubclass(origin, Mapping) and get_args(kind) == (str, str):
        return Shape.WORDS, (), ()
    return Shape.TOML, (), ()


def _plain(kind: Any) -> Any:
    """Without what may be None, and without limits."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        others = [one for one in get_args(kind) if one is not NoneType]
        return _plain(others[0]) if len(others) == 1 else kind
    return kind


def _limit(info: FieldInfo, *names: str) -> float | None:
    metadata = [*info.metadata, *_inner(info.annotation)]
    found = (getattr(one, name, None) for one in metadata for name in names)
    return next((one for one in found if one is not None), None)


def _inner(kind: Any) -> Iterator[Any]:
    """Limits within ``Annotated[int, …] | None``."""
    for one in get_args(kind):
        if get_origin(one) is Annotated:
            for told in get_args(one)[1:]:
                yield from told.metadata if isinstance(told, FieldInfo) else (told,)


def changed(
    model: type[BaseModel], item: Mapping[str, Any], given: Given, languages: Sequence[str]
) -> dict[str, Any]:
    """The keys that a form has other than ``item``, with what they are to be; what a form does not
    hold, and what stands in it as it was shown, is not touched."""
    found: dict[str, Any] = {}
    for field in fields_of(model):
        shown = field.shown(item.get(field.name), languages)
        if field.name == "id" or not _sent(field, given, shown):
            continue
        value = field.typed(given)
        if value is not ABSENT and field.shape is Shape.WORDS:
            value = {**_further(item.get(field.name), languages), **value}
        kept = item.get(field.name)
        if value is ABSENT and field.name not in item:
            continue
        if field.shape is Shape.MANY and isinstance(kept, list):
            value = [*(one for one in kept if one in value), *(v for v in value if v not in kept)]
        found[field.name] = value
    return found


def _sent(field: Field, given: Given, shown: Given) -> bool:
    """Whether the form says another thing than it showed."""
    names = [*shown]
    if field.shape in (Shape.TICK, Shape.MANY):
        return {*given.get(field.name, ())} != {*shown[field.name]}
    return any(name in given and _as_typed(given[name]) != _as_typed(shown[name]) for name in names)


def _as_typed(texts: Sequence[str]) -> str:
    return " ".join(text.replace("\r\n", "\n").strip() for text in texts)


def _further(words: Any, languages: Sequence[str]) -> Mapping[str, str]:
    """In languages the form has no field for."""
    there = words if isinstance(words, Mapping) else {}
    return {lang: text for lang, text in there.items() if lang not in languages}
