"""The server under the address families that its unit leaves it: the kernel refuses it the others here too."""

import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.systemd.confined import REFUSED, SOCKET, UNIT

ROOT = UNIT.parents[1]
CONFINED = [sys.executable, "-m", "tests.systemd.confined"]
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        platform.machine() not in SOCKET, reason="the number of a call is not known"
    ),
]


def test_what_the_unit_forbids_is_forbidden_here() -> None:
    asked = "import socket; socket.socket(); socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"
    done = subprocess.run(
        [*CONFINED, sys.executable, "-c", asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"[Errno {REFUSED}]" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_the_server_starts_and_tells_its_addresses(host: str, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [*CONFINED, sys.executable, "-m", "kiosk", "serve", "--data", tmp_path, "--content", ROOT / "content",
         "--host", host, "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        lines = []
        for line in server.stdout:
            lines.append(line)
            if "From other machines" in line or "Traceback" in line or "Error" in line:
                break
    finally:
        server.send_signal(signal.SIGTERM)
        rest, _ = server.communicate(timeout=30)
    said = "".join(lines) + rest
    assert "From other machines" in said and "Traceback" not in said and "Error" not in said, said
