"""What is due in the hall, as the console's front page shows it: deadline, papers, registers."""

from dataclasses import dataclass

from kiosk.custody.probes.thresholds import Gauge
from kiosk.serving.services import services
from kiosk.staff.shell.page import world_now
from kiosk.staff.shell.submit import who
from kiosk.wording.page_words import said
from signage.availability.by_hand import services_at, windows_words
from signage.availability.deadlines import Deadline, deadline_now, deadline_words
from signage.availability.world import World
from signage.catalogue.kinds import LEAVING
from signage.language.words import Words, listed, on_one_line, plain
from signage.records.due_in_hall import Standing, on_duty, standing
from signage.rules.permissions import IN_THE_HALL
from signage.shows.due_by_hand import Hand, hands
from signage.shows.due_notice import Warn, to_warn
from signage.situation.incidents import Incident

SHOWN = 6
ASKED = frozenset({"alert", "recovered"})
"""What opens the list by itself: it asks for an answer now."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """Papers to take, or to stop taking, for an outage. ``names`` is the service they are taken
    for."""

    incident: Incident
    sign: Words
    windows: Words
    names: str
    ask: str
    """For tests and styles; in words: ``begin``, ``taking`` or ``end``."""
    begin: bool
    taking: bool
    end: bool
    last: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Due:
    warns: tuple[Warn, ...]
    hands: tuple[ByHand, ...]
    waiting: int
    """Papers that wait to be entered."""
    may_papers: bool
    keeps_papers: bool
    """Whether the ledger of papers is this person's business."""
    deadline: Deadline
    deadline_line: Words
    duty: str
    asked: bool
    """Whether something in it asks for an answer now."""
    gauges: tuple[Gauge, ...]
    """Measures and their limits."""
    owed: tuple[Standing, ...]
    owed_more: int
    owing: int
    """All that is owed, shown or not."""


def due() -> Due:
    world, role = world_now(), who().role
    deadline, entries, owed = deadline_now(world), world.situation.ledger.values(), standing(world)
    return Due(
        to_warn(world), tuple(_by_hand(world, hand) for hand in hands(world)),
        sum(entry.state == "waiting" for entry in entries), role in IN_THE_HALL["papers"], role != "facilities",
        deadline, deadline_words(deadline), said(listed([plain(row.fields["name"]) for row in on_duty(world)])),
        any(one.rule in ASKED for one in owed), _gauges(), owed[:SHOWN], max(0, len(owed) - SHOWN), len(owed),
    )  # fmt: skip


def _gauges() -> tuple[Gauge, ...]:
    held = services().thresholds
    return held.gauges() if held is not None else ()


def held_address(rule: str) -> str | None:
    """Where what a rule proposes is raised with a held key; None where one tap raises it."""
    content = services().board.view.content
    told = content.hall.alerts.rule.get(rule)
    kind = content.catalogue.kind.get(told.kind) if told is not None else None
    if told is None or kind is None or kind.classes[0] not in LEAVING:
        return None
    return f"/console/raise/{told.kind}/confirm?target={told.target}"


def _by_hand(world: World, hand: Hand) -> ByHand:
    begin, end = hand.ask == "begin", hand.ask == "end"
    names = "" if end else said(listed(services_at(world, hand.windows)))
    return ByHand(
        hand.incident, on_one_line(hand.incident.notice.sign), windows_words(world, hand.windows), names,
        hand.ask, begin, hand.ask == "taking", end, hand.last, not begin and not hand.ends_with_it,
    )  # fmt: skip
