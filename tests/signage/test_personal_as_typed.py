"""A personal number is found however it is typed: in any digits, brackets and separators that
people use."""

import hypothesis.strategies as st
from hypothesis import given

from signage.language.personal import found, masked

GROUPS = {"13800138766": (3, 4, 4), "11010519900101123X": (6, 8, 4)}
BETWEEN = ("", " ", "  ", "-", "－", "—", "–", "·", "•", ".", "．", "/", "_", "\u3000", "\u00a0", "\u200b", "~", "*",
           " - ", "‑", "|", "）", "\u202e", "\u2060")  # fmt: skip
AROUND = ("", "()", "（）", "[]", "【】", "〔〕", "「」", "{}", "<>", "《》", "『』")
ZEROS = "0０𝟎𝟘𝟢𝟬𝟶٠۰०༠"
"""Of alphabets whose digits follow one another: of other widths and faces, Arabic, Devanagari,
Tibetan."""


def parts(number: str) -> list[str]:
    at, found_parts = 0, []
    for size in GROUPS[number]:
        found_parts.append(number[at : at + size])
        at += size
    return found_parts


@given(
    st.sampled_from(sorted(GROUPS)),
    st.sampled_from(BETWEEN),
    st.sampled_from(AROUND),
    st.sampled_from(ZEROS),
)
def test_a_number_is_found_and_masked_however_it_is_typed(
    number: str, between: str, around: str, zero: str
) -> None:
    first, *others = parts(number)
    first = f"{around[:1]}{first}{around[1:]}"
    typed = between.join([first, *others])
    told = "".join(
        chr(ord(zero) + int(letter)) if letter.isdecimal() else letter for letter in typed
    )
    text = f"请联系 {told} 办理"
    assert found(text), ascii(told)
    assert not found(masked(text)) and others[-1] not in masked(text)
