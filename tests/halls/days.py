"""Days before a filing deadline in any hall, and everything the hall says on them.

``nobody_is_put_off(world)`` is the rule for other laws: on the last filing days no screen and no
text advises to come later, and whatever leads people elsewhere says what day it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, time, timedelta
from typing import Any

from signage.availability.deadlines import deadline_now
from signage.availability.world import World, world
from signage.catalogue.kinds import LIFE_SAFETY
from signage.hall.filing import Filing, FilingYear
from signage.language.postponement import advice
from signage.shows.announcements import proposed
from signage.shows.due_notice import to_warn
from signage.shows.scene import Scene
from signage.shows.scene_parts import GUIDES_ELSEWHERE
from signage.shows.scenes import STRIP_LAYOUTS, scenes
from signage.shows.status import status
from tests.cast import Day
from tests.halls.hall import Made

DAY = datetime(2026, 12, 15)
"""The last filing day of December 2026, a Tuesday; all generated halls know it, by table or as an
estimate."""
SAYS = {0: "今天是申报最后一天", 1: "明天是申报最后一天"}
TABLE = Filing(
    years=(
        FilingYear(year=2026, days=(20, 24, 16, 20, 22, 15, 15, 17, 15, 26, 16, 15), source="公告"),
    )
)


def day_of(hall: Made, ahead: int, at: time = time(10)) -> Day:
    """A day so many days before the last one, at a time of the hall's own clock."""
    zone = hall.content.hall.zoneinfo
    now = datetime.combine(DAY - timedelta(days=ahead), at, zone)
    described = hall.content.hall.model_copy(update={"filing": TABLE})
    return Day(now, catalogue=hall.content.catalogue, hall=described)


def seen_on(hall: Made, day: Day) -> World:
    return world(day.hall, day.situation, day.now, hall.content.evacuation)


def texts_of(value: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Where, language and text of every word in a scene or any other value that is shown."""
    if (
        isinstance(value, Mapping)
        and value
        and all(isinstance(text, str) for text in value.values())
    ):
        yield from ((where, lang, text) for lang, text in value.items())
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in value._fields:
            if name != "reason":
                yield from texts_of(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, tuple | list):
        for at, item in enumerate(value):
            yield from texts_of(item, f"{where}[{at}]")
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("incident", "deadline", "opening", "way"):
                yield from texts_of(getattr(value, field.name), f"{where}.{field.name}")


def said(there: World, shown: Mapping[str, Scene] | None = None) -> Iterator[tuple[str, str, str]]:
    """Everything that is read: screens, status page, and texts prepared for outside."""
    for name, scene in (shown or scenes(there)).items():
        yield from texts_of(scene, name)
    yield from texts_of(status(there), "status")
    for warn in to_warn(there):
        yield from (("sms", "zh", warn.sms), ("notice", "zh", warn.notice))
    for incident in there.situation.open_incidents:
        if incident.notice.public != "none" and not incident.drill:
            yield from (
                (f"text {incident.notice.kind}", "zh", text)
                for text in proposed(there, incident, "notice")
            )


def nobody_is_put_off(there: World) -> None:
    """The law of the last filing days, over everything that is said in this world."""
    ahead = (deadline_now(there).day - there.hall.local(there.now).date()).days
    shown = scenes(there)
    for where, lang, text in said(there, shown):
        assert not advice(text, lang), (where, text, advice(text, lang))
    for name, scene in shown.items():
        guides = scene.sign == "guidance" and scene.layout in STRIP_LAYOUTS
        if (guides or scene.sign in GUIDES_ELSEWHERE) and ahead in SAYS:
            assert any(SAYS[ahead] in text for _, _, text in texts_of(scene)), (name, scene.sign)
    for incident in there.situation.open_incidents:
        notice = incident.notice
        if (
            notice.public != "none"
            and notice.cls not in LIFE_SAFETY
            and not incident.drill
            and ahead in SAYS
        ):
            assert SAYS[ahead] in proposed(there, incident, "notice")[1], notice.kind
    for warn in to_warn(there):
        assert ahead not in SAYS or (SAYS[ahead] in warn.sms and SAYS[ahead] in warn.notice)
