"""Push makes a screen fast, heartbeats make it right: what a page does when its wire is damaged or
its hall is gone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Hall, Watch, held, painted
from tests.browser.promises import kept, stopped
from tests.browser.wire import Wire
from tests.faults.house import kiosk

pytestmark = pytest.mark.browser
GONE = ("net::ERR_", "fetching the script")
"""What the browser itself writes on its console once a server is dead."""


@pytest.fixture
def wire(house: Hall) -> Iterator[Wire]:
    """Asked for before ``watch``: the pages go first."""
    with ExitStack() as stack:
        made = Wire(house.base_url)
        stack.callback(made.close)
        yield made


def streams(page: Page) -> list[str]:
    """Grows by one with every stream the page opens from now on."""
    opened: list[str] = []
    page.on(
        "request", lambda request: opened.append(request.url) if "/stream" in request.url else None
    )
    return opened


def test_a_page_that_missed_a_push_is_right_again_with_its_next_heartbeats(
    wire: Wire, watch: Watch, house: Hall
) -> None:
    page = watch.screen("window-5", base=wire.base_url)
    painted(page, house.revision())
    held(page)
    wire.lose_pushes()
    opened = streams(page)
    painted(page, house.raise_("WIN-PAUSE", "window/5")["revision"])
    expect(page.locator("#scene")).to_contain_text("暂停服务")
    assert len(opened) == 1


def test_a_stream_that_went_silent_without_an_end_is_opened_anew_after_four_and_a_half_seconds(
    wire: Wire, watch: Watch, house: Hall
) -> None:
    page = watch.screen("window-5", clock=True, base=wire.base_url)
    painted(page, house.revision())
    page.clock.run_for(3000)
    held(page)
    wire.silence()
    opened = streams(page)
    missed = house.raise_("WIN-PAUSE", "window/5")["revision"]
    page.clock.run_for(5600)
    painted(page, missed)
    assert opened != []
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("#scene")).to_contain_text("暂停服务")


def test_a_stream_that_keeps_beating_is_left_alone(watch: Watch, house: Hall) -> None:
    page = watch.screen("window-5")
    painted(page, house.revision())
    held(page)
    opened = streams(page)
    for _ in range(3):
        down = house.raise_("WIN-PAUSE", "window/5")
        painted(page, down["revision"])
        painted(
            page,
            house.api(f"incidents/{down['id']}/undo", {"reason": "the test goes on"})
            and house.revision(),
        )
    assert opened == []


def test_a_page_is_marked_old_only_after_ten_seconds_and_an_emergency_stays(
    watch: Watch, house: Hall
) -> None:
    watch.expected = GONE
    page = watch.screen("wall", clock=True)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    stopped(page)
    house.kill()
    page.clock.run_for(7000)
    expect(page.locator("#stale")).to_be_hidden()
    page.clock.run_for(6000)
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


def test_a_hall_that_is_back_takes_the_mark_away(watch: Watch, house: Hall) -> None:
    watch.expected = GONE
    page = watch.screen("window-5", clock=True)
    painted(page, house.raise_("WIN-PAUSE", "window/5")["revision"])
    port = house.base_url.rpartition(":")[2]
    house.kill()
    page.clock.run_for(13_000)
    expect(page.locator("#stale")).to_be_visible()
    with Hall("serve", "--data", str(house.data), "--port", port, token=house.token) as again:
        again.data = house.data
        page.clock.run_for(3000)
        expect(page.locator("#stale")).to_be_hidden()
        again.clear(again.api("incidents?state=open")["incidents"][0])
        painted(page, again.revision())
        expect(page.locator("#scene")).not_to_contain_text("暂停服务")


def shown(hall: Hall, screen: str) -> int | None:
    """What the hall knows to be painted."""
    states = {one["id"]: one["shown_revision"] for one in hall.api("hall")["screens"]}
    found: int | None = states[screen]
    return found


def test_a_hall_restored_from_an_older_backup_is_believed(
    watch: Watch, house: Hall, tmp_path: Path
) -> None:
    """It counts on from a lower revision than the page has seen, and a page never goes back by
    itself."""
    watch.expected = (*GONE, "403 (Forbidden)")
    copy, port = tmp_path / "copy.sqlite", house.base_url.rpartition(":")[2]
    assert kiosk("backup", "--data", str(house.data), str(copy)).returncode == 0
    for window in ("window/1", "window/2", "window/5"):
        seen = house.raise_("WIN-PAUSE", window)["revision"]
    page = watch.screen("window-5")
    painted(page, seen)
    house.kill()
    assert kiosk("restore", str(copy), "--data", str(tmp_path / "again")).returncode == 0
    with Hall(
        "serve", "--data", str(tmp_path / "again"), "--port", port, token=house.token
    ) as again:
        assert again.revision() < seen
        expect(page.locator("#scene")).not_to_contain_text("暂停服务", timeout=20_000)
        paused = again.raise_("WIN-PAUSE", "window/5")["revision"]
        painted(page, paused)
        # It signs with other keys: what the page says of itself is heard all the same.
        again.wait_until(lambda: shown(again, "window-5") == paused, "the hall knows it is painted")


def test_an_alarm_and_a_switch_of_scheme_take_a_few_hundred_bytes_and_show_what_the_hall_would_serve(
    wire: Wire, watch: Watch, house: Hall
) -> None:
    pages = {
        name: watch.screen(name, base=wire.base_url) for name in ("entrance", "wall", "window-5")
    }
    for page in pages.values():
        held(page)
    supervisor = watch.console("supervisor")
    supervisor.goto(f"{house.base_url}/console/plan")
    before = len(wire.told)
    house.raise_("FIRE", "hall")
    for scheme in ("", "avoid-south"):
        if scheme:
            chosen = house.revision() + 1
            supervisor.click(f"[name=scheme][value={scheme}]")
            painted(pages["wall"], chosen)
        for name, page in pages.items():
            painted(page, house.revision())
            served = watch.screen(name)
            painted(served, house.revision())
            assert page.locator("#scene").inner_html() == served.locator("#scene").inner_html(), (
                name,
                scheme,
            )
            expect(page.locator("#scene")).to_contain_text("紧急疏散")
    told = wire.told[before:]
    assert len(told) >= 2 * len(pages)
    assert [one[:200] for one in told if b"event: held" not in one or len(one) > 1200] == []


def test_reloaded_with_the_hall_dead_a_screen_loaded_once_shows_the_emergency_it_heard_of(
    watch: Watch, house: Hall
) -> None:
    """The network works, the server does not: the page is the one of a quiet hall, its last sign
    the newer one."""
    watch.expected = GONE
    page = watch.screen("entrance", SIZES["entrance"], clock=True)
    kept(page)
    held(page)
    painted(page, house.raise_("FIRE", "hall")["revision"])
    house.kill()
    page.reload()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")
    page.clock.run_for(12_000)
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#scene")).to_contain_text("紧急疏散")


def test_the_console_says_that_it_is_out_of_contact_and_stops_saying_so(
    watch: Watch, house: Hall
) -> None:
    watch.expected = (*GONE, "htmx:")
    console = watch.console(clock=True)
    expect(console.get_by_text("没有进行中的事件")).to_be_visible()
    port = house.base_url.rpartition(":")[2]
    stopped(console)
    house.kill()
    console.clock.run_for(8000)
    expect(console.locator("#stale")).to_be_hidden()
    console.clock.run_for(4000)
    expect(console.locator("#stale")).to_be_visible()
    with Hall("serve", "--data", str(house.data), "--port", port, token=house.token) as again:
        again.data = house.data
        console.clock.resume()
        console.clock.run_for(6000)
        expect(console.locator("#stale")).to_be_hidden()
