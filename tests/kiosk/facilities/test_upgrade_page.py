"""The facilities page says that the program ships newer content; a leader adopts it and takes it back,
and every screen follows as after any edit."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from kiosk.content import reader as contents
from kiosk.content.copies import empty_copy
from kiosk.wiring import House, build
from tests.kiosk.house import Tablet, enlist

PAGE = "/facilities/upgrade"
DEVICES = "catalogue/devices.toml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A hall with another wording for a paused window."""
    target = tmp_path / "content"
    empty_copy(contents.sample(), target)
    text = (target / DEVICES).read_text("utf-8").replace("窗口暂停服务", "本窗口暂停", 1)
    (target / DEVICES).write_text(text, "utf-8")
    return target


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    target = tmp_path / "shipped"
    copytree(contents.sample(), target, ignore=ignore_patterns("halls", "pictures"))
    text = (target / DEVICES).read_text("utf-8").replace("窗口暂停服务", "窗口停办", 1)
    text = text.replace("本窗口设备检修", "本窗口设备维修", 1)
    (target / DEVICES).write_text(text, "utf-8")
    return target


@pytest.fixture
def built(tmp_path: Path, place: Path, shipped: Path) -> Iterator[House]:
    house = build(tmp_path / "data", place, simulators=True, shipped=shipped)
    enlist(house.services.store)
    house.services.people.refresh()
    yield house
    house.close()


def shown(browser: Tablet, page: str = PAGE) -> str:
    return html.unescape(browser.get(page).text)


def mark(browser: Tablet) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', browser.get(PAGE).text)
    assert found is not None
    return found[1]


def kind(house: House, code: str) -> str:
    return house.services.board.view.content.catalogue.kind[code].name["zh"]


def line(house: House, code: str) -> str:
    return house.services.board.view.content.catalogue.kind[code].lines[0]["zh"]


def test_newer_content_is_told_looked_at_adopted_and_taken_back(built: House, place: Path) -> None:
    before = (place / DEVICES).read_bytes()
    keeper, leader = Tablet(built).signed_in("赵"), Tablet(built).signed_in("王")
    assert "data-newer" in shown(keeper, "/facilities")
    page = shown(keeper)
    assert all(
        words in page for words in ("本窗口暂停", "窗口停办", "本窗口设备检修", "本窗口设备维修")
    )
    assert 'data-do="adopt"' not in page, "who may not adopt is offered no key"
    assert keeper.post(PAGE, mark=mark(keeper)).status_code == 403
    assert leader.post(PAGE, mark=mark(leader)).status_code == 303
    assert kind(built, "WIN-PAUSE") == "本窗口暂停" and line(built, "WIN-FAULT") == "本窗口设备维修"
    assert "data-newer" not in shown(leader, "/facilities")
    assert leader.post(f"{PAGE}/back").status_code == 303
    assert (place / DEVICES).read_bytes() == before
    assert line(built, "WIN-FAULT") == "本窗口设备检修"
    assert leader.post(f"{PAGE}/back").status_code == 409, "once"
    told = [str(one.event) for one in built.services.store.events()]
    assert sum("content-upgrade" in one for one in told) == 2, "who did it is in the log"


def test_a_leader_may_take_the_shipped_one(built: House) -> None:
    leader = Tablet(built).signed_in("王")
    assert leader.post(PAGE, mark=mark(leader), take="WIN-PAUSE:name").status_code == 303
    assert kind(built, "WIN-PAUSE") == "窗口停办"


def test_what_was_not_looked_at_is_not_adopted(built: House, place: Path) -> None:
    leader = Tablet(built).signed_in("王")
    seen = mark(leader)
    text = (place / DEVICES).read_text("utf-8").replace("本窗口暂停", "此窗口暂停", 1)
    (place / DEVICES).write_text(text, "utf-8")
    assert leader.post(PAGE, mark=seen).status_code == 409
    assert (place / DEVICES).read_text("utf-8") == text
    leader.post(PAGE, mark=mark(leader))
    (place / DEVICES).write_text(f"{(place / DEVICES).read_text('utf-8')}# mine\n", "utf-8")
    refused = leader.post(f"{PAGE}/back")
    assert refused.status_code == 409 and DEVICES in refused.text


def test_what_the_check_refuses_is_told_and_nothing_is_written(
    built: House, place: Path, shipped: Path
) -> None:
    broken = (shipped / DEVICES).read_text("utf-8").replace('lamp = "paused"', 'lamp = "pausd"')
    (shipped / DEVICES).write_text(broken, "utf-8")
    before = (place / DEVICES).read_bytes()
    leader = Tablet(built).signed_in("王")
    refused = leader.post(PAGE, mark=mark(leader))
    assert refused.status_code == 422 and "是不是“paused”？" in html.unescape(refused.text)
    assert (place / DEVICES).read_bytes() == before


def test_a_version_that_ships_a_catalogue_cut_short_takes_no_kind_away(
    built: House, shipped: Path
) -> None:
    codes = set(built.services.board.view.content.catalogue.kind)
    (shipped / DEVICES).unlink()
    leader = Tablet(built).signed_in("王")
    assert "data-stays" in shown(leader)
    assert leader.post(PAGE, mark=mark(leader)).status_code == 303
    assert set(built.services.board.view.content.catalogue.kind) == codes
    assert built.services.pending is None
