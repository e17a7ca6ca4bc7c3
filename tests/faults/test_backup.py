"""A backup that is killed leaves whole ones or none, and the running hall does not notice."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.faults.house import KIOSK, PATIENCE_S, ROOT, House, kiosk

pytestmark = pytest.mark.faults


def test_killed_at_any_moment_a_backup_is_whole_or_not_there(tmp_path: Path) -> None:
    place = tmp_path / "backups"
    with House.demo() as house:
        house.ask("/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/5"]})
        command = [*KIOSK, "backup", str(place), "--keep", "20", "--data", str(house.data)]
        ended = set()
        for hundredths in (20, 60, 80, 90, 100, 110, 120, 140, 400):
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            try:
                ended.add(process.wait(hundredths / 100))
            except subprocess.TimeoutExpired:
                process.kill()
                ended.add(process.wait(PATIENCE_S))
            for copy in place.glob("hall-*.sqlite"):
                assert (
                    kiosk("restore", str(copy), "--data", str(tmp_path / copy.stem)).returncode == 0
                )
                shutil.rmtree(tmp_path / copy.stem)
        assert ended >= {0, -signal.SIGKILL}, "neither too early nor too late throughout"
        assert (
            house.ask("/api/v1/incidents", {"kind": "WIN-PAUSE", "targets": ["window/6"]})[0] == 201
        )
        assert house.stop() == 0
    shutil.rmtree(house.data, ignore_errors=True)


def test_a_second_server_over_the_same_data_is_refused_in_words() -> None:
    with House.demo() as house:
        second = kiosk("serve", "--data", str(house.data), "--port", "0")
        assert second.returncode == 1 and "is being served" in second.stderr
    shutil.rmtree(house.data, ignore_errors=True)
