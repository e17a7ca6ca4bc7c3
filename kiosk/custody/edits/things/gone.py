"""What an edit takes away, in words: what each thing is called, what it carries, and what is open
there now."""

from collections.abc import Iterator, Sequence

from kiosk.content.reader import Content
from kiosk.custody.content_watch import lost
from kiosk.engine.view import View
from signage.hall.model import Hall, Lamp, Screen
from signage.language.words import Message, Words
from signage.situation.incidents import Incident

MOST = 20
"""Things of a kind that are told one by one."""


def gone_words(view: View, after: Content) -> tuple[Words, ...]:
    return tuple(_told(view, after))


def _told(view: View, after: Content) -> Iterator[Words]:
    hall = view.content.hall
    opened = tuple(view.world.situation.open_incidents)
    for gone in lost(view.read, after):
        yield gone.words
        for name in gone.ids[:MOST]:
            yield from _carried(hall, after.hall, gone.part, name)
            yield from _open(view, opened, gone.part, name)


def _carried(hall: Hall, after: Hall, part: str, name: str) -> Iterator[Words]:
    if part == "screens" and name in hall.screen:
        screen = hall.screen[name]
        yield Message("gone.screen", name=screen.name, place=hall.name_of(screen.place))
    elif part == "lamps" and name in hall.lamp:
        lamp = hall.lamp[name]
        yield Message("gone.lamp", name=lamp.name, about=[hall.name_of(one) for one in lamp.about])
    elif part == "exits" and name in hall.resources:
        zone = next(one.zone for one in hall.exits if one.id == name)
        yield Message("gone.exit", name=hall.name_of(name), zone=hall.name_of(zone))
    elif part == "windows" and name in hall.resources:
        window = next(one for one in hall.windows if one.id == name)
        left = {service for one in after.windows for service in one.services}
        alone = [hall.service[one].name for one in window.services if one not in left]
        called = Message("service-windows.window", number=window.number)
        if alone:
            yield Message("gone.window", name=called, services=alone)
        about = [one.name for one in hall.screens if _speaks_for(one, name)]
        about += [one.name for one in hall.lamps if _speaks_for(one, name)]
        if about:
            yield Message("gone.named-by", name=called, names=about)


def _speaks_for(one: Screen | Lamp, name: str) -> bool:
    return name in one.about or getattr(one, "place", "") == name


def _open(view: View, opened: Sequence[Incident], part: str, name: str) -> Iterator[Words]:
    hall = view.content.hall
    called, about = hall.name_of(name) if hall.knows(name) else {"zh": name}, tuple[str, ...]()
    if part == "screens" and name in hall.screen:
        called, about = hall.screen[name].name, hall.screen[name].about
    if part == "lamps" and name in hall.lamp:
        called, about = hall.lamp[name].name, hall.lamp[name].about
    targets = {name, *about}
    kinds = [one.notice.name for one in opened if targets & {*one.targets}]
    if kinds:
        yield Message("gone.open", name=called, kinds=list(kinds))
