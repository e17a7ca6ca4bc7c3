"""A province-wide outage of online filing, played with a real server and a real console: probe,
proposal, one tap, told in five places, recovery, proposal of the end, taken back in all of them."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from kiosk.content import reader as contents
from kiosk.custody.probes.watch import Watch
from kiosk.custody.warnings.feeds import document
from kiosk.wiring import House, build
from signage.records.due_in_hall import standing
from signage.situation.commands import Change
from tests.cast import ADMIN, Clock
from tests.kiosk.house import Tablet, enlist
from tests.kiosk.probes.targets import website
from tests.kiosk.test_alerts import copied

pytestmark = pytest.mark.processes
PROBE = """
[[alerts.probes]]
id = "etax"
prober = "http"
address = "{url}"
keyword = "登录"
timeout_s = 5
"""


PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "the board": ("/screen/wall", "网上办税系统：暂时无法使用，正在抢修"),
    "a touch screen": ("/screen/entrance/service/declare", "暂时无法使用，正在抢修"),
    "the status page": ("/status", "✕ 暂不可用"),
    "programs outside": ("/status/cap.atom", "<entry"),
}
"""Where somebody looks, and what stands there while online filing is out."""


def told(house: House) -> set[str]:
    """The places where a taxpayer is told of the outage, and the lamp in front of the desk."""
    assert house.services.bulletins is not None
    house.services.bulletins.turn()
    looks = Tablet(house)
    found = {name for name, (path, said) in PLACES.items() if said in looks.get(path).text}
    lamp = str(house.services.board.view.lamps["etax-area"].pattern)
    return found | ({"the lamp"} if lamp.startswith("yellow") else set())


def test_an_outage_of_online_filing_is_told_in_one_tap_and_its_end_is_asked(tmp_path: Path) -> None:
    copied(contents.sample(), tmp_path / "hall")
    clock = Clock()
    with website() as etax:
        with (tmp_path / "hall" / "alerts.toml").open("a", encoding="utf-8") as file:
            file.write(PROBE.format(url=etax.url))
        house = build(tmp_path / "data", tmp_path / "hall", simulators=True, clock=clock)
        enlist(house.services.store)
        house.services.people.refresh()
        board, watch = house.services.board, Watch(house.services.board, lambda: 0.0)
        (line,) = watch.turning.settled()

        def turns(times: int) -> list[tuple[str, str]]:
            for _ in range(times):
                clock.later(minutes=0.5)
                watch.turn(line)
            now = board.view.world
            return [(one.rule, one.about) for one in standing(now) if one.rule in ASKED]

        guide = Tablet(house).signed_in("李")
        assert turns(3) == []
        etax.status = 502
        assert turns(3) == [("alert", "etax-down")]
        assert "应答异常（HTTP 502）" in guide.get("/console").get_data(as_text=True)
        assert told(house) == set(), "a proposal is told to nobody outside"
        began = time.monotonic()
        assert guide.post("/console/alerts/etax-down", take="yes").status_code == 303
        told(house)
        took_s = time.monotonic() - began
        (incident,) = board.view.world.situation.open_incidents
        assert (incident.notice.kind, incident.targets) == ("ETAX-DOWN", ("system/etax",))
        assert not board.view.world.works("system/etax")
        assert told(house) == {*PLACES, "the lamp"}
        print(
            f"out to proposal 1.5 min by the hall's clock; tap to {len(told(house))} places {took_s:.2f} s"
        )
        etax.status, etax.page = 200, "系统维护中".encode()
        assert turns(5) == [], "a page that says so is no recovery"
        etax.page = "登录".encode()
        assert turns(2) == [("recovered", "etax-down")]
        assert not board.view.world.works("system/etax"), "only a person ends it"
        board.do(Change(incident.id, "clear", reason="恢复"), ADMIN)
        assert board.view.world.works("system/etax") and turns(1) == []
        assert told(house) == {"programs outside"}, "taken back wherever it was told"
        (end,) = document(guide.get("/status/cap.atom").data).messages
        assert (end.kind, end.infos[0].urgency) == ("Update", "Past"), "there its end is told"
        house.close()


ASKED = ("alert", "recovered")
