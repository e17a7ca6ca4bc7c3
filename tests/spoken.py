"""Words as the content of a hall has them, and what the product says in the two languages its tests
know."""

from signage.language.words import Words, say


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def said(words: Words) -> dict[str, str]:
    """In Chinese and English, whatever further languages are shipped or the hall's own."""
    return {lang: say(words, lang) for lang in ("zh", "en")}
