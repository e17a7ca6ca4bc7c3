"""Whatever is done in the hall, and whenever: nothing hangs in public that is over, and nothing is
sent by a log."""

import re
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from signage.availability.world import World, world
from signage.language.words import say
from signage.rules.refusal import Refused
from signage.shows.announcements import proposed
from signage.shows.notice_board import END_FOR, FREE_FOR, Posted, posted
from signage.shows.scenes import next_change, scenes
from signage.shows.status import WELL, status
from signage.situation.commands import Change, PutRegister, Raise, Undo
from signage.situation.incidents import Actor
from signage.situation.texts import (
    OTHERS,
    OWN,
    ConfirmSent,
    DraftText,
    HandleText,
    TextHandled,
    TextSent,
)
from tests.cast import ADMIN, CATALOGUE, GUIDE, HALL, SUPERVISOR, Day
from tests.halls.seeds import FEW

KINDS = ("SYS-CORE", "ETAX-DOWN", "WIN-PAUSE", "FIRE", "QUEUE")
WHERE = {
    "SYS-CORE": "system/core",
    "ETAX-DOWN": "system/etax",
    "WIN-PAUSE": "window/1",
    "FIRE": "hall",
    "QUEUE": "hall",
}
WHEN = re.compile(r"预计 (\d\d:\d\d) 恢复")
BEGUN = (("raise", "SYS-CORE", 15), ("tell", "notice", 0))
"""There is something to tell from the beginning."""
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("later"), st.sampled_from((0.3, 20, 120, 1500, 12000))),
        st.tuples(st.sampled_from(("clear", "undo", "update")), st.integers(0, 1)),
        st.tuples(st.just("tell"), st.sampled_from(("notice", "end", "free")), st.integers(0, 1)),
        st.tuples(
            st.just("stop"),
            st.sampled_from(("system/core", "window/1", "hall", "")),
            st.integers(-1, 4),
        ),
        st.tuples(st.just("raise"), st.sampled_from(KINDS), st.sampled_from((0, 15, 90))),
        st.tuples(st.just("draft"), st.sampled_from(("notice", "end", "free")), st.integers(0, 1)),
        st.tuples(st.sampled_from(("approve", "publish", "withdraw")), st.integers(0, 4)),
        st.tuples(st.just("sent"), st.integers(0, 4), st.sampled_from(tuple(OTHERS))),
    ),
    max_size=8,
).map(lambda acts: [*BEGUN, *acts])
SOME = settings(
    max_examples=settings.default.max_examples if FEW else max(60, settings.default.max_examples)
)
"""Twice as many as elsewhere: an act of one hall's day costs little."""


def here(day: Day) -> World:
    return world(HALL, day.situation, day.now)


def write(day: Day, what: str, about: str) -> None:
    number = "" if what == "free" else about
    title, body = "其他公告", "今晚系统维护。"
    if number:
        title, body = proposed(here(day), day.situation.incidents[number], what)
    day.do(DraftText(title, body, number, what if number else "free"), GUIDE)  # type: ignore[arg-type]  # one of What


def play(day: Day, act: tuple[object, ...]) -> None:
    """One act, by who may do it; what is refused has not happened."""
    do, *more = act
    incidents, texts = list(day.situation.incidents), list(day.situation.after.texts)
    one = incidents[more[0] % len(incidents)] if incidents and isinstance(more[0], int) else ""
    text = texts[more[0] % len(texts)] if texts and isinstance(more[0], int) else ""
    try:
        match do:
            case "raise":
                eta = day.now + timedelta(minutes=more[1]) if more[1] else None  # type: ignore[arg-type]  # see ACTS
                day.do(Raise(str(more[0]), (WHERE.get(str(more[0]), "hall"),), eta=eta), ADMIN)
            case "draft" | "tell":
                write(
                    day,
                    str(more[0]),
                    incidents[int(str(more[1])) % len(incidents)] if incidents else "",
                )
                for step in (("approve", ()), ("publish", (*OWN, *OTHERS))) if do == "tell" else ():
                    day.do(HandleText(list(day.situation.after.texts)[-1], *step), SUPERVISOR)  # type: ignore[arg-type]  # of STEPS
            case "approve" | "withdraw":
                day.do(HandleText(text, do), SUPERVISOR)
            case "publish":
                day.do(HandleText(text, "publish", (*OWN, *OTHERS)), SUPERVISOR)
            case "sent":
                day.do(ConfirmSent(text, str(more[1]), 20), GUIDE)
            case "clear":
                day.do(Change(one, "clear", reason="已恢复"), ADMIN)
            case "undo":
                day.do(Undo(one), ADMIN)
            case "update":
                day.do(Change(one, "update", eta=day.now + timedelta(minutes=40)), ADMIN)
            case "stop":
                on = f"{HALL.local(day.now) + timedelta(days=more[1]):%Y-%m-%d}"  # type: ignore[arg-type]  # see ACTS
                fields = {
                    "day": on,
                    "from": "12:00",
                    "to": "13:00",
                    "what": "系统升级",
                    "state": "open",
                }
                day.do(
                    PutRegister(
                        "stops", f"s{len(day.log)}", {**fields, "target": str(more[0])}, None
                    ),
                    ADMIN,
                )
            case _:
                day.later(minutes=float(more[0]))  # type: ignore[arg-type]  # see ACTS
    except Refused:
        pass


