"""Role × command × state, every cell: what the table says is what happens."""

from typing import get_args

import pytest

from signage.rules.permissions import IN_THE_HALL, PERMITTED, ROLES, may
from signage.rules.refusal import Refused
from signage.situation.aftermath import AddEvidence, EraseEvidence, GiveLink, StartDrill
from signage.situation.alerts import Alert, AnswerAlert, HearAlerts
from signage.situation.calls import AnswerCall, NoteCalls, Told, TryWays
from signage.situation.commands import (
    AnswerAssist,
    AnswerHelp,
    Appoint,
    BlockWay,
    CallAssist,
    CallHelp,
    Change,
    Changing,
    CheckLamp,
    ChooseScheme,
    Command,
    ConfirmGate,
    EnterLedger,
    EraseLedger,
    MarkStep,
    NoteQueue,
    NotifyTaxpayers,
    PutRegister,
    Raise,
    RevealLedger,
    SetLamps,
    SetWindow,
    TakePapers,
)
from signage.situation.incidents import TRANSITIONS, Actor, Incident
from signage.situation.remarks import AcknowledgeReport, MakeRemark, SendReport, WriteFindings
from signage.situation.texts import ConfirmSent, DraftText, HandleText, NotePassed
from tests.cast import Day
from tests.signage.handled import day, only

ACTORS = [Actor(f"p-{role}", role) for role in ROLES]  # type: ignore[arg-type]  # ROLES are the literal's values
RAISER, LEADER = Actor("raiser", "guide"), Actor("leader", "supervisor")
STATES = ("draft", "active", "recovering", "cleared", "closed")
COMMANDS = [*get_args(Changing), "mark", "confirm", "appoint"]
TARGET = {
    "SYS-CORE": "system/core",
    "DEV-HAZARD": "machine/queue",
    "FIRE": "hall",
    "WIN-FAULT": "window/1",
}
ON_THE_WAY = {
    "draft": [],
    "active": ["activate"],
    "recovering": ["activate", "resolve"],
    "cleared": ["activate", "clear", "review"],
    "closed": ["activate", "clear", "review", "close"],
}


def brought_to(state: str, kind: str) -> Day:
    hall_day = day()
    hall_day.do(Raise(kind, (TARGET[kind],), draft=True), RAISER)
    for command in ON_THE_WAY[state]:
        hall_day.do(Change(only(hall_day).id, command, reason="理由"), Actor("boss", "admin"))
    assert only(hall_day).state == state
    return hall_day


def ordered(command: str, incident: Incident) -> Command:
    if command == "mark":
        return MarkStep(incident.id, 1, "done")
    if command == "confirm":
        gate = incident.gates[0] if incident.gates else None
        return ConfirmGate(
            incident.id, gate.gate if gate else "none", gate.targets[0] if gate else "none"
        )
    if command == "appoint":
        return Appoint(incident.id, "甲")
    return Change(incident.id, command, reason="理由")  # type: ignore[arg-type]  # COMMANDS are the literal's values


def outcome(hall_day: Day, command: Command, actor: Actor) -> str:
    try:
        hall_day.do(command, actor)
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("kind", list(TARGET))
@pytest.mark.parametrize("state", STATES)
def test_what_the_table_says_is_what_happens(state: str, kind: str) -> None:
    there = brought_to(state, kind)
    incident = only(there)
    for command in COMMANDS:
        for actor in ACTORS:
            hall_day = day()
            hall_day.log, hall_day.situation = [*there.log], there.situation
            happened = outcome(hall_day, ordered(command, incident), actor)
            cell = (state, command, actor.role)
            if (state, command) not in TRANSITIONS:
                assert happened == "illegal-transition", cell
            elif may(actor.role, command, incident):
                assert happened in {"done", "unfinished-gates", "unknown-gate"}, (*cell, happened)
            else:
                assert happened == "not-allowed", (*cell, happened)


def test_a_stranger_a_screen_and_the_system_change_no_incident() -> None:
    assert not {cell for cell in PERMITTED if cell[0] in ("screen", "system", "device")}


