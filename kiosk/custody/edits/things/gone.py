"""What an edit takes away, in words: what each thing is called, what it carries, what is shown and
what is open there now. Of a page's edit and of files that were edited by hand alike."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kiosk.content.reader import Content
from kiosk.custody.content_watch import lost
from kiosk.custody.edits.things.kinds import KINDS
from kiosk.engine.view import View
from signage.catalogue.omissions import PARTS, TABLES
from signage.hall.model import Hall, Lamp, Screen
from signage.language.words import Message, Words, on_one_line
from signage.situation.incidents import Incident

MOST = 20
"""Things of a kind that are told one by one."""
_TABLE = re.compile(r"hall\.([a-z]+)\[([^\[\]]+)\]")
"""How a thing is named that no part of its own tells of."""


def gone_words(view: View, after: Content) -> tuple[Words, ...]:
    return tuple(_told(view, after))


def _told(view: View, after: Content) -> Iterator[Words]:
    hall = view.content.hall
    opened = tuple(view.world.situation.open_incidents)
    for gone in lost(view.read, after):
        # Its line names things as files do; where each has a line of its own, that is enough.
        if (
            not all(_called(hall, *_thing(gone.part, one)) for one in gone.ids)
            or len(gone.ids) > MOST
        ):
            yield gone.words
        for one in gone.ids[:MOST]:
            part, name = _thing(gone.part, one)
            yield from _carried(hall, after.hall, part, name)
            yield from _shown(view, part, name)
            yield from _open(view, opened, part, name)


def _called(hall: Hall, part: str, name: str) -> Words | None:
    """What people call a thing of a list; None for what :data:`PARTS` tells, or has no name."""
    kind = KINDS.get(part)
    if kind is None or kind.table is not None or kind.own is not None or part in PARTS:
        return None
    found: Any = getattr(hall, part)
    return next((one.name for one in found if one.id == name), None)


def _thing(part: str, name: str) -> tuple[str, str]:
    table = _TABLE.fullmatch(name)
    return (table[1], table[2]) if part == TABLES and table is not None else (part, name)


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
        if not alone and not about:
            yield Message("gone.thing", kind=KINDS[part].words, name=called)
    elif named := _called(hall, part, name):
        yield Message("gone.thing", kind=KINDS[part].words, name=named)


def _shown(view: View, part: str, name: str) -> Iterator[Words]:
    """What would not be shown any more, where it is more than the way."""
    hall, scene, lit = view.content.hall, view.scenes.get(name), view.lamps.get(name)
    if part == "screens" and scene is not None and scene.family != "guidance":
        yield Message("gone.shown", name=hall.screen[name].name, sign=on_one_line(scene.title))
    if part == "lamps" and lit is not None and lit.incident is not None:
        yield Message("gone.lit", name=hall.lamp[name].name, reason=lit.reason)


def _speaks_for(one: Screen | Lamp, name: str) -> bool:
    return name in one.about or getattr(one, "place", "") == name


def _open(view: View, opened: Sequence[Incident], part: str, name: str) -> Iterator[Words]:
    hall = view.content.hall
    called, about = hall.name_of(name) if hall.knows(name) else {"zh": name}, tuple[str, ...]()
    if part == "screens" and name in hall.screen:
        called, about = hall.screen[name].name, hall.screen[name].about
    if part == "lamps" and name in hall.lamp:
        called, about = hall.lamp[name].name, hall.lamp[name].about
    targets, scene = {name, *about}, view.scenes.get(name) if part == "screens" else None
    says = scene.says if scene is not None else frozenset[str]()
    kinds = [
        one.notice.name for one in opened if targets & {*one.targets} or one.id in says
    ]  # fmt: skip
    if kinds:
        yield Message("gone.open", name=called, kinds=list(kinds))
