"""The five fields of a report as rows of a form: what is asked, and what is known already."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.wording.page_words import said
from signage.language.words import NO_WORDS, Message, Words
from signage.situation.five_fields import FIELDS
from signage.situation.incidents import Incident

MAY_STAY_EMPTY: Mapping[str, Words] = {"impact": Message("five-fields.may-stay-empty")}


@dataclass(frozen=True, slots=True)
class FiveRow:
    name: str
    words: Words
    note: str
    value: str


def five_rows(incident: Incident) -> tuple[FiveRow, ...]:
    known = {"cause": incident.cause}
    return tuple(
        FiveRow(
            name,
            words,
            said(MAY_STAY_EMPTY.get(name, NO_WORDS)),
            incident.five.get(name, "") or known.get(name, ""),
        )
        for name, words in FIELDS.items()
    )