def test_a_locked_tablet_only_begins_what_saves_lives() -> None:
    tablet = Actor("tablet:1", "device")
    for kind, target in TARGET.items():
        hall_day = day()
        assert outcome(hall_day, Raise(kind, (target,)), tablet) == (
            "done" if kind in ("FIRE", "DEV-HAZARD") else "locked"
        )
        assert outcome(day(), Raise(kind, (target,), draft=True), tablet) == "locked"


def test_level_activation_and_archive_are_a_leader_s() -> None:
    for command in ("activate", "dismiss", "appoint", "review", "close"):
        assert {role for role, given, _ in PERMITTED if given == command} == {"supervisor", "admin"}
    hall_day = brought_to("active", "SYS-CORE")
    level = Change(only(hall_day).id, "update", level=1)
    assert (
        outcome(hall_day, level, RAISER) == "not-allowed"
        and outcome(hall_day, level, LEADER) == "done"
    )


HALL_COMMANDS: dict[str, Command] = {
    "window": SetWindow("window/1", True),
    "queue": NoteQueue(12, 20),
    "hear": HearAlerts((Alert("a", "r", True),)),
    "answer-alert": AnswerAlert("etax"),
    "note-passed": NotePassed(),
    "send-report": SendReport("20261124-1", "first", "时间：上午", ("bureau",)),
    "acknowledge-report": AcknowledgeReport("u1"),
    "note-calls": NoteCalls((Told("k", "王", "sms", "sent"),)),
    "answer-call": AnswerCall("k", "step", "20261124-1"),
    "test-ways": TryWays("wang"),
    "lamps": SetLamps(remove=("lamp-1",)),
    "check-lamp": CheckLamp("lamp-1", True),
    "answer-help": AnswerHelp("kiosk"),
    "assist": CallAssist(),
    "answer-assist": AnswerAssist("甲"),
    "block": BlockWay("exit/1", "closed"),
    "scheme": ChooseScheme("east"),
    "evidence": AddEvidence("20261124-1", "照片"),
    "erase-evidence": EraseEvidence("20261124-1", f"{'0' * 64}.jpg"),
    "remark": MakeRemark("none", "note", "现场平稳"),
    "findings": WriteFindings("none", {}),
    "link": GiveLink("l", "period:2026-11"),
    "draft-text": DraftText("暂停", "五号窗口暂停服务。"),
    "approve-text": HandleText("t1", "approve"),
    "confirm-sent": ConfirmSent("t1", "sms", 320),
    "papers": TakePapers("none"),
    "ledger": EnterLedger(1),
    "reveal": RevealLedger(1),
    "erase": EraseLedger(),
    "notify": NotifyTaxpayers("none"),
    "register": PutRegister("contacts", "a", {"name": "甲", "kind": "internal", "phone": "119"}),
    "register-note": PutRegister(
        "patrols", "a", {"day": "2026-11-24", "kind": "patrol", "result": "fine"}
    ),
    "drill": StartDrill("FIRE", ("hall",)),
}


UNKNOWN = {
    **dict.fromkeys(("notify", "remark", "findings", "papers", "send-report"), "unknown-incident"),
    "test-ways": "unknown-person",
    "acknowledge-report": "unknown-report",
}


def test_every_command_of_the_hall_is_in_the_table_and_obeys_it() -> None:
    assert set(HALL_COMMANDS) == set(IN_THE_HALL)
    for name, command in HALL_COMMANDS.items():
        for actor in ACTORS:
            hall_day = day()
            if name in ("approve-text", "confirm-sent"):
                hall_day.do(DraftText("暂停", "五号窗口暂停服务。"), LEADER)
            if name == "confirm-sent":
                hall_day.do(HandleText("t1", "approve"), LEADER)
                hall_day.do(HandleText("t1", "publish", ("sms",)), LEADER)
            hall_day.do(CallHelp("kiosk"), Actor("kiosk", "screen"))
            hall_day.do(EnterLedger(1), RAISER)
            expected = "done" if actor.role in IN_THE_HALL[name] else "not-allowed"
            if expected == "done":
                expected = UNKNOWN.get(name, expected)
            assert outcome(hall_day, command, actor) == expected, (name, actor.role)
