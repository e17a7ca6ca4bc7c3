"""The rows of a board: every window and system with its state as shape and word, and where
instead."""

from collections.abc import Callable, Container

from signage.availability.by_hand import PAPERS_NOTE, PAPERS_WORD, windows_words
from signage.availability.incident_words import told
from signage.availability.redirects import Option
from signage.availability.world import NOT_OPEN, World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.hours import Opening
from signage.hall.model import Hall, Screen, System, Window
from signage.language.words import NO_WORDS, Message, Words, fill, on_one_line
from signage.shows.notice_board import STOPPED, Stop, stop_until, stop_words, stops
from signage.shows.phrases import until
from signage.shows.scene import Row, State
from signage.situation.incidents import Incident

DAY_ENDED = Message("boards.closed-for-today")
BREAK = Message("boards.lunch-break")
AVAILABLE = Message("boards.available")
"""Of a system. Never 正常: beside a notice of an outage nobody would know which of the two is
true."""
AT, SOME_AT = Message("boards.at-windows"), Message("boards.some-at-windows")
NOT_YET = Message("boards.not-open-yet")
Instead = Callable[[str | None, tuple[str, ...]], tuple[Option, ...]]
"""Ways around a window or machine, asked at most once per derivation."""


def parts_of(hall: Hall, screen: Screen) -> tuple[str, ...]:
    """The zones and storeys that a board speaks for, of those it is about; none = the hall."""
    known = {zone.id for zone in hall.zones} | hall.floor.keys()
    return tuple(about for about in screen.about if about in known)


def listed_on(hall: Hall, screen: Screen) -> tuple[Window, ...]:
    """The windows that a board names: those of its parts, all where none lies in them."""
    parts = set(parts_of(hall, screen))
    here = [window for window in hall.windows if not parts.isdisjoint(hall.zones_around[window.id])]
    return tuple(here) or hall.windows


def phase_words(opening: Opening) -> Words:
    return {"before": NOT_YET, "break": BREAK}.get(opening.phase, DAY_ENDED)


def window_row(world: World, window: Window, instead: Instead, taking: Container[str] = ()) -> Row:
    """``taking``: the windows that take papers by hand."""
    number = str(window.number)
    if window.id in taking:
        return Row(window.id, window.name, "papers", PAPERS_WORD, PAPERS_NOTE, number)
    # Of a window always an incident's: holds close exits, stairs and lifts alone.
    outage = world.out.get(window.id)
    if outage is not None:
        incident = world.situation.incidents[outage.incident]
        elsewhere = instead(window.id, incident.notice.prefer)
        walk = next((o for o in elsewhere if o.kind in ("window", "terminal")), None)
        note = walk.words if walk is not None else until(world, incident)
        emergency = incident.notice.cls in LIFE_SAFETY
        word = _board_word(incident, window.id, told(world, incident).sign)
        state: State = (
            "danger" if emergency else "fault" if incident.notice.cls == "outage" else "paused"
        )
        brief = _brief(world, walk)
        return Row(window.id, window.name, state, word, note, number, incident.incident, brief)
    now = world.windows[window.id]
    if not now.open:
        word = NOT_OPEN if world.opening.open else phase_words(world.opening)
        return Row(window.id, window.name, "closed", word, NO_WORDS, number)
    return Row(window.id, window.name, "open", Message("boards.open"), NO_WORDS, number)


def _brief(world: World, option: Option | None) -> Words:
    """The numbers of the windows where people go instead, without their storeys."""
    if option is None or option.kind != "window" or not option.places:
        return NO_WORDS
    windows = windows_words(world, option.places)
    return fill(SOME_AT if option.part else AT, windows=windows)


def _board_word(incident: Incident, target: str, sign: Words) -> Words:
    words = sign if target in incident.targets else Message("boards.closed")
    return on_one_line(words)


def system_rows(world: World) -> tuple[Row, ...]:
    """Where no window serves, of those alone that do not either: beside 暂时中断 nobody would know
    what 可用 is good for."""
    rows = _systems(world)
    windows = world.hall.windows
    if windows and all(window.id in world.out for window in windows):
        return tuple(row for row in rows if row.state != "open")
    return tuple(rows)


def _systems(world: World) -> list[Row]:
    rows = []
    # Reversed, so that of two stops of one system the earlier one stays.
    planned = {stop.target: stop for stop in reversed(stops(world))}
    for system in world.hall.systems:
        outage = world.out.get(system.id)
        if outage is None and system.id in planned:
            rows.append(_planned_row(world, system, planned[system.id]))
        elif outage is None:
            rows.append(Row(system.id, system.name, "open", AVAILABLE))
        else:
            incident = world.situation.incidents[outage.incident]
            word = (
                Message("boards.fault")
                if incident.notice.cls == "outage"
                else Message("boards.paused")
            )
            told = until(world, incident)
            rows.append(Row(system.id, system.name, "fault", word, told, "", incident.incident))
    return rows


def _planned_row(world: World, system: System, stop: Stop) -> Row:
    if stop.runs(world.now):
        return Row(system.id, system.name, "paused", STOPPED, stop_until(world, stop))
    return Row(system.id, system.name, "open", AVAILABLE, stop_words(world, stop))
