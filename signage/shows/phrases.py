"""How the hall says what a notice is about and until when."""

from datetime import datetime

from signage.availability.world import World
from signage.hall.model import Hall
from signage.hall.short_names import short_name
from signage.language.words import NO_WORDS, Message, Words, fill, listed, plain
from signage.shows.scene import Strip
from signage.situation.incidents import Incident

ASKS_WHEN = frozenset({"closed", "outage", "suspended"})
CHECKING = Message("phrases.recovery-time-is-being-confirmed")


def subject_words(hall: Hall, targets: tuple[str, ...]) -> Words:
    """5号窗口; 5号窗口、6号窗口; 5号窗口等4处."""
    names = [short_name(hall, target) for target in targets]
    if len(names) == 1:
        return names[0]
    if len(names) <= 3:
        return listed(names)
    return Message("phrases.and-more", name=names[0], number=len(names), more=len(names) - 1)


def about_words(hall: Hall, incident: Incident) -> Words:
    """The subject beside its line, except of what names itself: 停电, not 供电停电."""
    return NO_WORDS if incident.notice.alone else subject_words(hall, incident.targets)


def until(world: World, incident: Incident) -> Words:
    """预计 14:30 恢复; with the date when that is another day; 正在核实恢复时间 when unknown or overdue."""
    if incident.notice.cls not in ASKS_WHEN | {"redirect", "warning"}:
        return NO_WORDS
    if incident.eta is None or not world.timed or incident.eta <= world.now:
        # A pause that named no time promises none; what is overdue, and any outage, is asked after.
        asks = incident.notice.cls in ASKS_WHEN and (
            incident.eta is not None or incident.notice.cls == "outage"
        )
        return CHECKING if asks else NO_WORDS
    return fill(Message("phrases.expected-back"), at=moment(world, incident.eta))


def moment(world: World, at: datetime) -> Words:
    """A time as people in the hall say it: 14:30 today, 11月25日 09:00 another day."""
    local = world.hall.local(at)
    if local.date() == world.hall.local(world.now).date():
        return plain(f"{local:%H:%M}")
    return Message("phrases.day-and-time", at=local)


def strip_words(strip: Strip) -> Words:
    """5号窗口：暂停服务，预计 14:30 恢复 — one line for strips; English: Window 5: temporarily closed, …"""
    said = strip_said(strip)
    return Message("phrases.strip", subject=strip.subject, said=said) if strip.subject else said


def strip_said(strip: Strip) -> Words:
    """What a strip says of its subject."""
    if not strip.until or not strip.words:
        return strip.words or strip.until
    return Message("phrases.strip-until", said=strip.words, until=strip.until)


def strip_head(strip: Strip) -> Words:
    """The subject in a line of its own before what is said of it."""
    return Message("phrases.strip-head", subject=strip.subject)
