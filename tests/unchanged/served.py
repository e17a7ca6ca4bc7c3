"""A hall served by the code of a checkout, at a clock that the recording sets."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.unchanged.clock import StillClock
from tests.unchanged.visitor import Visitor

STAFF = (("王主任", "supervisor", "518264"), ("赵师傅", "facilities", "640371"))
SERVING = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Product:
    """The code of a checkout, and the interpreter that has what it needs."""

    checkout: Path
    python: Path

    @property
    def words(self) -> tuple[str, ...]:
        return (str(self.python), "-m", "kiosk")

    @property
    def environment(self) -> dict[str, str]:
        """This machine's own settings of a hall are left out; sets are ordered alike in every
        recording."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        return kept | {
            "PYTHONPATH": str(self.checkout), "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "TZ": "UTC",
        }  # fmt: skip

    def said(self, *words: str) -> str:
        """What ``kiosk`` prints for these words, both streams, and its status."""
        done = subprocess.run(
            [*self.words, *words], cwd=self.checkout, env=self.environment, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return f"{done.stdout}\nstatus {done.returncode}"


@dataclass(frozen=True, slots=True)
class Known:
    """A data directory in which nothing has happened yet, with who may sign in and the secret of a
    machine's token."""

    data: Path
    token: str

    @classmethod
    def made(cls, product: Product, data: Path) -> "Known":
        for name, role, pin in STAFF:
            product.said("staff", "add", name, "--role", role, "--pin", pin, "--data", str(data))
        told = product.said("token", "add", "recorder", "--scope", "admin", "--data", str(data))
        return cls(data, max(re.findall(r"[\w-]{30,}", told), key=len))


class Served:
    """``stranger`` opens pages, ``machine`` raises and clears, ``chief`` and ``keeper`` have signed
    in."""

    def __init__(self, product: Product, known: Known, content: Path, begin: datetime) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="unchanged-"))
        self.data = self._folder / "data"
        shutil.copytree(known.data, self.data)
        self.clock = StillClock(self._folder, begin)
        self.product = product
        self._process = subprocess.Popen(
            [*product.words, "serve", "--data", self.data, "--content", content, "--port", "0", "--simulators", "yes"],
            cwd=product.checkout, env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        base = self._address()
        self.stranger, self.machine = Visitor(base), Visitor(base, known.token)
        self.chief, self.keeper = Visitor(base), Visitor(base)
        for visitor, (name, _, pin) in zip((self.chief, self.keeper), STAFF, strict=True):
            visitor.sign_in(name, pin)

    def screens(self) -> list[str]:
        _, _, body = self.machine.ask("/api/v1/hall")
        return [screen["id"] for screen in json.loads(body)["screens"]]

    def lamps(self) -> list[str]:
        _, _, body = self.machine.ask("/api/v1/lamps")
        return [lamp["id"] for lamp in json.loads(body)["lamps"]]

    def stop(self) -> None:
        """The data stay until the end, for the commands that read them."""
        self._process.terminate()
        self._process.wait(60)

    def end(self) -> None:
        if self._process.poll() is None:
            self.stop()
        assert self._process.stdout is not None
        self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return (
            self.product.environment
            | self.clock.environment
            | {"RUNTIME_DIRECTORY": str(self._folder)}
        )

    def _address(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := SERVING.search(line):
                return found[0]
        raise RuntimeError("kiosk serve ended without an address")
