"""A real hall killed while a receiver of events keeps it waiting: nothing waits with it, and whoever
starts the hall again tells what was not answered, by the same id, and everything after it."""

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from kiosk.api.client import Client
from tests.kiosk.calls.test_killed import prepared, served
from tests.kiosk.outlets.test_programs import KEY, Other

pytestmark = pytest.mark.processes
WAIT_S = 60.0
CALLS = """
[[calls.outlets]]
id = "log"
name = { zh = "市局平台", en = "Bureau platform" }
sort = "events"
address = "log"
"""


class Slow(Other):
    """Answers once it may ``go``."""

    def __init__(self) -> None:
        self.go, self.came = threading.Event(), threading.Semaphore(0)
        super().__init__()

    @property
    def said(self) -> bytes:
        self.came.release()
        self.go.wait(WAIT_S)
        return b"{}"

    @said.setter
    def said(self, text: bytes) -> None:
        pass

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.got]


def test_a_hall_killed_while_a_receiver_hangs_tells_the_rest_when_it_is_back(
    tmp_path: Path,
) -> None:
    slow = Slow()
    secret, ways = prepared(tmp_path, 9)
    (tmp_path / "content" / "calls.toml").write_text(CALLS, "utf-8")
    ways.write_text(f'log = "http://{slow.at}/log#whsec_{KEY}"\n', "utf-8")
    try:
        with served(tmp_path, ways) as (first, base):
            hall = Client.at(base, secret)
            hall.raise_incident("WIN-PAUSE", ["window/5"])
            assert slow.came.acquire(timeout=WAIT_S)
            fire = hall.raise_incident("FIRE", ["hall"])
            assert fire["stored"], "shown and kept, while the receiver says nothing"
            assert hall.hall()["screens"][0]["scene"]["incident"] == fire["id"]
            assert len(slow.got) == 1, "one at a time"
            os.kill(first.pid, signal.SIGKILL)
        slow.go.set()
        with served(tmp_path, ways) as (_, base):
            log = [one["seq"] for one in Client.at(base, secret).events(limit=1000)]
            while slow.told()[-1]["seq"] < log[-1]:
                assert slow.came.acquire(timeout=WAIT_S)
        first_of_all, again, *rest = slow.told()
        assert again == first_of_all
        numbers = [one["seq"] for one in (again, *rest)]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
    finally:
        slow.go.set()
        slow.close()
