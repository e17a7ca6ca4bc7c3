"""Other words for a kind change what they mean in the catalogue of any hall, and nothing else of it."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.content.reader import sample
from kiosk.custody.edits.kind_words import LINES, kinds_in, texts_in, with_words, words_apart
from signage.language.words import FIRST_LANGUAGE
from tests.halls import generate
from tests.halls.seeds import LONG
from tests.halls.test_edited import commented, comments

TEXT = st.text("故障请稍候ab\"'\\#/", min_size=1, max_size=12)


@cache
def catalogue(seed: int) -> list[tuple[str, str]]:
    """Each file with its text, of a generated hall and as it is shipped."""
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        places = (Path(folder) / "hall", sample())
        files = [path for place in places for path in sorted((place / "catalogue").glob("*.toml"))]
        return [(f"catalogue/{path.name}", path.read_text("utf-8")) for path in files]


def said_so(text: str) -> int:
    """Tables of words in it, as a reader of the file counts them."""
    return len(re.findall(rf"\{{ {FIRST_LANGUAGE} = \"", text))


@given(
    st.integers(0, 40 if LONG else 1), st.integers(0, 10_000), st.integers(0, 10_000), TEXT, TEXT
)
@settings(max_examples=200 if LONG else 15, deadline=None)
def test_words_change_where_they_are_meant_and_all_else_stays(
    seed: int, which: int, at: int, zh: str, en: str
) -> None:
    files = catalogue(seed)
    name, text = files[which % len(files)]
    text = commented(text)
    blocks = kinds_in(name, text).blocks
    block = blocks[at % len(blocks)]
    texts = texts_in(block.value)
    assert len([one for one in texts if one.words]) == said_so(block.text)
    one = texts[(which + at) % len(texts)]
    said = {"zh": zh, "en": en}
    edited = with_words(name, text, block.code, {one.place: said})
    after = {block.code: block.value for block in kinds_in(name, edited).blocks}
    for other in blocks:
        if other.code != block.code:
            assert after[other.code] == other.value
    told = words_apart(block.value, after[block.code])
    # A line that comes is the next one, whichever was typed.
    first = [(LINES, len(block.value.get(LINES, ())))] if not one.words else []
    assert told is not None and {place for place, *_ in told} <= {one.place, *first}
    assert comments(edited) == comments(text)
    if one.words:
        assert len(edited.split("\n")) == len(text.split("\n")), "line by line as it was"
        assert with_words(name, edited, block.code, {one.place: one.words}) == text
    assert with_words(name, text, block.code, {}) == text
