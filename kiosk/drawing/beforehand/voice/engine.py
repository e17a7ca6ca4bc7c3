"""The program that speaks: text on its standard input, WAV from its standard output."""

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from kiosk.drawing.beforehand.voice.levels import LOUD_LUFS, Unheard, levelled
from signage.spoken.clips import Clip

NONE: Final = "none"
"""The setting of a hall that wants no speech."""
LANGUAGE: Final = "{language}"
ESPEAK: Final = f"espeak-ng -v {LANGUAGE} -s 180 --stdin --stdout"
VOICES: Final = {"zh": "cmn"}
"""espeak-ng's own names for languages that the hall calls otherwise."""
LIMIT_S: Final = 20.0
MOST_BYTES: Final = 8_000_000
GENTLY: Final = ("nice", "-n", "10")


class Mute(Exception):
    """The engine did not speak; why, in plain words."""


class NoEngine(ValueError):
    """The setting names none that is here."""


@dataclass(frozen=True, slots=True)
class Engine:
    """``name`` tells its recordings from another's."""

    command: tuple[str, ...]
    name: str
    limit_s: float = LIMIT_S

    def speak(self, clip: Clip) -> bytes:
        """The clip as levelled WAV. Raises :class:`Mute`."""
        lang = (
            VOICES.get(clip.lang, clip.lang) if self.command[0].endswith("espeak-ng") else clip.lang
        )
        command = [part.replace(LANGUAGE, lang) for part in self.command]
        try:
            done = subprocess.run(
                [*GENTLY, *command], input=clip.text.encode(), capture_output=True,
                timeout=self.limit_s, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Mute(f"{command[0]}: took longer than {self.limit_s:g} s") from error
        except OSError as error:
            raise Mute(f"{command[0]}: {error.strerror}") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Mute(
                f"{command[0]} ({clip.lang}): {said[-1] if said else f'ended with {done.returncode}'}"
            )
        if len(done.stdout) > MOST_BYTES:
            raise Mute(f"{command[0]} ({clip.lang}): wrote {len(done.stdout)} bytes for one sign")
        try:
            return levelled(done.stdout)
        except Unheard as error:
            raise Mute(f"{command[0]} ({clip.lang}): {error}") from error


def engine_of(setting: str) -> Engine | None:
    """The engine of the setting ``speech``; None where there is none. Raises :class:`NoEngine`."""
    said = setting.strip()
    if said == NONE or (not said and shutil.which(ESPEAK.split()[0]) is None):
        return None
    try:
        command = tuple(shlex.split(said or ESPEAK))
    except ValueError as error:
        raise NoEngine(f"speech: {said}: {error}; close the quotation mark.") from error
    if shutil.which(command[0]) is None:
        raise NoEngine(
            f"speech: there is no program {command[0]}; install it, name another or write {NONE}."
        )
    # Another loudness is another recording: what a shelf has from before is made anew.
    told = f"{' '.join(command)} {LOUD_LUFS}"
    return Engine(command, sha256(told.encode()).hexdigest()[:8])
