"""Words in the languages of a hall: ``{"zh": "暂停服务", "en": "Temporarily Closed"}``.

Chinese is the first language; a further language is one more key in the content, never a change of code.
"""

import re
from collections.abc import Mapping

Words = dict[str, str]

FIRST_LANGUAGE = "zh"
NO_WORDS: Words = {}
_FIELD = re.compile(r"\{([a-z_]+)\}")


def say(words: Mapping[str, str], lang: str = FIRST_LANGUAGE) -> str:
    """The words in ``lang``, else in the first language, else empty."""
    return words.get(lang) or words.get(FIRST_LANGUAGE, "")


def fill(words: Mapping[str, str], **values: Mapping[str, str] | str) -> Words:
    """Replace ``{name}`` by each value, language by language.

    One pass: braces inside a value are text, never another field (a received text is no template).
    A field without a value stays as it stands.
    """

    def filled(lang: str, text: str) -> str:
        def value_of(field: re.Match[str]) -> str:
            value = values.get(field[1])
            if value is None:
                return field[0]
            return value if isinstance(value, str) else say(value, lang)

        return _FIELD.sub(value_of, text)

    return {lang: filled(lang, text) for lang, text in words.items()}


def both(zh: str, en: str) -> Words:
    """Words of the product itself (not of a hall), Chinese first."""
    return {"zh": zh, "en": en}


def plain(text: str) -> Words:
    """A text that is the same in every language: a number, a time, what a person typed."""
    return {FIRST_LANGUAGE: text} if text else {}
