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
from signage.catalogue.kinds import LEAVING, LIFE_SAFETY, Kind
from signage.language.words import Words, listed, on_one_line, plain
from signage.records.due_in_hall import AT_ONCE, Standing, on_duty, reports, standing
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
    asking: int
    """How many go on at this moment."""
    gauges: tuple[Gauge, ...]
    """Measures and their limits."""
    owed: tuple[Standing, ...]
    """Without what stands above the cards, see :func:`proposed`."""
    owed_more: int
    owing: int
    """All that is owed, shown or not."""


def due() -> Due:
    world, role = world_now(), who().role
    deadline, entries = deadline_now(world), world.situation.ledger.values()
    owed = tuple(one for one in standing(world) if not _grave(one))
    return Due(
        to_warn(world), tuple(_by_hand(world, hand) for hand in hands(world)),
        sum(entry.state == "waiting" for entry in entries), role in IN_THE_HALL["papers"], role != "facilities",
        deadline, deadline_words(deadline), said(listed([plain(row.fields["name"]) for row in on_duty(world)])),
        any(one.rule in ASKED for one in owed), sum(one.rule in AT_ONCE for one in owed), _gauges(),
        owed[:SHOWN], max(0, len(owed) - SHOWN), len(owed),
    )  # fmt: skip


def proposed(world: World) -> tuple[Standing, ...]:
    """What may cost lives and is for a person to raise: it stands in sight, above what is open, and in
    no list that is folded or behind a key."""
    return tuple(filter(_grave, reports(world)))


def _grave(one: Standing) -> bool:
    kind = _kind_of(one.about) if one.answer else None
    return kind is not None and kind.classes[0] in LIFE_SAFETY


def _kind_of(rule: str) -> Kind | None:
    content = services().board.view.content
    told = content.hall.alerts.rule.get(rule)
    return content.catalogue.kind.get(told.kind) if told is not None else None


def _gauges() -> tuple[Gauge, ...]:
    held = services().thresholds
    return held.gauges() if held is not None else ()


def held_address(rule: str) -> str | None:
    """Where what a rule proposes is raised with a held key; None where one tap raises it."""
    kind = _kind_of(rule)
    if kind is None or kind.classes[0] not in LEAVING:
        return None
    target = services().board.view.content.hall.alerts.rule[rule].target
    return f"/console/raise/{kind.code}/confirm?target={target}"


def _by_hand(world: World, hand: Hand) -> ByHand:
    begin, end = hand.ask == "begin", hand.ask == "end"
    names = "" if end else said(listed(services_at(world, hand.windows)))
    return ByHand(
        hand.incident, on_one_line(hand.incident.notice.sign), windows_words(world, hand.windows), names,
        hand.ask, begin, hand.ask == "taking", end, hand.last, not begin and not hand.ends_with_it,
    )  # fmt: skip
