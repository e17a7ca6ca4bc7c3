"""Safety tips for idle touch screens (plan lines 573, 833), one a day: nothing rotates while people
read."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from signage.language.model_words import Amiss
from signage.language.words import NO_WORDS, Message, Words

LONGEST = {"zh": 26, "en": 70}
"""Letters that fit the line of every touch screen, in both sizes."""


def _short(words: Words) -> Words:
    for language, most in LONGEST.items():
        if len(words.get(language, "")) > most:
            raise Amiss(Message("check.tip-letters", most=most, lang=language))
    return words


Tip = Annotated[Words, AfterValidator(_short)]


def tip_of(tips: Sequence[Words], day: date) -> Words:
    """The day's tip; they follow one another and begin anew."""
    return tips[day.toordinal() % len(tips)] if tips else NO_WORDS
