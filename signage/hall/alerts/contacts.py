"""``[[alerts.contacts]]``: dry contacts, such as a fire panel's relay, that the inputs of a Modbus board
read, and what their opening or closing counts as.

**Decision, 2026-11-30.** A contact is a report like any other: it has labels and meets the rules, which
propose or raise, and of which a release only proposes the end. It rests closed unless it says
otherwise, so that a wire that is cut opens it and is told as what it may be. A board that does not
answer is reported by itself, and ends nothing. 2026-12-01: a hall that has one board for lamps and
contacts names its line twice, and the lamps come first. *Rejected:* a kind at the contact itself, a second way
to say what a report means.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from signage.hall.alerts.probes import Label, Value
from signage.hall.described import Described, PlainId
from signage.language.model_words import Amiss
from signage.language.words import Message

CONTACTS_MAX = 64
UNREACHABLE = "ContactUnreachable"
"""The label ``alertname`` of a board that does not answer."""


class Contact(Described):
    """One input of one board."""

    id: PlainId
    address: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """Of the board's line, with ``#unit`` as a lamp's. Lamps of Modbus may be on it too, and one board
    may do both: it is read where they leave the line free."""
    input: Annotated[int, Field(ge=1, le=65536)]
    """From 1: discrete input 0 of Modbus is the first."""
    rests: Literal["closed", "open"] = "closed"
    """How it is while nothing is the matter. One that rests open cannot tell a cut wire."""
    debounce_ms: Annotated[int, Field(ge=0, le=60_000)] = 200
    """It must be so for so long."""
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    labels: Annotated[Mapping[Label, Value], Field(max_length=20)] = Field(default_factory=dict)
    role: Literal["guide", "supervisor"] = "guide"
    """Whose rights it has where a rule raises by itself."""

    @field_validator("labels")
    @classmethod
    def _own(cls, given: Mapping[str, str]) -> Mapping[str, str]:
        if "alertname" in given:
            raise Amiss(Message("check.alertname-contact"))
        return given

    def labels_of(self, *, reached: bool) -> Mapping[str, str]:
        """What rules look at; where the board was ``reached``, that the contact left its rest."""
        usual = {"job": "contact", "instance": self.id, "severity": "critical"}
        return {**usual, **self.labels, "alertname": self.id if reached else UNREACHABLE}
