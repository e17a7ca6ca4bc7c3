"""What an incident says to the public as it stands, without when and by what name: a pure function of
the world.

The same words as on the status page, which name no cause; of a drill, marked as one (reference
alerts.md, §3 "As a producer").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.custody.warnings.message import ALL_CLEAR, Area, Circle, Info, Point
from signage.availability.world import World
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.levels import level_of
from signage.language.words import Message, Words, about, say
from signage.records.calls import DRILL
from signage.shows.announcements import proposed_words, told_words
from signage.shows.notice_board import END_FOR
from signage.shows.status import for_home
from signage.situation.incidents import Incident

LANGUAGES: Final[Mapping[str, str]] = {"zh": "zh-CN", "en": "en-US"}
"""As RFC 3066 has them; any other as the hall names it."""
EVENTS: Final[Mapping[str, Words]] = {
    "evacuate": Message("bulletins.evacuation"),
    "shelter": Message("bulletins.sheltering"),
    "danger": Message("bulletins.part-closed"),
    "cordon": Message("bulletins.part-closed"),
    "closed": Message("bulletins.closed"),
    "outage": Message("bulletins.outage"),
    "suspended": Message("bulletins.suspended"),
    "redirect": Message("bulletins.redirected"),
    "warning": Message("bulletins.warning"),
}
RESPONSES: Final[Mapping[str, str]] = {
    "evacuate": "Evacuate", "shelter": "Shelter", "danger": "Avoid", "cordon": "Avoid",
    "closed": "Avoid", "warning": "Prepare",
}  # fmt: skip
CATEGORIES: Final[Mapping[str, str]] = {
    "outage": "Infra",
    "suspended": "Infra",
    "redirect": "Other",
}
"""What endangers people is Safety whatever is behind it: an attack must not be told from a flood."""
SEVERITIES: Final[Mapping[int, str]] = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Minor"}
PARAMETER: Final = "响应级别"
"""The field's name, whatever language it is in."""
RADIUS_KM: Final = 0.2
"""Around the place the hall gives for itself."""


@dataclass(frozen=True, slots=True)
class Account:
    """``infos``: one a language, without moments. ``over``: it is told that it has ended."""

    incident: str
    drill: bool
    over: bool
    infos: tuple[Info, ...]


def accounts(world: World) -> Mapping[str, Account]:
    """Of everything open, and of what ended within a day; nothing while nobody knows the time."""
    told = (one for one in world.situation.incidents.values() if _concerns(world, one))
    return {one.id: _account(world, one) for one in told} if world.timed else {}


def _concerns(world: World, incident: Incident) -> bool:
    if not for_home(incident):
        return False
    ended = incident.cleared_at
    fresh = ended is not None and not incident.open and world.now < ended + END_FOR
    return incident.open or fresh


def _account(world: World, incident: Incident) -> Account:
    over = not incident.open
    infos = tuple(_info(world, incident, lang, over=over) for lang in _languages(world))
    return Account(incident.id, incident.drill, over, infos)


def _languages(world: World) -> Iterator[str]:
    """Chinese first, each once."""
    yield from dict.fromkeys(("zh", *world.hall.languages))


def _info(world: World, incident: Incident, lang: str, *, over: bool) -> Info:
    hall, cls = world.hall, incident.notice.cls
    title, body = _words(world, incident, over=over)
    responses = (ALL_CLEAR,) if over else (RESPONSES.get(cls, "Monitor"),)
    level = say(level_of(hall.handling, incident.level).name, lang)
    drill = incident.drill
    return Info(
        language=LANGUAGES.get(lang, lang),
        categories=(CATEGORIES.get(cls, "Safety"),),
        event=say(EVENTS[cls], lang),
        responses=responses,
        urgency="Past" if over else "Immediate" if cls in LIFE_SAFETY else "Expected",
        gravity=SEVERITIES[incident.level],
        certainty="Likely" if cls == "warning" and not over else "Observed",
        effective=None,
        onset=None,
        expires=None,
        sender_name=say(hall.issuer, lang),
        headline=say(about(DRILL, title) if drill else title, lang),
        description=say(about(DRILL, body) if drill else body, lang),
        instruction="",
        parameters=((PARAMETER, level),),
        areas=(_area(world, lang),),
        web=f"{hall.public_url.rstrip('/')}/status" if hall.public_url else "",
    )


def _words(world: World, incident: Incident, *, over: bool) -> tuple[Words, Words]:
    title, ended = proposed_words(world, incident, "end" if over else "notice")
    return title, ended if over else told_words(world, incident)


def _area(world: World, lang: str) -> Area:
    hall, place = world.hall, world.hall.alerts.location
    name = say(Message("bulletins.place", hall=hall.name, address=hall.address), lang)
    if place.latitude is None or place.longitude is None:
        return Area(name)
    return Area(name, circles=(Circle(Point(place.latitude, place.longitude), RADIUS_KM),))
