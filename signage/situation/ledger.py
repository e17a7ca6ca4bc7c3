"""The ledger of what windows kept on paper (手工受理台账): its states, and how it is shown.

Personal data stands in no event: an event names the entry by its number. The row itself lives in the store's own table
and is erased on schedule (PIPL Art. 19, 47; domain.md §12; plan lines 933, 935).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from signage.language.words import Words, both

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
    "waiting": both("待补录", "To be entered"),
    "entered": both("已补录", "Entered"),
    "notified": both("已通知", "Notified"),
    "withdrawn": both("已撤销", "Withdrawn"),
}
WHY_WORDS: Mapping[str, Words] = {
    "twice": both("重复登记", "Recorded twice"),
    "elsewhere": both("已通过其他渠道办结", "Done another way"),
    "mistake": both("登记有误，已重新登记", "A mistake, recorded anew"),
    "asked": both("纳税人要求删除", "The taxpayer asks to erase it"),
}
"""Chosen, never typed: a typed reason could carry a name into the log."""
LONG_KINDS: frozenset[str] = frozenset({"INT-LONG"})
"""Kinds that mean paper from the start."""
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
    """138****5678. Of a shorter number no more than three digits at each end, and always four hidden at least."""
    shown = len(phone) - 4
    head = min(3, shown // 2)
    tail = min(4, shown - head)
    if not phone or shown <= 0:
        return "****"
    return f"{phone[:head]}{'*' * (len(phone) - head - tail)}{phone[len(phone) - tail :]}"


def privacy_notice(hall: str, phone: str, keep_days: int) -> Words:
    """What is said before anybody's number is written down (PIPL Art. 17)."""
    return both(
        f"为在系统恢复后通知您，我厅登记您的联系方式，仅用于本次业务通知，办结后 {keep_days} 日内删除。"
        f"您可随时要求查询、更正或删除，联系：{hall}，电话 {phone}。不提供不影响您办理本次业务。",
        f"We write down how to reach you only to tell you when this is done; it is erased within {keep_days} days "
        f"after that. You may ask to see, correct or erase it at any time: {hall}, {phone}.",
    )
