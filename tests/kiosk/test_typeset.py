"""Whatever a person pastes has a width: a text that cannot be measured would take every screen's
picture with it."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wording.typeset import fit, width_em

ENDS_A_PARAGRAPH = [
    letter for letter in map(chr, range(sys.maxunicode)) if unicodedata.bidirectional(letter) == "B"
]  # fmt: skip


@pytest.mark.parametrize("letter", ENDS_A_PARAGRAPH, ids=lambda letter: f"U+{ord(letter):04X}")
@pytest.mark.parametrize("bold", [True, False])
def test_the_end_of_a_paragraph_is_as_wide_as_a_space(letter: str, bold: bool) -> None:
    assert width_em(f"停{letter}电", bold) == width_em("停 电", bold)


@given(st.text(), st.booleans())
def test_every_text_has_a_width_and_a_size(text: str, bold: bool) -> None:
    assert width_em(text, bold) >= 0
    assert 0 < fit(text, 400, 100, 60).size <= 60
