"""A facilities worker sets up real lamps on the guided pages; at the other end of each wire hangs
an emulator."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from signage.shows.lamps import Light, Pattern
from tests.browser.conftest import Hall, Watch
from tests.browser.promises import PATIENCE_S
from tests.devices.wire_rigs import KINDS, WireRig

pytestmark = pytest.mark.browser
RED, YELLOW, GREEN = Pattern(red=Light.ON), Pattern(yellow=Light.ON), Pattern(green=Light.ON)
SOUNDING = Pattern(sounder=True)
MODBUS, LCUS, TYPED = "modbus relay board", "LCUS", "custom frames"
ALARM = Pattern(red=Light.FAST, sounder=True)
REFUSED = ("status of 4",)
"""A mistake is answered with its status, which the browser writes down."""


@pytest.fixture
def wires(tmp_path: Path) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def plugged(wires: ExitStack, folder: Path, kind: str) -> WireRig:
    """A lamp on a cable: its emulator, under a name of its own."""
    rig = WireRig(folder, "usb-lamp", KINDS[kind])
    wires.callback(lambda: rig.close() if rig.link.is_symlink() else None)
    return rig


def shows(rig: WireRig, pattern: Pattern) -> None:
    """The emulator really burns so; between its own blinks an urgent red is seen burning."""
    with rig.changed:
        assert rig.changed.wait_for(lambda: rig.peer.shows() == pattern, PATIENCE_S), (
            rig.peer.shows()
        )


def showed(rig: WireRig, pattern: Pattern, since: int) -> None:
    """For a moment, of which this process may hear later; ``since``: after so many changes."""
    with rig.changed:
        assert rig.changed.wait_for(lambda: pattern in rig.past[since:], PATIENCE_S), rig.past


def change(house: Hall, incident: dict[str, Any], command: str) -> None:
    house.api(f"incidents/{incident['id']}/{command}", {"reason": "处理完毕"})


def guided(page: Page, rig: WireRig, protocol: str) -> None:
    """From the list of lamps to the form, one question a page."""
    page.goto(page.url.partition("/console")[0] + "/facilities/lamps")
    page.get_by_role("link", name="添加状态灯").click()
    page.fill("input[name=address]", str(rig.link))
    page.click("[data-do=address]")
    page.click(f"[data-protocol={protocol}]")
    expect(page.get_by_text("第 3 步，共 3 步")).to_be_visible()


def try_each(page: Page, rig: WireRig, *pressed: tuple[str, Pattern]) -> None:
    for button, pattern in pressed:
        with page.expect_response("**/facilities/lamps/try"):
            page.click(f'[data-try="{button}"]')
        shows(rig, pattern)
        expect(page.locator('#trial [data-shown="yes"]')).to_be_visible()


def saved(page: Page, name: str) -> None:
    page.click("[data-do=save]")
    expect(page.get_by_role("status").filter(has_text=f"“{name}”已保存")).to_be_visible()


def health(page: Page, state: str) -> None:
    expect(page.locator(f'[data-lamp="lamp-1"][data-health="{state}"]')).to_be_visible()


def test_a_relay_board_is_set_up_from_the_first_page_to_the_last_day(
    watch: Watch, house: Hall, wires: ExitStack, tmp_path: Path
) -> None:
    rig = plugged(wires, tmp_path, MODBUS)
    watch.expected = REFUSED
    page = watch.console("facilities")

    # Adding it, trying every light, one mistake on the way.
    guided(page, rig, "modbus_relay")
    page.get_by_text("蜂鸣器", exact=True).click()
    expect(page.locator("[name=channel_sounder]")).to_have_value("4")
    expect(page.locator("[name=channel_blue]")).to_be_hidden()
    try_each(page, rig, ("red", RED), ("yellow", YELLOW), ("green", GREEN), ("sounder", SOUNDING))
    page.fill("[name=channel_green]", "9")
    page.fill("[name=name_zh]", "7号窗口灯")
    page.get_by_text("7号窗口", exact=True).click()
    page.click("[data-do=save]")
    expect(page.get_by_role("alert")).to_contain_text("没有保存")
    expect(page.locator("[data-for=channel_green] .amiss")).to_contain_text("此板只有 1 到 8 路")
    expect(page.locator("[name=name_zh]")).to_have_value("7号窗口灯")
    expect(page.locator('[name=about][value="window/7"]')).to_be_checked()
    page.fill("[name=channel_green]", "3")
    saved(page, "7号窗口灯")
    health(page, "verified")
    shows(rig, GREEN)

    # It follows the hall.
    paused = house.raise_("WIN-PAUSE", "window/7")
    shows(rig, YELLOW)
    change(house, paused, "clear")
    shows(rig, GREEN)

    # The cable is pulled: the console says so with what the lamp should show, and it heals by
    # itself.
    console = watch.console("facilities")
    rig.unplug()
    lost = console.locator('[data-unlit="lamp-1"]')
    expect(lost).to_contain_text("7号窗口灯 应为绿亮")
    health(page, "lost")
    rig.replug()
    shows(rig, GREEN)
    expect(lost).to_have_count(0)
    health(page, "verified")

    # Renamed and moved.
    page.get_by_role("link", name="7号窗口灯").click()
    page.fill("[name=name_zh]", "8号窗口灯")
    page.locator('[name=about][value="window/7"] + span').click()
    page.locator('[name=about][value="window/8"] + span').click()
    saved(page, "8号窗口灯")
    moved = house.raise_("WIN-PAUSE", "window/8")
    shows(rig, YELLOW)
    change(house, moved, "clear")
    shows(rig, GREEN)

    # What went over the wire. A key that is pressed before its page is ready asks for nothing.
    with page.expect_navigation():
        page.get_by_role("link", name="8号窗口灯").click()
    page.click("[data-do=trace]")
    expect(page.locator("[data-trace] code").first).to_have_text(
        re.compile(r"^01( [0-9A-F]{2}){4,}$")
    )

    # A lamp test, broken off by an alarm, which the lamp then shows; and back.
    before = len(rig.past)
    page.click("[data-do=test]")
    showed(rig, RED, before)
    fire = house.raise_("FIRE", "hall")
    shows(rig, Pattern(red=Light.ON, sounder=True))
    page.click("[data-do=test-all]")
    expect(page.get_by_role("alert")).to_contain_text("有紧急情况")
    change(house, fire, "clear")
    shows(rig, GREEN)

    # The opening check, lamp after lamp.
    page.goto(f"{house.base_url}/facilities/opening")
    for name in [*house.told["lamps"], "lamp-1"]:
        expect(page.locator(f'[data-waiting="{name}"]')).to_be_visible()
        page.click("[data-do=works]")
    expect(page.get_by_text("今日状态灯已全部检查")).to_be_visible()

    # Taken along as a file, and away.
    page.goto(f"{house.base_url}/facilities/lamps")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 lamps.toml").click()
    file = tmp_path / "lamps.toml"
    download.value.save_as(file)
    assert 'id = "lamp-1"' in file.read_text("utf-8")
    page.get_by_role("link", name="8号窗口灯").click()
    page.locator("#remove summary").click()
    page.click("[data-do=remove]")
    expect(page.get_by_role("status").filter(has_text="灯已移除")).to_be_visible()
    expect(page.locator('[data-lamp="lamp-1"]')).to_have_count(0)

    # The file brings it back.
    page.set_input_files("input[name=file]", file)
    page.click("[data-do=import]")
    expect(page.get_by_role("status").filter(has_text="已全部导入")).to_be_visible()
    health(page, "verified")
    shows(rig, GREEN)


def test_a_silent_relay_is_set_up_and_stays_unverified(
    watch: Watch, house: Hall, wires: ExitStack, tmp_path: Path
) -> None:
    rig = plugged(wires, tmp_path, LCUS)
    watch.expected = REFUSED
    page = watch.console("facilities")
    guided(page, rig, "lcus")
    page.fill("[name=name_zh]", "7号窗口灯")
    page.get_by_text("7号窗口", exact=True).click()
    try_each(page, rig, ("red", RED), ("yellow", YELLOW), ("green", GREEN))
    saved(page, "7号窗口灯")
    health(page, "unverified")
    shows(rig, GREEN)
    house.raise_("WIN-PAUSE", "window/7")
    shows(rig, YELLOW)
    rig.unplug()
    health(page, "lost")
    rig.replug()
    shows(rig, YELLOW)
    health(page, "unverified")


def test_a_lamp_nobody_listed_works_with_frames_typed_by_hand(
    watch: Watch, house: Hall, wires: ExitStack, tmp_path: Path
) -> None:
    rig = plugged(wires, tmp_path, TYPED)
    watch.expected = REFUSED
    page = watch.console("facilities")
    guided(page, rig, "custom")
    page.fill("[name=frames]", "red on = A5 00 0\nred off = A5 00 00")
    page.fill("[name=name_zh]", "7号窗口灯")
    page.get_by_text("7号窗口", exact=True).click()
    page.click('[data-try="red"]')
    expect(page.locator("#trial")).to_contain_text("“0” 的位数是奇数")
    lines = [f"{colour} {state} = A5 0{at} 0{value} {{sum8}}" for at, colour in enumerate(("red", "yellow", "green"))
             for state, value in (("on", 1), ("off", 0))]  # fmt: skip
    page.fill("[name=frames]", "\n".join(lines))
    page.fill("[name=frames_reply]", "06 xx")
    try_each(page, rig, ("red", RED), ("green", GREEN))
    saved(page, "7号窗口灯")
    shows(rig, GREEN)
    health(page, "verified")
    house.raise_("WIN-PAUSE", "window/7")
    shows(rig, YELLOW)


SMALL = """() => [...document.querySelectorAll('main :is(a, button, input, select, summary, textarea, .pick span)')]
  .filter(e => !e.matches('.pick input, [type=hidden]') && e.getClientRects().length)
  .map(e => [e.tagName + ' ' + (e.innerText || e.name), e.getBoundingClientRect()])
  .filter(([name, box]) => box.height < 59.5 || box.left < 0 || box.right > innerWidth + 0.5).map(([name]) => name)"""
UNNAMED = """() => [...document.querySelectorAll('main :is(input, select, textarea)')]
  .filter(e => e.type !== 'hidden' && !(e.labels && e.labels[0]?.innerText.trim())).map(e => e.name)"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_every_page_of_the_set_up_fits_a_finger_and_says_what_each_field_is(
    watch: Watch, house: Hall, size: tuple[int, int]
) -> None:
    watch.expected = REFUSED
    page = watch.console("facilities")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in (
        "/facilities/lamps", "/facilities/lamps/new", "/facilities/lamps/new?address=ttyUSB0", "/facilities/opening",
        "/facilities/lamps/new?address=/dev/x", "/facilities/lamps/new?address=/dev/x%232&protocol=modbus_relay",
        "/facilities/lamps/new?address=/dev/x&protocol=custom", "/facilities/lamp/hall",
    ):  # fmt: skip
        page.goto(house.base_url + path)
        page.evaluate(
            "document.querySelectorAll('main details').forEach(part => { part.open = true; })"
        )
        assert page.evaluate(SMALL) == [], path
        assert page.evaluate(UNNAMED) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
