"""An edit of phones and hours changes what it means in the files of any hall, and nothing else of them."""

import tomllib
from datetime import date, time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.custody.edits.hall_file import HALL, Facts, facts_in, with_facts
from kiosk.custody.edits.windows_file import (
    Desk,
    windows_in,
    with_new_window,
    with_window,
    without_window,
)  # fmt: skip
from signage.hall.hours import DAYS
from tests.halls import generate
from tests.halls.seeds import LONG

MOMENTS = st.lists(
    st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15)), max_size=6, unique=True
).map(sorted)  # fmt: skip
SPANS = MOMENTS.map(lambda found: tuple(zip(found[::2], found[1::2], strict=False)))
CALENDAR = st.lists(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=40, unique=True).map(
    lambda found: tuple(sorted(found))
)
FACTS = st.builds(
    Facts,
    phone=st.from_regex(r"[0-9+][0-9 -]{1,20}[0-9]", fullmatch=True),
    duty_phone=st.from_regex(r"([0-9+][0-9 -]{1,20}[0-9])?", fullmatch=True),
    weekly=st.dictionaries(st.sampled_from(DAYS), SPANS.filter(bool)),
    holidays=CALENDAR,
    make_up=CALENDAR,
)


def commented(text: str) -> str:
    """With a comment of its own above every line that begins a key or a table, and behind some."""
    number, lines = count(), []
    for line in text.splitlines():
        if line[:1].isalpha() or line.startswith("["):
            lines.append(f"# remark {next(number)}")
        lines.append(line)
    return "\n".join(lines) + "\n"


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("# remark")]


def without(document: dict[str, Any]) -> dict[str, Any]:
    """All but what an edit is about."""
    hours = {key: value for key, value in document["hours"].items() if key not in ABOUT}
    return {**{k: v for k, v in document.items() if k not in ABOUT}, "hours": hours}


ABOUT = ("phone", "duty_phone", "weekly", "holidays", "make_up", "hours")


@given(st.integers(0, 400), FACTS)
@settings(max_examples=200 if LONG else 12, deadline=None)
def test_an_edit_changes_what_it_means_and_keeps_every_comment(seed: int, after: Facts) -> None:
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        text = commented((Path(folder) / "hall" / HALL).read_text("utf-8"))
    before = facts_in(text)
    edited = with_facts(text, before, after)
    assert facts_in(edited).phone == after.phone and facts_in(edited).weekly == after.weekly
    assert {*facts_in(edited).holidays} == {*after.holidays}
    assert {*facts_in(edited).make_up} == {*after.make_up}
    assert facts_in(edited).duty_phone == after.duty_phone
    assert comments(edited) == comments(text)
    assert without(tomllib.loads(edited)) == without(tomllib.loads(text))
    assert with_facts(text, before, before) == text, "what is not edited is not touched"


SERVICES = st.lists(
    st.sampled_from(["declare", "refund", "deed", "social"]), min_size=1, unique=True
).map(tuple)


def not_windows(text: str) -> dict[str, Any]:
    return {key: value for key, value in tomllib.loads(text).items() if key != "windows"}


@given(st.integers(0, 400), st.integers(0, 60), SERVICES, st.text("窗口ab\"'\\#", min_size=1))
@settings(max_examples=200 if LONG else 12, deadline=None)
def test_windows_change_come_and_go_and_all_else_stays(
    seed: int, at: int, services: tuple[str, ...], name: str
) -> None:
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        text = commented((Path(folder) / "hall" / HALL).read_text("utf-8"))
    desks = windows_in(text)
    known = desks[at % len(desks)]
    edited = with_window(text, Desk(known.id, known.number, {**known.name, "zh": name}, services))
    assert {one.id: one for one in windows_in(edited)}[known.id].name["zh"] == name
    assert comments(edited) == comments(text) and not_windows(edited) == not_windows(text)
    assert len(edited.split("\n")) == len(text.split("\n")), "line by line as it was"
    more = with_new_window(text, known.id, Desk("window/999", 999, {"zh": name}, services))
    assert [one.id for one in windows_in(more)] == [*(one.id for one in desks), "window/999"]
    assert comments(more) == comments(text)
    assert without_window(more, "window/999") == text
    if len(desks) == 1:
        return  # The last is never removed: a hall without windows is none.
    less = without_window(text, known.id)
    assert windows_in(less) == tuple(one for one in desks if one != known)
    assert not_windows(less) == not_windows(text)
    assert {*comments(text)} - {*comments(less)} <= inside(text, known.id)


def inside(text: str, name: str) -> set[str]:
    """Comments among the lines of a window: they go with it."""
    lines = text.split("\n")
    start = lines.index(f'id = "{name}"')
    ends = (at for at in range(start, len(lines)) if lines[at].startswith("[["))
    return {line for line in lines[start - 1 : next(ends, len(lines)) - 1] if line.startswith("#")}
