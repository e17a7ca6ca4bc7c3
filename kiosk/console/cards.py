"""The state of the hall as the console shows it: a card for each open incident, screens, lamps, calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk import able
from kiosk.board import View
from kiosk.console.handling import ACTIVATES, DISMISSES, PHASES, RAISES, SKIPS, Handled, handled, late_now
from kiosk.console.plan import held_words, stranded_words
from kiosk.console.raising import ETA_MINUTES
from kiosk.delivery import Reach, State
from kiosk.services import services
from kiosk.sheet import english
from signage.availability.by_hand import by_hand
from signage.availability.supply import still_fed
from signage.catalogue.kinds import LIFE_SAFETY, Kind
from signage.hall.model import Lamp, Screen
from signage.hall.needs import NEEDS, URGENT
from signage.hall.short_names import short_name
from signage.language.durations import left, minutes_since
from signage.language.personal import masked
from signage.language.words import Words, both, say
from signage.rules.liaison import calls
from signage.shows.due_in_incidents import Duty, duty_words
from signage.shows.phrases import subject_words, until
from signage.shows.scene import Scene
from signage.situation.incidents import ENDED, LEVEL_ROLES, STATE_WORDS, UNDO_WITHIN, WINDOW_ROLES, Actor, Incident
from signage.situation.remarks import REMARKS

ENDED_SHOWN = 20
AWAY: tuple[tuple[State, Words], ...] = (
    ("silent", both("屏幕无响应（画面停住或断网）", "Screens not responding (frozen or cut off)")),
    ("hidden", both("屏幕页面不在前台", "Screens whose page is hidden")),
    ("off", both("屏幕离线", "Screens offline")),
)
ENDINGS = frozenset({"clear", "close", "dismiss"})
"""Last acts after which a card is gone, so that taking them back is offered beside the cards."""
CLEAR_HELD = LIFE_SAFETY
"""Classes whose clearing is held for 1.2 s, or confirmed a second time where holding is not possible."""


@dataclass(frozen=True, slots=True)
class Card:
    """An open incident as the console shows it. ``undo_s``: seconds left to take the last change back, 0 = none."""

    incident: Incident
    title: str
    english: str
    subject: str
    state: str
    level: str
    since: str
    minutes: int
    until: str
    asks_eta: bool
    screens: int
    unpainted: tuple[str, ...]
    lamps: int
    disagreeing: tuple[str, ...]
    hold: bool
    may_clear: bool
    undo_s: int
    handling: Handled
    unsaved: bool
    """Shown, and not in the log yet."""
    offers: tuple[Kind, ...]
    """What it may have brought with it: raised on the same targets, in one touch."""
    fed: tuple[str, ...]
    """What shares its power supply and goes on."""
    fed_names: tuple[str, ...]
    numbers: bool
    """Whether somebody outside is called for it."""

    @property
    def said(self) -> str:
        """Cause and note; a locked tablet lies where anybody reads it, and an older log holds what was typed."""
        return " · ".join(masked(text) for text in (self.incident.cause, self.incident.note) if text)

    @property
    def broken(self) -> str:
        """The device to have repaired, if the incident is about one."""
        incident = self.incident
        broken = incident.notice.cls in ("suspended", "danger") and not incident.drill
        devices = (target for target in incident.targets if target.partition("/")[0] in ("machine", "lift"))
        return next(devices, "") if broken else ""


def state(actor: Actor) -> dict[str, Any]:
    here = services()
    view, now = here.board.view, here.clock()
    hall, situation = view.content.hall, view.world.situation
    mine = [i for i in situation.open_incidents if actor.role != "device" or i.notice.cls in LIFE_SAFETY]
    lamps, late, known = _lamps(view), late_now(view, now), situation.incidents.values()
    staff, leads = actor.role != "device", actor.role in LEVEL_ROLES
    drafts = [i for i in known if i.state == "draft" and staff]
    offered = [i for i in known if i.state in ENDED and i.last in ENDINGS and undo_s(i, actor, now)]
    ended = [i for i in known if i.state == "cleared" and not i.drill and leads and i not in offered]
    return {
        "cards": [card_of(view, incident, actor, now, late) for incident in sorted(mine, key=_first)],
        "drafts": [card_of(view, incident, actor, now, late) for incident in sorted(drafts, key=_first)],
        "ended": [card_of(view, incident, actor, now, late) for incident in sorted(ended, key=_gravest)[:ENDED_SHOWN]],
        "late_calls": {duty.about: say(duty_words(duty, now)) for duty in late if duty.rule == "help"},
        "skips": SKIPS, "raises": RAISES, "activates": ACTIVATES, "dismisses": DISMISSES, "phases": PHASES,
        "remarks": REMARKS, "needs": NEEDS, "urgent_needs": URGENT,
        "undoable": [(i, say(subject_words(hall, i.targets)), undo_s(i, actor, now)) for i in offered],
        "held_ways": held_words(), "stranded": stranded_words(), "eta_minutes": ETA_MINUTES,
        "calls": [(hall.screen[name], minutes_since(call.at, now), call.need)
                  for name, call in situation.help.items() if name in hall.screen],
        "screens": _screens(view), "lamps": lamps, "troubles": {**here.troubles, **here.board.troubles},
        "wrong": [fact for fact in here.health.wrong() if staff or fact.vital],
        "away": _away(view),
        "offline": [s.name["zh"] for s in hall.screens if not here.delivery.of(s.id).online],
        "unlit": [lamp.name["zh"] for lamp, _, fact in lamps if fact is None or not fact.right],
        "taking": by_hand(view.world),
        "may_set_windows": actor.role in WINDOW_ROLES,
    }  # fmt: skip


def _first(incident: Incident) -> tuple[bool, bool, float]:
    """Emergencies first, a drill after what is real, then the newest."""
    return incident.notice.cls not in LIFE_SAFETY, incident.drill, -incident.raised_at.timestamp()


def _gravest(incident: Incident) -> tuple[int, float]:
    return incident.level, -incident.changed_at.timestamp()


def card_of(view: View, incident: Incident, actor: Actor, now: datetime, late: Iterable[Duty] = ()) -> Card:
    hall, delivery, health = view.content.hall, services().delivery, services().lights.health()
    handling = handled(view.world, incident, actor, now, late)
    showing = [s.screen for s in view.scenes.values() if _shows(s, incident.id)]
    behind = [s for s in showing if (delivery.of(s).painted or 0) < incident.revision]
    lit = [name for name, lamp in view.lamps.items() if lamp.incident == incident.id]
    wrong = [name for name in lit if name not in health or not health[name].right]
    fed = _fed(view, incident)
    return Card(
        incident, say(incident.notice.sign).replace("/", ""), english(incident.notice.sign),
        say(subject_words(hall, incident.targets)), STATE_WORDS[incident.state]["zh"],
        f"{say(handling.level.name)} · {say(handling.level.colour)}",
        f"{hall.local(incident.raised_at):%H:%M}" if view.world.timed else "", minutes_since(incident.raised_at, now),
        say(until(view.world, incident)), incident.notice.cls not in LIFE_SAFETY,
        len(showing), tuple(hall.screen[s].name["zh"] for s in behind),
        len(lit), tuple(hall.lamp[name].name["zh"] for name in wrong),
        incident.notice.cls in CLEAR_HELD, "clear" in handling.may,
        undo_s(incident, actor, now), handling, incident.id in services().board.unsaved.incidents,
        _offers(view, incident), fed, tuple(say(short_name(hall, name)) for name in fed),
        incident.notice.cls in LIFE_SAFETY or handling.talks or calls(incident.notice.kind),
    )  # fmt: skip


def _offers(view: View, incident: Incident) -> tuple[Kind, ...]:
    """Kinds to raise besides that can be raised there and are not open there yet."""
    kinds, open_now = view.content.catalogue.kind, view.world.situation.open_incidents
    known = kinds.get(incident.notice.kind)
    if known is None or incident.drill or not incident.open:
        return ()
    there = {other.notice.kind for other in open_now if set(other.targets) & set(incident.targets)}
    fits = {t.partition("/")[0] for t in incident.targets}
    return tuple(kinds[c] for c in known.offers if c in kinds and c not in there and fits <= set(kinds[c].targets))


def _fed(view: View, incident: Incident) -> tuple[str, ...]:
    known = view.content.catalogue.kind.get(incident.notice.kind)
    if known is None or not known.shared_supply or incident.drill or not incident.open:
        return ()
    return still_fed(view.world, incident.targets)


def _shows(scene: Scene, number: str) -> bool:
    return scene.incident == number or any(strip.incident == number for strip in scene.strips)


def undo_s(incident: Incident, actor: Actor, now: datetime) -> int:
    if incident.changed_by != actor.name or incident.last == "undo":
        return 0
    return int(left(incident.changed_at, now, UNDO_WITHIN).total_seconds())


def _screens(view: View) -> list[tuple[Screen, Scene, Reach]]:
    return [(s, view.scenes[s.id], services().delivery.of(s.id)) for s in view.content.hall.screens]


def _away(view: View) -> list[tuple[str, Words, tuple[str, ...]]]:
    """The screens that show nobody anything, by why; names in the order of the description."""
    reach = {screen.id: services().delivery.of(screen.id) for screen in view.content.hall.screens}
    found: list[tuple[str, Words, tuple[str, ...]]] = [
        (state, words, tuple(s.name["zh"] for s in view.content.hall.screens if reach[s.id].state == state))
        for state, words in AWAY
    ]
    for lacks in sorted({each.lacks for each in reach.values() if each.lacks}):
        names = tuple(s.name["zh"] for s in view.content.hall.screens if reach[s.id].lacks == lacks)
        found.append(("poor", able.words(lacks), names))
    return [row for row in found if row[2]]


def _lamps(view: View) -> list[tuple[Lamp, Any, Any]]:
    health = services().lights.health()
    return [(lamp, view.lamps[lamp.id], health.get(lamp.id)) for lamp in view.content.hall.lamps]
