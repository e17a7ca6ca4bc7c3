"""A full disk: the hall says so, keeps showing, and goes on as soon as there is space."""

import resource
import shutil
from collections.abc import Iterator

import pytest

from tests.faults.house import House, kiosk

pytestmark = pytest.mark.faults
ROOM = 64 * 1024
"""Bytes a file of the killed hall may still grow to: less than one look's worth of commands."""


@pytest.fixture
def house() -> Iterator[House]:
    with House.demo() as running:
        yield running
    shutil.rmtree(running.data, ignore_errors=True)


def test_a_full_disk_refuses_commands_but_nothing_acknowledged_is_lost(house: House) -> None:
    resource.prlimit(house.process.pid, resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
    kept, status, answer = [], 0, None
    for number in range(200):
        body = {
            "kind": "QUEUE",
            "targets": ["window/1"],
            "drill": number % 2 == 1,
            "note": "x" * 200,
        }
        status, answer = house.ask("/api/v1/incidents", body)
        if status >= 300:
            break
        kept.append(answer["revision"])
        house.ask(f"/api/v1/incidents/{answer['id']}/clear", {"reason": "y" * 200})
    assert status == 503, answer
    assert answer["code"] == "not-saved"
    status, said = house.ask("/readyz")
    assert (status, [one["name"] for one in said["reasons"]]) == (503, ["store"]), said
    assert house.ask("/healthz")[0] == 200, "a restart would mend nothing"

    resource.prlimit(
        house.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )
    status, answer = house.ask("/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/5"]})
    assert status == 201, answer
    house.kill()

    assert kiosk("log", "verify", "--data", str(house.data)).returncode == 0
    with House.again(house) as restarted:
        _, told = restarted.ask("/api/v1/incidents?state=open")
        assert [incident["id"] for incident in told["incidents"]][-1] == answer["id"]
        assert told["revision"] >= answer["revision"] > max(kept, default=0)
