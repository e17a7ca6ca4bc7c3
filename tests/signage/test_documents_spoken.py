"""A document is said whole in one language: where nobody typed Chinese, an English one holds
none."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache

import pytest

from kiosk.content.reader import Content
from signage.availability.world import world
from signage.catalogue.kinds import Kind
from signage.reports.drill_times import STAGES, timing
from signage.reports.report import report
from signage.reports.statistics import statistics
from signage.rules.refusal import Refused
from signage.shows.announcements import proposed
from signage.shows.due_notice import to_warn
from signage.situation.aftermath import AddEvidence, EvaluateDrill
from signage.situation.commands import (
    Appoint,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    Command,
    ConfirmGate,
    MarkStep,
    Raise,
    SetWindow,
    Undo,
)
from signage.situation.five_fields import AnswerFive
from signage.situation.incidents import Actor
from signage.situation.remarks import REMARKS, MakeRemark, WriteFindings
from signage.situation.texts import CHANNELS, ConfirmSent, DraftText, HandleText
from tests.cast import Day
from tests.halls.hall import sample
from tests.halls.seeds import LONG
from tests.kiosk.test_hard_wired_words import CHINESE
from tests.signage.test_last_days import LAST

LI, WANG = Actor("Li", "guide"), Actor("Wang", "admin")


@cache
def content() -> Content:
    return sample()


def acts(day: Day, number: str, target: str) -> Iterator[Command]:
    yield Change(number, "acknowledge")
    yield Change(number, "update", cause="a cable", eta=LAST + timedelta(hours=3), note="a note")
    yield Change(number, "update")
    yield Change(number, "escalate", reason="it spreads")
    yield from (
        MarkStep(number, 1, "done"),
        MarkStep(number, 1, "open"),
        MarkStep(number, 2, "skipped", "not here"),
    )
    yield from (
        Undo(number),
        Appoint(number, "Wang"),
        ConfirmGate(number, "last-operation", "window/2"),
    )
    yield AddEvidence(number, "a picture", "", f"{'a' * 64}.jpg")
    yield from (MakeRemark(number, kind, "three people") for kind in REMARKS)
    yield from (
        CallHelp(day.hall.screens[0].id),
        CallAssist("desk"),
        BlockWay("exit/east", "fire"),
        BlockWay("exit/east", None),
    )
    yield from (
        SetWindow("window/1", False),
        SetWindow("window/1", True, ("declare",)),
        SetWindow("window/1", None),
    )
    yield DraftText("A notice", "It is closed.", number, "notice")
    text = next(iter(day.situation.after.texts), "")
    yield from (HandleText(text, "approve"), HandleText(text, "publish", tuple(CHANNELS)))
    yield ConfirmSent(text, "sms", 1)
    yield from (Change(number, "silence"), Change(number, "resolve", reason="mended"))
    yield Change(number, "clear", reason="checked")
    yield AnswerFive(number, "a cable", "nobody", "mended")
    yield from (
        WriteFindings(number, {"cause": "a cable"}),
        EvaluateDrill(number, (3, 4), "fast", ""),
    )
    yield from (
        Change(number, "review", reason="learned"),
        Change(number, "close", reason="signed"),
    )


def played(kind: str, target: str, *, drill: bool) -> tuple[Day, str]:
    day = Day(LAST - timedelta(hours=2), content().catalogue, content().hall)
    number = day.do(Raise(kind, (target,), drill=drill), WANG) or ""
    for command in acts(day, number, target):
        with suppress(Refused):
            day.later(seconds=10).do(command, WANG)
    return day, number


KINDS = [kind for kind in content().catalogue.kinds if kind.raisable]


def a_target(kind_targets: tuple[str, ...]) -> str:
    hall = content().hall
    return next(
        name for name in ("hall", *hall.resources) if name.partition("/")[0] in kind_targets
    )


@pytest.mark.parametrize("kind", KINDS if LONG else KINDS[::5], ids=lambda kind: kind.code)
@pytest.mark.parametrize("drill", [False, True], ids=["real", "drill"])
def test_a_report_in_english_holds_no_chinese(kind: Kind, drill: bool) -> None:
    hall = content().hall
    day, number = played(kind.code, a_target(kind.targets), drill=drill)
    made = report(hall, day.log, number, "en")
    assert made is not None
    seen = [(stage, hall.screens[0].id, day.now) for stage in STAGES]
    timed = timing(hall, made.incident, seen, "en")
    figures = statistics(hall, day.log, LAST - timedelta(days=1), day.now, "en")
    said = [made.place, made.impact, made.level, made.cause, *made.measures]
    said += [part for act in made.acts for part in (act.words, act.role)]
    said += [
        part for told in made.told for part in (told.state, *(fact.words for fact in told.facts))
    ]
    said += [part for row in timed.rows for part in (row.words, row.name)]
    said += [row.name for row in (figures.whole, *figures.by_kind, *figures.by_place)]
    assert [text for text in said if CHINESE.search(text)] == []


@pytest.mark.parametrize("kind", KINDS if LONG else KINDS[::3], ids=lambda kind: kind.code)
def test_a_proposed_notice_in_english_holds_no_chinese(kind: Kind) -> None:
    hall = content().hall
    day = Day(LAST, content().catalogue, hall)
    number = day.do(Raise(kind.code, (a_target(kind.targets),)), WANG) or ""
    there = world(hall, day.situation, day.now)
    incident = day.situation.incidents[number]
    said = [*proposed(there, incident, "notice", "en"), *proposed(there, incident, "end", "en")]
    said += [text for warn in to_warn(there, "en") for text in (warn.sms, warn.notice)]
    assert [text for text in said if CHINESE.search(text)] == []
