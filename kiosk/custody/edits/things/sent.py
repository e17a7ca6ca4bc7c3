"""What a form sends of a thing, beside what stands in the file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kiosk.custody.edits.items import ABSENT
from kiosk.custody.edits.things.fields import YES, Field, Given, Shape, rows_in

GONE: Final = "gone"
"""Within a row: it is taken out."""


def changed(
    fields: Iterable[Field], item: Mapping[str, Any], given: Given, languages: Sequence[str]
) -> dict[str, Any]:
    """The keys that a form has other than ``item``, with what they are to be; what a form does not
    hold, and what stands in it as it was shown, is not touched."""
    found: dict[str, Any] = {}
    for field in fields:
        kept = field.of(item)
        if field.name == "id" or not _sent(field, given, field.shown(kept, languages)):
            continue
        value = _value(field, kept, given, languages)
        if value is ABSENT and kept is None:
            continue
        if field.shape is Shape.ROWS and value == rows_in(kept):
            continue
        if field.shape is Shape.MANY and isinstance(kept, list):
            value = [*(one for one in kept if one in value), *(v for v in value if v not in kept)]
        found[field.name] = value
    return found


def _value(field: Field, kept: Any, given: Given, languages: Sequence[str]) -> Any:
    if field.shape is Shape.ROWS:
        return rows_typed(field, kept, given, languages) or ([] if field.required else ABSENT)
    value = field.typed(given)
    if value is not ABSENT and field.shape is Shape.WORDS:
        return {**_further(kept, languages), **value}
    return value


def _sent(field: Field, given: Given, shown: Given) -> bool:
    """Whether the form says another thing than it showed."""
    if field.shape is Shape.ROWS:
        return any(name.startswith(f"{field.name}.") for name in given)
    names = [*shown]
    if field.shape in (Shape.TICK, Shape.MANY):
        return {*given.get(field.name, ())} != {*shown[field.name]}
    return any(name in given and as_typed(given[name]) != as_typed(shown[name]) for name in names)


def as_typed(texts: Sequence[str]) -> str:
    return " ".join(text.replace("\r\n", "\n").strip() for text in texts)


def _further(words: Any, languages: Sequence[str]) -> Mapping[str, str]:
    """In languages the form has no field for."""
    there = words if isinstance(words, Mapping) else {}
    return {lang: text for lang, text in there.items() if lang not in languages}


# ---- rows


def row_given(name: str, at: int, given: Given) -> dict[str, Sequence[str]]:
    """What a form sends of one row, by names within it."""
    begin = f"{name}.{at}."
    return {key.removeprefix(begin): texts for key, texts in given.items() if key.startswith(begin)}


def rows_given(name: str, given: Given) -> list[int]:
    """The places of rows that a form sends."""
    begin = f"{name}."
    heads = (key.removeprefix(begin).partition(".")[0] for key in given if key.startswith(begin))
    return sorted({int(head) for head in heads if head.isdecimal() and len(head) <= 4})


def rows_kept(field: Field, given: Given, languages: Sequence[str]) -> list[int]:
    """Places in the form of the rows that are to be: without those that are taken out, or blank."""
    blank = field.row_shown({}, languages)
    return [at for at in rows_given(field.name, given) if _stays(field, at, given, blank)]


def _stays(field: Field, at: int, given: Given, blank: Given) -> bool:
    sent = row_given(field.name, at, given)
    typed = within(field, sent)
    differs = (as_typed(typed.get(name, ())) != as_typed(texts) for name, texts in blank.items())
    return YES not in sent.get(GONE, ()) and any(differs)


def within(field: Field, sent: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """With a language of the row itself as :meth:`Field.shown` names it."""
    itself = not field.rows[0].name
    return {f".{name}": texts for name, texts in sent.items()} if itself else {**sent}


def rows_typed(field: Field, kept: Any, given: Given, languages: Sequence[str]) -> list[Any]:
    there, found = rows_in(kept), []
    for at in rows_kept(field, given, languages):
        row = dict(there[at]) if at < len(there) else {}
        values = changed(
            field.rows, row, within(field, row_given(field.name, at, given)), languages
        )
        if not field.rows[0].name:
            found.append(values.get("", row))
            continue
        merged = {**row, **values}
        order = [one.name for one in field.rows]
        named = [key for key in dict.fromkeys((*row, *order, *merged)) if key in merged]
        found.append({key: merged[key] for key in named if merged[key] is not ABSENT})
    return found
