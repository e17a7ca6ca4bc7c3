"""Firefox ESR without a window, spoken to as its own tests do (Marionette, JSON over a socket).

Playwright drives none but its own build.
"""

import base64
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

PATIENCE_S = 60.0
PROGRAM = "firefox-esr"


class Firefox:
    """One window, in a profile of its own; leaving the block ends it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        (folder / "user.js").write_text(f'user_pref("marionette.port", {self._port});\n', "utf-8")
        command = [PROGRAM, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
        quiet, home = subprocess.DEVNULL, {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
        self._process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=home)
        self._number = 0
        self._line = self._connected()
        self._heard()  # it greets
        told = self.do(
            "WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}}
        )
        self.version = str(told["capabilities"]["browserVersion"])

    def _connected(self) -> socket.socket:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._port), PATIENCE_S)
            except OSError:
                if time.monotonic() > end or self._process.poll() is not None:
                    self._process.kill()
                    raise
                time.sleep(0.1)

    def _heard(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._line.recv(1)
        data = b""
        while len(data) < int(length[:-1]):
            data += self._line.recv(1 << 20)
        return json.loads(data)

    def do(self, command: str, said: dict[str, Any] | None = None) -> Any:
        """Raises RuntimeError in Firefox's words."""
        self._number += 1
        text = json.dumps([0, self._number, command, said or {}]).encode()
        self._line.sendall(b"%d:%s" % (len(text), text))
        _, _, error, value = self._heard()
        if error:
            raise RuntimeError(f"{command}: {error['error']}: {error['message']}")
        return value

    def run(self, function: str, *given: Any) -> Any:
        """A function's value, as Playwright's ``evaluate``."""
        script = f"return ({function})(...arguments)"
        return self.do("WebDriver:ExecuteScript", {"script": script, "args": list(given)})["value"]

    def open(self, address: str, size: tuple[int, int]) -> None:
        """With exactly that room for the page."""
        self.do("WebDriver:SetWindowRect", {"width": size[0], "height": size[1]})
        inner = self.run("() => [outerWidth - innerWidth, outerHeight - innerHeight]")
        self.do(
            "WebDriver:SetWindowRect", {"width": size[0] + inner[0], "height": size[1] + inner[1]}
        )
        self.do("WebDriver:Navigate", {"url": address})

    def until(self, function: str, *given: Any) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.run(function, *given):
            assert time.monotonic() < end, function
            time.sleep(0.05)

    def picture(self, path: Path) -> None:
        taken = self.do("WebDriver:TakeScreenshot", {"full": False})["value"]
        path.write_bytes(base64.b64decode(taken))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(PATIENCE_S)
