"""Boards of generated halls: every window is in a row with its state in full at the size that its
distance asks, on one page or on several, whether there is one or eighty (LOOKS §5)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

import pytest

from kiosk.drawing.displays.board import LEAST_EM, board_sizes
from kiosk.drawing.displays.chips import stacked
from kiosk.drawing.displays.grid import ROW_EM
from signage.hall.model import HALL
from signage.language.words import say
from signage.shows.scenes import preview, scenes
from signage.situation.commands import Raise
from tests.halls import Made, Size, drawn, made
from tests.halls.cases import day, played, seen
from tests.halls.pages import drawn_screen
from tests.halls.pages import seen as picture_of
from tests.halls.seeds import every_hall

FORTY = Size(
    seed=7, storeys=2, windows=40, terminals=15, exits=4, screens=26, lamps=0, ways="every"
)
LARGE = {"width": 1920, "height": 1080, "rotate": 0, "diagonal_in": 75, "distance_m": 8.0}


@dataclass(frozen=True)
class Row:
    """A row of a drawn board: its windows, its state, size in px and text of every line, and the
    page it is on."""

    windows: tuple[str, ...]
    state: str
    lines: tuple[tuple[float, str], ...]
    page: str


def rows_of(html: str) -> list[Row]:
    return list(_rows(fromstring(picture_of(html)), ""))


def _rows(part: Element, page: str) -> Iterator[Row]:
    page = part.get("data-page", page)
    if "data-rows" in part.attrib:
        lines = tuple(_lines(part))
        yield Row(tuple(part.attrib["data-rows"].split()), part.attrib["data-state"], lines, page)
        return
    for inner in part:
        yield from _rows(inner, page)


def _lines(part: Element) -> Iterator[tuple[float, str]]:
    for text in part.iter():
        if text.tag.endswith("text"):
            yield float(text.attrib["font-size"]), text.text or ""


def systems_of(html: str) -> dict[str, list[str]]:
    """The words of each system that is named, by its id; of what is named for several, by nothing."""
    found: dict[str, list[str]] = {}
    for part in fromstring(picture_of(html)).iter():
        if "data-system" in part.attrib:
            found.setdefault(part.attrib["data-system"], []).extend(t for _, t in _lines(part))
    return found


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


def alone(rows: list[Row]) -> bool:
    """Whether a page holds one row: a state has no second line there."""
    return max(Counter(row.page for row in rows).values()) == 1


def test_a_state_is_parted_between_its_words() -> None:
    assert stacked("Temporarily Closed") == ("Temporarily", "Closed")
    assert stacked("危险！请勿触摸") == ("危险！", "请勿触摸")
    assert stacked("暂停服务") == ("暂停", "服务") and stacked("Suspended") == ("Suspended",)


@every_hall
def test_every_window_is_in_one_row_at_the_size_its_distance_asks(seed: int) -> None:
    hall = made(drawn(seed))
    for commands in happenings(hall):
        shown = scenes(seen(hall, played(hall, commands) if commands else day(hall)))
        for name, picture in boards(hall, commands).items():
            rows = rows_of(picture)
            if not rows:
                continue
            size = board_sizes(hall.content.hall.screen[name])
            listed = sorted(window for row in rows for window in row.windows)
            scene = shown[name]
            meant = [row.id for row in scene.rows if not (scene.closed and row.state == "closed")]
            assert listed == sorted(meant), name
            for row in rows:
                assert not any(text.endswith("…") for _, text in row.lines), (name, row)
                least = LEAST_EM / ROW_EM if alone(rows) else 0.98
                assert row.lines[0][0] >= least * size.fact, (name, row)
                assert min(px for px, _ in row.lines) >= 0.99 * size.caption, (name, row)


@every_hall
def test_what_differs_stands_on_the_first_page_above_what_is_normal(seed: int) -> None:
    hall = made(drawn(seed))
    for commands in happenings(hall):
        for name, picture in boards(hall, commands).items():
            rows = rows_of(picture)
            quiet = [row.state in ("open", "closed") for row in rows]
            assert quiet == sorted(quiet), (name, rows)
            assert not rows or rows[0].page in ("", rows[-1].page) or rows[0].page.startswith("1/")


@every_hall
def test_a_board_names_every_system_that_is_out_or_says_how_many_more(seed: int) -> None:
    hall = made(drawn(seed))
    world = seen(hall, played(hall, [Raise("PWR", ("system/power",))]))
    out = {system.id for system in world.hall.systems if system.id in world.out}
    for name, picture in boards(hall, [Raise("PWR", ("system/power",))]).items():
        cells = systems_of(picture)
        if not cells:
            continue
        texts = [line for lines in cells.values() for line in lines]
        assert not any(line.endswith("…") for line in texts), (name, texts)
        said = " ".join(texts)
        more = sum(int(n) for n in re.findall(r"另有 (\d+) 个系统", said))
        more += sum(int(n) - 1 for n in re.findall(r"等 (\d+) 个系统", said))
        assert len(out & cells.keys()) + more == len(out), (name, texts)


@every_hall
def test_where_no_window_serves_nothing_is_said_to_be_available(seed: int) -> None:
    hall = made(drawn(seed))
    for cls in ("outage", "closed", "suspended"):
        world = seen(hall, played(hall, [Raise("OTHER", (HALL,), cls=cls)]))
        assert all(window.id in world.out for window in hall.content.hall.windows)
        for scene in scenes(world).values():
            assert not [row for row in scene.systems if row.state == "open"]


def test_the_board_of_a_hall_of_one_window_says_what_it_does() -> None:
    hall = made(Size(seed=1, windows=1, screens=30, hours="never-closed"))
    found = boards(hall, [])
    assert found
    for picture in found.values():
        (row,) = rows_of(picture)
        assert row.windows == ("window/1",)
        assert {text for _, text in row.lines} & {"正在服务", "未开放"}


@pytest.mark.parametrize("part", ["floor/1", "floor/2", "zone"])
def test_a_board_that_speaks_for_a_part_names_its_windows_alone(part: str) -> None:
    hall = made(FORTY)
    described = hall.content.hall
    part = part if "/" in part else described.zones_around["window/7"][0]
    board = next(screen for screen in described.screens if screen.layout == "board")
    board = board.model_copy(update={**LARGE, "about": (part,)})
    there = {w.id for w in described.windows if part in described.zones_around[w.id]}
    assert there and len(there) < 40
    world = seen(hall, played(hall, [Raise("WIN-PAUSE", (min(there),))]))
    picture = drawn_screen(world, board)
    rows = rows_of(picture)
    assert {window for row in rows for window in row.windows} == there
    assert rows[0].windows == (min(there),) and rows[0].state == "paused"
    assert say(described.name_of(part)) in picture
    pages = {row.page for row in rows}
    assert len(pages) == 1 or "1 个窗口有变动" in picture


def test_forty_windows_with_twelve_that_do_not_serve_each_say_where_instead() -> None:
    """Beside 暂停服务 at its whole size there is room for it, on 75 inches at 8 m."""
    hall = made(FORTY)
    described = hall.content.hall
    board = next(screen for screen in described.screens if screen.layout == "board")
    board = board.model_copy(update=LARGE)
    paused = [Raise("WIN-PAUSE", (window.id,)) for window in described.windows[:12]]
    world = seen(hall, played(hall, paused))
    shown = preview(world, board).rows
    notes = {row.id: [say(words) for words in (row.note, row.brief) if words] for row in shown}
    told = [row for row in rows_of(drawn_screen(world, board)) if row.state == "paused"]
    assert told and any(notes[row.windows[0]] for row in told)
    for row in told:
        said = "".join(text for _, text in row.lines).replace(" ", "")
        mine = notes[row.windows[0]]
        assert not mine or any(words.replace(" ", "") in said for words in mine), row


def test_forty_windows_are_paged_and_each_page_says_which_it_is() -> None:
    """On 75 inches at 8 m three or four rows stand at S2 (issue: 40 windows)."""
    hall = made(FORTY)
    paged = 0
    for picture in boards(hall, [Raise("WIN-PAUSE", ("window/40",))]).values():
        rows = rows_of(picture)
        assert "window/40" in rows[0].windows
        pages = list(dict.fromkeys(row.page for row in rows))
        if len(pages) > 1:
            paged += 1
            assert pages == [f"{at}/{len(pages)}" for at in range(1, len(pages) + 1)]
            assert picture.count("<animate ") == len(pages)
    assert paged
