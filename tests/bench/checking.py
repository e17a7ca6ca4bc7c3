"""``kiosk check`` as somebody waits for it: a hall of two storeys and 40 windows, from the command
to its last line."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.serving import ROOT
from tests.halls.hall import write
from tests.halls.shipped import SHIPPED

TRIES, AIM_S = 3, 3.0


def checking() -> Iterator[Figure]:
    directory = Path(tempfile.mkdtemp(prefix="kiosk-check-"))
    try:
        write(SHIPPED["two-storeys"], directory)
        took = [_checked(directory) for _ in range(TRIES)]
    finally:
        shutil.rmtree(directory)
    yield Figure(
        "kiosk check of a generated hall of 40 windows",
        statistics.median(took),
        "s",
        AIM_S,
        f"n = {TRIES}",
    )


def _checked(directory: Path) -> float:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "kiosk", "check", str(directory)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - began
