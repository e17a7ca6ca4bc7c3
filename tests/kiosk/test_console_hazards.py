"""A dangerous device and somebody hurt by it: one tile that asks, what shares its supply, the
numbers to call."""

import re

import pytest

from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import GUIDE
from tests.kiosk.house import Tablet


def raised(house: House, kind: str, *targets: str) -> str:
    found = house.services.board.do(Raise(kind, targets), GUIDE).incident
    assert found
    return found.id


def locked(house: House) -> Tablet:
    tablet = Tablet(house).signed_in("王")
    tablet.post("/enrol", name="平板 1")
    tablet.post("/sign-out")
    return tablet


@pytest.mark.parametrize("path", ["/console", "/console/kinds"])
def test_one_tile_asks_whether_somebody_is_hurt_and_leads_to_either_code(
    guide: Tablet, path: str
) -> None:
    (tile,) = re.findall(
        r'<div class="tile[^"]*"[^>]*data-asks="DEV-HAZARD".*?</div>',
        guide.get(path).text,
        re.DOTALL,
    )
    assert "有人触电或受伤吗" in tile and "120" in tile
    assert re.findall(r'data-kind="([^"]+)" href="/console/raise/\1"', tile) == [
        "SHOCK",
        "DEV-HAZARD",
    ]
    assert guide.get(path).text.count('data-kind="SHOCK"') == 1


def test_a_locked_tablet_asks_the_same(house: House) -> None:
    page = locked(house).get("/console/locked").text
    assert 'data-asks="DEV-HAZARD"' in page and page.count('data-kind="DEV-HAZARD"') == 1


def test_a_shock_offers_the_injury_at_the_same_place_until_it_is_raised(
    house: House, guide: Tablet
) -> None:
    raised(house, "SHOCK", "machine/terminal-2")
    page = guide.get("/console").text
    (address,) = re.findall(r'data-offers="INJURY"\s+href="([^"]+)"', page)
    assert address == "/console/raise/INJURY/confirm?target=machine/terminal-2"
    assert guide.get(address).status_code == 200
    raised(house, "INJURY", "machine/terminal-2")
    assert 'data-offers="INJURY"' not in guide.get("/console").text


@pytest.mark.parametrize("kind", ["SHOCK", "DEV-HAZARD"])
def test_what_shares_the_power_supply_is_asked_about_before_it_is_raised(
    house: House, guide: Tablet, kind: str
) -> None:
    page = guide.get(f"/console/raise/{kind}/confirm?target=machine/terminal-2").text
    shared = re.findall(r'type="checkbox" name="target" value="([^"]+)"', page)
    assert {"machine/terminal-1", "machine/terminal-3"} <= set(
        shared
    ) and "machine/terminal-2" not in shared
    assert "共用供电" in page
    sent = {"kind": kind, "target": ["machine/terminal-2", "machine/terminal-1"]}
    assert guide.post("/console/raise", **sent).status_code == 303
    (incident,) = house.services.board.view.world.situation.open_incidents
    assert incident.targets == ("machine/terminal-2", "machine/terminal-1")


def test_what_was_ticked_stays_ticked_when_the_page_is_asked_again(guide: Tablet) -> None:
    page = guide.get(
        "/console/raise/SHOCK/confirm?target=machine/terminal-2&target=machine/terminal-1"
    ).text
    assert re.search(r'name="target" value="machine/terminal-1" checked', page)
    assert page.count('value="machine/terminal-1"') == 1


def test_a_paused_window_asks_nothing_of_the_kind(guide: Tablet) -> None:
    assert "共用供电" not in guide.get("/console/raise/WIN-PAUSE/confirm?target=window/5").text


def test_the_card_asks_about_the_supply_until_everything_on_it_is_out(
    house: House, guide: Tablet
) -> None:
    raised(house, "SHOCK", "machine/terminal-2")
    (address,) = re.findall(r'data-shares\s+href="([^"]+)"', guide.get("/console").text)
    page = guide.get(address.replace("&amp;", "&")).text
    assert 'value="machine/terminal-1"' in page and 'value="machine/terminal-2"' not in page
    others = re.findall(r"target=(machine/[a-z0-9-]+|window/[0-9]+)", address)
    raised(house, "SHOCK", *others)
    assert "data-shares" not in guide.get("/console").text


@pytest.mark.parametrize(
    ("kind", "target", "called"),
    [
        ("PWR", "system/power", True), ("SYS-NET", "system/network", True), ("ETAX-DOWN", "system/etax", True),
        ("INJURY", "machine/terminal-2", True), ("TRAFFIC", "exit/south", True), ("TYPHOON", "hall", True),
        ("WIN-PAUSE", "window/5", False), ("QUEUE", "hall", False),
    ],
)  # fmt: skip
def test_a_card_has_the_numbers_of_whom_its_kind_calls(
    house: House, guide: Tablet, kind: str, target: str, called: bool
) -> None:
    number = raised(house, kind, target)
    assert (
        f'data-do="numbers" href="/console/numbers?incident={number}"' in guide.get("/console").text
    ) is called
    assert guide.get(f"/console/numbers?incident={number}").status_code == 200


def test_the_checklist_of_a_dangerous_device_says_120(house: House) -> None:
    raised(house, "DEV-HAZARD", "machine/terminal-2")
    (incident,) = house.services.board.view.world.situation.open_incidents
    assert any("120" in step.text["zh"] for step in incident.steps)
