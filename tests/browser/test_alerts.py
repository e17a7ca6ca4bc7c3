"""What monitoring reports, in real browsers: proposed, taken up with one tap, and ended by a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch
from tests.browser.monitors import ALERTMANAGER, PROMETHEUS, Alertmanager, Prometheus, Target
from tests.faults.house import PATIENCE_S

pytestmark = pytest.mark.browser
ETAX = {"alertname": "EtaxDown", "job": "etax", "severity": "critical", "instance": "etax:8443"}


def told(status: str, labels: dict[str, str] = ETAX) -> dict[str, Any]:
    one = {"status": status, "labels": labels, "annotations": {}, "fingerprint": labels["job"]}
    return {"version": "4", "groupKey": "{}", "status": status, "alerts": [one]}


def line(page: Page, rule: str) -> Any:
    return page.locator(f"[data-standing={rule}]")


def test_a_report_is_proposed_taken_up_with_one_tap_and_ended_by_a_person(
    house: Hall, watch: Watch
) -> None:
    guide = watch.console()
    house.api("alerts", told("firing"))
    proposed = line(guide, "alert")
    expect(proposed).to_be_visible()
    expect(proposed).to_contain_text("监控报告：EtaxDown etax:8443 → 发布《")
    assert house.api("incidents?state=open")["incidents"] == []
    proposed.locator("[data-do=take]").click()
    expect(guide.locator("article.outage")).to_be_visible()
    expect(proposed).to_have_count(0)
    (raised,) = house.api("incidents?state=open")["incidents"]
    assert (raised["kind"], raised["note"]) == ("ETAX-DOWN", "监控报告：EtaxDown etax:8443")
    house.api("alerts", told("resolved"))
    over = line(guide, "recovered")
    expect(over).to_contain_text("监控报告已恢复：EtaxDown etax:8443 → 结束《")
    leader = watch.console("supervisor")
    line(leader, "recovered").locator("a").click()
    leader.locator("article.outage [data-do=clear]").first.click()
    for page in (guide, leader):
        expect(page.locator("article.outage")).to_have_count(0)
        expect(line(page, "recovered")).to_have_count(0)


def test_what_is_not_taken_up_goes_from_every_console(house: Hall, watch: Watch) -> None:
    guide, leader = watch.console(), watch.console("supervisor")
    house.api("alerts", told("firing"))
    for page in (guide, leader):
        expect(line(page, "alert")).to_be_visible()
    line(guide, "alert").locator("[data-do=decline]").click()
    for page in (guide, leader):
        expect(line(page, "alert")).to_have_count(0)
    assert house.api("incidents?state=open")["incidents"] == []


@pytest.fixture
def alertmanager(house: Hall, tmp_path: Path) -> Iterator[Alertmanager]:
    found = Alertmanager(tmp_path, house)
    yield found
    found.close()


@pytest.mark.skipif(ALERTMANAGER is None, reason="prometheus-alertmanager is not installed here")
def test_the_real_alertmanager_fires_and_resolves(
    house: Hall, watch: Watch, alertmanager: Alertmanager
) -> None:
    guide = watch.console()
    alertmanager.tell(ETAX)
    alertmanager.tell({"alertname": "DiskFull", "job": "node"})
    expect(line(guide, "alert")).to_contain_text("EtaxDown")
    line(guide, "alert").locator("[data-do=take]").click()
    expect(guide.locator("article.outage")).to_be_visible()
    day = "2026-01-01T00:00:00Z"
    # Long over, by a clock that is none of the hall's.
    alertmanager.tell(ETAX, startsAt=day, endsAt=day)
    expect(line(guide, "recovered")).to_contain_text("已恢复", timeout=PATIENCE_S * 1000)
    assert len(house.api("incidents?state=open")["incidents"]) == 1


@pytest.fixture
def target() -> Iterator[Target]:
    found = Target()
    yield found
    found.close()


@pytest.fixture
def prometheus(
    house: Hall, alertmanager: Alertmanager, target: Target, tmp_path: Path
) -> Iterator[Prometheus]:
    found = Prometheus(tmp_path, house, alertmanager, target)
    yield found
    found.close()


@pytest.mark.skipif(not (ALERTMANAGER and PROMETHEUS), reason="prometheus is not installed here")
def test_prometheus_sees_a_system_go_and_come_back_and_the_hall_itself(
    house: Hall, watch: Watch, prometheus: Prometheus, target: Target
) -> None:
    guide = watch.console()
    (alive,) = prometheus.says("kiosk_alive == 1 and kiosk_ready == 1")
    assert alive["metric"]["job"] == "kiosk"
    (_,) = prometheus.says('ALERTS{alertname="KioskWatched", alertstate="firing"}')
    target.down()
    expect(line(guide, "alert")).to_contain_text("EtaxDown", timeout=PATIENCE_S * 1000)
    assert house.api("incidents?state=open")["incidents"] == []
    line(guide, "alert").locator("[data-do=take]").click()
    expect(guide.locator("article.outage")).to_be_visible()
    target.up()
    expect(line(guide, "recovered")).to_contain_text("已恢复", timeout=PATIENCE_S * 1000)
    (still,) = house.api("incidents?state=open")["incidents"]
    assert still["kind"] == "ETAX-DOWN", "what ends outside ends nothing here"
