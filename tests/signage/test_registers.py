"""The registers: any row is judged by its table, and nobody's work is overwritten unseen."""

# ruff: noqa: E501  # one line a case reads best here

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.availability.world import World, world
from signage.records.due_in_hall import on_duty, standing
from signage.rules.permissions import IN_THE_HALL, ROLES
from signage.rules.refusal import Refused
from signage.situation.commands import (
    PutRegister,
    RemoveRegister,
)
from signage.situation.fold import fold
from signage.situation.incidents import SITUATION, Actor
from signage.situation.registers import REGISTERS
from tests.cast import ADMIN, HALL, SUPERVISOR, Day

ROWS = {
    "contacts": {"name": "县消防救援大队", "kind": "external", "phone": "119"},
    "roster": {"day": "2026-11-24", "from": "08:30", "to": "17:30", "name": "王", "duty": "leader"},
    "materials": {
        "name": "灭火器",
        "count": "4",
        "least": "6",
        "place": "北门",
        "expires": "2026-12-10",
    },
    "faults": {
        "device": "machine/queue",
        "found": "2026-11-20",
        "what": "不出号",
        "state": "open",
        "due": "2026-11-23",
    },
    "hazards": {
        "what": "地面湿滑",
        "place": "南门",
        "found": "2026-11-20",
        "state": "open",
        "due": "2026-11-24",
    },
    "patrols": {"day": "2026-11-24", "kind": "patrol", "result": "fine"},
    "training": {"topic": "消防", "held": "2025-11-01", "next": "2026-11-01"},
    "plans": {"title": "消防预案", "version": "2", "state": "issued", "effective": "2025-11-20"},
    "risks": {"what": "线路老化", "likely": "3", "harm": "4", "assessed": "2026-11-01"},
    "inspections": {
        "item": "应急灯",
        "kind": "exit",
        "every": "30",
        "last": "2026-10-27",
        "result": "fine",
    },
    "movements": {
        "day": "2026-11-24",
        "material": "灭火器（北门）",
        "way": "out",
        "count": "1",
        "who": "李",
    },
    "feedback": {
        "day": "2026-11-23",
        "kind": "complaint",
        "via": "hall",
        "what": "等候过久",
        "state": "open",
        "due": "2026-11-27",
    },
    "stops": {"day": "2026-11-25", "from": "18:00", "what": "征管系统升级", "state": "open"},
    "measures": {
        "what": "增设引导",
        "owner": "王",
        "due": "2026-11-20",
        "state": "open",
        "incident": "20261124-1",
    },
}
CHANGED = [name for name, table in REGISTERS.items() if not table.fixed]


def stocked() -> Day:
    """A day on which there is something to issue."""
    day = Day()
    day.do(PutRegister("materials", "stock", ROWS["materials"]), ADMIN)
    return day


def seen(day: Day) -> World:
    return world(HALL, day.situation, day.now)


def due(day: Day) -> set[tuple[str, str, bool]]:
    return {(one.rule, one.about, one.overdue) for one in standing(seen(day))}


def refusal(day: Day, command: object, actor: Actor) -> str:
    try:
        day.do(command, actor)
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("register", CHANGED)
def test_a_row_is_put_changed_and_removed_and_the_log_replays(register: str) -> None:
    day = Day()
    day.do(PutRegister(register, "a", ROWS[register]), SUPERVISOR)
    (row,) = day.situation.registers[register].values()
    assert row.fields == ROWS[register] and row.by == "王"
    changed = {**ROWS[register], REGISTERS[register].columns[-1].name: ""}
    assert refusal(day, PutRegister(register, "a", changed), SUPERVISOR) == "changed", "not seen"
    day.do(PutRegister(register, "a", ROWS[register], row.seq), SUPERVISOR)
    day.do(RemoveRegister(register, "a"), ADMIN)
    day.do(RemoveRegister(register, "a"), ADMIN)
    assert not day.situation.registers[register]
    assert (
        fold(day.log)
        == day.situation
        == SITUATION.validate_json(SITUATION.dump_json(day.situation))
    )


@pytest.mark.parametrize("register", REGISTERS)
def test_who_may_is_the_table_s_word(register: str) -> None:
    command = "register-note" if REGISTERS[register].everyone else "register"
    for role in ROLES:
        happened = refusal(stocked(), PutRegister(register, "a", ROWS[register]), Actor("p", role))
        assert happened == ("done" if role in IN_THE_HALL[command] else "not-allowed")


@pytest.mark.parametrize(("register", "field", "text"), [
    ("contacts", "name", ""), ("contacts", "kind", "friend"), ("contacts", "phone", "打不通"), ("roster", "day", "2026-02-30"),
    ("roster", "from", "8:3"), ("materials", "count", "-1"), ("faults", "device", "machine/none"),
    ("movements", "count", "5"), ("movements", "material", "帐篷（库房）"), ("measures", "incident", "/etc"),
    ("feedback", "what", "张某 13812345678"), ("feedback", "outcome", "证件 11010119900307123X"), ("risks", "harm", "6"),
    ("inspections", "every", "31"), ("plans", "effective", ""), ("contacts", "sector", "circus"),
    ("hazards", "what", "x" * 61), ("hazards", "place", "a\x00"), ("training", "held", "20251101"),
])  # fmt: skip
def test_nonsense_is_refused_by_its_column(register: str, field: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        stocked().do(PutRegister(register, "a", {**ROWS[register], field: text}), ADMIN)
    assert refused.value.field == field


@given(st.sampled_from(sorted(REGISTERS)), st.data())
def test_any_text_is_kept_or_refused(register: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([column.name for column in REGISTERS[register].columns]))
    day = stocked()
    if (
        refusal(
            day,
            PutRegister(register, "a", {**ROWS[register], name: data.draw(st.text(max_size=70))}),
            ADMIN,
        )
        == "done"
    ):
        standing(seen(day))
        on_duty(seen(day))


def test_an_unknown_register_column_or_id_is_refused() -> None:
    for command in (PutRegister("none", "a", {}), RemoveRegister("none", "a")):
        assert refusal(Day(), command, ADMIN) == "unknown-register"
    assert refusal(Day(), PutRegister("contacts", "a", {"secret": "x"}), ADMIN) == "unknown-column"
    assert refusal(Day(), PutRegister("contacts", "../x", ROWS["contacts"]), ADMIN) == "bad-id"
