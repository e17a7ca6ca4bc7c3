"""One screen or lamp that cannot be worked out refuses no act: the others go on, and staff are told
which it is."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devices.engine.lights import Lights
from kiosk.content import reader as contents
from kiosk.content.reader import ContentError
from kiosk.engine import view as views
from kiosk.wiring import House
from signage.shows import lamps, scenes
from signage.situation.commands import Change, Raise
from tests.cast import ADMIN, SUPERVISOR
from tests.kiosk.house import Tablet

TOLD = views._told
"""As it is outside of tests."""


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str, str], Callable[[], None]]:
    """What makes one thing's answer does not know it, until it is mended."""

    def make(module: Any, name: str, of: str) -> Callable[[], None]:
        works = getattr(module, name)

        def broken(world: Any, thing: Any, *more: Any) -> Any:
            if thing.id == of:
                raise KeyError(f"{of} is unknown")
            return works(world, thing, *more)

        monkeypatch.setattr(views, "_told", TOLD)
        monkeypatch.setattr(module, name, broken)
        return lambda: monkeypatch.setattr(module, name, works)

    return make


Fails = Callable[[Any, str, str], Callable[[], None]]


def test_a_screen_that_cannot_be_worked_out_keeps_no_other_from_an_alarm(
    house: House, fails: Fails
) -> None:
    board, mend = house.services.board, fails(scenes, "_scene", "entrance")
    outcome = board.do(Raise("FIRE", ("hall",)), ADMIN)
    assert outcome.stored and {scene.sign for scene in outcome.view.scenes.values()} == {"evacuate"}
    assert "entrance: KeyError" in board.troubles["screens"]
    facilities = Tablet(house).signed_in("赵").get("/facilities").text
    assert "屏幕未能更新" in facilities and "entrance is unknown" in facilities
    shown = Tablet(house).get("/screen/entrance").text
    assert "撤离" in shown and "data-arrow" not in shown
    assert "data-arrow" in Tablet(house).get("/screen/wall").text
    assert outcome.incident is not None
    for command in ("resolve", "clear"):
        ended = board.do(Change(outcome.incident.id, command, reason="x"), SUPERVISOR)
    assert ended.view.scenes["entrance"].sign == "evacuate", "nobody has worked out less"
    mend()
    mended = board.do(Raise("WIN-PAUSE", ("window/5",)), ADMIN)
    assert mended.view.scenes["entrance"].sign == "all-clear" and "screens" not in board.troubles


def test_also_the_console_previews_and_raises(house: House, guide: Tablet, fails: Fails) -> None:
    fails(scenes, "_scene", "entrance")
    page = guide.get("/console/raise/FIRE/confirm?target=hall")
    assert page.status_code == 200 and 'data-preview="wall"' in page.text
    assert guide.get("/console/raise/FIRE/confirm?target=zone/self-service").status_code == 200
    assert guide.post("/console/raise", kind="FIRE", target="hall", sure="yes").status_code == 303
    assert house.services.board.view.scenes["wall"].sign == "evacuate"


def test_a_lamp_that_cannot_be_worked_out_keeps_no_other_dark(house: House, fails: Fails) -> None:
    board, first = house.services.board, next(iter(house.services.board.view.lamps))
    fails(lamps, "_lamp", first)
    view = board.do(Raise("FIRE", ("hall",)), ADMIN).view
    assert {str(lamp.pattern).partition(" ")[0] for lamp in view.lamps.values()} == {"red"}
    assert f"{first}: KeyError" in board.troubles["lamps"] and "screens" not in board.troubles
    lights = house.services.lights
    assert isinstance(lights, Lights) and lights.health().keys() == view.lamps.keys()


def test_content_with_which_a_screen_can_no_longer_be_worked_out_is_not_taken(
    house: House, tmp_path: Path, fails: Fails
) -> None:
    copy = tmp_path / "edited"
    shutil.copytree(contents.sample(), copy, ignore=shutil.ignore_patterns("halls", "pictures"))
    hall = copy / "hall.toml"
    hall.write_text(re.sub(r'zh = "([^"]+)"', r'zh = "新\1"', hall.read_text("utf-8"), count=1))
    fails(scenes, "_scene", "entrance")
    before = house.services.board.view.content.digest
    with pytest.raises(ContentError, match=r"entrance: could not be worked out.*KeyError"):
        house.services.board.adopt(contents.read(copy))
    assert house.services.board.view.content.digest == before
