"""Days are typed as the notice of the year lists them."""

import pytest

from kiosk.custody.edits.hall_file import Facts
from kiosk.staff.facilities.weekly.description_form import Wrong, read_facts


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2027-01-01~03 02-28～03-01", "01-01 01-02 01-03 02-28 03-01"),
        ("2027-05-01至5，5-9 5-11", "05-01 05-02 05-03 05-04 05-05 05-09 05-11"),
        ("20270101", "01-01"),
    ],
)
def test_days_in_a_row_are_typed_as_a_notice_of_the_year_lists_them(typed: str, days: str) -> None:
    given = {"holidays": typed}
    before = Facts("1", "", {}, (), ())
    facts = read_facts(lambda name: given.get(name, "1" if name == "phone" else ""), before)
    assert [f"{day:%m-%d}" for day in facts.holidays] == days.split()


@pytest.mark.parametrize(
    "typed",
    [
        "01-01",
        "3",
        "2027-01-03~01",
        "2027-01-01~02~03",
        "2027-13-01~2",
        "2027-1-1",
        "~",
        "2027-01-01~2030-01-01",
        "2027-01-01~",
    ],
)
def test_what_are_no_days_is_said_at_the_field(typed: str) -> None:
    before = Facts("1", "", {}, (), ())
    with pytest.raises(Wrong) as wrong:
        read_facts(
            lambda name: typed if name == "holidays" else "1" if name == "phone" else "", before
        )
    assert list(wrong.value.faults) == ["holidays"]
