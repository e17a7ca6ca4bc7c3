"""Boards of generated halls: every window has a row with its state in full, whether there is one or
eighty."""

import re

from signage.situation.commands import Raise
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import day, played, seen
from tests.halls.pages import drawn_screen
from tests.halls.seeds import every_hall

TEXT = re.compile(r'<text[^>]*font-size="([0-9.]+)"[^>]*>([^<]*)</text>')
LEAST_PX = 4.0
"""Nobody sets a letter smaller than this on any panel; what a board's rule asks is named by the
check."""


def parts_of(picture: str, kind: str) -> dict[str, list[tuple[str, str]]]:
    """Size and text of every line of each row (``row``) or system (``system``), in the order of
    drawing."""
    parts = re.split(r'(?=<g data-(?:row|system)=")', picture)
    marked = ((re.match(rf'<g data-{kind}="([^"]*)"', part), part) for part in parts)
    return {found[1]: TEXT.findall(part) for found, part in marked if found}


def boards(hall: Made, commands: list[Raise]) -> dict[str, str]:
    world = seen(hall, played(hall, commands) if commands else day(hall))
    listed = (screen for screen in hall.content.hall.screens if screen.layout == "board")
    return {screen.id: drawn_screen(world, screen) for screen in listed}


def happenings(hall: Made) -> list[list[Raise]]:
    described = hall.content.hall
    window = described.windows[-1].id
    return [
        [],
        [Raise("WIN-PAUSE", (window,))],
        [Raise("PWR", ("system/power",))],
        [Raise("SHOCK", (window,))],
    ]


@every_hall
def test_a_board_cuts_no_state_and_no_number(seed: int) -> None:
    hall = made(drawn(seed))
    for commands in happenings(hall):
        for name, picture in boards(hall, commands).items():
            rows = parts_of(picture, "row")
            if not rows:
                continue
            assert set(rows) == {window.id for window in hall.content.hall.windows}
            for window, lines in rows.items():
                number, state = lines[0], lines[1]
                assert not number[1].endswith("…") and not state[1].endswith("…"), (
                    name,
                    window,
                    lines,
                )
                assert float(state[0]) >= LEAST_PX, (name, window, lines)


@every_hall
def test_a_board_names_every_system_that_is_out_or_says_how_many_more(seed: int) -> None:
    hall = made(drawn(seed))
    world = seen(hall, played(hall, [Raise("PWR", ("system/power",))]))
    out = {system.id for system in world.hall.systems if system.id in world.out}
    for name, picture in boards(hall, [Raise("PWR", ("system/power",))]).items():
        cells = parts_of(picture, "system")
        if not cells:
            continue
        texts = [line for lines in cells.values() for _, line in lines]
        assert not any(line.endswith("…") for line in texts), (name, texts)
        more = next((int(n) for n in re.findall(r"另有 (\d+) 个系统", " ".join(texts))), 0)
        assert len(out & cells.keys()) + more == len(out), (name, texts)


def test_the_board_of_a_hall_of_one_window_says_what_it_does() -> None:
    hall = made(Size(seed=1, windows=1, screens=30, hours="never-closed"))
    found = boards(hall, [])
    assert found
    for picture in found.values():
        lines = parts_of(picture, "row")["window/1"]
        assert {text for _, text in lines} & {"正在服务", "未开放"}
        assert not any(text.endswith("…") for _, text in lines)
