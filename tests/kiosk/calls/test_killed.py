"""A real hall killed with a call under way: whoever starts it again sends the same call, and the
process that spoke to the gateway is gone with the first one."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.content import reader as contents
from kiosk.content.copies import open_all_day
from kiosk.serving.pins import make_token
from kiosk.store import Store
from kiosk.store.tables.outbox import Outbox
from tests.kiosk.calls.counterparts import endpoint

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[3]
WAIT_S = 60.0
WANG = """
[[calls.people]]
id = "wang"
name = "王主任"
level = 2
ways = [{ way = "webhook", address = "wang" }]
"""


def prepared(data: Path, port: int) -> tuple[str, Path]:
    """A token, and the file of addresses."""
    open_all_day(contents.sample(), data / "content")
    (data / "content" / "calls.toml").write_text(WANG, "utf-8")
    store, (secret, hashed) = Store(data), make_token()
    store.put_token("test", hashed, "admin")
    store.close()
    ways = data / "ways.toml"
    ways.write_text(f'wang = "json://127.0.0.1:{port}/"\n', "utf-8")
    ways.chmod(0o600)
    return secret, ways


@contextmanager
def served(data: Path, ways: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = ["-m", "kiosk", "serve", "--data", str(data), "--content", str(data / "content")]
    process = subprocess.Popen(
        [sys.executable, *command, "--port", "0", "--speech", "none", "--call-ways", str(ways)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = next(
            found for line in process.stdout if (found := re.search(r"http://\S+:\d+", line))
        )
        yield process, said[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fire(base: str, secret: str) -> None:
    body = json.dumps({"kind": "FIRE", "targets": ["hall"]}).encode()
    head = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{base}/api/v1/incidents", body, head)
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
        assert answer.status == 201


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]


def test_a_hall_killed_before_the_gateway_answered_sends_the_same_call_again(
    tmp_path: Path,
) -> None:
    with endpoint() as there:
        secret, ways = prepared(tmp_path, there.port)
        there.holding.clear()
        with served(tmp_path, ways) as (first, base):
            fire(base, secret)
            assert there.came.acquire(timeout=WAIT_S)
            helpers = [os.pidfd_open(pid) for pid in children(first.pid)]
            os.kill(first.pid, signal.SIGKILL)
        there.holding.set()
        for handle in helpers:
            assert select.select([handle], [], [], WAIT_S)[0], "gone with the hall it spoke for"
            os.close(handle)
        with served(tmp_path, ways):
            assert there.came.acquire(timeout=WAIT_S)
        one, other = (said["message"] for said in there.got[:2])
        assert one == other and "编号 1" in one
        store = Store(tmp_path)
        assert [call.number for call in Outbox(store).kept()] == [1]
        store.close()
