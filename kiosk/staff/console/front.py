"""The console's front page as data: what stands above its cards, the cards, the lists. Templates
lay it out, no more.

The sentence on a card, followed from the event: ``IncidentRaised`` → ``fold._incident_raised`` →
``Situation.open_incidents`` → :meth:`Kept.open` → :func:`front`, which ``home.open_part`` asks, →
:func:`cards.card_of` → back to the page, ``_open.html``. ``tests/kiosk/test_followed.py`` counts it.

2026-11-30 · The gravest incident stands in full, all others are a line each, also where none is red: five
in full were six screens of a tablet, and the page is to be looked over in one and a half. What somebody
unfolds stays so on their tablet; on a phone the keys of this page alone are 44 px at least (WCAG 2.2, 2.5.5),
everywhere else 60. Rejected: as many in full as fit, which a tablet held upright and a phone
would each answer otherwise; folding all, which hides what to do next about the one that counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from kiosk.engine.delivery import Delivery, State
from kiosk.engine.health import Fact
from kiosk.engine.view import View
from kiosk.serving.screens import abilities as able
from kiosk.serving.services import Services, services
from kiosk.staff.console.cards import Card, card_of, first, gravest, undo_s
from kiosk.staff.console.choice.again import Again, again
from kiosk.staff.console.choice.confirm_words import ETA_MINUTES
from kiosk.staff.console.cockpit.units import Units, units
from kiosk.staff.console.cockpit.window_undo import SetBack, to_take_back
from kiosk.staff.console.due_rows import proposed
from kiosk.staff.console.floorplan.rows import held_words, stranded_words
from kiosk.staff.console.lists import LampRow, ScreenRow, lamps, screens, some_of
from kiosk.staff.console.procedure import ACTIVATES, DISMISSES, RAISES, SKIPS, late_now
from kiosk.wording.page_words import said
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.needs import NEEDS, URGENT
from signage.language.durations import minutes_since
from signage.language.words import Message, Words, on_one_line, plain
from signage.records.due_in_hall import Standing
from signage.shows.due_in_incidents import Duty, duty_words
from signage.shows.phrases import subject_words
from signage.shows.wrong_pins import pressing
from signage.situation.incidents import ENDED, LEVEL_ROLES, Actor, Incident
from signage.situation.remarks import REMARKS, RemarkKind

ENDED_SHOWN: Final = 20
UNLIT_SHOWN: Final = 3
AWAY_NAMED: Final = 6
AWAY: Final[tuple[tuple[State, Words], ...]] = (
    ("silent", Message("front.screens-not-responding-frozen-or")),
    ("hidden", Message("front.screens-whose-page-is-hidden")),
    ("off", Message("front.screens-offline")),
)
ENDINGS: Final = frozenset({"clear", "close", "dismiss"})
"""Last acts after which a card is gone, so that taking them back is offered beside the cards."""
COPY: Final = Message("front.copy-cannot-be-written")
TROUBLES: Final[Mapping[str, Words]] = {
    "content": Message("front.content-faulty-last-good-in-use"),
    "snapshot": Message("front.snapshot-damaged-read-from-the-log"),
    "identity": COPY,
    "access-copy": COPY,
    "content-copy": COPY,
    "screens": Message("front.screens-could-not-be-updated"),
    "lamps": Message("front.lamps-could-not-be-updated"),
}
NOTES: Final[Mapping[RemarkKind, Words]] = {
    kind: words for kind, words in REMARKS.items() if kind not in ("arrived", "loss")
}
LOCKED: Final = Message("front.no-emergency")
QUIET: Final = Message("front.nothing-is-open")
WELL: Final = Message("front.all-is-well")


@dataclass(frozen=True, slots=True)
class Undoable:
    """An incident that was ended a moment ago, by whoever looks."""

    incident: Incident
    subject: Words
    sign: Words
    left_s: int


@dataclass(frozen=True, slots=True)
class Call:
    """A visitor's call for help. ``need`` in words, ``late`` where nobody came in time; both may be
    empty."""

    screen: str
    name: Words
    minutes: int
    need: str
    need_words: str
    urgent: bool
    late: str


@dataclass(frozen=True, slots=True)
class Away:
    """Screens that show nobody anything, for one reason."""

    state: str
    why: Words
    names: Words


@dataclass(frozen=True, slots=True)
class Calm:
    """What is said where nothing is open. Counts of what is not in order; none on a locked
    tablet."""

    words: Words
    offline: int
    unlit: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Front:
    """Everything ``staff/console/_open.html`` and the lists under it name, besides what every page
    has."""

    cards: tuple[Card, ...]
    drafts: tuple[Card, ...]
    ended: tuple[Card, ...]
    undoable: tuple[Undoable, ...]
    calls: tuple[Call, ...]
    held_ways: str
    stranded: tuple[Words, ...]
    wrong: tuple[Fact, ...]
    troubles: tuple[str, ...]
    unlit: tuple[LampRow, ...]
    away: tuple[Away, ...]
    calm: Calm | None
    again: Again | None
    drafts_first: bool
    """Reports to assess, and lamps and screens that are not in order, stand above the cards, unless
    the gravest card is an emergency."""
    units: tuple[Units, ...]
    """The hall as live tiles; nothing on a locked tablet."""
    screens: tuple[ScreenRow, ...]
    lamps: tuple[LampRow, ...]
    unseen: int
    """Screens that show nobody anything."""
    differ: int
    """Lamps that show something else than they should."""
    set_back: SetBack | None
    """A window's setting that this person may still take back."""
    proposed: tuple[Standing, ...]
    """What monitoring reports that may cost lives, and nobody has answered."""
    eta_minutes: tuple[int, ...] = tuple(minutes for minutes in ETA_MINUTES if minutes)
    skips: tuple[Words, ...] = SKIPS
    raises: tuple[Words, ...] = RAISES
    activates: tuple[Words, ...] = ACTIVATES
    dismisses: tuple[Words, ...] = DISMISSES
    notes: Mapping[RemarkKind, Words] = field(default_factory=lambda: NOTES)
    """What may be noted on a card; the others are said by acts of their own, or in the report."""


