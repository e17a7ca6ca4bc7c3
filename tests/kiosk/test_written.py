"""Every word of the catalogues is written as its language is printed: marks of the right width, no
word twice, an article that fits."""

import re

import pytest

from kiosk.wording.catalogues import LOCALE
from tests.catalogues import read

NO_WORDS = re.compile(r"\{[^{}]*\}|\w+://\S+")
"""Fields, whose punctuation is a list's own, and addresses."""
WRONG = {
    "zh_Hans": re.compile(r"[一-鿿][,;:!?()]|[,;:!?()][一-鿿]|[一-鿿]\.(?!\w)|\.\.\.|’"),
    "en": re.compile(
        # In a font for Chinese a curly apostrophe is as wide as a character: Each screen’ s own.
        r"[，。；：！？（）、’‘]|\.\.\.|\s[,;:!?](?!\S)|\b[Aa] [aeio]\w|\b([a-z]+) \1\b"
    ),
}


@pytest.mark.parametrize("lang", WRONG)
def test_a_catalogue_is_written_as_its_language_is_printed(lang: str) -> None:
    wrong = {}
    for entry in read(LOCALE / f"{lang}.po"):
        texts = (entry.string,) if isinstance(entry.string, str) else entry.string
        for text in texts if entry.id else ():
            if found := WRONG[lang].search(NO_WORDS.sub("{}", text)):
                wrong[str(entry.id)] = found[0]
    assert wrong == {}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh_Hans", "暂停服务,请稍候"), ("zh_Hans", "请稍候..."), ("zh_Hans", "(演练)"),
        ("en", "Each screen’s own"), ("en", "the the hall"), ("en", "a exit"), ("en", "Open ，closed"),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_found(lang: str, text: str) -> None:
    assert WRONG[lang].search(text)
