"""Words in the languages of a hall: ``{"zh": "暂停服务", "en": "Temporarily Closed"}``.

Words of a hall come from its content, as tables. Words of the product are messages: an id and what
stands in its fields, looked up in a catalogue when somebody asks for a language. Chinese is the
first language; a further one is one more key in the content and one more catalogue, never a change
of code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from signage.language.catalogue import TRANSLATIONS, Catalogue

Words = Mapping[str, str]
Value = Words | Sequence[Words | str] | date | int | float | str
"""What stands in a field: words in each language, a list of them, a day or moment, or what is the
same in all."""

FIRST_LANGUAGE = "zh"
NO_WORDS: Words = {}
_FIELD = re.compile(r"\{([a-z_]+)\}")
_MESSAGE_FIELD = re.compile(r"\{([a-z_]+)(?::([^{}]*))?\}")
WITHIN = "~"
"""A field within a sentence: what is put there begins small, in languages that have small
letters."""
_DAY = "yyyy-MM-dd"


class Message(Mapping[str, str]):
    """A text of the product by its id, in every language that has it.

    ``{name}`` is filled with the value of that name. ``{names:, | or }`` joins a list, the last one
    after the bar where there is one; ``{day:MMM d}`` writes a day or moment (Unicode TR 35); words
    begin small in ``{until:~}`` and ``{names:~, }``. The value ``count`` chooses the plural form. A field without a
    value stays as it stands, for :func:`fill`.
    """

    __slots__ = ("given", "id")

    def __init__(self, id: str, /, **given: Value) -> None:
        self.id, self.given = id, given

    def filled(self, **values: Value) -> "Message":
        """With these fields filled as well."""
        return Message(self.id, **{**self.given, **values})

    def __getitem__(self, lang: str) -> str:
        text = self._text(TRANSLATIONS.catalogues[lang])
        if text is None:
            raise KeyError(lang)
        return text

    def _text(self, catalogue: Catalogue) -> str | None:
        count = self.given.get("count")
        text = catalogue.text(self.id, count if isinstance(count, int) else None)
        if text is None or not self.given:
            return text
        return _MESSAGE_FIELD.sub(lambda field: self._field(field, catalogue), text)

    def _field(self, field: re.Match[str], catalogue: Catalogue) -> str:
        value, pattern = self.given.get(field[1]), field[2]
        if value is None:
            return field[0]
        # Before Sequence, which a str is too.
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping):
            said = say(value, catalogue.code)
            return _within(said) if pattern == WITHIN else said
        if isinstance(value, Sequence):
            names = [said if isinstance(said, str) else say(said, catalogue.code) for said in value]
            if pattern and pattern.startswith(WITHIN):
                return _joined([_within(said) for said in names], pattern.removeprefix(WITHIN))
            return _joined(names, pattern or "")
        return catalogue.dated(value, pattern or _DAY) if isinstance(value, date) else str(value)

    def __iter__(self) -> Iterator[str]:
        return (
            lang
            for lang, catalogue in TRANSLATIONS.catalogues.items()
            if self.id in catalogue.texts
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    # A Mapping's truth is its length, and that would ask every catalogue.
    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Message) and self.id == other.id and self.given == other.given:
            return True
        # Word by word: a message equals a table that says the same in the same languages.
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # equal to a table of words, which has none

    def __repr__(self) -> str:
        return f"<{self.id}: {dict(self)}>"


def say(words: Words, lang: str = FIRST_LANGUAGE) -> str:
    """The words in ``lang``, else in the first language, else empty."""
    return words.get(lang) or words.get(FIRST_LANGUAGE, "")


class Spoken(NamedTuple):
    """Two languages, one beside the other; whoever reads one alone reads ``first``. ``second`` is
    empty for none."""

    first: str = FIRST_LANGUAGE
    second: str = "en"

    def say(self, words: Words) -> str:
        return say(words, self.first)

    def beside(self, words: Words) -> str:
        """In the second language; empty where it has no words of its own."""
        return words.get(self.second, "")

    def pair(self, words: Words) -> str:
        """Both, with a blank between them, where there is no room for markup."""
        return " ".join(filter(None, (self.say(words), self.beside(words))))


def spoken_in(languages: Sequence[str]) -> Spoken:
    """The first two of them."""
    first, *rest = languages or (FIRST_LANGUAGE,)
    return Spoken(first, rest[0] if rest else "")


DEFAULT_SPOKEN = Spoken()
"""Chinese, with English beside it."""


def unbroken(text: str, lang: str) -> str:
    """Without the marks where a sign may break its line: Chinese goes on there, others have a
    blank."""
    return text.replace("/", "" if lang.partition("-")[0] == FIRST_LANGUAGE else " ")


def on_one_line(words: Words) -> Words:
    """:func:`unbroken` in each language."""
    return {lang: unbroken(text, lang) for lang, text in words.items()}


def fill(words: Words, **values: Words | str) -> Words:
    """Replace ``{name}`` by each value, language by language.

    One pass: braces inside a value are text, never another field (a received text is no template).
    A field without a value stays as it stands.
    """
    if isinstance(words, Message):
        return words.filled(**values)

    def filled(lang: str, text: str) -> str:
        def value_of(field: re.Match[str]) -> str:
            value = values.get(field[1])
            if value is None:
                return field[0]
            return value if isinstance(value, str) else say(value, lang)

        return _FIELD.sub(value_of, text)

    return {lang: filled(lang, text) for lang, text in words.items()}


def _within(said: str) -> str:
    """The first letter alone: names further on keep their capitals, and so does APP."""
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def _joined(parts: list[str], pattern: str) -> str:
    between, _, last = pattern.partition("|")
    if not last or len(parts) < 2:
        return between.join(parts)
    return last.join([between.join(parts[:-1]), parts[-1]])


def listed(names: Sequence[Words]) -> Words:
    """Names one after the other, as each language lists them."""
    return Message("words.list", names=names)


def clauses(parts: Sequence[Words | str]) -> Words:
    """Parts of one sentence, as each language strings them together."""
    return Message("words.clauses", parts=parts)


def points(parts: Sequence[Words | str]) -> Words:
    """Statements of one line, more apart than clauses."""
    return Message("words.points", parts=parts)


def sentences(parts: Sequence[Words | str]) -> Words:
    """Whole sentences, one after the other."""
    return Message("words.sentences", parts=parts)


def sentence(said: Words) -> Words:
    return Message("words.sentence", said=said)


def about(what: Words | str, said: Words | str) -> Words:
    """What is spoken of, and what is said of it: 5号窗口：暂停服务."""
    return Message("words.about", what=what, said=said)


def noted(what: Words | str, note: Words | str) -> Words:
    """With a remark in brackets: 窗口（至 17:00）."""
    return Message("words.noted", what=what, note=note)


def plain(text: str) -> Words:
    """A text that is the same in every language: a number, a time, what a person typed."""
    return {FIRST_LANGUAGE: text} if text else {}
