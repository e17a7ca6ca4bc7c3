"""Whatever is answered when a hall begins, what is written passes the check, and every screen has its
scene, in a fire too."""

from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from kiosk.content.reader import read
from kiosk.custody.founding.answers import (
    EXITS_MOST,
    LANGUAGES,
    SCREENS_MOST,
    SIZES,
    STAIRS_MOST,
    TERMINALS_MOST,
    WINDOWS_MOST,
    Answers,
    purposes,
)  # fmt: skip
from kiosk.custody.founding.describe import write_description
from signage.availability.world import world
from signage.hall.hours import DAYS
from signage.hall.model import HALL
from signage.shows.scenes import scenes
from signage.situation.commands import Raise
from tests.cast import ADMIN, Day
from tests.halls.seeds import LONG

LINE = st.text(  # other blanks the form has mended
    st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" "),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() and text.strip())
SPANS = st.lists(
    st.integers(0, 24 * 4 - 1).map(lambda n: time(n // 4, n % 4 * 15)), min_size=4, max_size=4, unique=True
).map(sorted)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    languages = draw(st.sampled_from([*LANGUAGES.values()]))
    total = draw(st.integers(1, WINDOWS_MOST))
    each = [0] * len(purposes())
    for _ in range(total):
        each[draw(st.integers(0, len(each) - 1))] += 1
    opens, closes, opens_again, closes_again = draw(SPANS)
    twice = draw(st.booleans())
    further = st.sets(st.integers(2, total), max_size=3) if total > 1 else st.just(set[int]())
    return Answers(
        size=draw(st.sampled_from([*SIZES])),
        languages=languages,
        name={lang: draw(LINE) for lang in languages},
        address={lang: draw(LINE) for lang in languages},
        phone=draw(st.from_regex(r"[0-9+][0-9 -]{1,20}[0-9]", fullmatch=True)),
        days=tuple(day for day in DAYS if draw(st.booleans())) or ("sun",),
        spans=((opens, closes), *(((opens_again, closes_again),) if twice else ())),
        windows=tuple(each),
        terminals=draw(st.integers(0, TERMINALS_MOST)),
        exits=draw(st.integers(1, EXITS_MOST)),
        boards=draw(st.integers(1, SCREENS_MOST)),
        touch=draw(st.integers(0, SCREENS_MOST)),
        window_screens=draw(st.booleans()),
        door_screens=draw(st.booleans()),
        upstairs=tuple(sorted(draw(further))),
        stairs=draw(st.integers(1, STAIRS_MOST)),
    )


@given(answers())
@settings(
    max_examples=60 if LONG else 10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
def test_what_is_answered_is_described_without_a_mistake_and_shown(given: Answers) -> None:
    with TemporaryDirectory() as folder:
        write_description(given, Path(folder) / "hall")
        content = read(Path(folder) / "hall")
    hall = content.hall
    assert len(hall.windows) == sum(given.windows) and len(hall.exits) == given.exits
    assert len(hall.floors) == (given.storeys if given.upstairs else 0)
    floors = {zone.id: zone.floor for zone in hall.zones}
    for window in hall.windows:
        assert floors[window.zone] == str(given.storey_of(window.number))
    day = Day(catalogue=content.catalogue, hall=hall, evacuation=content.evacuation)
    for raised in ((), (Raise("FIRE", (HALL,)),)):
        for command in raised:
            day.do(command, ADMIN)
        found = scenes(world(hall, day.situation, day.now, content.evacuation))
        assert set(found) == set(hall.screen) and all(scene.title for scene in found.values())
    assert not any(scene.arrow for scene in found.values()), "without a plan no way is claimed"
