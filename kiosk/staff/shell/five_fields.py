"""The five fields of a report as rows of a form: what is asked, and what is known already."""

from dataclasses import dataclass

from signage.language.words import Words
from signage.situation.five_fields import FIELDS
from signage.situation.incidents import Incident

MAY_STAY_EMPTY = {"impact": "（人数、业务，可不填）"}


@dataclass(frozen=True, slots=True)
class FiveRow:
    name: str
    words: Words
    note: str
    value: str


def five_rows(incident: Incident) -> tuple[FiveRow, ...]:
    known = {"cause": incident.cause}
    return tuple(
        FiveRow(name, words, MAY_STAY_EMPTY.get(name, ""), incident.five.get(name, "") or known.get(name, ""))
        for name, words in FIELDS.items()
    )
