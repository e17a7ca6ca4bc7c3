"""What monitoring reports, in real browsers: proposed, taken up with one tap, and ended by a person."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Hall, Watch
from tests.faults.house import PATIENCE_S

pytestmark = pytest.mark.browser
ETAX = {"alertname": "EtaxDown", "job": "etax", "severity": "critical", "instance": "etax:8443"}
ALERTMANAGER = shutil.which("prometheus-alertmanager")
LISTENS = re.compile(r'msg="Listening on" address=(\S+:[0-9]+)')


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


class Alertmanager:
    """The real one, telling the hall."""

    def __init__(self, folder: Path, house: Hall) -> None:
        assert ALERTMANAGER is not None
        (folder / "token").write_text(house.token, "utf-8")
        hook = {
            "url": f"{house.base_url}/api/v1/alerts",
            "max_alerts": 50,
            "http_config": {"authorization": {"credentials_file": str(folder / "token")}},
        }
        receiver = {"name": "hall", "webhook_configs": [hook]}
        route = {"receiver": "hall", "group_wait": "0s", "group_interval": "1s"}
        # YAML is a wider JSON.
        settings = json.dumps({"route": route, "receivers": [receiver]})
        (folder / "alertmanager.yml").write_text(settings, "utf-8")
        self.process = subprocess.Popen(
            [ALERTMANAGER, f"--config.file={folder / 'alertmanager.yml'}",
             f"--storage.path={folder / 'data'}", "--web.listen-address=127.0.0.1:0",
             "--cluster.listen-address="],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        found = (LISTENS.search(said) for said in self.process.stderr)
        self.base_url = next(f"http://{one[1]}" for one in found if one)

    def tell(self, labels: dict[str, str], **times: str) -> None:
        body = json.dumps([{"labels": labels, **times}]).encode()
        sort = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.base_url}/api/v2/alerts", body, sort), timeout=PATIENCE_S):
            pass

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


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
