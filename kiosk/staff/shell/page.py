"""What every page of staff needs: its frame, words for what is shown, and a refusal said on it."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs

from flask import render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from devices.codecs.codec import COLOURS
from devices.schedule.health import Health
from kiosk.access.people import require
from kiosk.engine.view import View
from kiosk.serving.services import services
from kiosk.staff.shell.further import Further, further
from kiosk.staff.shell.submit import Fault
from kiosk.wording.declared import values_of
from kiosk.wording.page_words import said
from signage.availability.world import World
from signage.hall.model import Hall
from signage.language.durations import minutes_since
from signage.language.words import Message, Words
from signage.shows.due_in_incidents import duty_words, overdue
from signage.shows.lamps import TIERS, Light, Pattern
from signage.situation.incidents import Actor

Name = TypeVar("Name")
STREAM_KEY_S = 12 * 3600
HEALTH_WORDS: Mapping[Health, Words] = {
    "verified": Message("page.health.verified"),
    "unverified": Message("page.health.unverified"),
    "lost": Message("page.health.lost"),
    "misconfigured": Message("page.health.misconfigured"),
}
LIGHT_WORDS: Mapping[Light, Message] = {
    Light.ON: Message("page.light.on"),
    Light.SLOW: Message("page.light.slow"),
    Light.FAST: Message("page.light.fast"),
}
SOUNDER, DARK = Message("page.sounder"), Message("page.dark")
Form = MultiDict[str, str]
staff_or_tablet = require(locked=True)


def stream_key(secret: str) -> str:
    """Opens the console's stream, which carries revisions alone, for :data:`STREAM_KEY_S`
    seconds."""
    return str(URLSafeTimedSerializer(secret, salt="console-stream").dumps("console"))


def stream_key_fits(secret: str, key: str) -> bool:
    try:
        return bool(
            URLSafeTimedSerializer(secret, salt="console-stream").loads(key, max_age=STREAM_KEY_S)
            == "console"
        )
    except BadData:
        return False


def console_allowed(secret: str, scope: MutableMapping[str, Any]) -> bool:
    query = scope.get("query_string", b"")
    key = parse_qs(query.decode("latin-1") if isinstance(query, bytes) else "").get("key", [""])[0]
    return stream_key_fits(secret, key)


def lamp_words(pattern: Pattern | None) -> str:
    """红快闪+声响; 灭; — where it is not known."""
    if pattern is None:
        return "—"
    shown = {tier: pattern.tier(tier) for tier in TIERS}
    parts = [
        LIGHT_WORDS[on].filled(colour=COLOURS[tier])
        for tier, on in shown.items()
        if on in LIGHT_WORDS
    ]
    return "+".join(map(said, (*parts, *((SOUNDER,) if pattern.sounder else ())))) or said(DARK)


def each_said(table: Mapping[Name, Words]) -> dict[Name, str]:
    """Every text of a table, as a page shows it."""
    return {name: said(words) for name, words in table.items()}


def world_now() -> World:
    here = services()
    return replace(here.board.view.world, now=here.clock())


@dataclass(frozen=True, slots=True)
class Call:
    """A colleague's silent call. ``late`` says what is overdue about it; ``mine``: of the person
    who looks."""

    by: str
    where: str
    at: datetime
    minutes: int
    late: str
    mine: bool

    @property
    def since(self) -> str:
        return self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Common:
    """What every page of the console's family may name."""

    hall: Hall
    actor: Actor
    locked: bool
    has_plan: bool
    assists: tuple[Call, ...]
    here: str
    """Where a form that may stand on any page leads back to."""
    further: tuple[Further, ...]


def page(template: str, actor: Actor, **values: Any) -> str:
    """A page of the console's family, with what every one of them needs."""
    view = services().board.view
    common = Common(
        view.content.hall, actor, actor.role == "device", view.content.evacuation.plan is not None,
        tuple(_assists(view, actor)), here(), further(request.path, actor),
    )  # fmt: skip
    return render_template(template, **values_of(common), **values)


def here() -> str:
    # A page that answers a form has no address of its own to come back to.
    return request.full_path if request.method == "GET" else "/console"


def _assists(view: View, actor: Actor) -> list[Call]:
    now = services().clock()
    calls = view.world.situation.assists.values()
    found = overdue(world_now()) if calls else ()
    late = {duty.about: said(duty_words(duty, now)) for duty in found if duty.rule == "assist"}
    return [
        Call(c.by, c.where, c.at, minutes_since(c.at, now), late.get(c.by, ""), c.by == actor.name)
        for c in calls
    ]


def answer(template: str, actor: Actor, fault: Fault | None, **values: Any) -> tuple[str, int]:
    return page(template, actor, fault=fault, **values), fault.status if fault else 200
