"""Every screen under every sign: everything fits, nothing is torn, no drill hides what is real, no
code is broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from signage.rules.precedence import BANDS
from tests.browser.conftest import SIZES, Hall, Watch, described, painted, served
from tests.browser.layout import faults, faults_when_old, torn_lines

pytestmark = pytest.mark.browser
ETA = "2031-05-06T14:30:00+08:00"
SIGNS = (
    ("warning", "WARNING", "预警提示"), ("redirect", "QUEUE", "当前等候/人数较多"),
    ("suspended", "WIN-PAUSE", "暂停服务"), ("outage", "SYS-CORE", "系统故障"),
    ("closed", "HALL-CLOSED", "本厅/暂停服务"), ("cordon", "ACCIDENT", "警戒区域/禁止进入"),
    ("danger", "DEV-HAZARD", "危险！/请勿触摸"), ("shelter", "QUAKE", "就地避险"), ("evacuate", "FIRE", "紧急疏散"),
)  # fmt: skip
"""Class, a kind of it, its main line; lowest class first, so that no all-clear outranks what is
raised next."""
LAYOUTS = {"entrance": "touch", "wall": "board", "window-5": "window", "window-6": "window"}
"""Of the screens on which some classes take a band (LOOKS §3)."""
ALL_CLEAR = ("outage", "closed", "cordon", "danger", "shelter", "evacuate")
REAL = {"window-5": ("WIN-PAUSE", "window/5"), "terminal-2": ("DEV-HAZARD", "machine/terminal-2")}
"""What each screen shows while the drill goes on; the others show a pause of the hall."""


@pytest.fixture
def turned(tmp_path: Path) -> Iterator[Hall]:
    """The same hall with every screen hung the other way round, and a narrow one read from
    nearer."""
    content = described(tmp_path)
    screens = content / "screens.toml"
    lines = []
    for line in screens.read_text("utf-8").splitlines():
        key, _, value = line.partition(" = ")
        other = {"width": "height", "height": "width"}
        nearer = key == "distance_m" and float(value) < 8
        lines.append(
            f"{key} = {float(value) / 3:.2f}"
            if nearer
            else line.replace(key, other.get(key, key), 1)
        )
    screens.write_text("\n".join(lines) + "\n", "utf-8")
    with served(content, tmp_path / "data") as hall:
        yield hall


def scenes(house: Hall) -> dict[str, dict[str, str | None]]:
    return {str(screen["id"]): screen["scene"] for screen in house.api("hall")["screens"]}


def unreadable(watch: Watch, sizes: dict[str, tuple[int, int]]) -> dict[str, list[str]]:
    """Each class on every screen, alone, with its cause and time, and its all-clear after it: what
    is wrong where."""
    house, found = watch.house, {}
    pages = {name: watch.screen(name, size) for name, size in sizes.items()}

    def look(what: str, cls: str, sign: str | None, main_line: str, revision: int) -> None:
        shown = scenes(house)
        for name, page in pages.items():
            painted(page, revision)
            meant = "guidance" if LAYOUTS.get(name) in BANDS.get(cls, ()) else sign
            assert meant is None or shown[name]["sign"] == meant, (what, name)
            found[f"{what} on {name}"] = [
                *faults(page),
                *faults_when_old(page),
                *torn_lines(page, {main_line if shown[name]["sign"] == sign else ""}),
            ]

    for sign, kind, main_line in SIGNS:
        incident = house.raise_(kind, "hall", cause="设备检修", eta=ETA)
        look(kind, sign, sign, main_line, incident["revision"])
        ended = house.clear(incident)
        look(f"{kind} cleared", sign, "all-clear" if sign in ALL_CLEAR else None, "", ended)
    return {what: wrong for what, wrong in found.items() if wrong}


def test_every_sign_can_be_read_on_every_screen(watch: Watch) -> None:
    assert unreadable(watch, SIZES) == {}


def test_every_sign_can_be_read_on_every_kind_of_screen_hung_the_other_way_round(
    browser: Browser, turned: Hall
) -> None:
    watch = Watch(browser, turned)
    kinds = ("entrance", "wall", "window-5", "self-service", "exit-east")
    assert unreadable(watch, {name: (SIZES[name][1], SIZES[name][0]) for name in kinds}) == {}
    watch.close()


@pytest.mark.parametrize("name", SIZES)
def test_a_drill_is_banded_on_every_screen_and_hides_nothing_real(
    watch: Watch, house: Hall, name: str
) -> None:
    page = watch.screen(name)
    drill = house.raise_("FIRE", "hall", drill=True)
    painted(page, drill["revision"])
    assert scenes(house)[name]["sign"] == "evacuate" and house.api("hall")["unavailable"] == []
    expect(page.locator("#scene")).to_contain_text("演练")
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    assert faults(page) == []

    kind, target = REAL.get(name, ("WIN-PAUSE", "hall"))
    real = house.raise_(kind, target)
    painted(page, real["revision"])
    banded = name in ("entrance", "wall")
    assert scenes(house)[name]["incident"] == (None if banded else real["id"])
    expect(page.locator("#scene")).to_contain_text(
        "请勿触摸" if kind == "DEV-HAZARD" else "暂停服务"
    )
    expect(page.locator("#scene")).to_contain_text("演练")
    assert faults(page) == []
    assert all(target in house.api("hall")["unavailable"] for target in real["targets"])


def test_the_board_row_of_a_paused_window_names_another_window(watch: Watch, house: Hall) -> None:
    wall = watch.screen("wall")
    row = wall.locator('[data-rows~="window/5"]')
    painted(wall, house.raise_("WIN-PAUSE", "window/5")["revision"])
    expect(row).to_contain_text("请到")


def test_no_screen_offers_a_code_of_a_broken_system(house: Hall) -> None:
    house.raise_("WIN-PAUSE", "hall")
    coded = [name for name in SIZES if "data-qr" in house.page(f"/screen/{name}")]
    assert "window-5" in coded and "self-service" in coded
    house.raise_("ETAX-DOWN", "system/etax")
    assert [name for name in SIZES if "data-qr" in house.page(f"/screen/{name}")] == []
