"""The fields of a thing that is described, by the model that ``kiosk check`` reads it with: a new
field of the model is a new field here.

Texts of a form become values of TOML as well as they can; what cannot be one stays a text, and the
check says what is wrong with it.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kiosk.custody.edits.items import ABSENT
from kiosk.custody.edits.things.spans import read_spans, spans_said
from kiosk.custody.edits.toml_text import value_text
from kiosk.wording.outside import toml
from signage.catalogue.references import NAMES, TYPES
from signage.hall.hours import Span

_BETWEEN: Final = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
YES: Final = "yes"
NO: Final = "no"
CATALOGUE: Final = ("kinds",)
FURTHER: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("Online", "system"): ("systems",),
    ("Scenario", "kind"): CATALOGUE,
    ("Scenario", "targets"): tuple(TYPES),
}
"""By model and key: what is named there besides :data:`NAMES`."""
ON_LINES: Final = frozenset({"keywords"})
"""Lists whose texts may have blanks in them."""
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
    """Words or numbers, with blanks between them."""
    LINES = "lines"
    """Texts, each on its own line."""
    DAY = "day"
    SPANS = "spans"
    """Hours of a day."""
    ROWS = "rows"
    """Tables one below another, each with fields of its own."""
    TOML = "toml"
    """Anything else, as a file has it."""


@dataclass(frozen=True, slots=True)
class Field:
    """``choices``: of a list of words; ``names``: parts of the hall whose ids it names. ``least`` and
    ``most``: of a number, None where there is no limit. ``default``: what holds where it is not
    written, None where it must be or nothing holds. ``model``: what it is a field of; ``rows``: the
    fields of each row, of which one without a name is the row itself."""

    name: str
    shape: Shape
    required: bool
    default: Any
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    whole: bool = False
    model: str = ""
    rows: tuple["Field", ...] = ()

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
        if self.shape is Shape.ROWS:
            return {
                row_name(self.name, at, name): texts
                for at, row in enumerate(rows_in(there))
                for name, texts in self.row_shown(row, languages).items()
            }
        return {self.name: list(self._texts(there))}

    def row_shown(self, row: Mapping[str, Any], languages: Sequence[str]) -> dict[str, list[str]]:
        """One row as a form has it, by names within the row; an empty one is blank."""
        return {
            name: texts
            for field in self.rows
            for name, texts in field.shown(field.of(row), languages).items()
        }

    def of(self, table: Mapping[str, Any]) -> Any:
        """Its value in a table; None where it is not written."""
        return table.get(self.name) if self.name else table

    def _texts(self, there: Any) -> Iterator[str]:
        if self.shape is Shape.TICK:
            yield from (YES,) if there is True else ()
        elif isinstance(there, bool):
            yield YES if there else NO
        elif self.shape is Shape.MANY:
            yield from map(str, there if isinstance(there, list | tuple) else ())
        elif self.shape is Shape.LIST:
            yield " ".join(map(str, there if isinstance(there, list | tuple) else ()))
        elif self.shape is Shape.LINES:
            yield "\n".join(map(str, there if isinstance(there, list | tuple) else ()))
        elif self.shape is Shape.SPANS:
            yield _spans_text(there)
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
            parts = [part for part in _BETWEEN.split(text) if part]
            return [_number(part) for part in parts] if self.whole else parts
        if self.shape is Shape.LINES:
            return [line.strip() for line in text.splitlines() if line.strip()]
        return self._one(text) if text else ABSENT

    def _one(self, text: str) -> Any:
        if self.shape is Shape.NUMBER:
            return _number(text)
        if self.choices == (YES, NO):
            return {YES: True, NO: False}.get(text, text)
        if self.shape is Shape.ONE and self.whole:
            return _number(text)
        if self.shape is Shape.DAY:
            return _day(text)
        if self.shape is Shape.SPANS:
            return _spans(text)
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


def _day(text: str) -> date | str:
    """The text where it is none."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return text


def _spans(text: str) -> list[list[str]] | str:
    """As a file has them; the text where it is none."""
    with suppress(ValueError):
        return [[f"{at:%H:%M:%S}" for at in span] for span in read_spans(text)]
    return text


