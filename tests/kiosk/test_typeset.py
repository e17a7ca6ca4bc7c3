"""Whatever a person pastes has a width: a text that cannot be measured would take every screen's
picture with it."""

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kiosk.drawing.layout.pieces import SPLIT, main_line
from kiosk.wording.typeset import fit, width_em
from tests.rows import every


def ends_a_paragraph() -> dict[str, str]:
    letters = map(chr, range(sys.maxunicode))
    return {f"U+{ord(one):04X}": one for one in letters if unicodedata.bidirectional(one) == "B"}


@every(ends_a_paragraph)
def test_the_end_of_a_paragraph_is_as_wide_as_a_space(letter: str) -> None:
    for bold in (True, False):
        assert width_em(f"停{letter}电", bold) == width_em("停 电", bold)


@given(st.text(), st.booleans())
def test_every_text_has_a_width_and_a_size(text: str, bold: bool) -> None:
    assert width_em(text, bold) >= 0
    assert 0 < fit(text, 400, 100, 60).size <= 60


@given(st.integers(SPLIT, 12), st.integers(100, 600))
def test_chinese_without_a_mark_of_a_phrase_breaks_between_its_words_of_two(
    letters: int, wide: int
) -> None:
    piece = main_line("税" * letters, 100, wide, 400, lang="zh")
    assert len(piece.lines) == 1 or letters % 2 or not any(len(line) % 2 for line in piece.lines)
