"""The hall as a process of its own, which can be killed like one."""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent.parent
KIOSK = [sys.executable, "-c", "from kiosk.cli import main; main()"]
PATIENCE_S, PAUSE_S = 20.0, 0.02
"""For what is asked again and again, and between two times: the hall needs the machine too."""


class House:
    """A running ``kiosk serve`` or ``kiosk demo``; leaving the block ends it."""

    def __init__(
        self, *command: str, token: str = "", environment: dict[str, str] | None = None
    ) -> None:
        self.token = token
        self.told: dict[str, Any] = {}
        # A file takes what is complained of without anyone reading it; a full pipe would stop the
        # hall.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the process is reaped
        self.process = subprocess.Popen(
            [*KIOSK, *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            env=environment,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()
        if not self.said:
            self.process.wait(PATIENCE_S)
            reason = self.complaints()
            self.kill()
            raise RuntimeError(f"kiosk {' '.join(command)} ended without serving:\n{reason}")
        self.base_url = self.said.removeprefix("Serving ")

    @classmethod
    def demo(cls, *options: str, environment: dict[str, str] | None = None) -> Self:
        house = cls("demo", "--json", *(options or ("--port", "0")), environment=environment)
        house.told = told = json.loads(house.said)
        house.base_url, house.token, house.data = (
            told["base_url"],
            told["token"],
            Path(told["data"]),
        )
        return house

    @classmethod
    def again(cls, before: "House") -> Self:
        """What an operator does after any death: the same data, nothing else."""
        house = cls("serve", "--data", str(before.data), "--port", "0", token=before.token)
        house.data = before.data
        return house

    data: Path

    def __enter__(self) -> "House":
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def complaints(self) -> str:
        """What the process has said on stderr so far."""
        self._complaints.seek(0)
        return self._complaints.read().decode(errors="replace")

    def forget(self) -> None:
        """End it, and with it its throw-away data."""
        self.kill()
        shutil.rmtree(self.data, ignore_errors=True)

    def wait_until(self, done: Callable[[], bool], what: str) -> None:
        """Ask again and again until it is so; fails with ``what`` once patience ends."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < end, f"not within {PATIENCE_S:g} s: {what}"
            time.sleep(PAUSE_S)

    def kill(self) -> None:
        """``kill -9``: nothing in the process gets a last word."""
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        assert self.process.stdout is not None
        status = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        if not self._complaints.closed:
            sys.stderr.write(self.complaints())
            self._complaints.close()
        return status

    def ask(self, path: str, body: dict[str, Any] | None = None, key: str = "") -> tuple[int, Any]:
        """GET, or POST with a body and perhaps an idempotency key. Status and the decoded
        answer."""
        request = urllib.request.Request(
            self.base_url + path, headers={"Authorization": f"Bearer {self.token}"}
        )
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Idempotency-Key", key)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.loads(refusal.read())


def kiosk(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KIOSK, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
