"""What a command on the ledger, about papers by hand (手工受理) or the telling of taxpayers leads to;
where windows take papers is in :mod:`signage.availability.by_hand`."""

from datetime import datetime, timedelta

from signage.availability.by_hand import would_take
from signage.availability.world import World
from signage.hall.model import Hall
from signage.language.words import Message
from signage.rules.ledger_rows import ROWS_MAX
from signage.rules.permissions import permit
from signage.rules.refusal import Refused, unknown
from signage.situation.commands import MoveLedger, TakePapers
from signage.situation.events import (
    LedgerEntered,
    LedgerErased,
    LedgerExported,
    LedgerMoved,
    LedgerRevealed,
    PapersTaken,
    TaxpayersNotified,
)
from signage.situation.incidents import Actor, Situation
from signage.situation.ledger import LEDGER_WORDS, MOVES, WAITS, WHY_WORDS, Entry

NO_WINDOW = Message("by-hand.no-staffed-window-out-because")
ENDS_WITH = Message("by-hand.incident-means-papers-by-hand")


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


def papers_taken(world: World, command: TakePapers, actor: Actor) -> list[PapersTaken]:
    """Raises :class:`Refused` where no window would take papers, and where the kind itself means
    paper."""
    permit(actor, "papers")
    incident = world.situation.incidents.get(command.incident)
    if incident is None:
        raise unknown("incident", command.incident)
    if command.on and not would_take(world, incident):
        raise Refused("no-window", "incident", NO_WINDOW)
    if not command.on and incident.notice.kind in world.hall.marked.papers:
        raise Refused("illegal-transition", "incident", ENDS_WITH)
    return (
        []
        if (incident.id in world.situation.by_hand) is command.on
        else [PapersTaken(incident.id, command.on)]
    )
