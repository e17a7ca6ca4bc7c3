"""Recordings as ffmpeg's own meter of EBU R 128 hears them."""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

METER = ("ffmpeg", "-nostdin", "-nostats", "-hide_banner")
_LOUD = re.compile(r"I:\s+(-?[\d.]+) LUFS")
_PEAK = re.compile(r"Peak:\s+(-?[\d.]+) dBFS")


class Metered(NamedTuple):
    """Integrated loudness, and the true peak by oversampling."""

    lufs: float
    dbtp: float


def metered(recorded: bytes, path: Path) -> Metered:
    """``path``: where it may be written."""
    path.write_bytes(recorded)
    done = subprocess.run(
        [*METER, "-i", str(path), "-filter_complex", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Metered(float(_LOUD.findall(done.stderr)[-1]), float(_PEAK.findall(done.stderr)[-1]))
