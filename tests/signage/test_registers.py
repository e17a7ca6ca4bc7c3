"""The registers: any row is judged by its table, nobody's work is overwritten unseen, and what is due is seen."""

# ruff: noqa: E501  # one line a case reads best here

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.availability import World, world
from signage.commands import Change, PutRegister, Raise, RemoveRegister
from signage.fold import fold
from signage.incidents import SITUATION, Actor
from signage.permissions import IN_THE_HALL, ROLES
from signage.refused import Refused
from signage.registers import REGISTERS, ROWS_KEPT
from signage.standing import on_duty, standing
from tests.cast import ADMIN, GUIDE, HALL, SUPERVISOR, Day

ROWS = {
    "contacts": {"name": "县消防救援大队", "kind": "external", "phone": "119"},
    "roster": {"day": "2026-11-24", "from": "08:30", "to": "17:30", "name": "王", "duty": "leader"},
    "materials": {"name": "灭火器", "count": "4", "least": "6", "place": "北门", "expires": "2026-12-10"},
    "faults": {
        "device": "machine/queue",
        "found": "2026-11-20",
        "what": "不出号",
        "state": "open",
        "due": "2026-11-23",
    },
    "hazards": {"what": "地面湿滑", "place": "南门", "found": "2026-11-20", "state": "open", "due": "2026-11-24"},
    "patrols": {"day": "2026-11-24", "kind": "patrol", "result": "fine"},
    "training": {"topic": "消防", "held": "2025-11-01", "next": "2026-11-01"},
}


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


@pytest.mark.parametrize("register", REGISTERS)
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
    assert fold(day.log) == day.situation == SITUATION.validate_json(SITUATION.dump_json(day.situation))


@pytest.mark.parametrize("register", REGISTERS)
def test_who_may_is_the_table_s_word(register: str) -> None:
    command = "register-note" if REGISTERS[register].everyone else "register"
    for role in ROLES:
        happened = refusal(Day(), PutRegister(register, "a", ROWS[register]), Actor("p", role))
        assert happened == ("done" if role in IN_THE_HALL[command] else "not-allowed")


@pytest.mark.parametrize(("register", "field", "text"), [
    ("contacts", "name", ""), ("contacts", "kind", "friend"), ("contacts", "phone", "打不通"), ("roster", "day", "2026-02-30"),
    ("roster", "from", "8:30"), ("materials", "count", "-1"), ("faults", "device", "machine/none"),
    ("hazards", "what", "x" * 61), ("hazards", "place", "a\x00"), ("training", "held", "20251101"),
])  # fmt: skip
def test_nonsense_is_refused_by_its_column(register: str, field: str, text: str) -> None:
    with pytest.raises(Refused) as refused:
        Day().do(PutRegister(register, "a", {**ROWS[register], field: text}), ADMIN)
    assert refused.value.field == field


@given(st.sampled_from(sorted(REGISTERS)), st.data())
def test_any_text_is_kept_or_refused(register: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([column.name for column in REGISTERS[register].columns]))
    day = Day()
    if (
        refusal(day, PutRegister(register, "a", {**ROWS[register], name: data.draw(st.text(max_size=70))}), ADMIN)
        == "done"
    ):
        standing(seen(day))
        on_duty(seen(day))


def test_an_unknown_register_column_or_id_is_refused() -> None:
    for command in (PutRegister("none", "a", {}), RemoveRegister("none", "a")):
        assert refusal(Day(), command, ADMIN) == "unknown-register"
    assert refusal(Day(), PutRegister("contacts", "a", {"secret": "x"}), ADMIN) == "unknown-column"
    assert refusal(Day(), PutRegister("contacts", "../x", ROWS["contacts"]), ADMIN) == "bad-id"


def test_what_is_due_is_in_one_list_and_what_is_overdue_comes_first() -> None:
    day = Day()
    for register, fields in ROWS.items():
        if register != "patrols":
            day.do(PutRegister(register, "a", fields), ADMIN)
    expected = {
        ("check", "opening", True), ("check", "patrol", False), ("faults", "a", True), ("hazards", "a", False),
        ("materials", "a", False), ("stock", "a", False), ("training", "a", True),
    }  # fmt: skip
    assert due(day) == expected
    assert [one.overdue for one in standing(seen(day))] == sorted(
        (one.overdue for one in standing(seen(day))), reverse=True
    )


def test_the_daily_patrol_is_asked_for_until_it_is_recorded_and_not_on_a_day_off() -> None:
    day = Day()
    assert ("check", "patrol", False) in due(day)
    assert ("check", "patrol", True) in due(day.later(hours=1))
    day.do(PutRegister("patrols", "p", ROWS["patrols"]), GUIDE)
    assert "patrol" not in {about for _, about, _ in due(day)}
    assert "patrol" in {about for _, about, _ in due(day.later(days=1))}
    assert not due(Day(day.now + timedelta(days=3))), "a Saturday"


def test_a_material_is_spoken_of_thirty_days_before_it_expires() -> None:
    for expires, expected in (("2026-12-24", False), ("2026-12-25", None), ("2026-11-23", True), ("2026-11-24", False)):
        day = Day()
        day.do(PutRegister("materials", "a", {**ROWS["materials"], "least": "", "expires": expires}), ADMIN)
        found = {about: late for rule, about, late in due(day) if rule == "materials"}
        assert found.get("a") is expected, expires


def test_three_faults_of_a_device_in_a_week_are_seen_and_a_drill_is_none() -> None:
    day = Day()
    for times in range(3):
        assert not {rule for rule, _, _ in due(day)} & {"repeated"}, times
        number = day.do(Raise("DEV-HALL", ("machine/queue",)))
        assert number
        day.do(Change(number, "clear", reason="好了"))
        day.do(Raise("DEV-HALL", ("machine/terminal-1",), drill=True)) if times == 0 else None
    assert ("repeated", "machine/queue", False) in due(day)
    assert "repeated" not in {rule for rule, _, _ in due(day.later(days=8))}


def test_who_is_on_duty_follows_the_clock_over_midnight() -> None:
    day = Day()
    day.do(PutRegister("roster", "a", ROWS["roster"]), ADMIN)
    day.do(PutRegister("roster", "n", {**ROWS["roster"], "from": "17:30", "to": "08:30", "name": "赵"}), ADMIN)
    names = []
    for hours in (0, 8, 20, 23):
        names.append(
            [row.fields["name"] for row in on_duty(world(HALL, day.situation, day.now + timedelta(hours=hours)))]
        )
    assert names == [["王"], ["赵"], ["赵"], []]


def test_the_oldest_patrols_leave_the_situation_and_stay_in_the_log() -> None:
    day = Day()
    for number in range(ROWS_KEPT + 3):
        day.do(PutRegister("patrols", f"p{number}", ROWS["patrols"]), GUIDE)
    rows = day.situation.registers["patrols"]
    assert len(rows) == ROWS_KEPT and "p0" not in rows and f"p{ROWS_KEPT + 2}" in rows and len(day.log) == ROWS_KEPT + 3
