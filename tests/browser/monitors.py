"""Debian's Prometheus and Alertmanager, as a hall's monitoring sets them up, and a target of theirs."""

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.browser.conftest import Hall
from tests.faults.house import PATIENCE_S

ALERTMANAGER: Final = shutil.which("prometheus-alertmanager")
PROMETHEUS: Final = shutil.which("prometheus")
SHIPPED: Final = Path(__file__).parents[2] / "systemd" / "kiosk-alerts.yml"
LISTENS: Final = re.compile(r'msg="?Listening on"? address=(\S+:[0-9]+)')
EVERY: Final = "1s"
PAUSE_S: Final = 0.05
"""Between two questions."""


class _Process:
    """``base_url``: where it says that it listens."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(
            [*command, "--web.listen-address=127.0.0.1:0"], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        found = (LISTENS.search(said) for said in self.process.stderr)
        self.base_url = next(f"http://{one[1]}" for one in found if one)
        # What it says later must not fill the pipe.
        self._reading = threading.Thread(target=self.process.stderr.read)
        self._reading.start()

    def close(self) -> None:
        self.process.kill()
        self._reading.join()
        self.process.communicate()


def _written(file: Path, settings: object) -> Path:
    """YAML is a wider JSON."""
    file.write_text(json.dumps(settings), "utf-8")
    return file


class Alertmanager(_Process):
    """Tells the hall."""

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
        file = _written(folder / "alertmanager.yml", {"route": route, "receivers": [receiver]})
        super().__init__(
            [ALERTMANAGER, f"--config.file={file}", f"--storage.path={folder / 'alerts'}",
             "--cluster.listen-address="]
        )  # fmt: skip

    def tell(self, labels: dict[str, str], **times: str) -> None:
        body = json.dumps([{"labels": labels, **times}]).encode()
        sort = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.base_url}/api/v2/alerts", body, sort), timeout=PATIENCE_S):
            pass


class Target:
    """Answers while it is up, and hangs up while it is down: a port that was given back another may
    take."""

    def __init__(self) -> None:
        self._answers = threading.Event()
        self.up()
        up = self._answers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not up.is_set():
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(b"etax_sessions 1\n")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def up(self) -> None:
        self._answers.set()

    def down(self) -> None:
        self._answers.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Prometheus(_Process):
    """Looks at a target and at the hall, by a rule of the test's and by those that are shipped."""

    def __init__(
        self, folder: Path, house: Hall, alertmanager: Alertmanager, target: Target
    ) -> None:
        assert PROMETHEUS is not None
        rule = {
            "alert": "EtaxDown", "expr": 'up{job="etax"} == 0', "labels": {"severity": "critical"},
            "annotations": {"summary": "{{ $labels.job }} 无应答"},
        }  # fmt: skip
        own = _written(folder / "rules.yml", {"groups": [{"name": "hall", "rules": [rule]}]})
        jobs = [
            {"job_name": "etax", "static_configs": _at(f"127.0.0.1:{target.port}")},
            {"job_name": "kiosk", "static_configs": _at(house.base_url.partition("//")[2]),
             "authorization": {"credentials_file": str(folder / "token")}},
        ]  # fmt: skip
        settings = {
            "global": dict.fromkeys(("scrape_interval", "scrape_timeout"), EVERY)
            | {"evaluation_interval": EVERY},
            "alerting": {
                "alertmanagers": [{"static_configs": _at(alertmanager.base_url.partition("//")[2])}]
            },
            "rule_files": [str(own), str(SHIPPED)],
            "scrape_configs": jobs,
        }
        file = _written(folder / "prometheus.yml", settings)
        super().__init__(
            [PROMETHEUS, f"--config.file={file}", f"--storage.tsdb.path={folder / 'tsdb'}"]
        )

    def says(self, query: str) -> list[dict[str, Any]]:
        """Asked until there is something."""
        until = time.monotonic() + PATIENCE_S
        found: list[dict[str, Any]] = []
        while not found and time.monotonic() < until:
            time.sleep(PAUSE_S)
            address = f"{self.base_url}/api/v1/query?{urlencode({'query': query})}"
            with urlopen(address, timeout=PATIENCE_S) as answer:
                found = json.load(answer)["data"]["result"]
        return found


def _at(address: str) -> list[dict[str, list[str]]]:
    return [{"targets": [address]}]
