"""What the models of a description find wrong, in words for people: the check itself tells it in
English, beside keys of files."""

from collections.abc import Mapping
from typing import Any, Final

from signage.language.words import NO_WORDS, Message, Words

LIMITS: Final[Mapping[str, str]] = {
    "less_than_equal": "le", "less_than": "lt", "greater_than_equal": "ge", "greater_than": "gt",
    "string_too_long": "max_length", "string_too_short": "min_length", "too_long": "max_length",
    "too_short": "min_length",
}  # fmt: skip
"""Under which name pydantic tells the limit, by the type of its finding."""
_WHOLE, _NUMBER = Message("model-words.whole-number"), Message("model-words.number")
_DAY, _TIME, _FORM = (
    Message("model-words.day"), Message("model-words.time"), Message("model-words.form"),
)  # fmt: skip
PLAIN: Final[Mapping[str, Words]] = {
    "missing": Message("model-words.missing"),
    "extra_forbidden": Message("model-words.unknown"),
    "unexpected_keyword_argument": Message("model-words.unknown"),
    "literal_error": Message("model-words.no-choice"),
    "bool_type": Message("model-words.yes-or-no"), "bool_parsing": Message("model-words.yes-or-no"),
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": _NUMBER,
    "date_parsing": _DAY, "date_from_datetime_parsing": _DAY, "date_type": _DAY,
    "time_parsing": _TIME, "time_type": _TIME, "string_type": Message("model-words.text"),
    "string_pattern_mismatch": _FORM, "tuple_type": _FORM, "dict_type": _FORM, "model_type": _FORM,
    "dataclass_type": _FORM,
}  # fmt: skip
_OF: Final[Mapping[str, Message]] = {
    "less_than_equal": Message("model-words.at-most"), "less_than": Message("model-words.less-than"),
    "greater_than_equal": Message("model-words.at-least"), "greater_than": Message("model-words.more-than"),
    "string_too_long": Message("model-words.letters-at-most"),
    "string_too_short": Message("model-words.letters-at-least"), "too_long": Message("model-words.entries-at-most"),
    "too_short": Message("model-words.entries-at-least"),
}  # fmt: skip


def model_words(fault: Mapping[str, Any]) -> Words:
    """Of a finding of pydantic; nothing where a model of ours says it in words of its own."""
    name = str(fault["type"])
    limit = fault.get("ctx", {}).get(LIMITS.get(name, ""))
    if limit is None:
        return PLAIN.get(name, NO_WORDS)
    return _OF[name].filled(limit=f"{limit:g}")
