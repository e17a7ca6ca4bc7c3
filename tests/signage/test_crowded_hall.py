"""A hall that is crowded while something is out: the crowd hides no good news, and staff go on
reading its numbers."""

import pytest

from signage.availability.world import World, world
from signage.catalogue.kinds import LIFE_SAFETY
from signage.language.words import say
from signage.records.due_in_hall import Standing, standing
from signage.shows.announcements import proposed
from signage.shows.notice_board import posted
from signage.situation.commands import Change, NoteQueue, Raise
from signage.situation.texts import OWN, DraftText, HandleText
from tests.cast import ADMIN, GUIDE, SUPERVISOR, Day
from tests.halls import Size, made

HALL = made(Size(seed=29, storeys=2, windows=12, terminals=4, exits=3, screens=3))
HARMLESS = [
    kind.code
    for kind in HALL.content.catalogue.kinds
    if kind.raisable
    and not kind.takes_out
    and "hall" in kind.targets
    and not set(kind.classes) & LIFE_SAFETY
]
"""They take nothing out: what they are about goes on."""


def here(day: Day) -> World:
    return world(HALL.content.hall, day.situation, day.now, HALL.content.evacuation)


def day() -> Day:
    return Day(catalogue=HALL.content.catalogue, hall=HALL.content.hall)


def told(it: Day) -> str:
    """Online filing is down, and a notice says so; its incident."""
    number = it.do(Raise("ETAX-DOWN", ("system/etax",)), ADMIN)
    assert number is not None
    title, body = proposed(here(it), it.situation.incidents[number], "notice")
    it.do(DraftText(title, body, number, "notice"), GUIDE)
    for act, channels in (("approve", ()), ("publish", tuple(OWN))):
        it.do(HandleText(list(it.situation.after.texts)[-1], act, channels), SUPERVISOR)  # type: ignore[arg-type]  # listed
    return number


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_takes_nothing_out_hides_no_end_of_what_was_out(kind: str) -> None:
    it = day()
    number = told(it)
    it.do(Raise(kind, ("hall",)), ADMIN)
    it.do(Change(number, "clear", reason="已修复"), ADMIN)
    assert [one.kind for one in posted(here(it)) if one.id in it.situation.after.texts] == ["end"]


def crowd(it: Day) -> list[Standing]:
    return [one for one in standing(here(it)) if one.rule == "queue"]


def test_while_the_notice_of_a_crowd_is_up_staff_read_how_many_wait_and_when_it_may_end() -> None:
    it = day()
    it.do(NoteQueue(200, 40), GUIDE)
    it.do(Raise("QUEUE", ("hall",)), GUIDE)
    (one,) = crowd(it)
    assert "200" in say(one.words) and "40" in say(one.words) and "建议发布" not in say(one.words)
    it.later(minutes=10)
    it.do(NoteQueue(1, 0), GUIDE)
    (one,) = crowd(it)
    assert (
        "1 人" in say(one.words)
        and "可以结束" in say(one.words)
        and one.page.startswith("/console")
    )
    it.later(hours=1)
    assert crowd(it) == [], "old numbers say nothing any more"
