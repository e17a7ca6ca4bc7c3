"""Halls served one after another by one process that has read every module: a hall of many costs
its own start alone.

``python -m tests.browser.forked`` reads a line of JSON, the arguments of ``kiosk``, and serves it
in a child of its own until the next line; then that child is killed like a server that dies. The
child begins where only one thread was.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Self

from tests.browser.conftest import Hall, peopled, to_serve
from tests.faults.house import ROOT

SERVING, ENDED = "Serving ", "ended"
"""What a hall says once it serves, and the last word of one that does not."""


class Mother:
    """Serves one hall at a time; leaving the block ends it."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "people"
        self.token = peopled(self._data)
        command = [sys.executable, "-m", "tests.browser.forked"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def serve(self, content: Path, data: Path) -> "Served":
        copytree(self._data, data)
        return Served(self._told(to_serve(content, data)), self.token)

    def _told(self, arguments: list[str]) -> str:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(arguments), file=self._process.stdin, flush=True)
        for said in self._process.stdout:
            assert said.strip() != ENDED, f"kiosk {' '.join(arguments)} ended without serving"
            if said.startswith(SERVING):
                return said.removeprefix(SERVING).strip()
        raise AssertionError("nobody serves any more")


class Served(Hall):
    """A hall that ends when its mother is told of the next."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url, self.token, self.told = base_url, token, {}


def main() -> None:
    from kiosk.cli import main as kiosk
    from kiosk.cli import server as serving  # noqa: F401  # imported once, before the forks

    child = 0
    for line in sys.stdin:
        _end(child)
        child = os.fork()
        if not child:
            os.close(sys.stdin.fileno())
            try:
                kiosk(json.loads(line))
            finally:
                print(ENDED, flush=True)
    _end(child)


def _end(child: int) -> None:
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
