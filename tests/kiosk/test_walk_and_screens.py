"""Walking on paper says what the screens of the hall show then: with every pair of exits closed, in
two generated halls."""

import re
from collections.abc import Mapping
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.staff.console.floorplan.picture import seen_from_above
from kiosk.staff.console.floorplan.rows import ARROWS
from kiosk.wiring import build
from signage.floorplan.plan import Plan
from signage.hall.model import HALL
from signage.language.words import say
from signage.shows.scene import Scene
from signage.situation.commands import BlockWay, Raise
from tests.cast import SUPERVISOR, Clock
from tests.halls.hall import write
from tests.halls.size import Size
from tests.kiosk.house import Tablet, enlist

LED = re.compile(r'data-led="([^"]*)"')
PASSED = re.compile(
    r'data-passed="([^"]*)">\s*<td>.*?</td>\s*<td><b class="glyph">(.)</b> (.*?)</td>', re.S
)
ONE = Size(seed=7, storeys=1, windows=4, exits=5, screens=4, extras=False)
TWO = Size(seed=11, storeys=2, windows=4, terminals=2, exits=4, screens=5, ways="every")


@pytest.mark.parametrize("size", [ONE, TWO])
def test_every_pair_of_exits_closed_leads_as_the_screens_do(size: Size, tmp_path: Path) -> None:
    write(size, tmp_path / "content")
    house = build(tmp_path / "data", tmp_path / "content", simulators=True, clock=Clock())
    try:
        enlist(house.services.store)
        house.services.people.refresh()
        board, leader = house.services.board, Tablet(house).signed_in("王")
        content = board.view.content
        plan, leaving = content.evacuation.plan, content.catalogue.evacuation
        assert plan is not None and leaving is not None
        board.do(Raise(leaving.code, (HALL,)), SUPERVISOR)
        pairs = list(combinations(plan.exit, 2))
        assert len(pairs) >= 6
        for pair in pairs:
            for name in pair:
                board.do(BlockWay(name, "closed"), SUPERVISOR)
            for screen in plan.screen:
                told = leader.read(_address(plan, screen, pair))
                assert _agrees(told, screen, board.view.scenes), (screen, pair)
            for name in pair:
                board.do(BlockWay(name, None), SUPERVISOR)
    finally:
        house.close()


def _address(plan: Plan, screen: str, shut: tuple[str, ...]) -> str:
    """Before a screen, as a finger taps there."""
    standing = plan.screen[screen]
    x, y = seen_from_above(plan, standing.floor).at(standing.stand)
    closed = "".join(f"&shut={name}" for name in shut)
    return f"/console/plan/walk?floor={standing.floor}&x={x:.3f}&y={y:.3f}{closed}"


def _agrees(told: str, screen: str, scenes: Mapping[str, Scene]) -> bool:
    """The exit that this screen names, and what the page says that each on the way shows."""
    way, led = scenes[screen].way, LED.search(told)
    assert way is not None and led is not None
    named = way.exit_name if way.exit is not None else {}
    rows = PASSED.findall(told)
    assert way.exit is None or rows or 'class="glyph"' not in told
    for name, arrow, words in rows:
        shown = scenes[name].way
        assert shown is not None and shown.exit == way.exit, (screen, name)
        assert arrow == ARROWS.get(shown.arrow or "", "■"), (screen, name)
        assert unescape(words).strip() == say(shown.words, "zh"), (screen, name)
    return unescape(led[1]) == (say(named, "zh") if named else "")
