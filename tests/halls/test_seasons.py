"""Seasonal hours change where they are meant in the files of any hall, and nothing else of them."""

import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings

from kiosk.custody.edits.hall_file import HALL
from kiosk.custody.edits.seasons_file import seasons_in, with_seasons
from signage.hall.hours import DAYS, Season
from tests.halls import generate
from tests.halls.seeds import LONG
from tests.halls.test_edited import SPANS, commented, comments

MONTH_DAY = st.dates().map(lambda day: f"{day:%m-%d}")
SEASONS = st.lists(
    st.builds(
        Season,
        since=MONTH_DAY,
        until=MONTH_DAY,
        weekly=st.dictionaries(st.sampled_from(DAYS), SPANS.filter(bool), min_size=1),
    ),
    max_size=3,
)


@cache
def hall_file(seed: int) -> str:
    with TemporaryDirectory() as folder:
        generate(seed, Path(folder) / "hall")
        return commented((Path(folder) / "hall" / HALL).read_text("utf-8"))


@given(st.integers(0, 40 if LONG else 2), SEASONS, SEASONS)
@settings(max_examples=200 if LONG else 6, deadline=None)
def test_seasons_come_change_and_go_and_all_else_stays(
    seed: int, first: list[Season], then: list[Season]
) -> None:
    text = hall_file(seed)
    edited = text
    for seasons in (first, then):
        edited = with_seasons(edited, seasons)
        assert seasons_in(edited) == tuple(seasons)
        assert with_seasons(edited, seasons) == edited, "what is not edited is not touched"
    assert {*comments(text)} >= {*comments(edited)}
    back = tomllib.loads(with_seasons(edited, seasons_in(text)))
    assert {**back, "hours": None} == {**tomllib.loads(text), "hours": None}
    if not seasons_in(text):
        assert comments(edited) == comments(text) and back == tomllib.loads(text)
