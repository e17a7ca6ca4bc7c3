"""The hall's amplifier by its address: a program of the system that plays a recording, or a file."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

LIMIT_S: Final = 90.0
"""No recording is longer; a player that takes longer hangs."""
TURN_S: Final = 0.1
FILE: Final = "file"
PLAYERS: Final = {
    "alsa": ("aplay", "-q", "-D", "{device}", "{file}"),
    "pulse": ("paplay", "--device={device}", "{file}"),
    "pipewire": ("pw-play", "--target={device}", "{file}"),
}
"""By the scheme of the address; what stands behind it is the device, as the program names it."""


class NoPlayer(ValueError):
    """The setting names none."""


class Unplayed(RuntimeError):
    """The player did not play; why, in plain words."""


class Player(Protocol):
    def play(self, path: Path, wanted: Callable[[], bool]) -> None:
        """Until its end, or until it is wanted no more. Raises :class:`Unplayed`."""


@dataclass(frozen=True, slots=True)
class Sink:
    """Notes each recording as a line of a file."""

    path: Path

    def play(self, path: Path, wanted: Callable[[], bool]) -> None:
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{path.stem}\n")
        except OSError as error:
            raise Unplayed(f"{self.path}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Program:
    command: tuple[str, ...]
    device: str
    limit_s: float = LIMIT_S

    def play(self, path: Path, wanted: Callable[[], bool]) -> None:
        told = [part.format(device=self.device, file=path) for part in self.command]
        try:
            # Its errors go nowhere: a pipe that nobody reads while it plays would stop it.
            process = subprocess.Popen(
                told, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise Unplayed(f"{told[0]}: {error.strerror}") from error
        try:
            self._attend(process, wanted)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()

    def _attend(self, process: "subprocess.Popen[bytes]", wanted: Callable[[], bool]) -> None:
        left = self.limit_s
        while wanted():
            try:
                ended = process.wait(TURN_S)
            except subprocess.TimeoutExpired as error:
                left -= TURN_S
                if left <= 0:
                    raise Unplayed(
                        f"{self.command[0]}: took longer than {self.limit_s:g} s"
                    ) from error
                continue
            if ended:
                raise Unplayed(f"{self.command[0]} {self.device}: ended with {ended}")
            return


def player_of(address: str) -> Player | None:
    """The player of the setting ``public_address``; None where there is none. Raises
    :class:`NoPlayer`."""
    if not address.strip():
        return None
    scheme, _, device = address.strip().partition(":")
    if not device or scheme not in (FILE, *PLAYERS):
        known = ", ".join(f"{name}:…" for name in (*PLAYERS, FILE))
        raise NoPlayer(f"public_address: {address}: write one of {known}.")
    if scheme == FILE:
        return Sink(Path(device))
    command = PLAYERS[scheme]
    if shutil.which(command[0]) is None:
        raise NoPlayer(f"public_address: there is no program {command[0]}; install it.")
    return Program(command, device)
