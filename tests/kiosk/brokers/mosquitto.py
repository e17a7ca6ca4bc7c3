"""Debian's mosquitto as the hall's broker, and a device at its other end."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

PROGRAM = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
needs_mosquitto = pytest.mark.skipif(PROGRAM is None, reason="mosquitto is not installed")
PATIENCE_S = 20.0
USER, WORD = "hall", "unutterable"


class Mosquitto:
    """Asks for a name and a word; what is retained or kept for a session outlives its restarts."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        words, self._settings = folder / "words", folder / "mosquitto.conf"
        program = shutil.which("mosquitto_passwd") or "/usr/bin/mosquitto_passwd"
        subprocess.run([program, "-c", "-b", words, USER, WORD], check=True, capture_output=True)
        words.chmod(0o644)
        (folder / "kept").mkdir()
        owner = f"user {os.environ.get('USER', 'root')}\n"
        self._settings.write_text(
            f"listener {self.port} 127.0.0.1\npassword_file {words}\npersistence true\n"
            f"persistence_location {folder}/kept/\n{owner}", "utf-8",
        )  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        assert PROGRAM is not None
        self._process = subprocess.Popen(
            [PROGRAM, "-c", self._settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        waited(self._there)

    def _there(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
        self._process = None


def waited(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


@contextmanager
def mosquitto(folder: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(folder)
    try:
        yield made
    finally:
        made.stop()


class Device:
    """A gate, a button: it says its state, retained, and leaves a last will."""

    def __init__(self, broker: Mosquitto, will: str) -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "device")
        self._client.username_pw_set(USER, WORD)
        self._client.will_set(will, "offline", 1, retain=True)
        self._client.connect("127.0.0.1", broker.port, 5)
        self._client.loop_start()

    def says(self, topic: str, payload: str, *, retain: bool = True) -> None:
        self._client.publish(topic, payload, 1, retain=retain).wait_for_publish(PATIENCE_S)

    def stop(self) -> None:
        self._client.loop_stop()
        self._client.disconnect()

    def dies(self) -> None:
        """Without a word: the broker says its will."""
        held = self._client.socket()
        assert held is not None
        self._client.loop_stop()
        held.close()