def front(actor: Actor) -> Front:
    here = services()
    view, now, staff = here.board.view, here.clock(), actor.role != "device"
    late = late_now(view, now)
    listed, shown = lamps(view, here.lights.health()), screens(view, here.delivery)
    kept, calls = Kept(view, actor, now), _calls(view, late, now)
    cards, drafts, ended = (
        tuple(card_of(view, incident, actor, now, late) for incident in incidents)
        for incidents in (kept.open(), kept.drafts(), kept.ended())
    )
    wrong = tuple(fact for fact in here.health.wrong() if staff or fact.vital)
    troubles = (*_troubles(here), *map(said, pressing(view.world, now))) if staff else ()
    cards = tuple(replace(card, full=not at) for at, card in enumerate(cards))
    unlit, away = [row for row in listed if not row.right], _away(view, here.delivery)
    asks = proposed(view.world) if staff else ()
    busy = asks or cards or drafts or calls or wrong or troubles or view.world.situation.assists
    return Front(
        cards, drafts, ended, kept.undoable(), calls, held_words(), tuple(stranded_words()), wrong, troubles,
        tuple(unlit[:UNLIT_SHOWN]) if staff else (), away if staff else (),
        None if busy else _calm(staff, sum(not row.online for row in shown), len(unlit)), again(view, actor),
        # Cards are sorted by gravity: the first alone says whether there is an emergency.
        not (cards and cards[0].hold),
        units(view.world, view.content.catalogue.kinds, actor.role) if staff else (), shown, listed,
        sum(here.delivery.of(row.id).state != "showing" for row in shown), len(unlit),
        to_take_back() if staff else None, asks,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """The incidents as somebody may see them at a moment."""

    view: View
    actor: Actor
    now: datetime

    def open(self) -> list[Incident]:
        open_now = self.view.world.situation.open_incidents
        # A locked tablet lies where visitors read it: emergencies alone, as on the wall.
        return sorted(
            (i for i in open_now if self._staff or i.notice.cls in LIFE_SAFETY), key=first
        )

    def drafts(self) -> list[Incident]:
        return sorted((i for i in self._known if i.state == "draft" and self._staff), key=first)

    def ended(self) -> list[Incident]:
        leads, offered = self.actor.role in LEVEL_ROLES, [one.incident for one in self.undoable()]
        found = [
            i
            for i in self._known
            if i.state == "cleared" and not i.drill and leads and i not in offered
        ]
        return sorted(found, key=gravest)[:ENDED_SHOWN]

    def undoable(self) -> tuple[Undoable, ...]:
        ended = [
            (i, undo_s(i, self.actor, self.now))
            for i in self._known
            if i.state in ENDED and i.last in ENDINGS
        ]
        hall = self.view.content.hall
        return tuple(
            Undoable(i, subject_words(hall, i.targets), on_one_line(i.notice.sign), left)
            for i, left in ended
            if left
        )

    @property
    def _staff(self) -> bool:
        return self.actor.role != "device"

    @property
    def _known(self) -> Sequence[Incident]:
        return tuple(self.view.world.situation.incidents.values())


def _calls(view: View, late: Sequence[Duty], now: datetime) -> tuple[Call, ...]:
    overdue = {duty.about: said(duty_words(duty, now)) for duty in late if duty.rule == "help"}
    named, asked = view.content.hall.screen, view.world.situation.help.items()
    return tuple(
        Call(
            name, named[name].name, minutes_since(call.at, now), call.need,
            said(NEEDS[call.need]) if call.need in NEEDS else "", call.need in URGENT, overdue.get(name, ""),
        )
        for name, call in asked if name in named
    )  # fmt: skip


def _troubles(here: Services) -> tuple[str, ...]:
    return tuple(
        said(TROUBLES.get(topic) or plain(topic))
        for topic in {**here.troubles, **here.board.troubles}
    )


def _calm(staff: bool, offline: int, unlit: int) -> Calm:
    words = (QUIET if offline or unlit else WELL) if staff else LOCKED
    return Calm(words, offline, unlit, staff)


def _away(view: View, delivery: Delivery) -> tuple[Away, ...]:
    """Names in the order of the description."""
    reached = [(said(screen.name), delivery.of(screen.id)) for screen in view.content.hall.screens]
    found: list[tuple[str, Words, list[str]]] = [
        (state, why, [name for name, reach in reached if reach.state == state])
        for state, why in AWAY
    ]
    for lacks in sorted({reach.lacks for _, reach in reached if reach.lacks}):
        poor = [name for name, reach in reached if reach.lacks == lacks]
        found.append(("poor", able.words(lacks), poor))
    return tuple(
        Away(state, why, some_of(names, AWAY_NAMED)) for state, why, names in found if names
    )
