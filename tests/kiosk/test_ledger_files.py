"""A file of the ledger is read as spreadsheets and people write it, and no cell of one is a formula."""

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.custody.ledger import Line, from_csv, table
from kiosk.wording.spreadsheet import FORMULA, bare, column, safe, to_csv
from signage.rules.ledger_rows import Kept
from tests.cast import HALL, NOON

TITLED = "业务类型,单位名称或证件号后4位,姓氏,联系电话,资料份数,存放位置,窗口,经办人,登记时间"
TYPED = "申报,甲,孙,13800001234,2,柜,1,李,2026-11-24 09:30"


@pytest.mark.parametrize(
    ("saved", "encoding"),
    [
        (f"{TITLED}\r\n{TYPED}\r\n", "utf-8-sig"),
        (f"{TITLED}\n{TYPED}".replace(",", ";"), "gb18030"),
        (f"{TITLED}\r\n{TYPED}\r\n".replace(",", "\t"), "utf-16"),
        (f"{TITLED},,,\n{TYPED},,,\n,,,,,,,,,,,\n", "utf-8"),
        (f"{TITLED}\n{TYPED}".replace("2026-11-24 09:30", "2026/11/24 9:30"), "gb18030"),
        (f"{TITLED}\n{TYPED}".replace("2026-11-24 09:30", "2026年11月24日 9:30:00"), "utf-8"),
        (
            f"{TITLED}\n{TYPED}".replace(",2,", ",２份,").replace(
                "13800001234", "１３８００００１２３４"
            ),
            "utf-8",
        ),
        (
            f"{TITLED}\n{TYPED}".replace(",1,", ",１号窗口,").replace(
                "13800001234", "138-0000 1234"
            ),
            "utf-8",
        ),
    ],
)
def test_a_table_is_read_as_spreadsheets_and_people_write_it(saved: str, encoding: str) -> None:
    line = Line(
        NOON - timedelta(minutes=30),
        "李",
        Kept("申报", "甲", "孙", "13800001234", 2, "柜", "window/1"),
    )
    assert from_csv(saved.encode(encoding), HALL, "陈", NOON) == ([line], [])


@pytest.mark.parametrize(
    ("wrong", "cell"),
    [
        ("2026-13-24 09:30", "I2（登记时间）"),
        ("一一", "E2（资料份数）"),
        ("打不通", "D2（联系电话）"),
        ("window/99", "G2（窗口）"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_as_the_spreadsheet_names_it(
    wrong: str, cell: str
) -> None:
    at = "ABCDEFGHI".index(cell[0])
    cells = TYPED.split(",")
    cells[at] = wrong
    lines, found = from_csv(f"{TITLED}\n{','.join(cells)}".encode(), HALL, "陈", NOON)
    assert lines == [] and [one.words.partition("：")[0] for one in found] == [cell]


def test_a_cell_beyond_the_header_and_a_quote_left_open_are_mistakes() -> None:
    beyond = from_csv(f"{TITLED}\n{TYPED},,写错了".encode(), HALL, "陈", NOON)
    assert beyond[0] == [] and "K2" in beyond[1][0].words
    assert "引号" in from_csv(f'{TITLED}\n"申报,甲'.encode(), HALL, "陈", NOON)[1][0].words
    assert "叫" in from_csv(f"{TITLED},姓氏\n{TYPED},王".encode(), HALL, "陈", NOON)[1][0].words
    assert [column(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


_WORD = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=10).filter(
    lambda word: not re.search(r"[0-9]{6}", word)
)
_FORMULA = st.builds(lambda a, b: (a + b)[:10], st.sampled_from("=+-@＝'"), _WORD)
_KEPT = st.builds(
    Kept, _WORD | _FORMULA, _WORD | _FORMULA, _WORD | _FORMULA, st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True),
    st.integers(0, 999), _WORD | _FORMULA, st.sampled_from([window.id for window in HALL.windows]),
)  # fmt: skip


@given(st.lists(_KEPT, min_size=1, max_size=4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_to_a_file_is_read_back_the_same(rows: list[Kept]) -> None:
    lines = [Line(NOON, "李", row) for row in rows]
    data = to_csv(*table(HALL, lines, lambda phone: phone))
    assert from_csv(data, HALL, "陈", NOON) == (lines, [])


@given(st.text(max_size=12))
def test_no_cell_is_ever_a_formula_and_each_comes_back(cell: str) -> None:
    assert not safe(cell).startswith(FORMULA) and bare(safe(cell)) == cell
