"""Tables that people bring (CSV) and lamps they carry from hall to hall (TOML): mutated as every
other file is."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kiosk.custody.lamps import from_toml, to_toml
from kiosk.custody.ledger import COLUMNS, OFFICER, WHEN, Line, from_csv, table
from kiosk.wording.spreadsheet import to_csv
from signage.language.words import say
from signage.rules.ledger_rows import Kept
from signage.rules.refusal import Refused
from tests.cast import HALL, NOON
from tests.content.mutations import misspelt, rewritten, toml, wide
from tests.halls.seeds import LONG

LINE = Line(
    NOON - timedelta(minutes=30), "李", Kept("申报", "甲公司", "孙", "13800001234", 2, "柜一", "window/1"),
)  # fmt: skip
HEADER, ROWS = table(HALL, [LINE, LINE], lambda phone: phone)
TITLES = tuple(say(title) for title in (*(one.title for one in COLUMNS), OFFICER, WHEN))


def headers() -> Iterator[tuple[str, str, list[str]]]:
    """Every title misspelt, in other letters, with a space; and what it was."""
    for at, title in enumerate(HEADER):
        half = len(title) // 2
        spelt = [
            *rewritten(title),
            ("a space", f" {title}　"),
            ("a space inside", f"{title[:half]} {title[half:]}"),
        ]
        if len(title) > 2:
            spelt += [*misspelt(title), ("a letter too little", title[:-1])]
        else:
            spelt += [("another letter", f"{title[0]}口"), ("a letter too much", f"{title}的")]
        yield from (
            (title, how, [*HEADER[:at], now, *HEADER[at + 1 :]])
            for how, now in spelt
            if now != title
        )


@pytest.mark.parametrize(("title", "how", "header"), list(headers()))
def test_a_title_is_read_as_meant_or_named_with_the_one_that_was_meant(
    title: str, how: str, header: list[str]
) -> None:
    lines, wrong = from_csv(to_csv(header, ROWS), HALL, "陈", NOON)
    told = [one for one in wrong if one.row == 1 and title in one.words]
    assert lines == [LINE, LINE] if not wrong else told, how


def test_a_column_that_nobody_knows_is_named_unless_it_is_empty() -> None:
    more = [[*row, "请尽快"] for row in ROWS]
    _, wrong = from_csv(to_csv([*HEADER, "备注"], more), HALL, "陈", NOON)
    assert wrong and "备注" in wrong[0].words
    _, wrong = from_csv(
        to_csv([*HEADER, "编号", "状态"], [[*row, "7", "待补录"] for row in ROWS]), HALL, "陈", NOON
    )
    assert not wrong, "our own export is read back"


CELLS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    ("资料份数", True, ("２", "2份", "２ 份", " 2 ", "２份 ")),
    ("资料份数", False, ("两份", "2.5", "-2", "二", "2份3", "", "1e1", "0x2")),
    ("联系电话", True, (wide("13800001234"), "138 0000 1234", "138-0000-1234", "\u202a13800001234\u202c",
                    "（138）00001234", "138.0000.1234")),
    ("联系电话", False, ("138000", "138****1234", "电话", "13800001234转8")),
    ("窗口", True, ("1", "１", "1号", "１号窗口", "window/1", "Window/1", "ｗｉｎｄｏｗ／１")),
    ("窗口", False, ("99", "windw/1", "一号楼", "1.0号")),
    (say(WHEN), True, ("2026/11/24 9:30", "２０２６-１１-２４ ０９：３０", "2026.11.24 09:30", "2026年11月24日 9:30",
                  "2026-11-24T09:30", "2026-11-24  09:30:00")),
    (say(WHEN), False, ("24.11.2026", "2026-11-24", "昨天", "2027-11-24 09:30", "09:30")),
)  # fmt: skip
"""A column, whether it is read as meant, and what is typed there."""


def cells() -> Iterator[tuple[str, str, bool]]:
    yield from ((title, typed, meant) for title, meant, listed in CELLS for typed in listed)


@pytest.mark.parametrize(("title", "typed", "meant"), list(cells()))
def test_a_cell_is_read_as_meant_or_named_with_its_place(
    title: str, typed: str, meant: bool
) -> None:
    at = HEADER.index(title)
    rows = [ROWS[0], [*ROWS[1][:at], typed, *ROWS[1][at + 1 :]]]
    lines, wrong = from_csv(to_csv(HEADER, rows), HALL, "陈", NOON)
    if meant:
        assert (lines, wrong) == ([LINE, LINE], [])
    else:
        assert [one.row for one in wrong] == [3]
        assert wrong[0].words.startswith(f"{chr(ord('A') + at)}3（{title}）"), wrong[0].words


def test_a_file_of_lamps_is_read_as_meant_or_refused_in_words() -> None:
    text = to_toml(HALL.lamps)
    before = from_toml(text)
    listed = [m for m in toml("lamps.toml", text) if m.sort in ("broken", "same")]
    for mutation in random.Random("lamps").sample(listed, min(len(listed), 400 if LONG else 60)):  # noqa: S311  # no secret
        try:
            after = from_toml(mutation.data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            continue  # the page says so
        except Refused as refused:
            assert mutation.sort == "broken" and refused.words["zh"] and refused.field == "file", (
                mutation
            )
            if mutation.now == "＝":
                assert "=" in refused.words["zh"] and "是不是" in refused.words["zh"], refused.words
            continue
        assert after == before, mutation
