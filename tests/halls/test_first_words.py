"""A screen whose page arrives only in part says that it connects, and what to do meanwhile."""

import re
from pathlib import Path

from kiosk.wiring import build
from signage.situation.commands import Raise
from tests.cast import GUIDE, Clock
from tests.faults.cable import BODY_PART
from tests.halls import generate
from tests.halls.seeds import some_halls

LONGEST = "".join(chr(0x4E00 + at) for at in range(40))
"""A name as long as a plate over a door holds."""
WORDS = re.compile(rb'<div id="local">.*?</div>', re.DOTALL)


@some_halls
def test_the_first_part_of_a_page_has_what_says_that_it_connects(tmp_path: Path, seed: int) -> None:
    generate(seed, tmp_path / "content")
    hall = tmp_path / "content" / "hall.toml"
    text = hall.read_text("utf-8")
    hall.write_text(
        re.sub(r'(?m)^name = \{ ?zh = "[^"]*"', f'name = {{ zh = "{LONGEST}"', text, count=1),
        "utf-8",
    )
    house = build(
        tmp_path / "data", tmp_path / "content", simulators=True, clock=Clock(), journal=tmp_path / "journal"
    )  # fmt: skip
    try:
        board = house.services.board
        assert board.view.content.hall.name["zh"] == LONGEST
        board.do(Raise("FIRE", ("hall",)), GUIDE)
        for screen in board.view.content.hall.screens:
            page = house.app.test_client().get(f"/screen/{screen.id}").data
            words = WORDS.search(page)
            assert words is not None and words.end() <= BODY_PART, (screen.id, words)
    finally:
        house.close()
