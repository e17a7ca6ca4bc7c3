"""The ledger of what windows kept on paper (手工受理台账): its states, and how it is shown.

Personal data stands in no event: an event names the entry by its number. The row itself lives in
the store's own table and is erased on schedule (PIPL Art. 19, 47; domain.md §12; plan lines 933,
935).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from signage.language.words import Message, Words

LedgerState = Literal["waiting", "entered", "notified", "withdrawn"]
Move = Literal["enter", "notify", "withdraw"]
Why = Literal["", "twice", "elsewhere", "mistake", "asked"]
MOVES: Mapping[tuple[str, str], LedgerState] = {
    ("waiting", "enter"): "entered",
    ("entered", "notify"): "notified",
    ("waiting", "withdraw"): "withdrawn",
    ("entered", "withdraw"): "withdrawn",
}
"""(state, move) → state; a missing key is the illegal move."""
LEDGER_WORDS: Mapping[str, Words] = {
    "waiting": Message("ledger.to-be-entered"),
    "entered": Message("ledger.entered"),
    "notified": Message("ledger.notified"),
    "withdrawn": Message("ledger.withdrawn"),
}
WHY_WORDS: Mapping[str, Words] = {
    "twice": Message("ledger.recorded-twice"),
    "elsewhere": Message("ledger.done-another-way"),
    "mistake": Message("ledger.a-mistake-recorded-anew"),
    "asked": Message("ledger.taxpayer-asks-erase"),
}
"""Chosen, never typed: a typed reason could carry a name into the log."""
WAITS: frozenset[str] = frozenset({"waiting", "entered"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the log knows it."""

    number: int
    state: LedgerState
    at: datetime
    changed_at: datetime
    why: Why = ""

    def erased_at(self, keep: timedelta) -> datetime | None:
        """When its personal data goes; None while it still waits. Whoever asks is heard at once."""
        if self.state in WAITS:
            return None
        return self.changed_at if self.why == "asked" else self.changed_at + keep


def masked(phone: str) -> str:
    """138****5678. Of a shorter number no more than three digits at each end, and always four
    hidden at least."""
    # How many may be read: four stay hidden, however short it is.
    shown = len(phone) - 4
    head = min(3, shown // 2)
    tail = min(4, shown - head)
    if not phone or shown <= 0:
        return "****"
    return f"{phone[:head]}{'*' * (len(phone) - head - tail)}{phone[len(phone) - tail :]}"


def privacy_notice(hall: str, phone: str, keep_days: int) -> Words:
    """What is said before anybody's number is written down (PIPL Art. 17)."""
    return Message("ledger.we-write-down-how-reach", keep_days=keep_days, hall=hall, phone=phone)