def _spans_text(there: Any) -> str:
    with suppress(ValueError, TypeError):
        return spans_said(tuple((_time(opens), _time(closes)) for opens, closes in there or ()))
    return str(there)


def _time(said: Any) -> time:
    return said if isinstance(said, time) else time.fromisoformat(said)


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
    found = [_field(model, name, info) for name, info in model.model_fields.items()]
    return tuple(sorted(found, key=lambda one: one.name != "id"))


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> Field:
    kind = _plain(info.annotation)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    names = FURTHER.get((model.__name__, name)) or NAMES.get(name, ())
    shape, choices, names = _shape(name, kind, names)
    if kind is bool and default is None:
        # Something else holds where nothing is said.
        shape, choices = Shape.ONE, (YES, NO)
    # Of a number that is chosen or typed: without a fraction.
    first = _chosen_number(kind)
    whole = kind is int or isinstance(first, int)
    return Field(
        name, shape, info.is_required(), default, choices, names, _limit(info, "ge", "gt"),
        _limit(info, "le", "lt"), whole, model.__name__,
        _row_fields(model, name, kind) if shape is Shape.ROWS else (),
    )  # fmt: skip


def _chosen_number(kind: Any) -> Any:
    """The first of those that can be chosen, or of several numbers."""
    inner = _plain(get_args(kind)[0]) if get_origin(kind) is tuple else kind
    if inner is int:
        return 0
    return get_args(inner)[0] if get_origin(inner) is Literal else None


def _row_fields(model: type[BaseModel], name: str, kind: Any) -> tuple[Field, ...]:
    inner = _plain(get_args(kind)[0])
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return fields_of(inner)
    # A text in each language is the row itself.
    return (Field("", Shape.WORDS, True, None, model=f"{model.__name__}.{name}"),)


def _is_words(kind: Any) -> bool:
    origin = get_origin(kind)
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    return is_mapping and get_args(kind) == (str, str)


def _shape(
    name: str, kind: Any, names: tuple[str, ...]
) -> tuple[Shape, tuple[str, ...], tuple[str, ...]]:
    origin = get_origin(kind)
    if origin is Literal:
        return Shape.ONE, tuple(map(str, get_args(kind))), ()
    if kind is bool:
        return Shape.TICK, (), ()
    if kind in (int, float):
        return Shape.NUMBER, (), ()
    if kind is date:
        return Shape.DAY, (), ()
    if kind is str:
        return (Shape.ONE if names else Shape.TEXT), (), names
    if origin is tuple:
        return _listed_shape(name, kind, names)
    return (Shape.WORDS if _is_words(kind) else Shape.TOML), (), ()


def _listed_shape(
    name: str, kind: Any, names: tuple[str, ...]
) -> tuple[Shape, tuple[str, ...], tuple[str, ...]]:
    inner, any_number = _plain(get_args(kind)[0]), Ellipsis in get_args(kind)
    if not any_number:
        # So many, and each has its meaning by its place.
        plain = inner in (int, time) or get_origin(inner) is Literal
        return (Shape.LIST if plain else Shape.TOML), (), ()
    if get_origin(inner) is Literal:
        return Shape.MANY, tuple(map(str, get_args(inner))), ()
    if inner is str and names:
        return Shape.MANY, (), names
    if inner is str:
        return (Shape.LINES if name in ON_LINES else Shape.LIST), (), ()
    if inner == Span:
        return Shape.SPANS, (), ()
    is_table = isinstance(inner, type) and issubclass(inner, BaseModel)
    return (Shape.ROWS if is_table or _is_words(inner) else Shape.TOML), (), ()


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


def rows_in(value: Any) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list | tuple) else ()
    return [one for one in listed if isinstance(one, Mapping)]


def row_name(name: str, at: int, inner: str) -> str:
    """By which a form sends a field of a row; ``.zh`` is a language of the row itself."""
    return f"{name}.{at}{inner}" if inner.startswith(".") else f"{name}.{at}.{inner}"
