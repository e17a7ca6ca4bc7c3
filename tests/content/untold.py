"""What of a mistake has no words in Chinese."""

from collections.abc import Iterator

from signage.language.mistake import Mistake
from signage.language.words import Message, Value

OTHER = "model-words.other"
"""Said of a finding of pydantic that nobody has given words."""


def untold(mistake: Mistake) -> Iterator[str]:
    yield from _untold(mistake.amiss)
    yield from _untold(mistake.mend)
    yield from _untold(mistake.called)


def _untold(value: Value) -> Iterator[str]:
    if isinstance(value, Message):
        if value.id == OTHER or "zh" not in set(value):
            yield value.id
        for inner in value.given.values():
            yield from _untold(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _untold(inner)
