"""What is recorded of a page that is read aloud: a clip for each of its sentences, in order."""

from collections.abc import Iterable

from signage.language.words import unbroken
from signage.spoken.clips import Clip
from signage.spoken.numbers import in_words
from signage.spoken.sign import running


def page_clips(sentences: Iterable[str], lang: str) -> tuple[Clip, ...]:
    """Numbers as words; what has nothing to be said in it is left out."""
    said = (in_words(unbroken(sentence, lang), lang).strip() for sentence in sentences)
    return tuple(Clip(lang, running((one,), lang)) for one in said if any(map(str.isalnum, one)))