def over(day: Day, one: Posted) -> str:
    """Why it should not hang; empty where it may."""
    if one.kind == "stop":
        row = day.situation.registers["stops"][one.id.removeprefix("stop-")].fields
        end = f"{row['day']} {row['to']}"
        return (
            ""
            if f"{HALL.local(day.now):%Y-%m-%d %H:%M}" < end and row["state"] == "open"
            else "the stop has passed"
        )
    text = day.situation.after.texts[one.id]
    if text.state != "published" or text.issued_at is None:
        return "not published"
    if text.what == "free":
        return "" if day.now < text.issued_at + FREE_FOR else "old"
    incident = day.situation.incidents[text.incident]
    if one.kind == "notice":
        return "" if incident.open else "its incident is over"
    ended = incident.cleared_at and max(incident.cleared_at, text.issued_at)
    return (
        "" if not incident.open and ended and day.now < ended + END_FOR else "not over, or long ago"
    )


@SOME
@given(ACTS)
def test_no_public_place_says_a_thing_that_is_over_and_none_that_all_is_well_beside_a_notice(
    acts: list[tuple[object, ...]],
) -> None:
    day = Day(catalogue=CATALOGUE)
    for act in acts:
        play(day, act)
        now = here(day)
        hanging, told = posted(now), status(now)
        assert [(one.id, why) for one in hanging if (why := over(day, one))] == []
        clock = f"{HALL.local(day.now):%H:%M}"
        for one in hanging:
            text = day.situation.after.texts.get(one.id)
            eta = day.situation.incidents[text.incident].eta if text and text.incident else None
            assert all(eta is not None and eta > day.now for _ in WHEN.findall(one.body)), (
                clock,
                one.body,
            )
        assert told.headline != WELL or all(one.calm for one in hanging)
        about = {one.id.removeprefix("stop-") for one in hanging if one.kind == "stop"}
        stopped = {
            day.situation.registers["stops"][name].fields.get("target", "") for name in about
        }
        for scene in scenes(now).values():
            for row in scene.systems:
                assert "正常" not in say(row.word)
                assert row.id not in stopped or row.state != "open" or row.note


@SOME
@given(ACTS)
def test_what_nobody_confirmed_is_nowhere_recorded_as_sent(acts: list[tuple[object, ...]]) -> None:
    day = Day(catalogue=CATALOGUE)
    for act in acts:
        play(day, act)
    confirmed = {(r.event.text, r.event.channel) for r in day.log if isinstance(r.event, TextSent)}
    for text in day.situation.after.texts.values():
        assert set(text.channels) <= set(OWN)
        assert {(text.id, channel) for channel in text.sent} <= confirmed
        assert text.state != "published" or set(text.ready) == set(text.sent) | set(
            text.unconfirmed
        )


@given(ACTS)
def test_what_hangs_changes_by_itself_only_when_the_hall_said_it_would(
    acts: list[tuple[object, ...]],
) -> None:
    day = Day(catalogue=CATALOGUE)
    for act in acts:
        play(day, act)
    ends = day.now + timedelta(days=9)
    while day.now < ends:
        before, due = posted(here(day)), next_change(here(day)) or ends
        day.now = max(day.now, due - timedelta(seconds=1))
        assert posted(here(day)) == before
        day.now = due


def test_an_older_log_that_says_published_of_what_others_send_is_read_as_text_ready() -> None:
    old = TextHandled("t1", "", "publish", ("sms", "website", "status"))
    assert old.channels == ("status",) and old.ready == ("sms", "website")


def test_who_is_first_confirms_and_a_message_is_counted() -> None:
    day = Day(catalogue=CATALOGUE)
    day.do(DraftText("公告", "今晚系统维护。"), GUIDE)
    day.do(HandleText("t1", "approve"), SUPERVISOR)
    day.do(HandleText("t1", "publish", ("sms",)), SUPERVISOR)
    for wrong in (
        ConfirmSent("t1", "sms"),
        ConfirmSent("t1", "status"),
        ConfirmSent("t1", "sms", 0),
    ):
        try:
            day.do(wrong, GUIDE)
            raise AssertionError(wrong)
        except Refused as refused:
            assert refused.code in ("bad-count", "bad-channel")
    day.do(ConfirmSent("t1", "sms", 320), Actor("陈", "guide"))
    sent = day.situation.after.texts["t1"].sent["sms"]
    assert (sent.by, sent.count, sent.via) == ("陈", 320, "person")
    try:
        day.do(ConfirmSent("t1", "sms", 320), GUIDE)
        raise AssertionError("twice")
    except Refused as refused:
        assert refused.code == "already-sent" and "陈" in say(refused.words)
