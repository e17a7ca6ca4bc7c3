"""What is wrong with the languages of a description: of its texts, of what it lists, of its
screens."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from signage.catalogue.kinds import Catalogue
from signage.catalogue.parts import parts
from signage.hall.model import Hall
from signage.language.catalogue import TRANSLATIONS
from signage.language.mistake import Mistake, file_of, meant
from signage.language.words import Message, Words

NOT_WORDS = frozenset({"families", "frames", "labels", "static_labels", "annotations", "values"})
"""Tables of plain strings that are no texts."""


def unspoken(hall: Hall) -> Iterable[Mistake]:
    """The product speaks what a hall lists, and a screen what its hall lists."""
    spoken = tuple(TRANSLATIONS.catalogues)
    for at, lang in enumerate(hall.languages):
        if lang not in spoken and meant(lang, hall.name) is None:
            wrong = Message("check.no-words-in", lang=lang, spoken=list(spoken))
            yield Mistake("hall.toml", f"languages[{at}]", wrong, _remedy(lang, spoken))
    for number, screen in enumerate(hall.screens):
        for at, lang in enumerate(screen.languages):
            if lang not in hall.languages or lang in screen.languages[:at]:
                wrong = (
                    Message("check.language-twice", lang=lang)
                    if lang in hall.languages
                    else Message("check.not-halls-language", lang=lang)
                )
                remedy = Message("check.write-languages", known=list(hall.languages))
                yield Mistake("screens.toml", f"screens[{number}].languages[{at}]", wrong, remedy)


def _remedy(lang: str, spoken: Sequence[str]) -> Words:
    """A file is called zh_Hant.po, the language in it zh-Hant (BCP 47)."""
    code = lang.replace("_", "-")
    if code in spoken:
        return Message("check.write-code", code=code)
    return Message("check.leave-out-language", lang=lang)


def translations(hall: Hall, catalogue: Catalogue) -> Iterable[Mistake]:
    languages = written_languages(hall)
    for at, lang in enumerate(hall.languages):
        if lang not in languages:
            remedy = Message("check.did-you-mean", name=meant(lang, hall.name) or lang)
            yield Mistake(
                "hall.toml",
                f"languages[{at}]",
                Message("check.nothing-written-in", lang=lang),
                remedy,
            )
    for name in Hall.model_fields:
        yield from untranslated(file_of(name), name, getattr(hall, name), languages)
    for at, kind in enumerate(catalogue.kinds):
        yield from untranslated("catalogue", f"kinds[{at}]", kind, languages)


def written_languages(hall: Hall) -> tuple[str, ...]:
    """Without one that the hall itself is not called in and that is nearly another: no text of it
    is missing."""
    own = (hall.name, hall.issuer, hall.address)
    return tuple(
        lang
        for lang in hall.languages
        if any(lang in words for words in own) or meant(lang, hall.name) is None
    )


def unlisted_languages(hall: Hall) -> Iterable[Mistake]:
    """Languages that texts of places are written in and the hall does not list: nobody is ever
    shown those."""
    for part, at, thing in parts(hall):
        for lang in getattr(thing, "name", {}):
            if lang not in hall.languages:
                wrong = Message("check.not-halls-language", lang=lang)
                remedy = Message("check.add-language", known=list(hall.languages))
                yield Mistake(file_of(part), f"{part}[{at}].name.{lang}", wrong, remedy)


def untranslated(file: str, key: str, value: Any, languages: Sequence[str]) -> Iterable[Mistake]:
    """Texts anywhere in a part of the description that lack a language of the hall."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            # A required text that is empty lacks every language; an optional one may be empty.
            if inner == {} and field.is_required() and field.annotation == dict[str, str]:
                inner = dict.fromkeys(languages, "")
            if name not in NOT_WORDS:
                yield from untranslated(file, f"{key}.{name}", inner, languages)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from untranslated(file, f"{key}[{at}]", item, languages)
    elif (
        isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values())
    ):
        yield from _spoken(file, key, value, languages)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from untranslated(file, f"{key}.{name}", item, languages)


def _spoken(
    file: str, key: str, words: Mapping[str, str], languages: Sequence[str]
) -> Iterable[Mistake]:
    for lang in languages:
        if not words.get(lang, "").strip():
            said = next(
                (other for other in words if other not in languages and meant(other, (lang,))), None
            )
            remedy = (
                Message("check.did-you-mean-by", lang=lang, written=said)
                if said
                else Message("check.translate-it")
            )
            yield Mistake(file, f"{key}.{lang}", Message("check.no-text-in", lang=lang), remedy)
    for lang, text in words.items():
        # The ideographic space sets Chinese lines, and isprintable() refuses it.
        if not text.replace("\u3000", " ").isprintable():
            wrong = Message("check.invisible-characters")
            yield Mistake(file, f"{key}.{lang}", wrong, Message("check.type-on-one-line"))
