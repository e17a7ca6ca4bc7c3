"""What a command on the ledger, or the telling of taxpayers, leads to."""

from datetime import datetime, timedelta

from signage.hall.model import Hall
from signage.language.words import Message
from signage.rules.ledger_rows import ROWS_MAX
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.commands import MoveLedger
from signage.situation.events import (
    LedgerEntered,
    LedgerErased,
    LedgerExported,
    LedgerMoved,
    LedgerRevealed,
    TaxpayersNotified,
)
from signage.situation.incidents import Actor, Situation
from signage.situation.ledger import LEDGER_WORDS, MOVES, WAITS, WHY_WORDS, Entry


def entered(situation: Situation, rows: int, actor: Actor) -> list[LedgerEntered]:
    permit(actor, "ledger")
    if not 1 <= rows <= ROWS_MAX:
        raise Refused("too-many", "rows", Message("ledger.rows-at-most-at-time", rows=ROWS_MAX))
    # From the highest number ever given, not from how many there are.
    return [LedgerEntered(situation.ledgered + number) for number in range(1, rows + 1)]


def moved(situation: Situation, command: MoveLedger, actor: Actor) -> list[LedgerMoved]:
    """Two windows at once: the slower is told how it stands. A reason is chosen from a list, and
    only to withdraw."""
    permit(actor, "ledger")
    entry = _entry(situation, command.entry)
    state = MOVES.get((entry.state, command.move))
    if state is None:
        now = LEDGER_WORDS[entry.state]
        words = Message("ledger.now-go-on-from-there", now=now)
        raise Refused("illegal-transition", None, words)
    # Both ways: a withdrawal needs its reason, and nothing else may carry one.
    if (command.move == "withdraw") is not (command.why in WHY_WORDS):
        raise Refused("missing", "why", Message("ledger.choose-why-it-is-withdrawn"))
    return [LedgerMoved(entry.number, state, command.why)]


def revealed(situation: Situation, number: int, actor: Actor) -> list[LedgerRevealed]:
    """Only while somebody is still to be called: afterwards nobody has a reason to see the
    number."""
    permit(actor, "reveal")
    entry = _entry(situation, number)
    if entry.state not in WAITS:
        words = Message("ledger.done-or-withdrawn-whole-number")
        raise Refused("too-late", None, words)
    return [LedgerRevealed(number)]


def exported(situation: Situation, actor: Actor) -> list[LedgerExported]:
    permit(actor, "ledger")
    return [LedgerExported(len(situation.ledger))]


def erased(hall: Hall, situation: Situation, actor: Actor, now: datetime) -> list[LedgerErased]:
    permit(actor, "erase")
    return [LedgerErased(entry.number) for entry in past(hall, situation, now)]


def past(hall: Hall, situation: Situation, now: datetime) -> list[Entry]:
    """Entries whose personal data must be gone by now."""
    keep = timedelta(days=hall.papers.keep_days)
    ends = ((entry, entry.erased_at(keep)) for entry in situation.ledger.values())
    return [entry for entry, at in ends if at is not None and at <= now]


def notified(situation: Situation, incident: str, actor: Actor) -> list[TaxpayersNotified]:
    permit(actor, "notify")
    if incident not in situation.incidents:
        raise unknown("incident", incident)
    return [] if incident in situation.notified else [TaxpayersNotified(incident)]


def _entry(situation: Situation, number: int) -> Entry:
    entry = situation.ledger.get(number)
    if entry is None:
        raise Refused("unknown-entry", "entry", Message("ledger.no-such-entry-erased"))
    return entry
