"""The draft of the description on the hall's own screens: each that would look otherwise, as it is
and as it would be. Nothing of it reaches a screen or the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.access.people import require
from kiosk.content.reader import Content
from kiosk.drawing.beforehand.situations import (
    REST,
    SHUT,
    Situation,
    moment_of,
    situations,
    ways_of,
    world_as,
)
from kiosk.serving.services import services
from kiosk.staff.facilities.gallery.compared import AFTER, BEFORE, Compared, compared, concerned
from kiosk.staff.facilities.gallery.frames import touch_page
from kiosk.staff.facilities.gallery.listed import HOME
from kiosk.staff.facilities.home import blueprint
from kiosk.staff.facilities.weekly.kind_labels import way_words
from kiosk.staff.facilities.weekly.told import Told, drafted, may_adopt
from kiosk.staff.shell.drafted import drafted_content
from kiosk.staff.shell.page import page
from kiosk.staff.shell.submit import who
from kiosk.wording.declared import Declared, values_of
from signage.language.words import Words
from signage.rules.permissions import ON_THE_DESCRIPTION

ADDRESS: Final = "/facilities/description/screens"
AT_ONCE: Final = 3
"""Situations concerned that are shown unasked, besides the hall at rest and closed."""
drafts = require(*ON_THE_DESCRIPTION["draft"])


@dataclass(frozen=True, slots=True)
class DraftedScreens:
    """``asked``: the situation that somebody chose; empty = at rest, and those concerned."""

    draft: Told | None
    may_adopt: bool
    choices: tuple[Situation, ...]
    asked: str
    parts: tuple[Compared, ...]
    frames: str
    """Where the pages in frames begin."""


DECLARED: Final[Declared] = {"staff/facilities/weekly/drafted.html": (DraftedScreens,)}


@blueprint.get(ADDRESS)
@drafts
def drafted_screens() -> ResponseReturnValue:
    here = services()
    after = drafted_content()
    if after is None:
        return redirect("/facilities/description", 303)
    before, now = here.board.view.read, here.clock()
    choices = {one.name: one for one in (*situations(before), *situations(after))}
    asked = request.args.get("situation", "")
    if asked and asked not in choices:
        abort(404)
    names = (asked,) if asked else (REST, SHUT, *concerned(before, after)[:AT_ONCE])
    parts = tuple(_part(before, after, name, choices[name].words, now) for name in names)
    shown = DraftedScreens(
        drafted(), may_adopt(), tuple(choices.values()), asked,
        tuple(one for one in parts if one.pairs or one.name != SHUT or asked), ADDRESS,
    )  # fmt: skip
    return page("staff/facilities/weekly/drafted.html", who(), **values_of(shown))


def _part(before: Content, after: Content, name: str, words: Words, now: datetime) -> Compared:
    """Of a kind that looks as before where it usually is, the first way in which it does not."""
    usual = _both(before, after, name, words, now)
    kind = after.catalogue.kind.get(name)
    if usual.pairs or kind is None or before.catalogue.kind.get(name) == kind:
        return usual
    others = (
        _both(before, after, f"{name}:{way}", way_words(words, way), now)
        for way in ways_of(after.hall, kind)
    )
    return next((one for one in others if one.pairs), usual)


def _both(before: Content, after: Content, name: str, words: Words, now: datetime) -> Compared:
    at = moment_of((before.hall, after.hall), name, now)
    return compared(name, words, world_as(before, name, at), world_as(after, name, at))


@blueprint.get(ADDRESS + "/<side>/<situation>/<name>")
@drafts
def drafted_touch(side: str, situation: str, name: str) -> Response:
    """The first page of a touch screen, by the content as it is or as it would be."""
    here = services()
    before, after = here.board.view.read, drafted_content()
    content = {BEFORE: before, AFTER: after}.get(side) or abort(404)
    both = (before.hall, content.hall if after is None else after.hall)
    at = moment_of(both, situation, here.clock())
    world = world_as(content, situation, at) or abort(404)
    return touch_page(content, world, name, HOME)
