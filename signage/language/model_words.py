"""What the models of a description find wrong, in words: pydantic itself tells it in English
alone."""

import re
from collections.abc import Mapping
from typing import Any, Final

from signage.language.words import Message, Words, say

LIMITS: Final[Mapping[str, str]] = {
    "less_than_equal": "le", "less_than": "lt", "greater_than_equal": "ge", "greater_than": "gt",
    "string_too_long": "max_length", "string_too_short": "min_length", "too_long": "max_length",
    "too_short": "min_length", "string_pattern_mismatch": "pattern",
}  # fmt: skip
"""Under which name pydantic tells the limit, by the type of its finding."""
_WHOLE, _NUMBER = Message("model-words.whole-number"), Message("model-words.number")
_DAY, _TIME, _TABLE = (
    Message("model-words.day"), Message("model-words.time"), Message("model-words.table"),
)  # fmt: skip
_UNKNOWN, _TRUE = Message("model-words.unknown"), Message("model-words.yes-or-no")
WORDS: Final[Mapping[str, Message]] = {
    "missing": Message("model-words.missing"),
    "extra_forbidden": _UNKNOWN, "unexpected_keyword_argument": _UNKNOWN,
    "bool_type": _TRUE, "bool_parsing": _TRUE,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": _NUMBER,
    "date_parsing": _DAY, "date_from_datetime_parsing": _DAY, "date_type": _DAY,
    "date_from_datetime_inexact": _DAY, "time_parsing": _TIME, "time_type": _TIME,
    "string_type": Message("model-words.text"), "tuple_type": Message("model-words.list"),
    "dict_type": _TABLE, "model_type": _TABLE, "dataclass_type": _TABLE,
    "model_attributes_type": _TABLE, "mapping_type": _TABLE,
    "less_than_equal": Message("model-words.at-most"), "less_than": Message("model-words.less-than"),
    "greater_than_equal": Message("model-words.at-least"), "greater_than": Message("model-words.more-than"),
    "string_too_long": Message("model-words.letters-at-most"),
    "string_too_short": Message("model-words.letters-at-least"), "too_long": Message("model-words.entries-at-most"),
    "too_short": Message("model-words.entries-at-least"),
    "string_pattern_mismatch": Message("model-words.form"),
}  # fmt: skip
"""By the type of a finding; a test asks for every type that the models of a hall can find."""
_QUOTED = re.compile("'([^']*)'|(-?[0-9]+)")


class Amiss(ValueError):
    """What a model of ours finds wrong, in words of its own."""

    def __init__(self, words: Message) -> None:
        super().__init__(say(words, "en"))
        self.words = words


def choices_in(fault: Mapping[str, Any]) -> list[str]:
    """What could be written where one of a few is asked for."""
    listed = _QUOTED.findall(str(fault.get("ctx", {}).get("expected", "")))
    return [word or number for word, number in listed]


def model_words(fault: Mapping[str, Any]) -> Words:
    """Of a finding of pydantic; of one without words of ours its own."""
    name, told = str(fault["type"]), fault.get("ctx", {})
    if isinstance(told.get("error"), Amiss):
        found: Message = told["error"].words
        return found
    if name == "literal_error":
        return Message("model-words.one-of", choices=choices_in(fault))
    words = WORDS.get(name)
    if words is None:
        return Message("model-words.other", told=str(fault["msg"]))
    limit = told.get(LIMITS.get(name, ""))
    if limit is None:
        return words
    return words.filled(limit=f"{limit:g}" if isinstance(limit, int | float) else str(limit))
