"""Numbers, days and times are read as people type them, or are none; nothing is guessed."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from signage.deciding.registers import judged
from signage.language.amounts import clock, day, number
from signage.rules.refusal import Refused
from signage.situation.commands import PutRegister
from signage.situation.registers import REGISTERS
from tests.cast import HALL
from tests.content.mutations import wide
from tests.signage.test_registers import ROWS


@given(st.integers(0, 10**9 - 1), st.sampled_from(["", "人", " 人", "分钟", "份", "个", " min"]))
def test_a_number_is_read_in_any_letters_and_with_its_unit(value: int, unit: str) -> None:
    assert number(f"{value}{unit}") == number(wide(f" {value}") + unit) == value


@pytest.mark.parametrize(
    "text", ["", "十二", "-1", "1.5", "1e3", "半小时", "12人3", "人", "１２，３", "0x2", "9" * 10]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


@given(st.dates())
def test_a_day_is_read_as_people_and_spreadsheets_write_it(value: object) -> None:
    year, month, date = str(value).split("-")
    for typed in (
        f"{year}-{month}-{date}",
        f"{year}/{int(month)}/{int(date)}",
        f"{year}年{int(month)}月{int(date)}日",
    ):
        assert day(typed) == day(wide(typed)) == day(f" {typed} ") == str(value)


@given(st.times())
def test_a_time_of_day_is_read_as_people_say_it(value: object) -> None:
    hour, minute = str(value).split(":")[:2]
    for typed in (
        f"{hour}:{minute}",
        f"{int(hour)}:{minute}",
        f"{hour}：{minute}",
        f"{int(hour)}点{minute}分",
    ):
        assert clock(typed) == clock(wide(typed)) == f"{hour}:{minute}"
    assert clock("9点半") == "09:30" and clock("９点") == "09:00" and clock("9时整") == "09:00"


@pytest.mark.parametrize(
    "text", ["", "25:00", "9:60", "9", "930", "2026-02-30", "24/11/2026", "11-24", "明天", "9:3"]
)
def test_what_is_neither_is_none(text: str) -> None:
    assert clock(text) is None and day(text) is None


TYPED = {
    "date": ("２０２６／１１／２４", "2026-11-24"),
    "time": ("９：３０", "09:30"),
    "number": ("１２ 个", "12"),
}


@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_takes_its_fields_as_they_are_typed_or_names_them(name: str) -> None:
    table = REGISTERS[name]
    for column in (column for column in table.columns if column.sort in TYPED):
        typed, meant = TYPED[column.sort]
        assert judged(HALL, table, {**ROWS[name], column.name: typed})[column.name] == meant
        with pytest.raises(Refused) as refused:
            judged(HALL, table, {**ROWS[name], column.name: "改日"})
        assert refused.value.field == column.name
    assert PutRegister(name, "a", ROWS[name], None)
