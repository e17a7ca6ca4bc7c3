"""A province-wide outage of online filing, played with a real server and a real console: probe,
proposal, one tap, notice, recovery, proposal of the end."""

from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.custody.probes.watch import Watch
from kiosk.wiring import build
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
        (line,) = watch.settled()

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
        assert guide.post("/console/alerts/etax-down", take="yes").status_code == 303
        (incident,) = board.view.world.situation.open_incidents
        assert (incident.notice.kind, incident.targets) == ("ETAX-DOWN", ("system/etax",))
        assert not board.view.world.works("system/etax")
        etax.status, etax.page = 200, "系统维护中".encode()
        assert turns(5) == [], "a page that says so is no recovery"
        etax.page = "登录".encode()
        assert turns(2) == [("recovered", "etax-down")]
        assert not board.view.world.works("system/etax"), "only a person ends it"
        board.do(Change(incident.id, "clear", reason="恢复"), ADMIN)
        assert board.view.world.works("system/etax") and turns(1) == []
        house.close()


ASKED = ("alert", "recovered")
